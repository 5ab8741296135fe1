"""What anyone may see of an entry: decided when it is written, bound by the chain.

An entry that is not named here shows nothing. Times are given to the hour, and nothing that names a
sheet, a person, an image or a place on a disk is shown.
"""

import msgspec

from qc_service.model.events import Entry, Genesis
from qc_service.model.evidence import Checkpoint
from qc_service.recording.disclosure import hour_of

_ENCODER = msgspec.json.Encoder(order="sorted")


def public_part(entry: Entry) -> bytes:
    """Give what is public of an entry as canonical JSON; no bytes where nothing is."""
    shown = _shown(entry)
    return _ENCODER.encode(shown) if shown else b""


def _shown(entry: Entry) -> dict[str, object]:
    if isinstance(entry, Genesis):
        return {
            "entry": "genesis",
            "hour": hour_of(entry.made_at),
            "version": entry.version,
            "key": entry.key,
            # A whole number comes back from the body as 2.0.
            "plan": {name: float(value) for name, value in entry.plan.items()},
            # Without the origin: it names folders of somebody's machine.
            "components": [
                {
                    "kind": each.kind,
                    "name": each.name,
                    "version": each.version,
                    "digest": each.digest,
                }
                for each in entry.components
            ],
        }
    if isinstance(entry, Checkpoint):
        return {
            "entry": "checkpoint",
            "hour": hour_of(entry.at),
            "rows": entry.rows,
            "root": entry.root,
            "head": entry.head,
            "key": entry.key,
            "signature": entry.signature,
        }
    return {}
