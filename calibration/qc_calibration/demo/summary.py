"""What came of the night: the service's findings held against what the scanners did wrong."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from qc_calibration.demo.night import Night
from qc_calibration.demo.plan import DRIFTING, LOST
from qc_calibration.demo.scanner import Planted, Scanner
from qc_service.adapters.ledger import Ledger
from qc_service.model.events import AlarmRecord, Finding, SheetRecord
from qc_service.model.sheet import Examination
from qc_service.model.verdict import DifferenceKind

Place = tuple[str, str]


class ScannerSummary(msgspec.Struct, frozen=True):
    """One scanner: what it scanned, what of it is recorded, where the two readings differ."""

    scanner: str
    scanned: int
    recorded: int
    compared: int
    faults: int
    unsure: int
    differences: dict[str, int]
    explained: int
    slips: int


class PlantedSummary(msgspec.Struct, frozen=True):
    """The planted fault: since when, how many marks it took, and what our reading says of them."""

    scanner: str
    kind: str
    onset: int
    sheets: int
    marks: int
    reread: dict[str, int]


class AlarmSummary(msgspec.Struct, frozen=True):
    """One alarm: its cell, the sheets it names, and whether the planted fault explains it."""

    cell: str
    at: int
    start: int
    wrong: int
    seen: int
    planted: bool


class Summary(msgspec.Struct, frozen=True):
    """All of it. `marks_until_alarm`: marks lost up to the first alarm about the fault."""

    found: bool
    well: bool
    text: str
    seconds: float
    pool: int
    page: str
    scanners: tuple[ScannerSummary, ...]
    planted: PlantedSummary
    alarms: tuple[AlarmSummary, ...]
    false_alarms: int
    marks_until_alarm: int
    findings: dict[str, int]
    service_code: int | None
    verify_code: int | None
    replay_code: int | None


def summarize(night: Night, ledger: Path) -> Summary:
    """Hold the finished ledger against what was planted."""
    alarms: list[AlarmRecord] = []
    findings: Counter[str] = Counter()
    sheets: dict[str, Examination] = {}
    with Ledger.read(ledger) as opened:
        for entry in opened.entries():
            if isinstance(entry, SheetRecord):
                sheets[entry.examination.record or entry.examination.key.text()] = entry.examination
            elif isinstance(entry, AlarmRecord):
                alarms.append(entry)
            elif isinstance(entry, Finding):
                findings[entry.kind] += 1
    drifting = next(scanner for scanner in night.scanners if scanner.name == DRIFTING)
    ours = [alarm for alarm in alarms if is_planted(alarm, drifting)]
    by_scanner = tuple(_scanner(scanner, sheets) for scanner in night.scanners)
    codes = (night.service_code, night.verify.code, night.replay.code)
    complete = all(each.recorded == each.scanned for each in by_scanner)
    whole = all(code == 0 for code in codes) and complete and not any(s.faults for s in by_scanner)
    found = bool(ours)
    summary = Summary(
        found=found,
        well=found and len(ours) == len(alarms) and whole,
        text="",
        seconds=round(night.seconds, 1),
        pool=len(night.pool),
        page=night.page,
        scanners=by_scanner,
        planted=_planted(drifting, sheets),
        alarms=tuple(_alarm(alarm, planted=alarm in ours) for alarm in alarms),
        false_alarms=len(alarms) - len(ours),
        marks_until_alarm=_marks_until(drifting, min((a.at for a in ours), default=0)),
        findings=dict(findings),
        service_code=night.service_code,
        verify_code=night.verify.code,
        replay_code=night.replay.code,
    )
    return msgspec.structs.replace(summary, text="\n".join(_words(summary, night)))


def disagreeing(ledger: Path) -> list[Examination]:
    """Give the sheets on which the two readings differ."""
    with Ledger.read(ledger) as opened:
        return [
            entry.examination
            for entry in opened.entries()
            if isinstance(entry, SheetRecord) and entry.examination.differences
        ]


def is_planted(alarm: AlarmRecord, drifting: Scanner) -> bool:
    """Say whether the planted fault explains it: marks missed, on that scanner, since then."""
    cell = alarm.cell
    right = cell.scanner == drifting.name and cell.kind is DifferenceKind.MISS
    return right and 0 < drifting.onset <= alarm.at


def _scanner(scanner: Scanner, sheets: dict[str, Examination]) -> ScannerSummary:
    mine = {each.sheet: sheets[each.sheet] for each in scanner.planted if each.sheet in sheets}
    kinds: Counter[str] = Counter()
    explained = 0
    for planted in scanner.planted:
        if planted.sheet in mine:
            differences = mine[planted.sheet].differences
            kinds.update(difference.kind.value for difference in differences)
            places = {(each.contest, each.option) for each in differences}
            explained += len(places.intersection((*planted.lost, *planted.slips)))
    pages = [page for each in mine.values() for page in each.pages]
    states = Counter(mark.state.value for page in pages for mark in page.marks)
    return ScannerSummary(
        scanner=scanner.name,
        scanned=scanner.scanned,
        recorded=len(mine),
        compared=sum(each.compared for each in mine.values()),
        faults=sum(page.fault is not None for page in pages)
        + sum(len(each.faults) for each in mine.values()),
        unsure=states["unsure"],
        differences=dict(kinds),
        explained=explained,
        slips=sum(len(each.slips) for each in scanner.planted),
    )


def _planted(drifting: Scanner, sheets: dict[str, Examination]) -> PlantedSummary:
    reread: Counter[str] = Counter()
    hurt = [each for each in drifting.planted if each.lost]
    for each in hurt:
        reread.update(_states(each, sheets.get(each.sheet)))
    return PlantedSummary(
        scanner=drifting.name,
        kind=DifferenceKind.MISS.value,
        onset=drifting.onset,
        sheets=len(hurt),
        marks=sum(len(each.lost) for each in hurt),
        reread=dict(reread),
    )


def _states(planted: Planted, examination: Examination | None) -> Iterable[str]:
    """Give what our reading says of each mark that was lost."""
    if examination is None:
        return ["not recorded"] * len(planted.lost)
    marks = [mark for page in examination.pages for mark in page.marks]
    states = {(mark.contest, mark.option): mark.state.value for mark in marks}
    return [states.get(place, "not read") for place in planted.lost]


def _marks_until(drifting: Scanner, at: int) -> int:
    return sum(len(each.lost) for each in drifting.planted if each.number <= at)


def _alarm(alarm: AlarmRecord, *, planted: bool) -> AlarmSummary:
    return AlarmSummary(
        alarm.cell.text(), alarm.at, alarm.start, alarm.wrong, alarm.seen, planted=planted
    )


def _words(summary: Summary, night: Night) -> Iterable[str]:
    """Say it plainly, for people."""
    planted = summary.planted
    for each in summary.scanners:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(each.differences.items()))
        yield (
            f"{each.scanner}: {each.scanned} sheets scanned, {each.recorded} recorded, "
            f"{each.unsure} marks unsure, {each.faults} faults; "
            f"differences: {kinds or 'none'} ({each.explained} of them planted)"
        )
    ours = [alarm for alarm in summary.alarms if alarm.planted]
    if ours:
        first = ours[0]
        yield f"FOUND: {planted.scanner} drifted: it loses marks, since about sheet {first.start}."
        yield (
            f"  alarm: {first.cell}, raised at sheet {first.at}; "
            f"{first.wrong} of {first.seen} sheets disagree since then"
        )
    else:
        yield f"NOT FOUND: no alarm says that {planted.scanner} lost marks."
    if planted.onset:
        yield (
            f"  truth: from its sheet {planted.onset} on, {planted.scanner} lost {LOST:.0%} of the "
            f"faint marks: {planted.marks} marks on {planted.sheets} sheets; our reading calls "
            + (", ".join(f"{n} {state}" for state, n in sorted(planted.reread.items())) or "none")
        )
    if ours:
        yield (
            f"  it took {ours[0].at - planted.onset + 1} sheets and {summary.marks_until_alarm} "
            f"lost marks; the start is off by {abs(ours[0].start - planted.onset)} sheets"
        )
    if len(ours) > 1:
        yield f"  {len(ours) - 1} further alarms name single options that the same fault has hit"
    others = [alarm.cell for alarm in summary.alarms if not alarm.planted]
    yield f"Alarms about anything else: {', '.join(others) or 'none'}."
    yield from (f"qc verify: {night.verify.words}", f"qc replay: {night.replay.words}")
