"""What a public copy of the log must not hold is taken away here, and nowhere else.

No name (roles only), no id of a sheet, sample or box, no time of day, no reading of a single
ballot, and no figure of a list that is small or could tell a small one (valgloven § 10-8: 60
advance votes, 100 names in the register).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from qc_service.comparing.deviation import Deviation
from qc_service.flow.log_facts import (
    AlarmLine,
    DeviationLine,
    Logbook,
    LogRow,
    PersonLine,
    Round,
)
from qc_service.flow.small_cells import hidden_cells, hidden_parts
from qc_service.flow.stake import SeatStake
from qc_service.model.batch import Batch
from qc_service.model.events import Cell
from qc_service.model.people import Person
from qc_service.recording.disclosure import ADVANCE_LEAST, NAMES_LEAST, hour_of
from qc_service.sampling.evaluating import Bound, Evaluation

LIST_STRATUM = "list="

_replace = msgspec.structs.replace


def public_copy(book: Logbook) -> Logbook:
    """Give the log without anything that could tell of a voter or name a person."""
    numbers = _numbers(book)
    kept = _rows_shown(book)
    hidden = hidden_cells({(one.scanner, one.list): one.sheets for one in book.cells}, NAMES_LEAST)
    return _replace(
        book,
        public=True,
        began=hour_of(book.began),
        ended=hour_of(book.ended),
        replay="differs" if book.replay else "",
        rounds=tuple(_round(each) for each in book.rounds),
        rows=tuple(_row(row, numbers, shown=row.number in kept) for row in book.rows),
        papers=None if book.papers is None else _evaluation(book.papers),
        deviations=tuple(_deviation(each) for each in book.deviations),
        # What is hidden is not there at all: it looks like what never was.
        cells=tuple(one for one in book.cells if (one.scanner, one.list) not in hidden),
        alarms=tuple(_alarm(each) for each in book.alarms),
        boxes=tuple(_replace(each, box=_box(each.box, numbers)) for each in book.boxes),
        people=tuple(sorted(map(_nameless, book.people), key=_by_role)),
        seats=_margin(book.seats),
    )


def without_lists(book: Logbook) -> Logbook:
    """Give the log without any figure of a list: what may be shown before the embargo ends."""
    return _replace(
        book,
        lists=False,
        rows=tuple(_replace(row, lists=(), hidden=bool(row.lists)) for row in book.rows),
        papers=None if book.papers is None else _without_strata(book.papers),
        deviations=tuple(_silent(each) for each in book.deviations),
        cells=(),
        seats=None,
        alarms=tuple(
            _replace(each, cell=_replace(each.cell, style="", option="")) for each in book.alarms
        ),
    )


def least_of(category: str) -> int:
    """Give the fewest ballots of a category of which figures by list may be shown."""
    return ADVANCE_LEAST if category.startswith("advance") else NAMES_LEAST


def _numbers(book: Logbook) -> dict[str, int]:
    """Give each box a number of its own: where nobody told one, its public name."""
    named = [each.box.id for each in book.boxes] + [row.box.id for row in book.rows]
    return {name: number for number, name in enumerate(dict.fromkeys(named), start=1)}


def _box(box: Batch, numbers: Mapping[str, int]) -> Batch:
    return _replace(box, id="", box=box.box or numbers[box.id])


def _rows_shown(book: Logbook) -> frozenset[int]:
    """Give the rows whose figures by list are shown.

    Sums by category, and by category and polling place, are published by others. Boxes whose
    figures are not in the log are as good as hidden.
    """
    boxes = {_place(row.box): (row.box, row.ballots) for row in book.rows}
    boxes |= {_place(each.box): (each.box, each.sheets) for each in book.boxes}
    counted = {_place(row.box) for row in book.rows if row.lists}
    kept_back = {
        place for place, (box, sheets) in boxes.items() if 0 < sheets < least_of(box.category)
    }
    while more := _more_boxes(boxes, counted, kept_back):
        kept_back.add(more)
    return frozenset(
        row.number for row in book.rows if row.lists and _place(row.box) not in kept_back
    )


Place = tuple[str, int]


def _place(box: Batch) -> Place:
    return box.id, box.count


def _more_boxes(
    boxes: Mapping[Place, tuple[Batch, int]], counted: Collection[Place], kept_back: set[Place]
) -> Place | None:
    """Give the next counted box to keep back, so that no box kept back can be computed."""
    wholes: defaultdict[tuple[str, str, int], list[Place]] = defaultdict(list)
    for place, (box, sheets) in boxes.items():
        if sheets:
            wholes[box.category, "", box.count].append(place)
            wholes[box.category, box.locale, box.count].append(place)
    for (category, _, _), inside in sorted(wholes.items()):
        shown = [place for place in inside if place in counted and place not in kept_back]
        unseen = [place for place in inside if place not in shown]
        few = len(unseen) == 1 or sum(boxes[place][1] for place in unseen) < least_of(category)
        if shown and few and not kept_back.isdisjoint(inside):
            return min(shown, key=lambda place: (boxes[place][1], place))
    return None


def _row(row: LogRow, numbers: Mapping[str, int], *, shown: bool) -> LogRow:
    return _replace(
        row,
        box=_box(row.box, numbers),
        drawn_at=hour_of(row.drawn_at),
        done_at=hour_of(row.done_at),
        lists=row.lists if shown else (),
        hidden=bool(row.lists) and not shown,
        done_by=_roles(row.done_by),
        approved_by=_roles(row.approved_by),
        looks=(),
    )


def _margin(stake: SeatStake | None) -> SeatStake | None:
    """Leave out how near the lists of few ballots lie: from it their shares could be guessed."""
    return None if stake is None or stake.ballots < NAMES_LEAST else stake


def _nameless(line: PersonLine) -> PersonLine:
    return _replace(line, person=Person("", line.person.role))


def _by_role(line: PersonLine) -> tuple[str, tuple[str, ...], bool]:
    """Give what people without names are put in order by: their order must not tell names."""
    return line.person.role.value, line.confirmed, line.unverified


def _roles(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(Person("", each.role) for each in people)


def _round(each: Round) -> Round:
    return _replace(
        each,
        committed_at=hour_of(each.committed_at),
        drawn_at=hour_of(each.drawn_at),
        signed_by=_roles(each.signed_by),
    )


def _evaluation(papers: Evaluation) -> Evaluation:
    """Leave out strata of single lists that are small, and so many that none can be computed."""
    sizes = {
        f"{each.stratum.round} {each.stratum.name}": each.units
        for each in papers.strata
        if each.stratum is not None and LIST_STRATUM in each.stratum.name
    }
    hidden = hidden_parts(sizes, NAMES_LEAST)
    return _replace(
        papers, strata=tuple(each for each in papers.strata if _stratum_key(each) not in hidden)
    )


def _without_strata(papers: Evaluation) -> Evaluation:
    kept = tuple(each for each in papers.strata if LIST_STRATUM not in _stratum_key(each))
    return _replace(papers, strata=kept)


def _stratum_key(bound: Bound) -> str:
    return "" if bound.stratum is None else f"{bound.stratum.round} {bound.stratum.name}"


def _deviation(line: DeviationLine) -> DeviationLine:
    """Name nobody; say nothing of a list where its place is small."""
    told = line.told
    if told is not None and told.list and told.ballots() < least_of(told.category):
        line = _silent(line)
        told = line.told
    if told is not None:
        told = _replace(told, box="", sample="", signed=(), short="")
    return _replace(line, told=told, at=hour_of(line.at), by=_roles(line.by))


def _silent(line: DeviationLine) -> DeviationLine:
    """Leave the numbers and texts of a deviation of one list out."""
    if line.told is None or not line.told.list:
        return line
    told = Deviation(
        line.told.id,
        line.told.kind,
        category=line.told.category,
        locale=line.told.locale,
        cause=line.told.cause,
        signed=line.told.signed,
        date=line.told.date,
    )
    return _replace(line, told=told, short="", hidden=True)


def _alarm(line: AlarmLine) -> AlarmLine:
    """Name no field of a ballot and no box; leave small numbers of a list out."""
    cell = Cell(
        line.cell.kind, line.cell.scanner, style=line.cell.style, district=line.cell.district
    )
    small = bool(cell.style or cell.district) and (line.seen or 0) < NAMES_LEAST
    return _replace(
        line, cell=cell, wrong=None if small else line.wrong, seen=None if small else line.seen
    )
