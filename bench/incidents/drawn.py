"""Incidents whose cause is in the image: drawn sheets, read by the real line, heard by the desk."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

import msgspec

from bench.incidents.incident import Caught
from bench.incidents.night import name_of
from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth import Passage, draw_sheet
from qc_calibration.synth.scanning import encode
from qc_calibration.synth.voting import Habits
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.desk import Desk
from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup
from qc_service.model.batch import Batch, BatchKind, BatchNotice
from qc_service.model.events import Effect, SheetRecord
from qc_service.model.layout import Layout
from qc_service.model.reading import PxBox
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.model.units import Grey

AMERICAN, NORWEGIAN = "demo-letter", "kst-01-A"
PLAIN = Habits(blank=0.1, over=0.0, odd=0.0, faint=0.0, write_in=0.0, unfilled=0.0)
"""Voters who mark as they are told: what goes wrong is the incident."""

CALM: dict[str, object] = {
    "corner": 0.0,
    "tear": 0.0,
    "copy": 0.0,
    "crossed": False,
    "beside": False,
    "writeins": 0,
    "tails": 0.0,
    "stamp": "clear",
    "marks": 0.0,
    "cut": 0.0,
}
"""A ballot of one list with nothing on it but its stamp."""

QUALITY = 85


@dataclass(frozen=True, eq=False)
class Sheet:
    """A drawn sheet: its layout, its pages, what is marked, and where each option stands."""

    layout: Layout
    names: tuple[str, ...]
    pages: tuple[Grey, ...]
    marked: frozenset[tuple[str, str]]
    places: Mapping[tuple[str, str], tuple[int, PxBox]]

    def spoilt(self, spoil: Callable[[int, Grey], Grey]) -> "Sheet":
        """Give the sheet with each of its pages (by number) spoilt."""
        return replace(self, pages=tuple(spoil(n, page) for n, page in enumerate(self.pages)))


@cache
def layouts() -> dict[str, Layout]:
    """Give the shipped layouts by id."""
    return {one.id: one for one in shipped_layouts()}


@cache
def lineup() -> Lineup:
    """Give tonight's lineup: the shipped plugins."""
    return load_lineup(Config(), b"a secret of tonight")


def draw(name: str, seed: int, **settings: object) -> Sheet:
    """Draw a sheet of a shipped layout; `settings` are effects of one-list ballots."""
    layout = layouts()[name]
    effects = CALM | settings if layout.form_code else None
    sides = draw_sheet(layout, Passage("t", seed), habits=PLAIN, settings=effects)
    expected = [(n, mark) for n, side in enumerate(sides) for mark in side.truth.expected]
    return Sheet(
        layout,
        tuple(side.truth.image for side in sides),
        tuple(side.page for side in sides),
        frozenset((mark.contest, mark.option) for _, mark in expected if mark.marked),
        {(mark.contest, mark.option): (n, mark.px) for n, mark in expected},
    )


def read(
    sheet: Sheet,
    number: int,
    said: Iterable[tuple[str, str]] | None = None,
    box: str = "K1",
    scanner: str = "S01",
    among: Sequence[str] = (),
) -> Examination:
    """Take a sheet through the real line; `said` is what the scanner reports as marked."""
    images = tuple(encode(page, QUALITY) for page in sheet.pages)
    heads = tuple(
        ImageHead(name, sha256(data).hexdigest(), len(data))
        for name, data in zip(sheet.names, images, strict=True)
    )
    record = None if said is None else msgspec.json.encode(reported(sheet.layout, set(said)))
    key = SheetKey(scanner, "night", box, number)
    chosen = lineup().only(among) if among else lineup()
    return examine(chosen, Submission(key, heads, images, record), time.perf_counter).examination


def reported(layout: Layout, marked: set[tuple[str, str]]) -> Reported:
    """Give a scanner's record of a sheet on which it saw these marks."""
    contests = []
    for contest in layout.contests:
        seen = tuple(o.id for o in contest.options if (contest.id, o.id) in marked)
        over = len(seen) > contest.votes_allowed
        marks = tuple(ReportedMark(option, indicated=True) for option in seen)
        votes = () if over else seen
        contests.append(ReportedContest(contest.id, marks, votes, int(over), complete=True))
    return Reported("record", layout.style, tuple(contests))


def desk(election: str = "", box: str = "K1") -> Desk:
    """Give a desk at which a box is open."""
    made = Desk({})
    batch = Batch(box, election, scanner="S01")
    made.take_notice(BatchNotice(BatchKind.OPENED, batch, "night", 1))
    return made


def caught(
    read_sheets: Iterable[tuple[Examination, bool]],
    right: Callable[[Effect], bool],
    at: Desk | None = None,
) -> Caught | None:
    """Let the desk hear of sheets, each with whether it is wrong; give what is said first."""
    at = at or desk()
    wrong = 0
    for examination, is_wrong in read_sheets:
        wrong += is_wrong
        for effect in at.handle(SheetRecord("", examination)):
            if not wrong:
                return None  # a false alarm before the fault
            return Caught(name_of(effect), wrong, right(effect), start=True)
    return None


def beside(
    sheets: Iterable[tuple[Examination, bool]], seed: int
) -> Iterator[tuple[Examination, bool]]:
    """Let a second scanner work beside the first, and well."""
    for number, each in enumerate(sheets, start=1):
        yield each
        clean = draw(AMERICAN, 1_000_000 + 100 * seed + number)
        yield read(clean, number, clean.marked, "K2", "S02"), False


def to_people(examination: Examination, reason: str) -> Caught | None:
    """Say whether a single sheet goes to people, for the right reason."""
    reasons = {each.reason for each in examination.candidates}
    return Caught(f"to people: `{reason}`", 1) if reason in reasons else None
