"""The desk after the scanning: acts reach the ledger, through the service too."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

import alarm_nights
from fakes.running import PATIENCE_SECONDS, configured, entries
from qc_service.adapters.act_queue import ActQueue, Answer
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.flow.replaying import replay
from qc_service.model.acts import (
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmSeen,
    ImagesDeleted,
    Meaning,
)
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord, Finding, Genesis, Note
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey
from qc_service.service.afterwards import attend
from qc_service.service.bootstrap import Crew
from qc_service.service.serve import Endpoints, serve
from qc_service.service.show import Face, FaceFactory, Stage

ANN, BO = Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER)


class Page:
    """A face that does nothing but hold what it was given."""

    address = "http://localhost:1/"

    def start(self) -> None:
        """Listen."""

    def stop(self) -> None:
        """Stop."""


def holding(kept: list[ActQueue]) -> FaceFactory:
    def make(stage: Stage) -> Face:
        kept.append(stage.acts)
        return Page()

    return make


def while_attended(config: Config, what: Callable[[ActQueue], None]) -> None:
    """Run the desk in a thread, do something, and stop it."""
    kept: list[ActQueue] = []
    told: list[tuple[str, Callable[[], None]]] = []
    up = threading.Event()

    def ready(address: str, stop: Callable[[], None]) -> None:
        told.append((address, stop))
        up.set()

    running = threading.Thread(
        target=attend, args=(config,), kwargs={"face": holding(kept), "ready": ready}
    )
    running.start()
    try:
        assert up.wait(PATIENCE_SECONDS)
        what(kept[0])
    finally:
        told[0][1]()
        running.join(PATIENCE_SECONDS)
    assert not running.is_alive()
    assert told[0][0] == Page.address


def begun(folder: Path) -> Config:
    config = configured(folder)
    config = replace(config, service=replace(config.service, web="127.0.0.1:0"))
    with Ledger.create(Path(config.service.ledger), Genesis("t", "1", ())) as ledger:
        ledger.append([Note("t", "stopped", "")])
    return config


def test_acts_after_the_scanning_are_recorded_or_refused(tmp_path: Path) -> None:
    config = begun(tmp_path)
    answers: list[Answer] = []

    def act(acts: ActQueue) -> None:
        answers.append(acts.ask([ANN, BO], ImagesDeleted(3, 1000)))
        answers.append(acts.ask([BO], ImagesDeleted(3, 1000)))

    while_attended(config, act)
    assert answers[0] == Answer()
    assert answers[1].refusal is not None
    assert answers[1].refusal.code == "acts.people"
    kept = entries(config)
    assert [each.act for each in kept if isinstance(each, ActRecord)] == [ImagesDeleted(3, 1000)]
    notes = [each.kind for each in kept if isinstance(each, Note)]
    assert notes == ["stopped", "desk-opened", "desk-closed"]
    assert replay(kept).difference == ""


def test_a_ledger_that_is_missing_is_not_begun(tmp_path: Path) -> None:
    config = configured(tmp_path)
    with pytest.raises(QcError) as refused:
        attend(config, face=holding([]))
    assert refused.value.code == "ledger.missing"


def test_a_ledger_that_replays_otherwise_is_opened_and_that_is_noted(tmp_path: Path) -> None:
    config = begun(tmp_path)
    with Ledger.open(Path(config.service.ledger)) as ledger:
        ledger.append([Finding("gap", SheetKey("S01", "", "", 1), "never happened")])
    while_attended(config, lambda _acts: None)
    assert "replay-differs" in [each.kind for each in entries(config) if isinstance(each, Note)]


def test_a_ledger_that_cannot_be_replayed_is_let_go(tmp_path: Path) -> None:
    config = configured(tmp_path)
    path = Path(config.service.ledger)
    Ledger.create(path, Genesis("t", "1", (), {"alpha": 7.0})).close()
    with pytest.raises(QcError):
        attend(config, face=holding([]))
    Ledger.open(path).close()


def test_acts_reach_the_ledger_of_a_running_service(tmp_path: Path) -> None:
    config = configured(tmp_path)
    config = replace(config, service=replace(config.service, web="127.0.0.1:0", workers=1))
    kept: list[ActQueue] = []
    answers: list[Answer] = []

    def ready(endpoints: Endpoints) -> None:
        def ask() -> None:
            answers.append(kept[0].ask([ANN, BO], ImagesDeleted(1, 1)))
            answers.append(kept[0].ask([ANN], AlarmClosed(1)))
            endpoints.stop()

        threading.Thread(target=ask).start()

    serve(config, ready=ready, face=holding(kept), crew=Crew("fakes.examiner:make"))
    assert [answer.refusal is None for answer in answers] == [True, False]
    assert [each.act for each in entries(config) if isinstance(each, ActRecord)] == [
        ImagesDeleted(1, 1)
    ]


def test_an_alarm_lives_on_in_the_ledger_after_the_scanning(tmp_path: Path) -> None:
    config = configured(tmp_path)
    alarm_nights.ledger(tmp_path)
    config = replace(
        config,
        service=replace(config.service, web="127.0.0.1:0", ledger=str(tmp_path / "night.sqlite")),
    )
    answers: list[Answer] = []

    def act(acts: ActQueue) -> None:
        answers.append(acts.ask([ANN], AlarmSeen(1)))
        answers.append(acts.ask([ANN, BO], AlarmClosed(1)))
        answers.append(acts.ask([ANN, BO], AlarmAcknowledged(1, Meaning.REPAIRED)))
        answers.append(acts.ask([ANN, BO], AlarmExplained(1, "glass")))
        answers.append(acts.ask([ANN, BO], AlarmClosed(1, "cleaned")))

    while_attended(config, act)
    refused = [each.refusal.code if each.refusal else "" for each in answers]
    assert refused == ["", "alarms.state", "", "", ""]
    (told,) = answers[2].effects
    assert isinstance(told, AlarmRecord)
    assert told.refines == 1
    replayed = replay(entries(config))
    assert replayed.difference == ""
    (case,) = replayed.desk.figures().alarms
    assert [step.state.value for step in case.history][-2:] == ["explained", "closed"]
