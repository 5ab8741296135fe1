"""What the pages say in words: alarms, findings, times; for people who have never seen a ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qc_service.adapters.board import ScannerView, Snapshot
from qc_service.flow.advice import title
from qc_service.flow.decks import KnownDeck
from qc_service.flow.figures import BoxFigures, BoxState
from qc_service.flow.option_names import Titles, option_name
from qc_service.model.acts import Refusal
from qc_service.model.categories import find_category
from qc_service.model.events import AlarmRecord, Cell, Finding
from qc_service.model.faults import FaultCode
from qc_service.model.finding_words import finding_words
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import Language
from qc_service.web.catalogue import CATALOGUE
from qc_service.web.tiles import by_name

MINUTE_S = 60
HOUR_S = 3600

QUIET_S = 60.0
"""After this long without a sheet a scanner is called quiet: a change of batch takes less."""

COMPARED_LEAST = 0.9
"""Below this share of sheets compared, "no alarm" alone would say more than we know."""

BOXES_MOST = 40
"""Boxes shown: those that need people come first; the ledger has all."""

NAMED_MOST = 4
"""Names told one by one in the sentence at the top; more are counted."""


@dataclass(frozen=True)
class State:
    """How something stands: a name for style, a sign and a word, so that colour is never alone."""

    name: str
    sign: str
    word: str


@dataclass(frozen=True)
class Duty:
    """What to do now: one sentence, what it means, and a command to type where there is one."""

    state: State
    text: str
    command: str = ""


class Speaker:
    """Says everything in one language."""

    def __init__(self, language: Language) -> None:
        """Choose the language."""
        self.language = language

    def text(self, name: str, /, **values: object) -> str:
        """Say a text of the catalogue."""
        return CATALOGUE.texts[name].say(self.language, **values)

    def refused(self, refusal: Refusal) -> str:
        """Say why an act was not taken; in English where the code has no words of its own."""
        known = CATALOGUE.refusals.get(refusal.code)
        return refusal.message if known is None else known.say(self.language)

    def number(self, value: float) -> str:
        """Write a whole number with thin spaces between thousands."""
        return f"{value:,.0f}".replace(",", "\u202f")

    def decimal(self, value: float, digits: int = 1) -> str:
        """Write a number with decimals as the language does."""
        said = f"{value:.{digits}f}"
        return said if self.language is Language.EN else said.replace(".", ",")

    def rate(self, per_minute: float) -> str:
        """Write sheets a minute: whole numbers, below ten with one decimal."""
        few = 0 < per_minute < 10  # noqa: PLR2004 - where one digit more still says something
        return self.decimal(per_minute) if few else self.number(per_minute)

    def share(self, part: float) -> str:
        """Write a share in per cent, never rounded up to all or down to none."""
        percent = 100 * part
        digits = next(
            (d for d in (0, 1, 2, 3) if float(f"{percent:.{d}f}") not in {0.0, 100.0}),
            0 if part in {0.0, 1.0} else 4,
        )
        return f"{self.decimal(percent, digits)}\u202f%"

    def bound(self, part: float) -> str:
        """Write the most that a share can be, which has two digits, in per cent."""
        said = f"{100 * part:.3g}\u202f%"
        return said if self.language is Language.EN else said.replace(".", ",")

    def agreement(self, compared: int, differing: int) -> str:
        """Write the share of compared sheets on which both readings agree."""
        if not compared:
            return self.text("no-figure")
        return self.share((compared - differing) / compared)

    def duration(self, seconds: float | None) -> str:
        """Write a time gone by, as coarse as a person would say it; `page.js` does the same."""
        if seconds is None:
            return self.text("ago-never")
        whole = int(seconds)
        if whole < MINUTE_S:
            return self.text("ago-seconds", n=whole)
        if whole < HOUR_S:
            return self.text("ago-minutes", n=whole // MINUTE_S)
        return self.text("ago-hours", n=whole // HOUR_S, m=whole % HOUR_S // MINUTE_S)

    def scanner_state(self, view: ScannerView) -> State:
        """Say in one word how a scanner stands."""
        if view.alarms:
            return State("alarm", "▲", self.text("state-alarm"))
        if view.credit is None:
            return State("away", "○", self.text("state-away"))
        if view.quiet_s is None or view.quiet_s > QUIET_S:
            return State("quiet", "◌", self.text("state-quiet"))
        return State("running", "●", self.text("state-running"))

    def rest_of(self, views: Sequence[ScannerView]) -> str:
        """Say in words how those scanners stand that have no tile; a quiet one is in order."""
        states = [self.scanner_state(view).name for view in views]
        alarm, away = states.count("alarm"), states.count("away")
        if not alarm and not away:
            return self.text("more-in-order", n=len(views))
        told = {
            "n-in-alarm": alarm,
            "n-away": away,
            "n-in-order": len(views) - alarm - away,
        }
        parts = ", ".join(self.text(name, n=n) for name, n in told.items() if n)
        return self.text("more-of-these", n=len(views), parts=parts)

    def deck_state(self, deck: KnownDeck) -> State:
        """Say in a few words whether everything on a test deck agreed."""
        if deck.total.clean:
            return State("running", "✓", self.text("deck-clean"))
        return State("some", "!", self.text("deck-trouble"))

    def part_names(self, parts: Iterable[tuple[str, str]]) -> str:
        """Name parts of the program by kind and name; more than a few are counted."""
        return few(f"{self.text(f'part-{kind}')} {name}" for kind, name in parts)

    def duty(self, board: Snapshot) -> Duty:
        """Say in one sentence what to do now: the first that applies."""
        return (
            self._alarm_duty(board)
            or self._start_duty(board)
            or self._box_duty(board)
            or self._away_duty(board)
            or self._calm(board)
        )

    def _alarm_duty(self, board: Snapshot) -> Duty | None:
        cells = [alarm.cell for view in board.scanners for alarm in view.alarms]
        if not cells:
            return None
        named = sorted({cell.scanner for cell in cells} - {""}, key=by_name)
        hall = any(not cell.scanner for cell in cells)
        stop = few(named)
        names = [*([stop] if stop else []), *([self.text("all-scanners")] if hall else [])]
        state = State("alarm", "▲", self.text("do-alarm", names=", ".join(names)))
        if not named:
            return Duty(state, self.text("do-hall-text"))
        return Duty(state, self.text("do-alarm-text", stop=stop))

    def _start_duty(self, board: Snapshot) -> Duty | None:
        sheets = sum(view.sheets for view in board.scanners)
        compared = sum(view.compared for view in board.scanners)
        if not sheets:
            to = f" --to {board.feeders}" if board.feeders else ""
            return Duty(
                State("waiting", "○", self.text("do-wait")),
                self.text("do-wait-text"),
                f"qc feed FOLDER --scanner NAME{to}",
            )
        if compared >= COMPARED_LEAST * sheets:
            return None
        told = self.text("do-little" if compared else "do-nothing")
        figures = {"compared": self.number(compared), "sheets": self.number(sheets)}
        return Duty(State("waiting", "!", told), self.text("do-little-text", **figures))

    def _box_duty(self, board: Snapshot) -> Duty | None:
        wrong = self.wrong_boxes(board.boxes)
        if not wrong:
            return None
        names = [self.text("in-box", box=box.batch.id) for box in wrong]
        state = State("look", "!", self.text("do-boxes", boxes=few(names)))
        return Duty(state, self.text("do-boxes-text"))

    def _away_duty(self, board: Snapshot) -> Duty | None:
        away = [view.scanner for view in board.scanners if view.credit is None]
        if not away or board.status != "running" or not board.feeders:
            return None
        # Who has gone home after the last box is not looked for.
        if board.boxes and all(box.state is BoxState.CLOSED for box in board.boxes):
            return None
        return Duty(
            State("look", "!", self.text("do-away", names=few(away))), self.text("do-away-text")
        )

    def _calm(self, board: Snapshot) -> Duty:
        sheets = sum(view.sheets for view in board.scanners)
        compared = sum(view.compared for view in board.scanners)
        figures = {"compared": self.number(compared), "sheets": self.number(sheets)}
        return Duty(State("well", "✓", self.text("do-well")), self.text("do-well-text", **figures))

    def alarm_title(self, cell: Cell) -> str:
        """Say who errs, how, and where."""
        return title(cell, self.language.value)

    def alarm_text(self, alarm: AlarmRecord) -> str:
        """Say what was seen, in numbers a person can check."""
        low, high = alarm.rate_interval
        said = self.text(
            "alarm-seen" if alarm.cell.scanner else "alarm-seen-hall",
            wrong=self.number(alarm.wrong),
            seen=self.number(alarm.seen),
            start=self.number(alarm.start),
            at=self.number(alarm.at),
            low=self.share(low),
            high=self.share(high),
        )
        if alarm.rivals:
            others = "; ".join(self.alarm_title(rival) for rival in alarm.rivals)
            said += " " + self.text("rivals", others=others)
        return said

    def finding_title(self, kind: str) -> str:
        """Name a kind of finding."""
        said = CATALOGUE.findings.get(kind)
        return said.say(self.language) if said else kind

    def finding_words(self, finding: Finding) -> str:
        """Say a finding; empty where only its English message tells it."""
        return finding_words(finding, self.language)

    def finding_place(self, finding: Finding) -> str:
        """Say where a finding is; one of a whole box has no number."""
        key = finding.key
        on = self.text("on-scanner", name=key.scanner) if key.scanner else ""
        batch = self.text("of-batch", name=key.batch) if key.batch else ""
        if finding.kind.startswith("box-") or finding.kind == "config-differs":
            return on + batch
        return on + batch + self.text("of-number", n=key.sequence)

    def box_state(self, box: BoxFigures) -> State:
        """Say in one word how a box stands."""
        if box.state is BoxState.PLANNED:
            return State("quiet", "○", self.text("box-planned"))
        if box.state is BoxState.OPEN:
            return State("running", "●", self.text("box-open"))
        if box.expected is not None and box.expected != box.sheets:
            return State("alarm", "▲", self.text("box-differs"))
        return State("running", "✓", self.text("box-closed"))

    def box_rows(self, boxes: Sequence[BoxFigures]) -> list[BoxFigures]:
        """Put boxes in order: those that do not add up, then open, not opened and closed."""
        order = ("alarm", "open", "planned", "closed")

        def need(box: BoxFigures) -> int:
            name = self.box_state(box).name
            return order.index(name if name == "alarm" else box.state.value)

        return sorted(boxes, key=need)

    def wrong_boxes(self, boxes: Sequence[BoxFigures]) -> list[BoxFigures]:
        """Give the boxes that do not add up."""
        return [box for box in boxes if self.box_state(box).name == "alarm"]

    def category_name(self, code: str) -> str:
        """Name a counting category."""
        found = find_category(code)
        if found is None:
            return code
        name: str = getattr(found, self.language)
        return name

    def field_name(self, contest: str, option: str, titles: Titles | None = None) -> str:
        """Name a field of a ballot, with what the form prints there where that is given."""
        return option_name(contest, option, self.language, titles)

    def seen_field(self, what: str) -> str:
        """Name the field of a look, which the ledger has as contest and option in one word."""
        contest, slash, option = what.partition("/")
        return self.field_name(contest, option) if slash else what

    def kind_word(self, kind: DifferenceKind) -> str:
        """Name a kind of difference."""
        return CATALOGUE.kinds[kind].say(self.language)

    def measure(self, name: str) -> str:
        """Name a measure of an image."""
        said = CATALOGUE.measures.get(name)
        return said.say(self.language) if said else name

    def measure_value(self, value: float) -> str:
        """Write a measure with about three digits."""
        size = abs(value)
        digits = next((d for d, least in ((0, 100), (1, 10), (2, 1)) if size >= least), 3)
        return self.decimal(value, digits)

    def candidate_word(self, reason: str) -> str:
        """Say why people should look at a sheet."""
        said = CATALOGUE.reasons.get(reason)
        return said.say(self.language) if said else reason

    def fault_word(self, code: FaultCode) -> str:
        """Say what kept a sheet or an image from being read."""
        return CATALOGUE.faults[code].say(self.language)

    def verdict_word(self, word: str) -> str:
        """Say what a reading says of an option."""
        said = CATALOGUE.verdicts.get(word)
        return said.say(self.language) if said else word


def few(names: Iterable[str], most: int = NAMED_MOST) -> str:
    """Name some, and count the others."""
    told = list(names)
    more = f" +{len(told) - most}" if len(told) > most else ""
    return ", ".join(told[:most]) + more


def clock_time(text: str) -> str:
    """Take the time of day out of a UTC time as it stands in records."""
    day, _, time = text.partition("T")
    return f"{time[:8]} UTC" if time else day


def moment(text: str) -> str:
    """Give day and time of a UTC time as it stands in records, to the minute."""
    day, _, time = text.partition("T")
    return f"{day} {time[:5]} UTC" if time else day
