"""Sign-in: known by PIN, waits that grow, sessions that end, candidates kept out."""

from pathlib import Path

import pytest

from qc_service.adapters import doorkeeper
from qc_service.adapters.doorkeeper import (
    FREE_TRIES,
    IDLE_SECONDS,
    SESSION_SECONDS,
    WAIT_MOST_SECONDS,
    Doorkeeper,
)
from qc_service.adapters.people_file import enrol, save_people
from qc_service.model.acts import Refusal
from qc_service.model.people import Person, Role

PEOPLE = [enrol("AB", Role.OFFICER, "123456"), enrol("CD", Role.CONTROLLER, "654321")]


class Time:
    def __init__(self) -> None:
        self.now, self.day = 1000.0, "2027-09-13"

    def clock(self) -> float:
        return self.now

    def today(self) -> str:
        return self.day


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.toml"
    save_people(path, PEOPLE)
    return path


@pytest.fixture
def keeper(file: Path, time: Time) -> Doorkeeper:
    return Doorkeeper(file, time.clock, time.today)


def signed_in(keeper: Doorkeeper, name: str = "AB", pin: str = "123456") -> str:
    secret = keeper.sign_in(name, pin, lambda _person: None)
    assert isinstance(secret, str)
    return secret


def code(answer: object) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_somebody_signs_in_is_known_and_signs_out(keeper: Doorkeeper) -> None:
    secret = signed_in(keeper)
    session = keeper.session(secret)
    assert session is not None
    assert session.person == Person("AB", Role.OFFICER)
    assert len({secret, session.token, signed_in(keeper)}) == 3
    assert min(len(secret), len(session.token)) >= 43
    keeper.sign_out(secret)
    assert keeper.session(secret) is None
    assert keeper.session("") is None


def test_only_who_gave_the_right_pin_is_asked_about_and_let_in(
    keeper: Doorkeeper, time: Time
) -> None:
    asked: list[Person] = []

    def refusing(person: Person) -> Refusal:
        asked.append(person)
        return Refusal("people.candidate", "who stands on a list cannot take part")

    assert code(keeper.sign_in("AB", "wrong", refusing)) == "people.wrong"
    assert asked == []
    assert code(keeper.sign_in("AB", "123456", refusing)) == "people.candidate"
    assert asked == [Person("AB", Role.OFFICER)]
    assert keeper.today() == time.day


def test_wrong_pins_have_to_wait_longer_and_longer(keeper: Doorkeeper, time: Time) -> None:
    for _ in range(FREE_TRIES + 1):
        assert code(keeper.vouch("AB", "nope")) == "people.wrong"
    waited = []
    for _ in range(7):
        refusal = keeper.vouch("AB", "123456")
        assert isinstance(refusal, Refusal)
        assert refusal.code == "people.wait"
        waited.append(int(refusal.message.split()[-2]))
        time.now += waited[-1] + 1
        assert code(keeper.vouch("AB", "nope")) == "people.wrong"
    assert waited == [30, 60, 120, 240, 480, WAIT_MOST_SECONDS, WAIT_MOST_SECONDS]
    assert keeper.vouch("CD", "654321") == Person("CD", Role.CONTROLLER)


def test_the_right_pin_begins_the_count_anew(keeper: Doorkeeper) -> None:
    for _ in range(3):
        for _ in range(FREE_TRIES - 1):
            keeper.vouch("AB", "nope")
        assert keeper.vouch("AB", "123456") == Person("AB", Role.OFFICER)


def test_many_made_up_names_wait_together(
    keeper: Doorkeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorkeeper, "NAMES_MOST", 2)
    found = [code(keeper.vouch(f"X{number}", "nope")) for number in range(12)]
    assert found[0] == "people.wrong"
    assert found[-1] == "people.wait"


def test_sessions_end_when_idle_and_after_a_night(keeper: Doorkeeper, time: Time) -> None:
    secret = signed_in(keeper)
    for _ in range(11):
        time.now += IDLE_SECONDS - 1
        assert keeper.session(secret) is not None
    time.now += SESSION_SECONDS / 11
    assert keeper.session(secret) is None
    idle = signed_in(keeper)
    time.now += IDLE_SECONDS + 1
    assert keeper.session(idle) is None


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(keeper: Doorkeeper, time: Time) -> None:
    secret = signed_in(keeper)
    for _ in range(10):
        time.now += IDLE_SECONDS / 10
        assert keeper.session(secret, touched=False) is not None
    time.now += 1
    assert keeper.session(secret, touched=False) is None


def test_who_is_removed_or_changes_role_is_out_at_once(keeper: Doorkeeper, file: Path) -> None:
    secret, other = signed_in(keeper), signed_in(keeper, "CD", "654321")
    save_people(file, [enrol("AB", Role.OBSERVER, "123456")])
    assert keeper.session(secret) is None
    assert keeper.session(other) is None
    file.chmod(0o644)
    assert keeper.vouch("AB", "123456") == Person("AB", Role.OBSERVER)
