"""The life of an alarm: which act is allowed when, and that a replay lives it again."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nights import GENESIS, faulty_night, sheet
from qc_service.flow.alarms import ALLOWED, LEADS_TO
from qc_service.flow.causes import CAUSES, PATTERNS, Cause, likely_cause
from qc_service.flow.desk import Desk
from qc_service.flow.figures import AlarmCase, AlarmState
from qc_service.flow.replaying import closing_entries, replay
from qc_service.model.acts import (
    Act,
    ActRecord,
    AlarmAcknowledged,
    AlarmClosed,
    AlarmExplained,
    AlarmReopened,
    AlarmSeen,
    ImageSeen,
    Meaning,
)
from qc_service.model.events import AlarmRecord, Cell, Entry
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_service.recording.canonical import decode_entry, encode_entry

ANN, BO = Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER)
REPAIRED = AlarmAcknowledged(1, Meaning.REPAIRED)
KNOWN = AlarmAcknowledged(1, Meaning.KNOWN)
ACCEPTED = AlarmAcknowledged(1, Meaning.ACCEPTED, "pens")
DUST = AlarmExplained(1, "glass")


def act(what: Act) -> ActRecord:
    alone = isinstance(what, AlarmSeen | AlarmReopened)
    return ActRecord("22:10", (ANN,) if alone else (ANN, BO), what)


def desk_with_alarm() -> Desk:
    desk = Desk(GENESIS.plan)
    for record in faulty_night():
        desk.handle(record)
    return desk


def done(desk: Desk, *acts: Act) -> Desk:
    for each in acts:
        assert desk.refuses(act(each)) is None
        desk.take_act(act(each))
    return desk


def refused(desk: Desk, what: Act) -> str:
    refusal = desk.refuses(act(what))
    return refusal.code if refusal else ""


def the_case(desk: Desk) -> AlarmCase:
    (case,) = desk.figures().alarms
    return case


def test_an_alarm_lives_from_raised_to_closed_and_back() -> None:
    desk = desk_with_alarm()
    assert the_case(desk).state is AlarmState.RAISED
    assert the_case(desk).history[0].at == "2026-11-03T20:00:00Z"
    assert desk.figures().scanners[0].alarms
    done(desk, AlarmSeen(1), REPAIRED, DUST, AlarmClosed(1, "glass cleaned"))
    case = the_case(desk)
    assert [step.state.value for step in case.history] == [
        "raised",
        "seen",
        "acknowledged",
        "explained",
        "closed",
    ]
    assert (case.meaning, case.cause, case.open) == (Meaning.REPAIRED, "glass", False)
    assert case.history[2].by == (ANN, BO)
    assert case.history[-1].text == "glass cleaned"
    assert desk.figures().scanners[0].alarms == ()
    done(desk, AlarmReopened(1, "seen again"))
    case = the_case(desk)
    assert (case.state, case.meaning, case.open) == (AlarmState.REOPENED, None, True)
    assert desk.figures().scanners[0].alarms
    done(desk, AlarmSeen(1), REPAIRED, AlarmClosed(1))


@pytest.mark.parametrize(
    ("before", "what", "code"),
    [
        ((), AlarmSeen(2), "alarms.unknown"),
        ((AlarmSeen(1),), AlarmSeen(1), "alarms.state"),
        ((), AlarmClosed(1), "alarms.state"),
        ((REPAIRED,), AlarmClosed(1), "alarms.unexplained"),
        ((DUST,), AlarmClosed(1), "alarms.unanswered"),
        ((REPAIRED,), KNOWN, "alarms.repaired"),
        ((KNOWN,), KNOWN, "alarms.state"),
        ((), AlarmExplained(1, "gremlins"), "alarms.cause"),
        ((), AlarmExplained(1, "unknown", " "), "alarms.words"),
        ((), AlarmAcknowledged(1, Meaning.ACCEPTED), "alarms.words"),
        ((REPAIRED, DUST, AlarmClosed(1)), AlarmReopened(1, ""), "alarms.words"),
        ((REPAIRED, DUST, AlarmClosed(1)), REPAIRED, "alarms.state"),
    ],
)
def test_what_does_not_fit_the_state_is_refused_with_a_code(
    before: tuple[Act, ...], what: Act, code: str
) -> None:
    assert refused(done(desk_with_alarm(), *before), what) == code


def test_a_rate_that_leaves_none_to_listen_for_cannot_be_accepted() -> None:
    desk = Desk(GENESIS.plan)
    for number in range(1, 60):
        desk.handle(sheet(number, wrong=number % 2 == 0))
    assert refused(desk, ACCEPTED) == "alarms.too-high"
    assert refused(desk, KNOWN) == ""


def test_a_refusal_says_what_can_be_done_instead() -> None:
    refusal = desk_with_alarm().refuses(act(AlarmClosed(1)))
    assert refusal is not None
    assert refusal.message == "alarm 1 is raised: it can only become seen, acknowledged, explained"


def test_every_state_leads_on_and_is_reached() -> None:
    assert set(ALLOWED) == set(AlarmState)
    reached = {LEADS_TO[each] for acts in ALLOWED.values() for each in acts}
    assert reached | {AlarmState.RAISED} == set(AlarmState)


def test_acts_on_other_things_are_no_part_of_an_alarms_life() -> None:
    desk = done(desk_with_alarm(), ImageSeen(SheetKey("s1", "1", "1", 110), "front"))
    assert the_case(desk).state is AlarmState.RAISED


def test_an_acknowledgement_tells_the_alarm_as_it_stood() -> None:
    desk = desk_with_alarm()
    (effect,) = desk.take_act(act(REPAIRED))
    assert isinstance(effect, AlarmRecord)
    assert (effect.refines, effect.at, effect.sheet.sequence) == (1, 300, 300)
    assert the_case(desk).latest == effect
    assert the_case(desk).raised.at < effect.at


def test_a_low_rate_can_be_accepted_and_is_quiet_from_there() -> None:
    desk = Desk(GENESIS.plan)
    night = [sheet(n, wrong=n > 100 and n % 40 == 0) for n in range(1, 1300)]
    for record in night:
        desk.handle(record)
    done(desk, ACCEPTED)
    more = [e for n in range(1300, 2500) for e in desk.handle(sheet(n, wrong=n % 40 == 0))]
    assert not [e for e in more if isinstance(e, AlarmRecord) and not e.refines]


def test_a_fault_that_comes_back_after_its_repair_is_alarm_two() -> None:
    desk = done(desk_with_alarm(), REPAIRED)
    more = [e for n in range(301, 900) for e in desk.handle(sheet(n, wrong=n % 10 == 0))]
    first = next(e for e in more if isinstance(e, AlarmRecord))
    assert (first.number, first.refines) == (2, 0)
    assert first.start > 300
    assert [case.number for case in desk.figures().alarms] == [1, 2]


def test_an_alarm_is_told_as_it_stands_now_until_it_is_repaired() -> None:
    desk = desk_with_alarm()
    case = desk.alarm(1)
    assert case is not None
    assert case.latest.at == 300
    assert len(desk.severity(case).sheets) == case.latest.wrong == 20
    assert [each.key.sequence for each in desk.severity(case).sheets][:2] == [110, 120]
    digest = desk.digest()
    assert desk.alarm(2) is None
    assert desk.digest() == digest
    done(desk, REPAIRED)
    desk.handle(sheet(301, wrong=True))
    repaired = desk.alarm(1)
    assert repaired is not None
    assert len(desk.severity(repaired).sheets) == 20


ACTS: tuple[Act, ...] = (
    AlarmSeen(1),
    REPAIRED,
    KNOWN,
    ACCEPTED,
    DUST,
    AlarmExplained(2, "unknown", "?"),
    AlarmAcknowledged(2, Meaning.KNOWN),
    AlarmClosed(1),
    AlarmReopened(1, "again"),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(ACTS) | st.integers(1, 60), max_size=14))
def test_any_life_replays_from_disk_to_the_same_state(steps: Sequence[Act | int]) -> None:
    desk = Desk(GENESIS.plan)
    ledger: list[Entry] = [GENESIS]

    def scan(count: int, done: int) -> int:
        for number in range(done + 1, done + count + 1):
            record = sheet(number, wrong=number % 6 == 0)
            ledger.extend((record, *desk.handle(record)))
        return done + count

    number = scan(120, 0)
    for step in steps:
        if isinstance(step, int):
            number = scan(step, number)
        elif desk.refuses(act(step)) is None:
            ledger.extend((act(step), *desk.take_act(act(step))))
    ledger += closing_entries(desk, "t")
    replayed = replay(decode_entry(encode_entry(entry)) for entry in ledger)
    assert replayed.difference == ""
    assert replayed.desk.digest() == desk.digest()
    assert replayed.desk.figures().alarms == desk.figures().alarms


def test_every_cause_of_a_pattern_is_found_and_has_a_code() -> None:
    values = {"scanner": "S1", "option": "a", "style": "A", "district": "D", "batch": "B"}
    for names, cause in PATTERNS.items():
        cell = Cell(DifferenceKind.MISS, **{name: values[name] for name in names})
        assert likely_cause(cell) is cause
    by_people = {Cause.INK, Cause.HANDLING, Cause.UNKNOWN}
    assert set(PATTERNS.values()) | by_people == set(Cause)
    assert set(CAUSES) == {cause.value for cause in Cause}


def test_another_kind_of_ballot_is_no_matter_of_glass_or_print() -> None:
    style = DifferenceKind.STYLE
    assert likely_cause(Cell(style, "S1")) is Cause.SETUP
    assert likely_cause(Cell(style, "S1", "x", "a")) is Cause.SETUP
    assert likely_cause(Cell(style, "", "x", "a")) is Cause.DEFINITION
    assert likely_cause(Cell(style, "", style="A")) is Cause.DEFINITION
    assert likely_cause(Cell(style, batch="B", district="D")) is Cause.READER
