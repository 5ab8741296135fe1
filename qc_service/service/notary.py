"""Who makes the ledger's checkpoints: with the service's key, or unsigned where it has none."""

from pathlib import Path

from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import SigningKey, load_key
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.evidence import Checkpoint
from qc_service.recording.checkpoints import fingerprint


class Notary:
    """Makes checkpoints of one ledger."""

    def __init__(self, ledger: Ledger, path: Path, key: SigningKey | None) -> None:
        """Take the ledger and its key; reads the ledger to its end.

        Raises:
            QcError: `ledger.other-key` where the ledger was begun with another key or none,
                `ledger.damaged` where its rows are no whole chain.
        """
        self._ledger, self._key = ledger, key
        named, ours = ledger.public_key(), key.public if key else ""
        if named != ours:
            its, configured = (fingerprint(each) or "none" for each in (named, ours))
            raise QcError(
                "ledger.other-key",
                f"{path}: it was begun with the key {its}, the configuration names {configured}",
                "Name its key in [service] key, or a new ledger.",
                ExitCode.CONFIG,
            )
        # Now, while nobody waits for an answer.
        ledger.summit()

    def checkpoint(self, at: str) -> Checkpoint:
        """Give the checkpoint of all rows on disk now; it is to be the very next row."""
        summit = self._ledger.summit()
        key = self._key
        return Checkpoint(
            at=at,
            rows=summit.rows,
            root=summit.root,
            head=summit.head,
            key=key.public if key else "",
            signature=key.sign(summit.signed()) if key else "",
        )


def configured_key(path: str) -> SigningKey | None:
    """Load the key that `[service] key` names; None where it names none. Raises QcError `key.*`."""
    return load_key(Path(path)) if path else None
