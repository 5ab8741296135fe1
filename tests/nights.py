"""Records of made-up nights, for the tests of desk, ledger and replay."""

from qc_service.model.events import Genesis, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState

BOX = (0, 0, 1, 1)
MISSED = Difference(DifferenceKind.MISS, "x", "a", "empty", "marked", 0.9)
GENESIS = Genesis("2026-11-03T19:00:00Z", "0.1.0", (), {"alpha": 0.05, "scanners": 2})


def sheet(  # noqa: PLR0913 - every part of a sheet that a test may want to set
    number: int,
    *,
    wrong: bool = False,
    scanner: str = "s1",
    session: str = "1",
    batch: str = "1",
    digest: str = "",
    compared: bool = True,
) -> SheetRecord:
    """Give the record of a sheet with one option, read as marked."""
    return SheetRecord(
        "2026-11-03T20:00:00Z",
        Examination(
            key=SheetKey(scanner, session, batch, number),
            pages=(PageReread("i", "", marks=(Mark("x", "a", 0.9, MarkState.MARKED, BOX),)),),
            differences=(MISSED,) if wrong else (),
            compared=compared,
            digest=digest or f"digest-{number}",
        ),
    )


def faulty_night() -> list[SheetRecord]:
    """Give a night in which one scanner loses every tenth mark from sheet 100 on."""
    return [sheet(n, wrong=n > 100 and n % 10 == 0) for n in range(1, 301)]
