"""The checks of paper: bound before drawn, drawn once, looked at by two, signed when all stands."""

import hashlib
from collections.abc import Callable

import msgspec
import pytest

from check_nights import ANN, BO, BOXES, CAT, MISREAD, PLAN, SEED, Evening, box, night, sheet, truth
from qc_service.flow.replaying import closing_entries, replay
from qc_service.model.acts import (
    Act,
    ActRecord,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.batch import BatchEvent, BatchKind, BatchNotice
from qc_service.model.checks import (
    BoxCommitment,
    CheckPlan,
    CommittedSheet,
    Draw,
    Outcome,
    PaperShows,
    SampleKind,
    StampSeen,
)
from qc_service.model.events import Entry, SheetRecord
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry
from qc_service.recording.merkle import leaf_hash, root_of
from qc_service.sampling.naming import bound_seed


@pytest.fixture
def evening() -> Evening:
    return Evening()


def whole_evening() -> Evening:
    """An evening from the first sheet to the signatures."""
    evening = Evening()
    draw = evening.draw()
    evening.take_out_all()
    evening.settle(draw.samples)
    for each in evening.desk.checks.work().boxes:
        evening.act(ANN, BO, act=BoxReturned(each.batch.id, 1, "9"))
    evening.act(ANN, BO, act=RoundSigned(1))
    return evening


def test_boxes_are_bound_to_all_that_is_known_of_their_sheets(evening: Evening) -> None:
    evening.act(ANN, BO, act=BoxesCommitted(plan=PLAN))
    (of,) = evening.desk.checks.work().rounds
    assert [each.batch for each in of.boxes] == ["K01", "K02", "K03"]
    assert [each.sheets for each in of.boxes] == [8, 8, 8]
    encode = msgspec.json.Encoder(order="sorted").encode
    leaves = []
    for number in range(1, 9):
        digest = hashlib.sha256(encode(sheet(SheetKey("S01", "night", "K01", number))))
        leaf = CommittedSheet(f"kst-9901-2027/K01/{number}", digest.hexdigest())
        leaves.append(leaf_hash(encode(leaf)))
    assert of.boxes[0].root == root_of(leaves).hex()
    assert of.root == root_of(leaf_hash(encode(each)) for each in of.boxes).hex()


def test_one_changed_sheet_changes_the_commitment() -> None:
    entries = night()
    changed = [
        SheetRecord("t", msgspec.structs.replace(each.examination, style="XX"))
        if isinstance(each, SheetRecord) and each.examination.key == MISREAD
        else each
        for each in entries
    ]
    roots = []
    for each in (entries, changed):
        evening = Evening(each)
        evening.act(ANN, BO, act=BoxesCommitted(plan=PLAN))
        roots.append([one.root for one in evening.desk.checks.work().rounds[0].boxes])
    assert [a == b for a, b in zip(*roots, strict=True)] == [True, False, True]


def test_the_draw_follows_from_the_seed_and_stands_in_the_ledger(evening: Evening) -> None:
    draw = evening.draw()
    of = evening.desk.checks.work().rounds[0]
    assert draw.seed == of.bound == bound_seed(SEED, of.root)
    assert evening.entries[-1] is draw
    assert [each.name for each in draw.strata] == [
        "scanner=S01 category=day-locale",
        "scanner=S02 category=advance-locale",
    ]
    assert [each.papers for each in draw.strata] == [16, 8]
    random_ones = [s for s in draw.samples if s.kind is SampleKind.RANDOM]
    assert sum(each.sheet is None for each in random_ones) == 2
    assert sum(each.sheet is not None for each in random_ones) == 6


def test_a_night_with_checks_replays_bit_for_bit() -> None:
    evening = whole_evening()
    entries: list[Entry] = [*evening.entries, *closing_entries(evening.desk, "t")]
    again = [decode_entry(encode_entry(each)) for each in entries]
    replayed = replay(again)
    assert replayed.difference == ""
    assert replayed.desk.digest() == evening.desk.digest()
    ((place, drawn),) = [(i, each) for i, each in enumerate(again) if isinstance(each, Draw)]
    fewer = msgspec.structs.replace(drawn, samples=drawn.samples[1:])
    assert "a draw of round 1" in replay([*again[:place], fewer, *again[place + 1 :]]).difference
    assert "a draw" in replay([*again[:place], *again[place + 1 :]]).difference
    late = ActRecord("t", (ANN, BO), SeedEntered(1, SEED))
    assert "which stands" in replay([*again, late]).difference


def test_the_state_tells_checks_apart() -> None:
    evening = Evening()
    digests = [evening.desk.digest()]
    for act in (ChecksPlanned(PLAN), BoxesCommitted(), SeedEntered(1, SEED)):
        evening.act(ANN, BO, act=act)
        digests.append(evening.desk.digest())
    evening.take_out_all()
    assert len({*digests, evening.desk.digest()}) == 5


REFUSED: list[tuple[str, Callable[[Evening], Act]]] = [
    ("checks.plan", lambda _e: ChecksPlanned(CheckPlan(risk=2.0))),
    ("checks.plan", lambda _e: BoxesCommitted(plan=CheckPlan(strata=("x",)))),
    ("checks.box-open", lambda _e: BoxesCommitted(boxes=(BoxCommitment("K09", 1, 0, ""),))),
    ("checks.box-open", lambda _e: BoxesCommitted(boxes=(BoxCommitment("K01", 2, 0, ""),))),
    ("checks.not-bound", lambda _e: SeedEntered(1, SEED)),
    ("checks.not-drawn", lambda _e: RoundSigned(1)),
    ("checks.box-unknown", lambda _e: BoxTaken("K01", 1)),
    ("checks.sample-unknown", lambda _e: CheckEntered("R1-001", Outcome.NOT_FOUND)),
]


@pytest.mark.parametrize(
    ("code", "make"), REFUSED, ids=[f"{c}-{n}" for n, (c, _) in enumerate(REFUSED)]
)
def test_what_cannot_be_done_before_a_draw_is_refused(
    evening: Evening, code: str, make: Callable[[Evening], Act]
) -> None:
    act = make(evening)
    by = (ANN,) if isinstance(act, CheckEntered) else (ANN, BO)
    assert evening.code(*by, act=act) == code


def test_a_box_that_is_still_open_cannot_be_bound() -> None:
    entries = [e for e in night() if not (isinstance(e, BatchEvent) and e.notice.number == 2)]
    evening = Evening(entries)
    assert evening.code(ANN, BO, act=BoxesCommitted()) == "checks.nothing-closed"


def test_a_round_is_bound_once_drawn_once_and_boxes_once(evening: Evening) -> None:
    only = (BoxCommitment("K01", 1, 0, ""),)
    evening.act(ANN, BO, act=BoxesCommitted(boxes=only, plan=PLAN))
    assert evening.code(ANN, BO, act=BoxesCommitted()) == "checks.seed-waits"
    assert evening.code(ANN, BO, act=RoundSigned(1)) == "checks.not-drawn"
    for seed in ("12345", "x" * 20, "\u0661" * 20, ""):
        assert evening.code(ANN, BO, act=SeedEntered(1, seed)) == "checks.seed-digits"
    evening.act(ANN, BO, act=SeedEntered(1, SEED))
    assert evening.code(ANN, BO, act=SeedEntered(1, SEED[::-1])) == "checks.seed-twice"
    assert evening.code(ANN, BO, act=BoxesCommitted(boxes=only)) == "checks.box-bound"
    evening.act(ANN, BO, act=BoxesCommitted(plan=PLAN))
    assert [each.batch for each in evening.desk.checks.work().rounds[1].boxes] == ["K02", "K03"]


def test_a_commitment_that_is_not_the_desks_own_is_refused(evening: Evening) -> None:
    whole = evening.desk.complete(BoxesCommitted(plan=PLAN))
    assert isinstance(whole, BoxesCommitted)
    forged = msgspec.structs.replace(whole, root="00" * 32)
    refusal = evening.desk.refuses(ActRecord("t", (ANN, BO), forged))
    assert refusal is not None
    assert refusal.code == "checks.commitment"


def test_the_plan_of_the_ledger_stands_above_what_is_asked(evening: Evening) -> None:
    planned = msgspec.structs.replace(PLAN, strata=("list",), threshold=0.2)
    evening.act(ANN, BO, act=ChecksPlanned(planned))
    assert evening.desk.checks.work().plan == planned
    draw = evening.draw(CheckPlan())
    assert [each.name for each in draw.strata] == ["list=A", "list=SS"]
    assert [each.name for each in draw.box_strata] == ["all"]


def test_a_threshold_only_rises_and_then_more_is_drawn(evening: Evening) -> None:
    first = evening.draw(msgspec.structs.replace(PLAN, threshold=0.3))
    lower = msgspec.structs.replace(PLAN, threshold=0.2)
    assert evening.code(ANN, BO, act=ChecksPlanned(lower)) == "checks.threshold"
    (more,) = evening.act(ANN, BO, act=ChecksPlanned(CheckPlan(threshold=0.8)))
    assert isinstance(more, Draw)
    assert more.more
    assert evening.act(ANN, BO, act=ChecksPlanned(CheckPlan(threshold=0.8))) == ()
    ids = {each.id for each in (*first.samples, *more.samples)}
    assert len(ids) == len(first.samples) + len(more.samples)
    assert evening.desk.checks.work().rounds[0].drawn == len(ids)
    assert replay(evening.entries).difference == ""


def test_a_signed_round_stands(evening: Evening) -> None:
    del evening
    done = whole_evening()
    sample = done.desk.checks.work().boxes[0].samples[0].id
    assert done.code(ANN, BO, act=RoundSigned(1)) == "checks.signed"
    assert done.code(ANN, BO, act=BoxTaken("K01", 1)) in {"checks.signed", "checks.box-unknown"}
    place = done.desk.checks.work().boxes[0].batch.id
    assert done.code(ANN, BO, act=BoxTaken(place, 1)) == "checks.signed"
    entry = CheckEntered(sample, Outcome.NOT_FOUND, revision=2, reason="looked again")
    assert done.code(ANN, act=entry) == "checks.signed"
    assert done.act(ANN, BO, act=ChecksPlanned(CheckPlan(threshold=1.0))) == ()


def test_boxes_go_out_and_come_back_once(evening: Evening) -> None:
    evening.draw()
    place = evening.desk.checks.work().boxes[0].batch.id
    assert evening.code(ANN, BO, act=BoxReturned(place, 1)) == "checks.box-not-out"
    evening.act(ANN, BO, act=BoxTaken(place, 1, "77"))
    assert evening.code(ANN, BO, act=BoxTaken(place, 1)) == "checks.box-out"
    (view,) = [each for each in evening.desk.checks.work().boxes if each.batch.id == place]
    assert (view.out, view.seal, view.settled()) == (True, "77", 0)
    evening.act(ANN, BO, act=BoxReturned(place, 1, "78"))
    assert not evening.desk.checks.work().boxes[0].out
    assert evening.code(ANN, act=BoxTaken(place, 1)) == "acts.people"


def test_signing_is_refused_with_what_is_missing(evening: Evening) -> None:
    draw = evening.draw()
    evening.take_out_all()
    evening.settle(draw.samples[1:])
    refusal = evening.refusal(ANN, BO, act=RoundSigned(1))
    assert refusal is not None
    assert refusal.code == "checks.unfinished"
    assert draw.samples[0].id in refusal.message
    assert f"box {draw.samples[0].batch} to be returned" in refusal.message
    assert draw.samples[1].id not in refusal.message
    other = Evening()
    other.draw(CheckPlan(ballots_least=8))
    told = other.refusal(ANN, BO, act=RoundSigned(1))
    assert told is not None
    assert "more" in told.message


def test_sheets_that_came_after_the_binding_are_no_part_of_the_draw(evening: Evening) -> None:
    evening.act(ANN, BO, act=BoxesCommitted(plan=CheckPlan(ballots_least=100)))
    evening.take(SheetRecord("t", sheet(SheetKey("S01", "night", "K01", 9))))
    (draw,) = evening.act(ANN, BO, act=SeedEntered(1, SEED))
    assert isinstance(draw, Draw)
    assert [each.papers for each in draw.strata] == [16, 8]
    assert replay(evening.entries).difference == ""


def test_a_box_without_sheets_is_bound_and_can_be_counted() -> None:
    evening = Evening(night(sheets=0))
    draw = evening.draw()
    assert draw.strata == ()
    assert [each.sheet for each in draw.samples] == [None, None]


def test_the_figures_count_and_show_no_content(evening: Evening) -> None:
    assert evening.desk.figures().checks == ()
    draw = evening.draw(CheckPlan(ballots_least=100))
    evening.take_out_all()
    rows = evening.desk.figures().checks
    assert [(row.boxes, row.drawn, row.entered) for row in rows] == [
        (False, 16, 0),
        (False, 8, 0),
        (True, 1, 0),
        (True, 1, 0),
    ]
    first, *rest = [each for each in draw.samples if each.sheet is not None]
    evening.act(ANN, act=CheckEntered(first.id, Outcome.NOT_FOUND))
    assert sum(row.entered for row in evening.desk.figures().checks) == 1
    assert sum(row.settled for row in evening.desk.figures().checks) == 0
    evening.act(BO, act=CheckEntered(first.id, Outcome.NOT_FOUND))
    evening.settle(rest)
    one, two, *_ = evening.desk.figures().checks
    assert (one.settled, two.settled, one.not_found + two.not_found) == (16, 8, 1)
    assert one.pair_agreed + two.pair_agreed == 24
    # Number 7 of every box is unsure to us, and on one ballot the scanner missed a mark.
    assert one.reread_known + two.reread_known == 24 - 3 - (first.place != 7)
    assert one.reported_known + two.reported_known == 23
    assert one.reported_agreed + two.reported_agreed == 22
    text = msgspec.json.encode(evening.desk.figures().checks).decode()
    assert "personstemmer" not in text


def test_risk_is_drawn_apart_with_its_reason(evening: Evening) -> None:
    draw = evening.draw(CheckPlan(ballots_least=0, boxes_least=0))
    reasons = {each.sheet: each.reason for each in draw.samples if each.sheet is not None}
    assert {each.kind for each in draw.samples} == {SampleKind.RISK}
    assert reasons.pop(MISREAD) == "difference"
    assert {key.sequence: reason for key, reason in reasons.items()} == {7: "unsure"}
    assert {row.kind for row in evening.desk.figures().checks} == {SampleKind.RISK}


def test_the_view_of_the_desk_holds_nothing_that_would_steer(evening: Evening) -> None:
    evening.draw(CheckPlan(ballots_least=4))
    evening.take_out_all()
    text = msgspec.json.encode(evening.desk.checks.work().boxes).decode()
    for word in (
        "ticket",
        "stratum",
        "reason",
        "personstemmer",
        "random",
        "risk",
        "unsure",
        "sequence",
    ):
        assert word not in text, word


SEEN = PaperShows("A", (("personstemmer", "k01"),), stamp=StampSeen.PRESENT)


def looked(evening: Evening) -> str:
    draw = evening.draw()
    evening.take_out_all()
    return next(each.id for each in draw.samples if each.sheet is not None)


def test_two_who_see_the_same_settle_a_sample(evening: Evening) -> None:
    name = looked(evening)
    entry = CheckEntered(name, Outcome.SEEN, SEEN)
    evening.act(ANN, act=entry)
    assert evening.code(ANN, act=entry) == "checks.known"
    evening.act(BO, act=entry)
    view = next(s for b in evening.desk.checks.work().boxes for s in b.samples if s.id == name)
    assert view.settled is Outcome.SEEN
    assert view.revisions == {"AB": 1, "CD": 1}
    assert view.looks == ()
    assert evening.code(CAT, act=entry) == "checks.two-looked"


def test_what_one_entered_is_shown_to_nobody_before_the_other_has(evening: Evening) -> None:
    name = looked(evening)
    evening.act(ANN, act=CheckEntered(name, Outcome.SEEN, SEEN))
    assert "personstemmer" not in msgspec.json.encode(evening.desk.checks.work()).decode()
    evening.act(BO, act=CheckEntered(name, Outcome.SEEN, PaperShows("SS")))
    (view,) = [s for b in evening.desk.checks.work().boxes for s in b.samples if s.differ]
    assert [(each.name, each.entry.shows) for each in view.looks] == [
        ("AB", SEEN),
        ("CD", PaperShows("SS")),
    ]


def test_a_third_look_settles_what_two_saw_differently(evening: Evening) -> None:
    name = looked(evening)
    third = CheckEntered(name, Outcome.SEEN, SEEN, third=True)
    assert evening.code(ANN, BO, act=third) == "checks.third-early"
    evening.act(ANN, act=CheckEntered(name, Outcome.SEEN, SEEN))
    evening.act(BO, act=CheckEntered(name, Outcome.NOT_FOUND))
    assert evening.code(ANN, CAT, act=third) == "acts.people"
    assert (
        evening.code(ANN, BO, act=msgspec.structs.replace(third, revision=2)) == "checks.revision"
    )
    evening.act(ANN, BO, CAT, act=third)
    looks = next(s for b in evening.desk.checks.work().boxes for s in b.samples if s.id == name)
    assert (looks.settled, looks.together) == (Outcome.SEEN, 1)
    mended = CheckEntered(name, Outcome.SEEN, SEEN, revision=2, reason="typed wrongly")
    assert evening.code(BO, act=mended) == "checks.third-stands"
    again = CheckEntered(name, Outcome.CANNOT_AGREE, revision=2, reason="torn", third=True)
    evening.act(ANN, BO, act=again)
    assert sum(row.cannot_agree for row in evening.desk.figures().checks) == 1
    assert sum(row.pair_agreed for row in evening.desk.figures().checks) == 0


def test_a_correction_is_a_further_revision_with_a_reason(evening: Evening) -> None:
    name = looked(evening)
    evening.act(ANN, act=CheckEntered(name, Outcome.SEEN, SEEN))
    evening.act(BO, act=CheckEntered(name, Outcome.SEEN, PaperShows("SS")))
    right = CheckEntered(name, Outcome.SEEN, SEEN, revision=2)
    assert evening.code(BO, act=right) == "checks.reason"
    unnumbered = CheckEntered(name, Outcome.SEEN, SEEN, reason="wrong key")
    assert evening.code(BO, act=unnumbered) == "checks.revision"
    evening.act(BO, act=msgspec.structs.replace(right, reason="wrong key"))
    assert sum(row.settled for row in evening.desk.figures().checks) == 1


def test_entries_need_the_box_on_the_table_and_the_right_form(evening: Evening) -> None:
    draw = evening.draw()
    ballot = next(each for each in draw.samples if each.sheet is not None)
    whole = next(each for each in draw.samples if each.sheet is None)
    entry = CheckEntered(ballot.id, Outcome.SEEN, truth(ballot))
    assert evening.code(ANN, act=entry) == "checks.box-not-out"
    evening.take_out_all()
    assert evening.code(ANN, BO, act=entry) == "acts.people"
    assert evening.code(Person("X", Role.OPERATOR), act=entry) == "acts.role"
    wrong = [
        CheckEntered(ballot.id, Outcome.SEEN),
        CheckEntered(ballot.id, Outcome.NOT_FOUND, SEEN),
        CheckEntered(ballot.id, Outcome.CANNOT_AGREE),
        CheckEntered(ballot.id, Outcome.SEEN, PaperShows()),
        CheckEntered(ballot.id, Outcome.SEEN, PaperShows("A", rows=-1)),
        CheckEntered(ballot.id, Outcome.SEEN, PaperShows("A", counts={"A": 1})),
        CheckEntered(whole.id, Outcome.SEEN, PaperShows()),
        CheckEntered(whole.id, Outcome.SEEN, PaperShows(counts={"A": -1})),
        CheckEntered(whole.id, Outcome.SEEN, PaperShows("A", counts={"A": 1})),
    ]
    assert {evening.code(ANN, act=each) for each in wrong} == {"checks.shows"}
    assert evening.code(ANN, act=CheckEntered(whole.id, Outcome.SEEN, truth(whole))) == ""


def test_a_box_reopened_after_the_binding_stays_bound(evening: Evening) -> None:
    evening.act(ANN, BO, act=BoxesCommitted(plan=PLAN))
    again = BatchNotice(BatchKind.REOPENED, box("K01"), "night", 3)
    evening.take(BatchEvent("t", again))
    (draw,) = evening.act(ANN, BO, act=SeedEntered(1, SEED))
    assert isinstance(draw, Draw)
    assert {each.batch for each in draw.samples} <= {each.id for each in BOXES}
