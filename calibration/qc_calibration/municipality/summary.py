"""What came of the night: the three faults that were planted, held against what is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from qc_calibration.municipality.night import DEVIATIONS, Ended
from qc_calibration.municipality.plan import (
    BUNDLE,
    BUNDLE_LIST,
    BUNDLED,
    EVERY,
    GAINS,
    LOSES,
    MISREADING,
    STOPPED,
    Night,
)
from qc_calibration.municipality.words import say
from qc_service.adapters.ledger import Ledger
from qc_service.detecting.confusions import AS_OTHER
from qc_service.flow.advice import title
from qc_service.flow.papers import SAME_PAPER
from qc_service.model.events import AlarmRecord, Finding, SheetRecord
from qc_service.model.sheet import Examination
from qc_service.model.verdict import DifferenceKind


class Line(msgspec.Struct, frozen=True):
    """One line that `qc reconcile --json` tells of, as far as the demo asks."""

    comparison: str
    box: str
    list: str
    difference: int
    undecided: int
    beyond: bool
    explanations: tuple[dict[str, Any], ...]


class Fault(msgspec.Struct, frozen=True):
    """One planted fault: what it was, whether it was told, and in which words."""

    kind: str
    text: str
    found: bool
    told: tuple[str, ...]


class Summary(msgspec.Struct, frozen=True):
    """All of it; `well` where every fault was found, all is recorded and nothing else was told."""

    well: bool
    text: str
    page: str
    scanned: int
    recorded: int
    undecided: int
    faults: tuple[Fault, ...]
    others: tuple[str, ...]
    alarms: tuple[str, ...]
    findings: dict[str, str]
    service_code: int
    reconcile_code: int | None
    verify_code: int | None
    replay_code: int | None


def summarize(night: Night, ended: Ended) -> Summary:
    """Hold the finished ledger, and its comparison with the totals, against what was planted."""
    lines = [msgspec.json.decode(line, type=Line) for line in ended.reconcile.lines]
    told = _entries(night.out / "ledger.sqlite")
    sheets, findings = told.sheets, told.findings
    faults = (_misread(night, lines, told.alarms), _bundle(night, lines), _again(night, findings))
    others = tuple(_others(night, lines, told))
    scanned = sum(each.scanned for each in ended.scanners)
    codes = (ended.service_code, ended.verify.code, ended.replay.code)
    found = all(fault.found for fault in faults)
    whole = all(code == 0 for code in codes) and len(sheets) == scanned
    summary = Summary(
        well=found and whole and not others,
        text="",
        page=ended.page,
        scanned=scanned,
        recorded=len(sheets),
        undecided=sum(line.undecided for line in lines if _whole(line)),
        faults=faults,
        others=others,
        alarms=tuple(each.cell.text() for each in told.alarms),
        findings={each.key.text(): f"{each.kind}: {each.message}" for each in findings},
        service_code=ended.service_code,
        reconcile_code=ended.reconcile.code,
        verify_code=ended.verify.code,
        replay_code=ended.replay.code,
    )
    return msgspec.structs.replace(summary, text="\n".join(_words(night, summary, ended)))


@dataclass(frozen=True)
class _Told:
    """What the finished ledger holds."""

    sheets: list[Examination] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    alarms: list[AlarmRecord] = field(default_factory=list)


def _entries(path: Path) -> _Told:
    told = _Told()
    with Ledger.read(path) as ledger:
        for entry in ledger.entries():
            if isinstance(entry, SheetRecord):
                told.sheets.append(entry.examination)
            elif isinstance(entry, Finding):
                told.findings.append(entry)
            elif isinstance(entry, AlarmRecord):
                told.alarms.append(entry)
    return told


def _whole(line: Line) -> bool:
    """Say whether a line is of all ballots of one box against our reread."""
    return line.comparison == "reread" and bool(line.box) and not line.list


def _misread(night: Night, lines: list[Line], alarms: list[AlarmRecord]) -> Fault:
    """Was an alarm raised about the scanner, and is each of its boxes told afterwards, too?"""
    lost = {box.id: box.lists.count(LOSES) // EVERY for box in night.of(MISREADING)}
    told = [
        line
        for line in lines
        if line.comparison == "reread" and line.box in lost and line.list == LOSES and line.beyond
    ]
    text = say(
        "misread",
        night.language,
        scanner=MISREADING,
        loses=LOSES,
        gains=GAINS,
        ballots=sum(lost.values()),
        boxes=", ".join(lost),
    )
    ours = [alarm for alarm in alarms if is_planted(alarm)]
    found = bool(ours) and {line.box for line in told if _hints(line, "lists-moved")} == set(lost)
    raised = [
        say(
            "alarm-told",
            night.language,
            number=alarm.number,
            what=title(alarm.cell, night.language),
            at=alarm.at,
            start=alarm.start,
        )
        for alarm in ours
    ]
    return Fault("list-misread", text, found, (*raised, *_texts(told, "lists-moved")))


def is_planted(alarm: AlarmRecord) -> bool:
    """Say whether the scanner that was made to misread explains it: it took a list for another."""
    return alarm.cell.scanner == MISREADING and alarm.cell.kind is DifferenceKind.STYLE


def _bundle(night: Night, lines: list[Line]) -> Fault:
    told = [
        line
        for line in lines
        if (line.comparison, line.box, line.list) == ("reread", BUNDLED, BUNDLE_LIST)
    ]
    text = say("bundle", night.language, ballots=BUNDLE, list=BUNDLE_LIST, box=BUNDLED)
    found = any(line.beyond and _hints(line, "bundle") for line in told)
    return Fault("bundle-forgotten", text, found, _texts(told, "bundle"))


def _again(night: Night, findings: list[Finding]) -> Fault:
    told = [each for each in findings if each.kind == SAME_PAPER and each.key.batch == STOPPED]
    text = say("again", night.language, box=STOPPED)
    return Fault(
        "sheet-again",
        text,
        len(told) == 1,
        tuple(
            say("again-told", night.language, number=each.key.sequence, box=each.key.batch)
            for each in told
        ),
    )


def _others(night: Night, lines: list[Line], told: _Told) -> Iterator[str]:
    """Tell what is said beyond the planted faults and their own consequences."""
    hurt = {box.id for box in night.of(MISREADING)}
    for line in lines:
        if line.beyond and line.box:
            swapped = line.box in hurt and line.list in {LOSES, GAINS}
            lacking = line.box == BUNDLED and line.list in {BUNDLE_LIST, ""}
            if not (swapped or lacking):
                yield f"{line.box} {line.list} {line.difference:+d}".replace("  ", " ")
    for finding in told.findings:
        if not _follows(finding):
            yield f"{finding.kind}: {finding.message}"
    for alarm in told.alarms:
        if not is_planted(alarm):
            yield f"alarm {alarm.number}: {alarm.cell.text()}"


def _follows(finding: Finding) -> bool:
    """Say whether a planted fault explains a finding."""
    if finding.kind == AS_OTHER:
        return finding.key.scanner == MISREADING
    # A sheet too many is what the paper stop makes of the box's own count, too.
    return finding.key.batch == STOPPED and finding.kind in {SAME_PAPER, "box-count"}


def _hints(line: Line, code: str) -> list[str]:
    return [str(each["text"]) for each in line.explanations if each["code"] == code]


def _texts(lines: list[Line], code: str) -> tuple[str, ...]:
    return tuple(f"{line.box}: {text}" for line in lines for text in _hints(line, code))


def _words(night: Night, summary: Summary, ended: Ended) -> Iterator[str]:
    language = night.language
    yield say("title", language)
    yield say(
        "all",
        language,
        recorded=summary.recorded,
        scanned=summary.scanned,
        undecided=summary.undecided,
    )
    yield say("planted", language)
    for number, fault in enumerate(summary.faults, start=1):
        yield f"{number}. {fault.text}"
        yield f"   {say('found' if fault.found else 'not-found', language)}"
        yield from (f"   · {told}" for told in fault.told)
    if summary.others:
        yield say("else", language, what="; ".join(summary.others))
    else:
        yield say("nothing-else", language)
    yield from (f"qc verify: {line}" for line in ended.verify.lines)
    yield from (f"qc replay: {line}" for line in ended.replay.lines)
    yield say("where", language, out=str(night.out), file=DEVIATIONS)
