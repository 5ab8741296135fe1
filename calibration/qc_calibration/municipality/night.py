"""The night itself: ballots drawn, the service and four feeders run, boxes compared at the end."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from qc_calibration.demo.plan import BEHIND_MOST
from qc_calibration.demo.processes import Child, Listening, hear_listening
from qc_calibration.demo.watching import ask_state, recorded
from qc_calibration.municipality.crew import introduce
from qc_calibration.municipality.drawing import draw_all, tasks
from qc_calibration.municipality.hall import HallScanner
from qc_calibration.municipality.plan import ELECTION, SCANNERS, SESSION, Night
from qc_calibration.municipality.screen import HallScreen
from qc_calibration.municipality.totals import totals_of
from qc_calibration.municipality.words import say
from qc_calibration.shipped_layouts import shipped_layouts
from qc_format_eml.writing import write_totals
from qc_service.adapters.board import Snapshot
from qc_service.flow.advice import title
from qc_service.model.words import Language
from qc_service.web.words import Speaker

TICK = 0.5
"""Seconds between two looks at the service."""

SETTLE = 0.4
"""Seconds a sheet rests before it is sent: the demo's files appear whole."""

SCANNING_SHARE = 0.55
"""Share of the night in which the scanners work, where drawing leaves so much."""

SCANNING_MOST = 58.0
"""Seconds in which the scanners work at most: more time is for drawing and reading."""

ENDING = 15.0
"""Seconds kept for the end: the last sheets, the service's stop, the comparison, the checks."""

TOTALS, DEVIATIONS = "totals.xml", "deviations.txt"


@dataclass(frozen=True)
class Said:
    """What a command said of the finished night: its exit code (None: no answer), its lines."""

    code: int | None
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    """What is left of a night: the scanners, and what was said of its ledger."""

    scanners: tuple[HallScanner, ...]
    page: str
    service_code: int
    reconcile: Said
    verify: Said
    replay: Said


def run_night(night: Night) -> Ended:
    """Run the whole night. Whatever happens, no process of it is left.

    Raises:
        QcError: a process ended before its time, such as a service whose port is taken.
    """
    began = time.monotonic()
    out, config = night.out, night.out / "qc.toml"
    with ExitStack() as stack:
        service = Child("qc serve", ["serve", "--config", str(config)], out / "serve.log")
        stack.callback(service.stop)
        early = HallScreen(night.language, (), live=False)
        _draw(night, early, service)
        listening = hear_listening(service)
        scanners = tuple(
            HallScanner(name, night.of(name), out / "pool", out / name) for name in SCANNERS
        )
        feeders = [_feeder(scanner, config, listening, out) for scanner in scanners]
        for feeder in feeders:
            stack.callback(feeder.stop)
        early.say(say("page", night.language, page=listening.page))
        early.say(sign_in(night))
        left = night.seconds - ENDING - (time.monotonic() - began)
        seconds = min(SCANNING_MOST, SCANNING_SHARE * night.seconds, left)
        below = (say("page", night.language, page=listening.page), sign_in(night))
        with HallScreen(night.language, below, live=not night.headless) as screen:
            watch = _Watch(listening, screen, [service, *feeders], night.language)
            _scan_all(scanners, watch, max(1.0, seconds), began + night.seconds - ENDING / 2)
            watch.over(len(night.boxes))
        for feeder in feeders:
            feeder.stop()
        code = service.stop()
    _write_totals(night)
    return Ended(scanners, listening.page, code, *_checks(night))


def sign_in(night: Night) -> str:
    """Say who can sign in to the pages, and how."""
    return say("sign-in", night.language, people=introduce(night.language), pin=night.pin)


def _draw(night: Night, screen: HallScreen, service: Child) -> None:
    """Draw the ballots while the service starts; one that cannot start is told at once."""

    def still_there(_drawn: int) -> None:
        if not service.running:
            raise service.trouble()

    wanted = tasks(night.boxes, night.seed)
    screen.say(say("drawing", night.language, sheets=len(wanted)))
    draw_all(wanted, night.out / "pool", still_there)
    screen.say(say("drawn", night.language, sheets=len(wanted)))


@dataclass
class _Watch:
    """Who is watched, and on which screen it is shown."""

    listening: Listening
    screen: HallScreen
    children: Sequence[Child]
    language: str
    recorded: int = 0
    closed: int = 0
    told: set[str] = field(default_factory=set)

    def look(self, scanners: Sequence[HallScanner]) -> None:
        """Ask the service, show what it says, tell of findings. Raises where a process ended."""
        for child in self.children:
            if not child.running:
                raise child.trouble()
        state = ask_state(self.listening.page)
        if state is not None:
            self.recorded = sum(recorded(state).values())
            self.closed = sum(box.state == "closed" for box in state.boxes)
            self._tell(state)
        self.screen.show(state, scanners)

    def over(self, boxes: int) -> None:
        """Say that all boxes are scanned, or that time was up before they were."""
        heading = "comparing" if self.closed == boxes else "time-is-up"
        self.screen.say(say(heading, self.language, closed=self.closed, boxes=boxes))

    def _tell(self, state: Snapshot) -> None:
        """Tell of every finding and alarm once, when it is there."""
        speaker = Speaker(Language(self.language))
        said = {
            each.message: say(
                "finding",
                self.language,
                what=speaker.finding_title(each.kind) + speaker.finding_place(each),
            )
            for each in state.findings
        }
        for alarm in (alarm for view in state.scanners for alarm in view.alarms):
            what = title(alarm.cell, self.language)
            said[f"alarm {alarm.number}"] = say(
                "alarm", self.language, number=alarm.number, what=what
            )
        for key, text in said.items():
            if key not in self.told:
                self.told.add(key)
                self.screen.say(text)


def _scan_all(scanners: Sequence[HallScanner], watch: _Watch, seconds: float, until: float) -> None:
    """Let all scanners work, then wait until all they scanned is recorded and closed."""
    stop = Event()

    def behind() -> bool:
        return sum(each.scanned for each in scanners) - watch.recorded > BEHIND_MOST

    with ThreadPoolExecutor(len(scanners)) as hands:
        try:
            working = [hands.submit(each.work, seconds, stop, behind) for each in scanners]
            while not all(each.done() for each in working) and time.monotonic() < until:
                watch.look(scanners)
                stop.wait(TICK)
        finally:
            stop.set()
    for each in working:
        each.result()
    total = sum(each.scanned for each in scanners)
    boxes = sum(len(each.closed) for each in scanners)
    while (watch.recorded < total or watch.closed < boxes) and time.monotonic() < until:
        watch.look(scanners)
        time.sleep(TICK)
    watch.look(scanners)


def _feeder(scanner: HallScanner, config: Path, listening: Listening, out: Path) -> Child:
    options = ["--scanner", scanner.name, "--to", listening.feeders, "--session", SESSION]
    options += ["--settle", str(SETTLE), "--config", str(config)]
    options += ["--state", str(out / f"feed-{scanner.name}.jsonl")]
    folder = str(out / scanner.name)
    return Child(
        f"qc feed {scanner.name}", ["feed", folder, *options], out / f"feed-{scanner.name}.log"
    )


def _write_totals(night: Night) -> None:
    names = {one.style: one.title for one in shipped_layouts() if one.election == ELECTION}
    used = {code: names[code] for box in night.boxes for code in box.lists}
    totals = [totals_of(box, used) for box in night.boxes]
    (night.out / TOTALS).write_bytes(write_totals(totals))


def _checks(night: Night) -> tuple[Said, Said, Said]:
    """Compare with the totals, for machines and for people; prove the ledger."""
    ledger = night.out / "ledger.sqlite"
    compare = ["reconcile", "--ledger", str(ledger), "--totals", str(night.out / TOTALS)]
    compare += ["--lang", night.language]
    with (night.out / DEVIATIONS).open("w", encoding="utf-8") as deviations:
        for line in _ask("reconcile", compare, night.out).lines:
            deviations.write(f"{line}\n")
    return (
        _ask("reconcile", [*compare, "--json"], night.out),
        _ask("verify", ["verify", str(ledger)], night.out),
        _ask("replay", ["replay", str(ledger)], night.out),
    )


def _ask(command: str, arguments: Sequence[str], out: Path) -> Said:
    """Run a command over the finished ledger."""
    child = Child(f"qc {command}", arguments, out / f"{command}.log")
    try:
        code = child.wait(ENDING)
        lines = []
        while code is not None and (line := child.line(1.0)) is not None:
            lines.append(line)
    finally:
        child.stop()
    return Said(code, tuple(lines))
