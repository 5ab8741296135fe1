"""What the page says in words: alarms, findings, times; for people who have never seen a ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qc_service.adapters.board import ScannerView
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.model.categories import find_category
from qc_service.model.events import AlarmRecord, Cell, Finding
from qc_service.model.verdict import DifferenceKind

MINUTE_S = 60
HOUR_S = 3600

QUIET_S = 60.0
"""After this long without a sheet a scanner is called quiet: a change of batch takes less."""

ERRORS = {
    DifferenceKind.MISS: "does not record marks that are on the paper",
    DifferenceKind.FALSE: "records marks that are not on the paper",
    DifferenceKind.OTHER: "records other votes than the paper shows",
    DifferenceKind.STYLE: "takes sheets for another kind of ballot than they are",
}
"""What a scanner with a systematic error of each kind does, as far as we can see."""

KINDS = {
    DifferenceKind.MISS: "missed mark",
    DifferenceKind.FALSE: "mark not there",
    DifferenceKind.OTHER: "other votes",
    DifferenceKind.STYLE: "other ballot style",
}

BOXES_MOST = 60
"""Boxes shown: those that need people come first; the ledger has all."""

FINDINGS = {
    "gap": "Sheets missing",
    "double": "Sheet sent twice",
    "conflict": "Number used twice",
    "restart": "New session",
    "same-paper": "Same paper twice",
    "image-drift": "Image changes",
    "box-again": "Box scanned twice",
    "box-doubled": "Box opened twice",
    "box-count": "Sheets do not add up",
    "box-forgotten": "Box not opened",
    "box-open": "Box not closed",
    "box-after-close": "Sheet after the end",
    "box-category": "Wrong category",
    "box-election": "Wrong election",
    "box-locale": "Wrong locale",
    "box-unplanned": "Box not in the plan",
}


@dataclass(frozen=True)
class State:
    """A scanner's state: a name for style, a sign and a word, so that colour is never alone."""

    name: str
    sign: str
    word: str


def scanner_state(view: ScannerView) -> State:
    """Say in one word how a scanner stands."""
    if view.alarms:
        return State("alarm", "▲", "Alarm")
    if view.credit is None:
        return State("away", "○", "Not connected")
    if view.quiet_s is None or view.quiet_s > QUIET_S:
        return State("quiet", "◌", "Quiet")
    return State("running", "●", "Running")


def alarm_title(cell: Cell) -> str:
    """Say who does what wrong."""
    who = f"Scanner {cell.scanner}" if cell.scanner else "No single scanner: the hall"
    return f"{who} {ERRORS[cell.kind]}"


def alarm_place(cell: Cell) -> str:
    """Say where: at which option, on which ballots; or that it is not one place alone."""
    parts = [f"Option {cell.option} in contest {cell.contest}"] if cell.option else []
    named = (("Style", cell.style), ("District", cell.district), ("Box", cell.batch))
    parts += [f"{name} {value}" for name, value in named if value]
    return ", ".join(parts) or "Over all options and ballots"


def alarm_text(alarm: AlarmRecord) -> str:
    """Say what was seen, in numbers a person can check."""
    of = f"{number(alarm.wrong)} of {number(alarm.seen)} sheets compared"
    its = "its sheet" if alarm.cell.scanner else "the hall's sheet"
    text = (
        f"Record and reread disagree on {of} since about {its} {number(alarm.start)}; "
        f"raised at {its} {number(alarm.at)}."
    )
    if alarm.rivals:
        others = "; or ".join(rival.text() for rival in alarm.rivals)
        text += f" It may as well be: {others}."
    return text


def alarm_names(views: Iterable[ScannerView]) -> str:
    """Name the scanners that alarms are about; "the hall" where one is about no single one."""
    names = {alarm.cell.scanner or "the hall" for view in views for alarm in view.alarms}
    return ", ".join(sorted(names))


def number(value: float) -> str:
    """Write a whole number with thin spaces between thousands."""
    return f"{value:,.0f}".replace(",", "\u202f")


def rate(per_minute: float) -> str:
    """Write sheets a minute: whole numbers, below ten with one decimal."""
    few = 0 < per_minute < 10  # noqa: PLR2004 - where one digit more still says something
    return f"{per_minute:.1f}" if few else number(per_minute)


def duration(seconds: float | None) -> str:
    """Write a time gone by, as coarse as a person would say it; `page.js` does the same."""
    if seconds is None:
        return "none yet"
    whole = int(seconds)
    if whole < MINUTE_S:
        return f"{whole} s ago"
    if whole < HOUR_S:
        return f"{whole // MINUTE_S} min ago"
    return f"{whole // HOUR_S} h {whole % HOUR_S // MINUTE_S} min ago"


def clock_time(text: str) -> str:
    """Take the time of day out of a UTC time as it stands in records."""
    day, _, time = text.partition("T")
    return f"{time[:8]} UTC" if time else day


def finding_title(kind: str) -> str:
    """Name a kind of finding."""
    return FINDINGS.get(kind, kind)


def finding_place(finding: Finding) -> str:
    """Say where a finding is; one of a whole box names it in its message."""
    key = finding.key
    on = f" on {key.scanner}" if key.scanner else ""
    if finding.kind.startswith("box-"):
        return on
    batch = f", batch {key.batch}" if key.batch else ""
    return f"{on}{batch}, number {key.sequence}"


def box_state(box: BoxFigures) -> State:
    """Say in one word how a box stands."""
    if box.state is BoxState.PLANNED:
        return State("quiet", "○", "Not opened")
    if box.state is BoxState.OPEN:
        return State("running", "●", "Open")
    if box.expected is not None and box.expected != box.sheets:
        return State("alarm", "▲", "Closed, does not add up")
    return State("running", "✓", "Closed")


def box_rows(boxes: Sequence[BoxFigures]) -> list[BoxFigures]:
    """Give the boxes to show: those that do not add up, then open, not opened and closed ones."""
    order = ("alarm", "open", "planned", "closed")

    def need(box: BoxFigures) -> int:
        name = box_state(box).name
        return order.index(name if name == "alarm" else box.state.value)

    return sorted(boxes, key=need)[:BOXES_MOST]


def category_name(code: str) -> str:
    """Name a counting category."""
    found = find_category(code)
    return code if found is None else found.en


def kind_word(kind: DifferenceKind) -> str:
    """Name a kind of difference."""
    return KINDS[kind]
