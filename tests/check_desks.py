"""A running check desk on a small night's ledger, for tests through real sockets."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from check_nights import GENESIS, PLAN, Evening
from fakes.running import PATIENCE_SECONDS, configured
from qc_service.adapters.config import Config, PeopleSection
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.people_file import enrol, save_people
from qc_service.cli.serve import make_face
from qc_service.model.people import Role
from qc_service.service.afterwards import attend
from qc_service.service.bootstrap import load_crew

PINS = {"AB": "111111", "CD": "222222", "EF": "333333", "GH": "444444"}
ROLES = {
    "AB": Role.OFFICER,
    "CD": Role.CONTROLLER,
    "EF": Role.CONTROLLER,
    "GH": Role.OBSERVER,
}


def begun(folder: Path, evening: Evening | None = None) -> Config:
    """Make the ledger of a night, people to sign in, and the configuration for both."""
    config = configured(folder)
    people = folder / "people.toml"
    save_people(people, [enrol(name, ROLES[name], pin) for name, pin in PINS.items()])
    with Ledger.create(Path(config.service.ledger), GENESIS) as ledger:
        ledger.append((evening or Evening()).entries[1:])
    return replace(
        config,
        service=replace(config.service, web="127.0.0.1:0"),
        people=PeopleSection(str(people)),
        checks=PLAN,
    )


@contextmanager
def attended(config: Config) -> Iterator[str]:
    """Have the desk for the length of the block; give its address."""
    told: list[tuple[str, Callable[[], None]]] = []
    up = threading.Event()

    def ready(address: str, stop: Callable[[], None]) -> None:
        told.append((address, stop))
        up.set()

    settings = {"face": make_face(config), "crew": load_crew(config), "ready": ready}
    running = threading.Thread(target=attend, args=(config,), kwargs=settings)
    running.start()
    try:
        assert up.wait(PATIENCE_SECONDS)
        yield told[0][0].rstrip("/")
    finally:
        told[0][1]()
        running.join(PATIENCE_SECONDS)
        assert not running.is_alive()
