"""The check desk's application without a server: acts reach a desk in memory at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette

from check_desks import PINS, ROLES
from check_nights import PLAN, Evening
from qc_service.adapters.act_queue import ActQueue, Answer
from qc_service.adapters.board import Board
from qc_service.adapters.config import Config
from qc_service.adapters.doorkeeper import Doorkeeper
from qc_service.adapters.metrics import Metrics
from qc_service.adapters.people_file import enrol, save_people
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.model.acts import Act, ActRecord, NoCandidate, Refusal
from qc_service.model.people import Person
from qc_service.reports.labels import labels_pdf
from qc_service.web.app import Staff, make_app
from qc_service.web.check_desk import Office
from web_board import Clock, make_board

LAYOUTS = collect(load_plugins(Config())).layouts


class AtOnce(ActQueue):
    """Takes acts on the spot, as the one writer would; `busy` refuses all of them."""

    def __init__(self, evening: Evening, board: Board) -> None:
        self.evening, self.board, self.busy = evening, board, False

    def ask(self, by: Sequence[Person], act: Act, seconds: float = 0.0) -> Answer:
        if self.busy:
            return Answer(Refusal("acts.busy", "wait"))
        desk = self.evening.desk
        record = ActRecord("t", tuple(by), desk.complete(act))
        refusal = desk.refuses(record)
        if refusal is not None:
            return Answer(refusal)
        effects = desk.take_act(record)
        self.board.confirmed(desk.confirmed.all())
        if not isinstance(act, NoCandidate):
            self.board.checks(desk.checks.work())
        return Answer(effects=effects)


@dataclass
class Rig:
    """An application, and the desk and board behind it."""

    app: Starlette
    board: Board
    evening: Evening = field(default_factory=Evening)
    acts: AtOnce | None = None


def rig(folder: Path) -> Rig:
    """Make an application with people who can sign in."""
    people = folder / "people.toml"
    save_people(people, [enrol(name, ROLES[name], pin) for name, pin in PINS.items()])
    clock = Clock()
    board, evening = make_board(clock), Evening()
    board.checks(evening.desk.checks.work())
    acts = AtOnce(evening, board)
    staff = Staff(Doorkeeper(people, clock, lambda: "today"), Office(LAYOUTS, PLAN, labels_pdf))
    return Rig(make_app(board, Metrics().registry, acts, staff=staff), board, evening, acts)
