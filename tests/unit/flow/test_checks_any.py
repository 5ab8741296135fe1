"""Whatever people do in whatever order: what is refused changes nothing, what is taken replays."""

from hypothesis import given, settings
from hypothesis import strategies as st

from check_nights import ANN, BO, CAT, PLAN, SEED, Evening
from qc_service.flow.replaying import replay
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
from qc_service.model.checks import BoxCommitment, CheckPlan, Outcome, PaperShows, StampSeen
from qc_service.model.people import Person

boxes = st.sampled_from(("K01", "K02", "K03", "K09"))
rounds = st.integers(1, 2)
samples = st.builds("R{}-{:03}".format, rounds, st.integers(1, 4))
papers = st.builds(
    PaperShows,
    style=st.sampled_from(("A", "SS")),
    stamp=st.sampled_from((None, StampSeen.WEAK)),
) | st.just(PaperShows(counts={"A": 4}))
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        BoxesCommitted,
        boxes=st.lists(
            st.builds(BoxCommitment, boxes, st.just(1), st.just(0), st.just("")), max_size=2
        ).map(tuple),
        plan=st.just(PLAN),
    ),
    st.builds(SeedEntered, rounds, st.just(SEED)),
    st.builds(ChecksPlanned, st.builds(CheckPlan, threshold=st.sampled_from((0.0, 0.2, 0.9)))),
    st.builds(BoxTaken, boxes, st.just(1)),
    st.builds(BoxReturned, boxes, st.just(1)),
    st.builds(
        CheckEntered,
        sample=samples,
        outcome=st.sampled_from(Outcome),
        shows=st.none() | papers,
        revision=st.integers(1, 2),
        reason=st.sampled_from(("", "why")),
        third=st.booleans(),
    ),
    st.builds(RoundSigned, rounds),
)
groups = st.lists(st.sampled_from((ANN, BO, CAT)), min_size=1, max_size=2, unique=True)


@settings(deadline=None)
@given(st.lists(st.tuples(groups, acts), max_size=40))
def test_what_is_refused_changes_nothing_and_what_is_taken_replays(
    doings: list[tuple[list[Person], Act]],
) -> None:
    evening = Evening()
    evening.draw()
    evening.take_out_all()
    for by, act in doings:
        before = evening.desk.digest()
        record = ActRecord("t", tuple(by), evening.desk.complete(act))
        if evening.desk.refuses(record) is None:
            evening.act(*by, act=act)
        else:
            assert evening.desk.digest() == before
    replayed = replay(evening.entries)
    assert replayed.difference == ""
    assert replayed.desk.digest() == evening.desk.digest()
    work = evening.desk.checks.work()
    for of in work.rounds:
        assert not of.signed_by or not of.open
    drawn = [each.id for draw in evening.desk.checks.draws() for each in draw.samples]
    assert len(set(drawn)) == len(drawn)
