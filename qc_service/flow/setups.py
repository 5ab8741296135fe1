"""Scanners that are not set up alike: each tells its program and setup with its boxes.

Antrim 2020: some scanners had the old election files; Alameda 2022: a setting that nobody compared.
"""

from collections.abc import Iterator

from qc_service.model.batch import Batch, NoticeKey
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_words import make_finding
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
        teller = (batch.election, key.scanner)
        before = self._told.get(teller, "")
        if not own or own == before:
            return
        self._told[teller] = own
        others = {
            scanner: told
            for (election, scanner), told in sorted(self._told.items())
            if (election == batch.election and scanner != key.scanner and told != own)
        }
        if not before and not others:
            return
        facts: Facts = {"scanner": key.scanner, "setup": own}
        if before:
            facts["before"] = before
        for number, (scanner, told) in enumerate(others.items(), start=1):
            facts |= {f"scanner_{number}": scanner, f"setup_{number}": told}
        place = SheetKey(key.scanner, key.session, batch.id, 0)
        yield make_finding(DIFFERS, place, DIFFERS, facts)

    def state(self) -> list[tuple[tuple[str, str], str]]:
        """Give all that the answers depend on, in plain values, for a digest."""
        return sorted(self._told.items())
