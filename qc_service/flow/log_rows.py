"""The lines of the sample-check log: samples gathered by box and reason, held against readings."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from qc_service.flow.log_acts import Acts, BoxTrip, Sampled
from qc_service.flow.log_facts import (
    AlarmLine,
    AlarmState,
    Assessment,
    DeviationLine,
    Field,
    ListFigures,
    LogRow,
    Look,
    Round,
)
from qc_service.flow.log_sheets import Sheets
from qc_service.model.batch import Batch
from qc_service.model.checks import Outcome, PaperShows, Sample
from qc_service.model.people import Person
from qc_service.sampling.agreeing import box_lines, differing, misread_at_least
from qc_service.sampling.evaluating import Checked


def log_rows(acts: Acts, sheets: Sheets) -> tuple[LogRow, ...]:
    """Give a line for each box, round, kind and scope, in the order of the rounds and boxes."""
    ordered = sorted(acts.samples.values(), key=lambda each: (_group(each), each.looks.sample.id))
    groups = [list(group) for _, group in groupby(ordered, key=_group)]
    return tuple(_row(number, group, acts, sheets) for number, group in enumerate(groups, start=1))


def checked_of(sampled: Sampled, sheets: Sheets) -> Checked:
    """Give a sample with what people settled on, and with what the two readings had."""
    sample, settled = sampled.looks.sample, sampled.looks.settled()
    return Checked(
        sample,
        None if settled is None else settled.outcome,
        None if settled is None else settled.shows,
        *_read(sample, sheets),
    )


def _read(sample: Sample, sheets: Sheets) -> tuple[PaperShows | None, PaperShows | None]:
    """Give what was reported and what was reread of a sample."""
    if sample.sheet is None:
        return sheets.tally((sample.batch, sample.count)).shows()
    found = sheets.readings.get(sample.sheet)
    return (None, None) if found is None else (found.reported, found.reread)


def _group(sampled: Sampled) -> tuple[int, str, int, bool, str]:
    sample = sampled.looks.sample
    return sample.round, sample.batch, sample.count, sample.sheet is not None, sample.kind.value


def _row(number: int, group: Sequence[Sampled], acts: Acts, sheets: Sheets) -> LogRow:
    sample = group[0].looks.sample
    place = (sample.batch, sample.count)
    box, tally = sheets.box(place), sheets.tally(place)
    looks = tuple(_look(each, sheets) for each in group)
    of = acts.rounds.get(sample.round, Round(sample.round, 0, ""))
    trip = acts.trips.get(place, BoxTrip())
    whole = sample.sheet is None
    found = _of_box(group[0], sheets) if whole else _of_ballots(looks, group, sheets)
    checked = found.checked
    alarms = _alarms_of(acts.alarms(), box, found.apart)
    finished = all(each.outcome is not None for each in looks)
    return LogRow(
        number=number,
        box=box,
        ballots=tally.sheets,
        drawn=tally.sheets if whole else len(group),
        checked=checked,
        whole=whole,
        kind=sample.kind,
        round=sample.round,
        reasons=tuple(sorted({each.looks.sample.reason for each in group} - {""})),
        seed=of.seed,
        drawn_at=of.drawn_at,
        done_at=max(each.settled_at for each in group) if finished else "",
        lists=found.lists,
        differences=found.differences,
        differing=found.differing,
        outside=_outside(group, sheets),
        uncompared=found.uncompared,
        not_found=sum(each.outcome is Outcome.NOT_FOUND for each in looks),
        disputed=sum(each.outcome is Outcome.CANNOT_AGREE for each in looks),
        assessment=_assess(found, alarms, finished=finished),
        alarms=tuple(each.number for each in alarms) if found.differing else (),
        deviations=_deviations(acts.deviations, [each.looks.sample for each in group]),
        done_by=_people(group),
        approved_by=of.signed_by,
        taken=trip.out,
        returned=trip.back,
        seal_whole=trip.whole,
        looks=looks,
    )


class _Found:
    """What the paper of one row showed."""

    def __init__(self, checked: int) -> None:
        self.checked = checked
        self.differing = 0
        self.uncompared = 0
        self.differences: dict[Field, int] = {}
        self.lists: tuple[ListFigures, ...] = ()
        self.apart: frozenset[str] = frozenset()


def _of_box(sampled: Sampled, sheets: Sheets) -> _Found:
    """Hold a box counted by hand against what was reported of it and reread in it."""
    settled = sampled.looks.settled()
    if settled is None or settled.shows is None:
        return _Found(0)
    sample = sampled.looks.sample
    reported, reread = sheets.tally((sample.batch, sample.count)).shows()
    paper = settled.shows
    found = _Found(sum(paper.counts.values()))
    found.lists = tuple(
        ListFigures(each.list, each.paper, each.reported, each.reread)
        for each in box_lines(paper, reported, reread)
    )
    if reported is None:
        found.uncompared = found.checked
    else:
        found.differing = misread_at_least(paper.counts, reported.counts)
        found.apart = frozenset(each.list for each in found.lists if each.difference())
        apart = abs(sum(paper.counts.values()) - sum(reported.counts.values()))
        moved = found.differing - apart
        counts = {Field.LIST: moved, Field.COUNT: apart}
        found.differences = {name: number for name, number in counts.items() if number}
    return found


def _of_ballots(looks: Sequence[Look], group: Sequence[Sampled], sheets: Sheets) -> _Found:
    found = _Found(sum(each.outcome is not None for each in looks))
    counts = Counter(name for each in looks for name in each.fields)
    found.differences = {name: counts[name] for name in Field if counts[name]}
    found.differing = sum(bool(each.fields) for each in looks)
    settled = [checked_of(each, sheets) for each in group]
    found.uncompared = sum(each.paper is not None and each.reported is None for each in settled)
    found.apart = frozenset(
        each.paper.style
        for each, look in zip(settled, looks, strict=True)
        if look.fields and each.paper is not None
    )
    return found


def _look(sampled: Sampled, sheets: Sheets) -> Look:
    checked = checked_of(sampled, sheets)
    fields: tuple[Field, ...] = ()
    if checked.drawn.sheet is not None and checked.paper is not None and checked.reported:
        fields = tuple(Field(each) for each in differing(checked.paper, checked.reported))
    first = len(sampled.looks.first) + (sampled.looks.third is not None)
    return Look(
        sample=checked.drawn,
        outcome=checked.outcome,
        fields=fields,
        by=tuple(sampled.people),
        done_at=sampled.settled_at,
        third=sampled.looks.third is not None,
        revisions=sampled.entries - first,
    )


def _outside(group: Iterable[Sampled], sheets: Sheets) -> int:
    keys = [each.looks.sample.sheet for each in group]
    return sum(
        sheets.readings[key].outside for key in keys if key is not None and key in sheets.readings
    )


def _alarms_of(alarms: Iterable[AlarmLine], box: Batch, apart: Collection[str]) -> list[AlarmLine]:
    """Give the alarms that can be about what differs in a box: its scanner, place and lists."""
    return [
        each
        for each in alarms
        if each.cell.scanner in {"", box.scanner}
        and each.cell.batch in {"", box.id}
        and each.cell.district in {"", box.locale}
        and (not each.cell.style or each.cell.style in apart)
    ]


def _assess(found: _Found, alarms: Sequence[AlarmLine], *, finished: bool) -> Assessment:
    if found.differing and any(each.state is AlarmState.EXPLAINED for each in alarms):
        return Assessment.SYSTEMATIC
    if found.differing and alarms:
        return Assessment.POSSIBLE
    if not finished:
        return Assessment.OPEN
    if found.differing:
        return Assessment.RANDOM
    return Assessment.NOT_COMPARED if found.uncompared else Assessment.NONE


def _deviations(lines: Iterable[DeviationLine], samples: Sequence[Sample]) -> tuple[str, ...]:
    names = {each.id for each in samples}
    boxes = {each.batch for each in samples}
    return tuple(
        line.id
        for line in lines
        if line.told is not None and (line.told.sample in names or line.told.box in boxes)
    )


def _people(group: Iterable[Sampled]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(person for each in group for person in each.people))
