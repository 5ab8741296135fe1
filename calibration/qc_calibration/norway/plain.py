"""Ballots of no list: boxes before the parties' names, and the blank ballot."""

from qc_calibration.norway.inside import header_regions, number_line, subtitle
from qc_calibration.norway.lists import BLANK, TICKED, Ballots
from qc_calibration.norway.sheets import Sheet, between, box, inside_marks, words
from qc_service.model.layout import (
    Contest,
    Option,
    PrintedText,
    Region,
    RegionKind,
    Side,
    Target,
    TargetShape,
)

PARTIES = "parti"
"""The contest of the boxes before the parties' names."""

OTHER, NONE = "annet", "blank"
"""Options for a party that is not printed, and for none."""

TICKED_TITLE, BLANK_TITLE = "Avkryssingsstemmeseddel", "Blank stemmeseddel"

HINT = "Sett kryss i ruten foran partiet eller gruppen du vil stemme på. Sett bare ett kryss."

LINE_HEIGHT = 6.5
"""Height of the line for another party's name, in mm."""

ROOM = 100.0
"""Length of a party's line in mm."""


def parties(ballots: Ballots) -> Contest:
    """Give the choice of one list, by the alphabet, another, or none."""
    named = sorted(ballots.lists, key=lambda party: party.name)
    options = [Option(party.code, party.name) for party in named]
    options.append(Option(OTHER, "Annet parti eller gruppe:", write_in=True))
    options.append(Option(NONE, "Blank stemme"))
    return Contest(PARTIES, "Parti eller gruppe", 1, tuple(options))


def ticked(sheet: Sheet, ballots: Ballots) -> Side:
    """Give the inside of a tick-box ballot. Its braille has no ink and is not drawn."""
    targets: list[Target] = []
    regions = [*header_regions(sheet)]
    place, size = sheet.geometry.ticked, sheet.geometry.target
    y = place.y
    for option in parties(ballots).options:
        target = box(place.x, y, size.size, size.size)
        targets.append(Target(PARTIES, option.id, target, TargetShape.BOX, size.line))
        left, middle = place.x + sheet.geometry.name.from_target, y + size.size / 2
        cell = between(left, middle - size.pitch / 2, left + ROOM, middle + size.pitch / 2)
        regions.append(Region(f"party-{option.id}", RegionKind.OPTION, cell, PARTIES, option.id))
        y += place.pitch
        if option.write_in:
            line = box(left, y - 2.4, ROOM, LINE_HEIGHT)
            regions.append(Region("other-party", RegionKind.WRITE_IN, line, PARTIES, option.id))
            y += place.pitch
    hint = words(HINT, place.x, place.y - place.pitch, 9.0, room=ROOM + 15)
    return _side(sheet, ballots, TICKED, (*targets,), (*regions, *_clear(sheet, y)), (hint,))


def blank(sheet: Sheet, ballots: Ballots) -> Side:
    """Give the inside of a blank ballot."""
    large = words(BLANK_TITLE, 30, sheet.height / 2, 30.0, room=108, bold=True)
    regions = (*header_regions(sheet), *_clear(sheet, sheet.height / 2 + 10))
    return _side(sheet, ballots, BLANK, (), regions, (large,))


def _side(
    sheet: Sheet,
    ballots: Ballots,
    kind: int,
    targets: tuple[Target, ...],
    regions: tuple[Region, ...],
    texts: tuple[PrintedText, ...],
) -> Side:
    name = TICKED_TITLE if kind == TICKED else BLANK_TITLE
    count = sheet.geometry.serial_digits_ticked
    return Side(
        name="front",
        identification=number_line(sheet, ballots.number(kind), name, str(kind), count),
        targets=targets,
        regions=regions,
        fiducials=inside_marks(sheet),
        texts=(subtitle(sheet, ballots), *texts),
        folds=sheet.form.folds,
    )


def _clear(sheet: Sheet, below: float) -> tuple[Region, ...]:
    """Give the paper that must stay empty: the rest of the left panel, and all of the right."""
    bottom = sheet.from_top(sheet.geometry.l_mark.bottom) - 1.5
    (_, fold), (_, end) = sheet.panels()
    top = sheet.geometry.header + 2
    return (
        Region("clear-below", RegionKind.CLEAR, between(5, below, fold - 2.5, bottom)),
        Region("clear-right", RegionKind.CLEAR, between(fold + 2.5, top, end - 1.5, bottom)),
    )
