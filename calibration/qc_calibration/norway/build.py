"""Builds the layouts of the made-up Norwegian elections from `geometry.toml` and `lists.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qc_calibration.norway.geometry import geometry
from qc_calibration.norway.inside import PERSONAL, inside, option_id
from qc_calibration.norway.lists import BLANK, TICKED, Ballots, Party, contests
from qc_calibration.norway.outside import outside
from qc_calibration.norway.plain import BLANK_TITLE, TICKED_TITLE, blank, parties, ticked
from qc_calibration.norway.sheets import Sheet, inside_marks
from qc_calibration.norway.table import WRITTEN, row_id
from qc_service.model.layout import LAYOUT_FORMAT, Contest, Layout, Option, Side

ORIGIN = (
    "Drawn for trials: no such place, party or candidate exists, and no real number begins with 99."
)

SOURCES = {
    "01": "Measured on the regulations' pictures (one fold, 2019 to 2023, +-0.3 mm).",
    "05": "Measured on the regulations' pictures (one fold, 2019 to 2023, +-0.3 mm).",
    "02": "Paper, folds and rows measured on the regulations' pictures; where columns, table and "
    "marks stand on two folds is guessed.",
    "19": "Paper, folds, rows and the table outside measured on the regulations' pictures; where "
    "columns and marks stand on two folds is guessed.",
    "20": "Paper, folds and number of candidates measured on the regulations' pictures; where "
    "columns and marks stand on two folds is guessed.",
    "10": "Paper, colour and number of digits certain; form code and all places guessed after the "
    "one-fold ballots.",
}

GUESSED = (
    "Guessed everywhere: line weights, the marks' bars, the title box's height, the pattern, the "
    "words of the guidance, and what the 22 digits mean."
)

PLAIN_FORMS = ("01", "10")
"""Forms whose contest has a tick-box and a blank ballot here: they lie in the same boxes."""

PLAIN_SOURCE = (
    "Paper, number of digits and least size of type certain; form code and all places guessed, the "
    "serial is set in the line's type instead of 20 points, braille is not drawn."
)


@dataclass(frozen=True)
class Naming:
    """What tells one layout from the others of its contest."""

    id: str
    title: str
    style: str
    form_code: str
    source: str


@cache
def layouts() -> tuple[Layout, ...]:
    """Give a layout for every list of every contest, and for tick-box and blank ballots."""
    return tuple(layout for ballots in contests() for layout in _of(ballots))


def _of(ballots: Ballots) -> Iterator[Layout]:
    sheet = Sheet(geometry().forms[ballots.form], ballots.kind)
    back = outside(sheet, ballots)
    for place, party in enumerate(ballots.lists, start=1):
        naming = Naming(
            f"{ballots.id}-{party.code}",
            party.name,
            party.code,
            ballots.form,
            SOURCES[ballots.form],
        )
        front = inside(sheet, ballots, party, ballots.number(place))
        yield _layout(ballots, naming, (front, back), _contests(sheet, ballots, party))
    if ballots.form in PLAIN_FORMS:
        kinds: tuple[tuple[str, int, str, Side, tuple[Contest, ...]], ...] = (
            ("tick", TICKED, TICKED_TITLE, ticked(sheet, ballots), (parties(ballots),)),
            ("blank", BLANK, BLANK_TITLE, blank(sheet, ballots), ()),
        )
        for word, code, title, front, choice in kinds:
            name = f"{ballots.kind}-{word}"
            naming = Naming(name, title, word.upper(), str(code), PLAIN_SOURCE)
            yield _layout(ballots, naming, (front, back), choice)


def _layout(
    ballots: Ballots, naming: Naming, sides: tuple[Side, Side], choice: tuple[Contest, ...]
) -> Layout:
    sheet = Sheet(geometry().forms[ballots.form], ballots.kind)
    return Layout(
        format=LAYOUT_FORMAT,
        id=naming.id,
        title=f"{ballots.heading}, {ballots.place}: {naming.title}",
        paper=sheet.paper,
        fiducials=inside_marks(sheet),
        contests=choice,
        sides=sides,
        style=naming.style,
        election=ballots.election,
        source=f"{ORIGIN} {naming.source} {GUESSED}",
        form_code=naming.form_code,
    )


def _contests(sheet: Sheet, ballots: Ballots, party: Party) -> tuple[Contest, ...]:
    """Give what a voter may choose: candidates of the list, and of others."""
    people = party.people()
    if not sheet.marked:
        return ()
    options = tuple(
        Option(option_id(line), person.name, info=person.born, bold=person.bold)
        for line, person in enumerate(people, start=1)
    )
    personal = Contest(PERSONAL, "Personstemmer", len(people), options)
    table = sheet.form.table or sheet.form.table_outside
    if table is None:
        return (personal,)
    rows = tuple(
        Option(row_id(row), f"Linje {row}", write_in=True) for row in range(1, table.rows + 1)
    )
    written = Contest(WRITTEN, "Kandidater fra andre lister", ballots.write_ins, rows)
    return (personal, written)
