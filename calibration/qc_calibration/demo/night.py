"""The night itself: service, feeders and scanners started, watched, and ended in order."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from qc_calibration.demo.plan import (
    BATCH,
    BEHIND_MOST,
    DRAWING_SHARE,
    DRIFTING,
    ENDING,
    HARD_STOP,
    LAYOUT,
    POOL,
    RATE,
    SCANNERS,
    SESSION,
    Wanted,
)
from qc_calibration.demo.pool import PooledSheet, draw_pool
from qc_calibration.demo.processes import Child, Listening, hear_listening
from qc_calibration.demo.scanner import Scanner
from qc_calibration.demo.watching import (
    Lines,
    LiveTable,
    Screen,
    alarm_sentences,
    ask_state,
    recorded,
)
from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.adapters.board import Snapshot
from qc_service.adapters.config import load_config
from qc_service.adapters.plugin_loading import load_formats
from qc_service.model.layout import Layout

TICK = 0.5
"""Seconds between two looks at the service: as often as its figures change."""

SETTLE = 0.4
"""Seconds a sheet rests before it is sent: the demo's files appear whole."""

AFTER_SCANS = 5.0
"""Seconds kept, of the night's end, for stop, verify, replay and summary."""

DEVICE_FORMAT = "nist-cvr-device"
"""The format as a scanner's own export writes it."""


@dataclass(frozen=True)
class Checked:
    """What a command said of the finished ledger: its exit code (None: no answer), its words."""

    code: int | None
    words: str


@dataclass(frozen=True)
class Night:
    """What is left of a night: the scanners with what they did wrong, and the ledger's checks."""

    scanners: tuple[Scanner, ...]
    pool: tuple[PooledSheet, ...]
    page: str
    seconds: float
    service_code: int | None
    verify: Checked
    replay: Checked


class Clock:
    """The times of one night, in seconds of a clock that only rises."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self.began = time.monotonic()
        self.drawn = self.began + DRAWING_SHARE * seconds
        self.scanned = self.began + seconds - ENDING
        self.settled = self.began + seconds - AFTER_SCANS
        self.hard = self.began + seconds + HARD_STOP

    def left(self) -> float:
        """Give the seconds until the hard stop."""
        return max(0.0, self.hard - time.monotonic())


def run_night(wanted: Wanted, config: Path, clock: Clock) -> Night:
    """Run the whole night. Whatever happens, no process of it is left.

    Raises:
        QcError: a process ended before its time, such as a service whose port is taken.
    """
    layout = next(each for each in shipped_layouts() if each.id == LAYOUT)
    writer = next(f for f in load_formats(load_config(config)) if f.name == DEVICE_FORMAT)
    out = wanted.out
    with ExitStack() as stack:
        service = Child("qc serve", ["serve", "--config", str(config)], out / "serve.log")
        stack.callback(service.stop)
        early = stack.enter_context(_screen(wanted, ""))
        early.say("drawing ballots …")
        pool = _pool(wanted, layout, clock, service)
        early.say(f"{len(pool)} ballots drawn, front and back")
        listening = hear_listening(service)
        scanners = tuple(
            Scanner(name, out / name, layout, writer, wanted.seed * 10 + i)
            for i, name in enumerate(SCANNERS)
        )
        feeders = [_feeder(scanner, config, listening, out) for scanner in scanners]
        for feeder in feeders:
            stack.callback(feeder.stop)
        early.say(f"the page, live: {listening.page}")
        with _screen(wanted, listening.page, table=True) as screen:
            _scan_all(wanted, scanners, pool, clock, _Watch(listening, screen, [service, *feeders]))
        for feeder in feeders:
            feeder.stop()
        code = service.stop()
    ledger = out / "ledger.sqlite"
    return Night(
        scanners=scanners,
        pool=pool,
        page=listening.page,
        seconds=time.monotonic() - clock.began,
        service_code=code,
        verify=_check("verify", ledger, clock),
        replay=_check("replay", ledger, clock),
    )


def _pool(wanted: Wanted, layout: Layout, clock: Clock, service: Child) -> tuple[PooledSheet, ...]:
    """Draw the sheets while the service starts; one that cannot start is told at once."""

    def still_there(_drawn: int) -> None:
        if not service.running:
            raise service.trouble()

    folder, count = wanted.out / "pool", min(POOL, wanted.planned)
    return draw_pool(layout, wanted.seed, folder, clock.drawn, still_there, count)


@dataclass
class _Watch:
    """Who is watched, and on which screen it is shown."""

    listening: Listening
    screen: Screen
    children: Sequence[Child]
    recorded: int = 0
    told: set[str] = field(default_factory=set)

    def look(self, scanners: Sequence[Scanner]) -> Snapshot | None:
        """Ask the service, show what it says, tell of new alarms. Raises where a process ended."""
        for child in self.children:
            if not child.running:
                raise child.trouble()
        state = ask_state(self.listening.page)
        if state is not None:
            self.recorded = sum(recorded(state).values())
            # The first of each scanner says it; the others are in the table and the summary.
            alarms = [texts[0] for view in state.scanners if (texts := alarm_sentences(view))]
            for text in alarms:
                if text not in self.told:
                    self.screen.say(f"ALARM {text}")
            self.told.update(alarms)
        self.screen.show(state, scanners)
        return state


def _scan_all(
    wanted: Wanted,
    scanners: Sequence[Scanner],
    pool: Sequence[PooledSheet],
    clock: Clock,
    watch: _Watch,
) -> None:
    """Let both scanners work, then wait until all they scanned is recorded."""
    stop, begun = Event(), time.monotonic()
    feeding = max(1.0, clock.scanned - begun)
    pace = 1 / max(RATE, wanted.planned / feeding)
    half = begun + feeding / 2

    def work(scanner: Scanner) -> None:
        while scanner.scanned < wanted.planned and not stop.wait(
            max(0.0, begun + scanner.scanned * pace - time.monotonic())
        ):
            if sum(each.scanned for each in scanners) - watch.recorded > BEHIND_MOST:
                stop.wait(pace)
                continue
            due = scanner.scanned + 1 >= wanted.onset or time.monotonic() >= half
            if scanner.name == DRIFTING and not scanner.onset and due:
                scanner.onset = scanner.scanned + 1
                watch.screen.say(
                    f"{scanner.name} begins to lose faint marks at its sheet {scanner.onset}; "
                    "the service is not told"
                )
            scanner.scan(pool)

    with ThreadPoolExecutor(len(scanners)) as hands:
        try:
            working = [hands.submit(work, scanner) for scanner in scanners]
            while not _done(working) and time.monotonic() < clock.scanned:
                watch.look(scanners)
                stop.wait(TICK)
        finally:
            stop.set()
    for each in working:
        each.result()
    _settle(scanners, clock, watch)


def _settle(scanners: Sequence[Scanner], clock: Clock, watch: _Watch) -> None:
    """Wait until all that was scanned is recorded, or the time for it is over."""
    total = sum(scanner.scanned for scanner in scanners)
    while watch.recorded < total and time.monotonic() < clock.settled:
        watch.look(scanners)
        time.sleep(TICK)
    watch.look(scanners)


def _done(working: Sequence["Future[None]"]) -> bool:
    return all(each.done() for each in working)


def _feeder(scanner: Scanner, config: Path, listening: Listening, out: Path) -> Child:
    options = ["--scanner", scanner.name, "--to", listening.feeders, "--session", SESSION]
    options += ["--batch", BATCH, "--settle", str(SETTLE), "--config", str(config)]
    options += ["--state", str(out / f"feed-{scanner.name}.jsonl")]
    return Child(
        f"qc feed {scanner.name}",
        ["feed", str(scanner.folder), *options],
        out / f"feed-{scanner.name}.log",
    )


def _check(command: str, ledger: Path, clock: Clock) -> Checked:
    """Run `qc verify` or `qc replay` over the finished ledger."""
    child = Child(f"qc {command}", [command, str(ledger)], ledger.with_name(f"{command}.log"))
    try:
        code = child.wait(clock.left())
        words = []
        while code is not None and (line := child.line(1.0)) is not None:
            words.append(line)
    finally:
        child.stop()
    return Checked(code, "\n".join(words))


@contextmanager
def _screen(wanted: Wanted, page: str, *, table: bool = False) -> Iterator[Screen]:
    """Give a live table on a terminal, else plain lines."""
    with Lines() if wanted.headless or not table else LiveTable(page) as screen:
        yield screen
