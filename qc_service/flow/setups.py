"""Scanners that are not set up alike: each tells its program and setup with its boxes.

Antrim 2020: some scanners had the old election files; Alameda 2022: a setting that nobody compared.
"""

from collections.abc import Iterator

from qc_service.model.batch import Batch, NoticeKey
from qc_service.model.events import Finding
from qc_service.model.sheet import SheetKey

DIFFERS = "config-differs"
"""The finding: two scanners of one election, or one before and later, are not set up alike."""


class Setups:
    """Keeps what each scanner last told of itself, for each election."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._told: dict[tuple[str, str], str] = {}

    def take(self, batch: Batch, key: NoticeKey) -> Iterator[Finding]:
        """Take what is told with a box; each change of a scanner's word is told once."""
        own = batch.configuration
        place = (batch.election, key.scanner)
        before = self._told.get(place, "")
        if not own or own == before:
            return
        self._told[place] = own
        others = {
            scanner: told
            for (election, scanner), told in sorted(self._told.items())
            if (election == batch.election and scanner != key.scanner and told != own)
        }
        words = [f"{scanner} as {told}" for scanner, told in others.items()]
        if before:
            words.insert(0, f"{key.scanner} itself before as {before}")
        if words:
            message = f"{key.scanner} is set up as {own}, {', '.join(words)}"
            yield Finding(DIFFERS, SheetKey(key.scanner, key.session, batch.id, 0), message)

    def state(self) -> list[tuple[tuple[str, str], str]]:
        """Give all that the answers depend on, in plain values, for a digest."""
        return sorted(self._told.items())
