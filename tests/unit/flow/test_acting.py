"""Who may do what: every act has its people, and nobody acts twice or without a name."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.custody import IN_PAIRS
from qc_service.flow.acting import NEEDS, people_refusal
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import replay
from qc_service.model.acts import Act, ActRecord, AlarmClosed, AlarmSeen, NoCandidate, SeedEntered
from qc_service.model.events import Genesis
from qc_service.model.people import Person, Role
from strategies import act_records

ANN = Person("AB", Role.OFFICER)
BO = Person("CD", Role.CONTROLLER)
EYE = Person("EF", Role.OBSERVER)


def code(*by: Person, act: Act) -> str:
    refusal = people_refusal(ActRecord("t", by, act))
    return refusal.code if refusal else ""


def test_every_act_says_what_people_it_takes() -> None:
    assert set(NEEDS) == set(get_args(Act))


def test_what_takes_two_people_is_looked_for_where_one_was_alone() -> None:
    assert set(IN_PAIRS) == {kind for kind, needs in NEEDS.items() if needs.least > 1}


def test_everyone_confirms_alone_also_an_observer() -> None:
    assert code(EYE, act=NoCandidate("2027-09-13")) == ""
    assert code(ANN, BO, act=NoCandidate("2027-09-13")) == "acts.people"


def test_the_desk_knows_who_confirmed_for_which_day() -> None:
    desk = Desk({})
    desk.take_act(ActRecord("t", (EYE,), NoCandidate("2027-09-13")))
    assert desk.confirmed.all() == {("EF", "2027-09-13")}


def test_two_people_of_whom_one_is_an_officer_close_an_alarm() -> None:
    assert code(ANN, BO, act=AlarmClosed(1)) == ""
    assert code(ANN, act=AlarmClosed(1)) == "acts.people"
    assert code(BO, Person("GH", Role.OPERATOR), act=AlarmClosed(1)) == "acts.role"


def test_nobody_counts_as_two_and_everyone_has_a_name() -> None:
    assert code(ANN, Person("AB", Role.CONTROLLER), act=SeedEntered(1, "7")) == "acts.people"
    assert code(ANN, Person("", Role.CONTROLLER), act=SeedEntered(1, "7")) == "acts.people"


def test_an_observer_only_looks() -> None:
    assert code(EYE, act=AlarmSeen(1)) == "acts.role"


def test_too_many_people_are_told_how_many_it_takes() -> None:
    refusal = people_refusal(ActRecord("t", (ANN, BO), AlarmSeen(1)))
    assert refusal is not None
    assert "1 people must take part, there are 2" in refusal.message


@given(act_records)
def test_whoever_acts_in_a_role_of_the_act_and_in_number_is_heard(record: ActRecord) -> None:
    refusal = people_refusal(record)
    needs = NEEDS[type(record.act)]
    names = [person.name for person in record.by]
    roles = {person.role for person in record.by}
    fits = (
        len(set(names)) == len(names)
        and needs.least <= len(names) <= needs.most
        and roles <= needs.roles
        and (needs.one_of is None or needs.one_of in roles)
    )
    assert (refusal is None) == fits


@given(st.lists(act_records, max_size=4))
def test_acts_change_the_state_and_a_replay_knows_them(records: list[ActRecord]) -> None:
    desk = Desk({})
    taken = []
    for record in records:
        if desk.refuses(record) is None:
            before = desk.digest()
            taken += [record, *desk.take_act(record)]
            assert desk.digest() != before
    replayed = replay([Genesis("t", "1", ()), *taken])
    assert replayed.difference == ""
    assert replayed.desk.digest() == desk.digest()


@pytest.mark.parametrize("by", [(), (EYE,)])
def test_a_ledger_with_an_act_that_nobody_could_take_is_told(by: tuple[Person, ...]) -> None:
    replayed = replay([Genesis("t", "1", ()), ActRecord("t", by, AlarmSeen(1))])
    assert replayed.row == 2
    assert "an act that the desk refuses" in replayed.difference
