"""Ledgers of test decks, made up: ballots with known marks, some of which a scanner misses."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from qc_service.adapters.ledger import Ledger
from qc_service.model.events import Component, Entry, Genesis, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState

BOX = (0, 0, 1, 1)
MISS = DifferenceKind.MISS
PARTS = (
    Component("profile", "norwegian", "5.0", "plugin", "aa"),
    Component("config", "configuration", "", "given", "bb"),
)


def deck_sheet(  # noqa: PLR0913 - every part of a ballot that a test may want to set
    number: int,
    *,
    scanner: str = "S01",
    wrong: Sequence[str] = (),
    kind: DifferenceKind = MISS,
    unsure: bool = False,
    compared: bool = True,
    at: str = "2027-09-10T16:00:00.000+00:00",
) -> SheetRecord:
    """Give the record of a test ballot with crosses at `k1` and `k2`; `wrong` of them differ."""
    state = MarkState.UNSURE if unsure else MarkState.MARKED
    marks = (
        Mark("personstemmer", "k1", 0.6, MarkState.MARKED, BOX),
        Mark("personstemmer", "k2", 0.6, state, BOX),
    )
    differences = tuple(
        Difference(kind, "personstemmer", option, "empty", "marked", 0.6) for option in wrong
    )
    return SheetRecord(
        at,
        Examination(
            SheetKey(scanner, "audit", "deck", number),
            (PageReread("front.png", "", marks=marks),),
            differences=differences,
            compared=compared,
            profile="norwegian",
            digest=f"{scanner}-{number}",
        ),
    )


def deck_sheets(
    ballots: int, *, scanner: str = "S01", wrong: int = 0, unsure: int = 0, day: str = "2027-09-10"
) -> Iterator[SheetRecord]:
    """Give a deck's ballots; the first `wrong` of them miss a cross, the last `unsure` are so."""
    for number in range(1, ballots + 1):
        at = f"{day}T16:{number // 60 % 60:02}:{number % 60:02}.000+00:00"
        yield deck_sheet(
            number,
            scanner=scanner,
            wrong=("k1",) if number <= wrong else (),
            unsure=number > ballots - unsure,
            at=at,
        )


def write_deck(
    path: Path, *entries: Entry, day: str = "2027-09-10", parts: tuple[Component, ...] = PARTS
) -> Path:
    """Write a ledger of test decks."""
    with Ledger.create(path, Genesis(f"{day}T15:00:00.000+00:00", "0.1.0", parts)) as opened:
        opened.append(entries)
    return path


def hall_decks(folder: Path) -> Path:
    """Write the decks before a night of S03, which was cleaned after the first."""
    for day, wrong in (("2027-09-10", 4), ("2027-09-13", 0)):
        ballots = deck_sheets(200, scanner="S03", wrong=wrong, unsure=3, day=day)
        write_deck(folder / f"S03-{day}.sqlite", *ballots, day=day)
    return folder


def write_decks(folder: Path) -> Path:
    """Write decks of S01 to S03, of S03 also after it was cleaned, and a broken ledger."""
    folder.mkdir(exist_ok=True)
    evening = "2027-09-13"
    before = [
        entry
        for scanner, wrong in (("S01", 0), ("S02", 0), ("S03", 4))
        for entry in deck_sheets(200, scanner=scanner, wrong=wrong, unsure=2)
    ]
    write_deck(folder / "before.sqlite", *before)
    write_deck(
        folder / "S03-cleaned.sqlite", *deck_sheets(200, scanner="S03", day=evening), day=evening
    )
    (folder / "S04.sqlite").write_bytes(b"SQLite format 3\0 and then nothing")
    return folder
