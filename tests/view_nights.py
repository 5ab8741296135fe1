"""An evening in a hall with dust on one of three scanners, on forms with places: for the views."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import httpx
import msgspec
from starlette.applications import Starlette

from alarm_nights import GENESIS, crossed
from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.adapters.act_queue import ActQueue, Answer
from qc_service.adapters.board import Board
from qc_service.adapters.crop_folder import CropFolder, open_crops
from qc_service.adapters.doorkeeper import Doorkeeper
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.metrics import Metrics
from qc_service.adapters.people_file import enrol, save_people
from qc_service.flow.desk import Desk
from qc_service.model.acts import Act, ActRecord, NoCandidate, Refusal
from qc_service.model.events import Entry, Genesis, SheetRecord
from qc_service.model.layout import Box, Layout, Side, Target
from qc_service.model.people import Person, Role
from qc_service.model.reading import OutsideMark, PxBox, RegionScore
from qc_service.model.sheet import Crop, Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    Candidate,
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
    StampReread,
    StampState,
)
from qc_service.service.severities import Severities
from qc_service.web.app import Shown, Staff, make_app
from qc_service.web.archive import Sources
from web_board import Clock, make_board

SHEETS = 1500
DUST_FROM = 540
"""The hall's sheet from which scanner S3 loses a candidate's crosses."""

FORM = "kst-01-A"
LOST, OTHERS = "k11", ("k02", "k07", "k20")
PX_PER_MM = 8.0
TURNED = (2340, 1790)
"""Pixels of the image: its sheets come upside down, as half of all do."""

ORIGIN = {"origin": "http://qc.example"}

PINS = {"AB": "111111", "CD": "222222", "OP": "333333", "GH": "444444"}
ROLES = {
    "AB": Role.OFFICER,
    "CD": Role.CONTROLLER,
    "OP": Role.OPERATOR,
    "GH": Role.OBSERVER,
}


def layouts() -> tuple[Layout, ...]:
    """Give the forms of the evening."""
    return tuple(each for each in shipped_layouts() if each.id == FORM)


def key(at: int) -> SheetKey:
    """Give the key of the hall's sheet number `at`: scanners in turn, boxes of a hundred."""
    scanner, number = f"S{at % 3 + 1}", at // 3
    box = f"K{10 * int(scanner[1]) + number // 100:02}"
    return SheetKey(scanner, "kveld", box, number % 100 + 1)


def lost(at: int) -> bool:
    """Say whether the scanner loses a cross on this sheet."""
    return at % 3 == 2 and at >= DUST_FROM and at // 3 % 2 == 0


def sheet(at: int) -> SheetRecord:
    """Give the record of the hall's sheet number `at`."""
    (layout,) = layouts()
    chosen = {OTHERS[at % 3], *((LOST,) if at // 3 % 2 == 0 else ())}
    unsure = {"k30"} if at % 97 == 0 else set()
    marks = tuple(_mark(target.option, target.box, chosen, unsure) for target in _front(layout))
    gone = lost(at)
    differences = (
        (Difference(DifferenceKind.MISS, "personstemmer", LOST, "empty", "marked", 0.61),)
        if gone
        else ()
    )
    marked = tuple(sorted(chosen))
    status = ContestStatus.UNSURE if unsure else ContestStatus.VOTED
    return SheetRecord(
        f"2027-09-13T{18 + at // 600:02}:{at // 10 % 60:02}:00Z",
        Examination(
            key=key(at),
            pages=(_front_page(marks, at), _back_page(layout.sides[1])),
            contests=(ContestReread("personstemmer", status, marked, marked, votes_allowed=37),),
            differences=differences,
            candidates=(Candidate("unsure", "personstemmer", "k30"),) if unsure else (),
            compared=True,
            style="A",
            profile="norwegian",
            digest=f"d{at}",
            reported=tuple(
                ("personstemmer", option) for option in marked if not (gone and option == LOST)
            ),
        ),
    )


def _front(layout: Layout) -> Sequence[Target]:
    return layout.sides[0].targets


def _mark(option: str, box: Box, chosen: set[str], unsure: set[str]) -> Mark:
    state = MarkState.MARKED if option in chosen else MarkState.EMPTY
    if option in unsure:
        state = MarkState.UNSURE
    score = {MarkState.MARKED: 0.61, MarkState.EMPTY: 0.01, MarkState.UNSURE: 0.09}[state]
    reason = "faint" if state is MarkState.UNSURE else ""
    return Mark("personstemmer", option, score, state, px(box), 0.93, reason)


def px(box: Box) -> PxBox:
    """Give a place of the upright sheet in pixels of an image that is upside down."""
    width, height = round(box.width * PX_PER_MM), round(box.height * PX_PER_MM)
    left = TURNED[0] - round(box.x * PX_PER_MM) - width
    return left, TURNED[1] - round(box.y * PX_PER_MM) - height, width, height


def _front_page(marks: tuple[Mark, ...], at: int) -> PageReread:
    written = OutsideMark("beside", px(Box(150, 120, 9, 6)), 0.4, "personstemmer", "k20")
    return PageReread(
        "front.png",
        "",
        layout=FORM,
        side="front",
        rotation_deg=180,
        residual_px=0.41,
        registration=0.93,
        confidence=0.99,
        marks=marks,
        outside=(written,) if at % 97 == 0 else (),
        quality={"paper_level": 226.0, "focus": 0.81, "skew_deg": 0.12, "streak": 0.36},
    )


def _back_page(side: Side) -> PageReread:
    (stamp,) = (region for region in side.regions if region.id == "stamp")
    return PageReread(
        "back.png",
        "",
        layout=FORM,
        side="back",
        registration=0.9,
        residual_px=0.38,
        regions=(RegionScore("stamp", 0.8, px(stamp.box)),),
        stamps=(StampReread("stamp", 0.8, StampState.PRESENT),),
    )


def _with_crop(record: SheetRecord, at: int, folder: CropFolder) -> SheetRecord:
    drawn = crossed(at)
    crop = Crop("personstemmer", LOST, hashlib.sha256(drawn).hexdigest())
    examination = msgspec.structs.replace(record.examination, crops=(crop,))
    folder.keep(examination, (drawn,))
    return msgspec.structs.replace(record, examination=examination)


def evening(desk: Desk, crops: Path | None = None, sheets: int = SHEETS) -> Iterator[Entry]:
    """Give the entries of the evening; a crop of each lost cross where a folder is given."""
    folder = None if crops is None else open_crops(crops)
    yield GENESIS
    for at in range(sheets):
        record = sheet(at)
        if folder is not None and lost(at):
            record = _with_crop(record, at, folder)
        yield record
        yield from desk.handle(record)


class AtOnce(ActQueue):
    """Takes acts on the spot, as the one writer would; `busy` refuses all of them."""

    def __init__(self, desk: Desk, board: Board, ledger: Path) -> None:
        self.desk, self.board, self.ledger, self.busy = desk, board, ledger, False
        self.asked: list[Act] = []
        self._one = Lock()

    def ask(self, by: Sequence[Person], act: Act, seconds: float = 0.0) -> Answer:
        with self._one:
            return self._take(by, act)

    def _take(self, by: Sequence[Person], act: Act) -> Answer:
        if not isinstance(act, NoCandidate):
            self.asked.append(act)
        if self.busy:
            return Answer(Refusal("acts.busy", "wait"))
        record = ActRecord("2027-09-13T21:30:00Z", tuple(by), self.desk.complete(act))
        refusal = self.desk.refuses(record)
        if refusal is not None:
            return Answer(refusal)
        effects = self.desk.take_act(record)
        with Ledger.open(self.ledger) as opened:
            opened.append([record, *effects])
        if isinstance(act, NoCandidate):
            self.board.confirmed(self.desk.confirmed.all())
        else:
            show(self.board, self.desk)
        return Answer(effects=effects)


def show(board: Board, desk: Desk) -> None:
    """Bring a board up to date, as the service does."""
    figures = desk.figures()
    board.figures(figures)
    board.checks(desk.checks.work())
    board.confirmed(desk.confirmed.all())
    board.alarms(Severities(desk).of(figures.alarms, 0.0))


@dataclass
class Rig:
    """An application on a ledger, and the desk and board behind it."""

    app: Starlette
    board: Board
    desk: Desk
    acts: AtOnce
    ledger: Path


def rig(
    folder: Path,
    *,
    crops: bool = True,
    people: bool = True,
    open_from: float = 0.0,
    sheets: int = SHEETS,
) -> Rig:
    """Make the evening's ledger in a folder and the application on it."""
    desk, pictures = Desk(GENESIS.plan), folder / "crops"
    first, *rest = evening(desk, pictures if crops else None, sheets)
    assert isinstance(first, Genesis)
    path = folder / "night.sqlite"
    with Ledger.create(path, first) as opened:
        opened.append(rest)
    clock = Clock()
    board = make_board(clock)
    board.credit(dict.fromkeys(("S1", "S2", "S3"), 16))
    board.ledger(rows=len(rest) + 1, head="7d" * 32)
    show(board, desk)
    acts = AtOnce(desk, board, path)
    named = folder / "people.toml"
    save_people(named, [enrol(name, ROLES[name], pin) for name, pin in PINS.items()])
    keeper = Doorkeeper(named, clock, lambda: "today") if people else None
    shown = Shown(
        open_from=open_from,
        layouts=layouts(),
        clock=clock,
        sources=Sources(path, pictures if crops else None),
    )
    app = make_app(board, Metrics().registry, acts, shown, Staff(keeper))
    return Rig(app, board, desk, acts, path)


def browse(made: Rig, work: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    """Do something with a browser of its own."""

    async def run() -> None:
        transport = httpx.ASGITransport(made.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://qc.example") as client:
            await work(client)

    asyncio.run(run())


async def sign_in(client: httpx.AsyncClient, name: str) -> None:
    """Sign somebody in with their PIN."""
    fields = {"name": name, "pin": PINS[name], "no_candidate": "yes", "next": "/alarms"}
    answer = await client.post("/sign-in", data=fields, headers=ORIGIN)
    assert answer.status_code == 303
