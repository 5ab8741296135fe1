"""What the page shows: the service writes it with plain calls, the page reads it as one piece."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from threading import Lock

import msgspec

from qc_service.flow.check_views import CheckWork
from qc_service.flow.confirming import Confirmation
from qc_service.flow.figures import (
    BoxFigures,
    CheckFigures,
    Figures,
    LatestDifference,
    ScannerFigures,
)
from qc_service.flow.severity import Severity
from qc_service.flow.sisters import LIST_ZERO
from qc_service.flow.story import Story
from qc_service.model.events import AlarmRecord, Effect, Finding
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import Difference

RATE_SECONDS = 60.0
"""Rates are over the last minute: long enough for a steady number, short enough to see a stop."""

RATE_LEAST_SECONDS = 5.0
"""Below this a rate is a guess from a few sheets; the first sheets are spread over this long."""

FINDINGS = 20
"""Findings kept for the page: what a person takes in at a glance."""

SCANNERS_MOST = 64
"""Scanners kept apart for rates, as many as may feed at one time; a stray name costs no memory."""


class ScannerView(msgspec.Struct, frozen=True):
    """One scanner at one moment; the counts are the desk's, of the whole ledger.

    `per_minute` is over the last minute, `quiet_s` the seconds since its last sheet (None: none
    since the service started), `credit` what it may still send (None: not connected).
    """

    scanner: str
    sheets: int
    compared: int
    differing: int
    for_people: int
    differences: dict[str, int]
    unsure: int
    faults: dict[str, int]
    missing: int
    doubles: int
    conflicts: int
    restarts: int
    alarms: tuple[AlarmRecord, ...]
    per_minute: float
    quiet_s: float | None
    credit: int | None

    @property
    def faulty(self) -> int:
        """All faults of sheets and pages."""
        return sum(self.faults.values())


class Snapshot(msgspec.Struct, frozen=True):
    """All the page shows, at one moment. `version` rises with every change of content.

    `as_of` is when the service last gave a sign, in UTC, `heard_s` the seconds since then. A
    `veiled` one names no list, contest or option (`veil`); one that is not `named` no single ballot
    (`unnamed`).
    """

    version: int
    status: str
    started_at: str
    as_of: str
    heard_s: float
    scanners: tuple[ScannerView, ...] = ()
    latest: tuple[LatestDifference, ...] = ()
    findings: tuple[Finding, ...] = ()
    queued: int = 0
    in_hand: int = 0
    workers: int = 0
    ledger: str = ""
    rows: int = 0
    head: str = ""
    feeders: str = ""
    spent: float = 0.0
    boxes: tuple[BoxFigures, ...] = ()
    veiled: bool = False
    named: bool = True


def veil(board: Snapshot) -> Snapshot:
    """Give what may be shown to everyone before the embargo hour: nothing by list or option.

    Valgloven § 21-8: no result before 21:00 on election day; what a scanner misreads is left out by
    list too, since it lets people guess at results.
    """
    replace = msgspec.structs.replace

    def plain(alarm: AlarmRecord) -> AlarmRecord:
        bare = replace(alarm.cell, contest="", option="", style="")
        return replace(alarm, cell=bare, also=(), rivals=())

    scanners = tuple(
        replace(view, alarms=tuple(plain(alarm) for alarm in view.alarms))
        for view in board.scanners
    )
    latest = tuple(
        replace(
            each,
            difference=replace(
                each.difference, contest="", option="", reported="", reread="", score=0.0
            ),
        )
        for each in board.latest
    )
    findings = tuple(
        each
        if each.kind in OF_NO_LIST or (each.kind.startswith("box-") and each.kind != LIST_ZERO)
        else replace(each, message="", said="", facts={})
        for each in board.findings
    )
    return replace(board, scanners=scanners, latest=latest, findings=findings, veiled=True)


def unnamed(board: Snapshot) -> Snapshot:
    """Give what may be shown to whoever may not open single ballots: none is named.

    Of the latest differences scanner, kind and time stay: from box and number, and what was voted
    for there, a ballot could be found and its vote be known. Alarms keep all but the one ballot at
    which they came.
    """
    replace = msgspec.structs.replace

    def plain(key: SheetKey) -> SheetKey:
        return SheetKey(key.scanner, "", "", 0)

    scanners = tuple(
        replace(view, alarms=tuple(replace(each, sheet=plain(each.sheet)) for each in view.alarms))
        for view in board.scanners
    )
    latest = tuple(
        replace(
            each,
            key=plain(each.key),
            difference=Difference(each.difference.kind, "", "", "", "", 0.0),
        )
        for each in board.latest
    )
    return replace(board, scanners=scanners, latest=latest, named=False)


OF_NO_LIST = frozenset(
    {"gap", "double", "conflict", "restart", "same-paper", "config-differs", "image-drift"}
)
"""Findings whose words name no list and no option, beside those of whole boxes but `LIST_ZERO`."""


class _Pace:
    """When one scanner's sheets came, as far back as the rate looks."""

    def __init__(self, now: float) -> None:
        self._first = now
        self._times: deque[float] = deque()
        self.last = now

    def take(self, now: float) -> None:
        self._times.append(now)
        self.last = now
        self._forget(now)

    def per_minute(self, now: float) -> float:
        self._forget(now)
        seen = min(RATE_SECONDS, max(now - self._first, RATE_LEAST_SECONDS))
        return 60 * len(self._times) / seen

    def _forget(self, now: float) -> None:
        while self._times and now - self._times[0] > RATE_SECONDS:
            self._times.popleft()


class Board:
    """The state of the page. Any thread may call any method; each takes one short lock.

    `clock` gives seconds that only rise, `now_text` the time of day in UTC; both are handed in.
    """

    def __init__(self, clock: Callable[[], float], now_text: Callable[[], str]) -> None:
        """Begin with nothing but the moment of the start."""
        self._clock, self._now_text = clock, now_text
        self._lock = Lock()
        self._paces: dict[str, _Pace] = {}
        self._figures = Figures((), (), 0.0)
        self._work = CheckWork()
        self._confirmed: frozenset[Confirmation] = frozenset()
        self._severities: tuple[Severity, ...] = ()
        self._under_check: frozenset[str] = frozenset()
        self._checked_scanners: frozenset[str] = frozenset()
        self._credit: dict[str, int] = {}
        self._findings: deque[Finding] = deque(maxlen=FINDINGS)
        self._heard = clock()
        started = now_text()
        self._still = Snapshot(0, "starting", started, started, 0.0)

    def status(self, status: str) -> None:
        """Say in one word what the service does: `running`, `draining`, `stopped`."""
        with self._lock:
            self._set(status=status)

    def place(self, *, ledger: str, feeders: str) -> None:
        """Say which ledger is written, and where feeders connect: for the page's empty state."""
        with self._lock:
            self._set(ledger=ledger, feeders=feeders)

    def sheet(self, scanner: str) -> None:
        """Take note that a sheet of this scanner was recorded just now."""
        with self._lock:
            now = self._clock()
            if scanner not in self._paces:
                if len(self._paces) >= SCANNERS_MOST:
                    return
                self._paces[scanner] = _Pace(now)
            self._paces[scanner].take(now)
            self._touch()

    def figures(self, figures: Figures) -> None:
        """Take the desk's figures; they are for the whole ledger, also before a restart."""
        with self._lock:
            self._figures = figures
            self._touch()

    def checks(self, work: CheckWork) -> None:
        """Take what the check desk shows; it is no part of the snapshot, which everyone may see.

        Differences of a box that is being checked are left out of the snapshot until it is settled.
        """
        with self._lock:
            self._work = work
            open_ = [box.batch for box in work.boxes if box.settled() < len(box.samples)]
            self._under_check = frozenset(box.id for box in open_)
            self._checked_scanners = frozenset(box.scanner for box in open_)
            self._touch()

    def confirmed(self, confirmations: frozenset[Confirmation]) -> None:
        """Take who has confirmed for which day that they stand on no list; it names people."""
        self._confirmed = confirmations

    def has_confirmed(self, name: str, day: str) -> bool:
        """Say whether somebody has confirmed for a day that they stand on no list."""
        return (name, day) in self._confirmed

    @property
    def work(self) -> CheckWork:
        """Give what the check desk shows."""
        return self._work

    def alarms(self, severities: Iterable[Severity]) -> None:
        """Take how bad every alarm is; it names ballots, and is no part of the snapshot either."""
        with self._lock:
            self._severities = tuple(severities)

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Give every alarm of the night with its life and how bad it is, by number."""
        return self._severities

    @property
    def under_check(self) -> frozenset[str]:
        """Give the boxes at whose paper two people still look: what machines read is kept back."""
        return self._under_check

    def is_checked(self, scanner: str) -> bool:
        """Say whether a box of this scanner is under check; one of an unknown scanner may be."""
        return not self._checked_scanners.isdisjoint((scanner, ""))

    @property
    def check_figures(self) -> tuple[CheckFigures, ...]:
        """Give the checks of paper by round and stratum."""
        return self._figures.checks

    def effect(self, effect: Effect) -> None:
        """Take a finding; alarms come with the figures, where they stand until closed."""
        if isinstance(effect, Finding):
            with self._lock:
                self._findings.appendleft(effect)
                self._touch()

    def queue(self, *, queued: int, in_hand: int, workers: int) -> None:
        """Take how many sheets wait, have no record yet, and how many workers work."""
        with self._lock:
            self._set(queued=queued, in_hand=in_hand, workers=workers)

    def credit(self, left: Mapping[str, int]) -> None:
        """Take what each connected scanner may still send."""
        with self._lock:
            if self._credit != dict(left):
                self._credit = dict(left)
                self._touch()
            self._hear()

    def ledger(self, *, rows: int, head: str = "") -> None:
        """Take the ledger's rows and, where it is known, the hash of its last one."""
        with self._lock:
            self._set(rows=rows, head=head)

    def story(self, scanner: str) -> Story | None:
        """Give a scanner's story so far; None for a name that has no sheet."""
        with self._lock:
            for each in self._figures.scanners:
                if each.scanner == scanner:
                    return each.story
        return None

    @property
    def version(self) -> int:
        """Give the version of the content: a reader need not take a snapshot to see no change."""
        return self._still.version

    def snapshot(self) -> Snapshot:
        """Give all of it at this moment, in one piece."""
        with self._lock:
            now = self._clock()
            known = {each.scanner: each for each in self._figures.scanners}
            names = sorted({*known, *self._paces, *self._credit})
            return msgspec.structs.replace(
                self._still,
                heard_s=max(0.0, now - self._heard),
                scanners=tuple(self._view(name, known.get(name), now) for name in names),
                # Whoever looks at the paper of a box must not find here what the machines said.
                latest=tuple(
                    each for each in self._figures.latest if each.key.batch not in self._under_check
                ),
                findings=tuple(self._findings),
                spent=self._figures.spent,
                boxes=self._figures.boxes,
            )

    def _view(self, name: str, figures: ScannerFigures | None, now: float) -> ScannerView:
        pace = self._paces.get(name)
        return ScannerView(
            scanner=name,
            sheets=figures.sheets if figures else 0,
            compared=figures.compared if figures else 0,
            differing=figures.differing if figures else 0,
            for_people=figures.for_people if figures else 0,
            differences=figures.differences if figures else {},
            unsure=figures.unsure if figures else 0,
            faults=figures.faults if figures else {},
            missing=figures.missing if figures else 0,
            doubles=figures.doubles if figures else 0,
            conflicts=figures.conflicts if figures else 0,
            restarts=figures.restarts if figures else 0,
            alarms=figures.alarms if figures else (),
            per_minute=pace.per_minute(now) if pace else 0.0,
            quiet_s=now - pace.last if pace else None,
            credit=self._credit.get(name),
        )

    def _set(self, **fields: str | int) -> None:
        """Change fields; the version rises only where one really changed."""
        if any(getattr(self._still, name) != value for name, value in fields.items()):
            self._still = msgspec.structs.replace(self._still, **fields)
            self._touch()
        self._hear()

    def _touch(self) -> None:
        self._still = msgspec.structs.replace(self._still, version=self._still.version + 1)
        self._hear()

    def _hear(self) -> None:
        self._heard = self._clock()
        self._still = msgspec.structs.replace(self._still, as_of=self._now_text())
