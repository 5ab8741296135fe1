from collections.abc import Sequence
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nights import GENESIS, faulty_night, sheet
from qc_service.flow.desk import Desk
from qc_service.flow.order import HOLD_AT_MOST
from qc_service.flow.replaying import FINISHED, STATE, closing_entries, replay
from qc_service.model.events import AlarmRecord, Entry, Finding, Note, SheetRecord
from qc_service.model.evidence import Checkpoint
from qc_service.recording.canonical import decode_entry, encode_entry
from strategies import sheet_records


def live(records: Sequence[SheetRecord], *, closed: bool = True) -> tuple[list[Entry], Desk]:
    """Run a night as the service does: each new sheet, its effects; doubles give effects only."""
    desk = Desk(GENESIS.plan)
    ledger: list[Entry] = [GENESIS, Note("t", "started", "")]
    for record in records:
        if desk.known(record.examination.key) is None:
            ledger.append(record)
        ledger += desk.handle(record)
    if closed:
        ledger += closing_entries(desk, "2026-11-04T02:00:00Z")
    return ledger, desk


def from_disk(ledger: Sequence[Entry]) -> list[Entry]:
    return [decode_entry(encode_entry(entry)) for entry in ledger]


@settings(max_examples=50)
@given(st.lists(sheet_records, max_size=8), st.booleans())
def test_a_replay_from_disk_gives_the_same_effects_and_state(
    records: list[SheetRecord], closed: bool
) -> None:
    ledger, desk = live(records, closed=closed)
    replayed = replay(from_disk(ledger))
    assert (replayed.difference, replayed.row) == ("", 0)
    assert replayed.desk.digest() == desk.digest()


@settings(max_examples=20)
@given(st.randoms(use_true_random=False), st.data())
def test_a_night_cut_anywhere_and_resumed_is_the_same_night(
    source: Random, data: st.DataObject
) -> None:
    records = [*faulty_night(), sheet(17), sheet(18, digest="other"), sheet(1, session="2")]
    source.shuffle(records)
    ledger, desk = live(records, closed=False)
    cut = data.draw(st.integers(0, len(records)))
    before, _ = live(records[:cut], closed=False)
    assert before == ledger[: len(before)]
    resumed = replay(from_disk(before)).desk
    for record in records[cut:]:
        resumed.handle(record)
    assert resumed.digest() == desk.digest()


def test_a_night_with_every_kind_of_effect_replays_and_counts() -> None:
    gap = [sheet(n, batch="2") for n in range(2, HOLD_AT_MOST + 3)]
    again = [sheet(5), sheet(6, digest="other"), sheet(5), sheet(1, session="2")]
    ledger, desk = live([*faulty_night(), *gap, *again, sheet(9, session="2")])
    replayed = replay(from_disk(ledger))
    assert replayed.difference == ""
    kinds = {e.kind for e in ledger if isinstance(e, Finding)}
    assert kinds == {"gap", "double", "conflict", "restart"}
    assert replayed.counts["alarm"] == 1
    assert replayed.counts["genesis"] == 1
    assert replayed.counts["note"] == 3
    assert replayed.desk.figures() == desk.figures()


def test_images_that_change_are_told_and_replay() -> None:
    """A lamp that grows dim: every sheet agrees, and only the paper's grey tells."""
    records = []
    for number in range(1, 401):
        quality: dict[str, float] = {"paper_level": (230 if number < 200 else 200) + number % 7}
        whole = sheet(number)
        page = msgspec.structs.replace(whole.examination.pages[0], quality=quality)
        examination = msgspec.structs.replace(whole.examination, pages=(page,))
        records.append(msgspec.structs.replace(whole, examination=examination))
    plan = {"scanners": 1, "ballots_per_scanner": 400, "image_every": 2, "image_alpha": 0.5}
    genesis = msgspec.structs.replace(GENESIS, plan=plan)
    desk = Desk(plan)
    ledger: list[Entry] = [genesis]
    for record in records:
        ledger += [record, *desk.handle(record)]
    ledger += closing_entries(desk, "2026-11-04T02:00:00Z")
    replayed = replay(from_disk(ledger))
    assert replayed.difference == ""
    told = [entry for entry in ledger if isinstance(entry, Finding)]
    assert [each.kind for each in told] == ["image-drift"]
    assert "paper is darker since about sheet 200 of the scanner" in told[0].message
    assert replayed.desk.digest() == desk.digest()


def position(ledger: Sequence[Entry], kind: type[Entry]) -> int:
    return next(n for n, entry in enumerate(ledger) if isinstance(entry, kind))


def test_a_changed_effect_is_named_with_its_row() -> None:
    ledger, _ = live(faulty_night())
    place = position(ledger, AlarmRecord)
    alarm = ledger[place]
    assert isinstance(alarm, AlarmRecord)
    ledger[place] = msgspec.structs.replace(alarm, wrong=alarm.wrong + 1)
    replayed = replay(ledger)
    assert replayed.row == place + 1
    assert "miss on all scanners at x/a" in replayed.difference


def test_a_removed_effect_is_named_at_the_row_that_stands_in_its_place() -> None:
    ledger, _ = live(faulty_night())
    place = position(ledger, AlarmRecord)
    del ledger[place]
    replayed = replay(ledger)
    assert replayed.row == place + 1
    assert "the ledger does not" in replayed.difference


def test_an_effect_cut_off_the_end_is_named() -> None:
    records = faulty_night()
    ledger, _ = live(records, closed=False)
    last_alarm = max(n for n, e in enumerate(ledger) if isinstance(e, AlarmRecord))
    replayed = replay(ledger[:last_alarm])
    assert replayed.row == last_alarm + 1


@pytest.mark.parametrize(
    "invented",
    [
        Finding("gap", sheet(1).examination.key, "number 1 did not come"),
        Finding("double", sheet(99).examination.key, "sent again, the same content", "digest-99"),
    ],
)
def test_an_invented_effect_is_named(invented: Finding) -> None:
    replayed = replay([GENESIS, sheet(1), invented, sheet(2)])
    assert replayed.row == 3
    assert "the replay has nothing here" in replayed.difference


def test_findings_of_an_earlier_version_are_told_in_its_own_words() -> None:
    """They have no facts: what was found is held against the ledger, not how it was said."""
    bare = Finding("double", sheet(1).examination.key, "came again", "digest-1")
    assert replay([GENESIS, sheet(1), bare, sheet(2)]).difference == ""
    other = msgspec.structs.replace(bare, kind="conflict")
    assert replay([GENESIS, sheet(1), other, sheet(2)]).row == 3


@pytest.mark.parametrize("change", [{"message": "came again"}, {"facts": {"first": 2}}])
def test_findings_of_this_version_are_held_against_the_ledger_word_for_word(
    change: dict[str, object],
) -> None:
    told = Finding(
        "double", sheet(1).examination.key, "sent again, the same content", "digest-1", "double"
    )
    assert replay([GENESIS, sheet(1), told]).difference == ""
    assert replay([GENESIS, sheet(1), msgspec.structs.replace(told, **change)]).row == 3


def test_a_changed_sheet_shows_in_the_digest_of_the_state() -> None:
    ledger, _ = live([sheet(1), sheet(2)])
    ledger[2] = sheet(1, wrong=True)
    replayed = replay(ledger)
    assert replayed.row == len(ledger)
    assert "digest" in replayed.difference


def test_only_the_first_difference_is_told_and_the_desk_goes_on() -> None:
    ledger, desk = live(faulty_night())
    without_alarms = [entry for entry in ledger if not isinstance(entry, AlarmRecord)]
    replayed = replay(without_alarms)
    assert replayed.row == position(ledger, AlarmRecord) + 1
    assert replayed.desk.digest() == desk.digest()


def test_the_entries_that_close_a_run_stand_around_its_last_effects() -> None:
    desk = Desk({})
    desk.handle(sheet(2))
    first, gap, last = closing_entries(desk, "t")
    assert isinstance(first, Note)
    assert first.kind == FINISHED
    assert isinstance(gap, Finding)
    assert last == Note("t", STATE, desk.digest())


def test_a_run_may_be_closed_more_than_once() -> None:
    desk = Desk(GENESIS.plan)
    ledger: list[Entry] = [GENESIS]
    for number in (2, 4, 3):
        record = sheet(number)
        ledger += [record, *desk.handle(record), *closing_entries(desk, "t")]
    assert replay(from_disk(ledger)).difference == ""


def test_of_several_differences_the_first_is_named() -> None:
    ledger, _ = live(faulty_night())
    ledger += [Note("t", STATE, "one"), Note("t", STATE, "another")]
    replayed = replay(ledger)
    assert replayed.row == len(ledger) - 1
    assert replayed.difference.endswith("recorded is one")


def test_checkpoints_change_nothing_of_a_night() -> None:
    records: list[Entry] = [GENESIS, *(sheet(number) for number in range(1, 4))]
    bound: list[Entry] = [
        each for record in records for each in (record, Checkpoint("t", 1, "", ""))
    ]
    assert replay(bound).difference == ""
    assert replay(bound).desk.digest() == replay(records).desk.digest()
