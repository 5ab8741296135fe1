import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.judge import judge, judge_page
from qc_service.model.layout import Box, NoCode, Side, Target, TargetShape
from qc_service.model.reading import Reading, TargetScore
from qc_service.model.verdict import InkLimits, MarkState, Profile
from strategies import profiles, shares, target_scores

PROFILE = Profile(
    id="test",
    marked_from=0.3,
    certain_from=0.8,
    empty_below=0.1,
    soft_below=0.2,
    match_min=0.6,
    write_in_from=0.1,
    outside_from=0.1,
    cv2="5",
    note="",
)
ORDER = (MarkState.EMPTY, MarkState.UNSURE, MarkState.MARKED)


def target(
    score: float, soft: float = 0.0, match: float = 0.9, flags: tuple[str, ...] = ()
) -> TargetScore:
    return TargetScore("mayor", "ann", score, soft, match, (1, 2, 3, 4), flags)


@pytest.mark.parametrize(
    ("given_score", "state", "reason"),
    [
        (target(0.3, 0.3), MarkState.MARKED, ""),
        (target(0.8, 0.9, match=0.0), MarkState.MARKED, ""),
        (target(0.8, 0.9, flags=("streak",)), MarkState.MARKED, ""),
        (target(0.0), MarkState.EMPTY, ""),
        (target(0.099, 0.199, match=0.6), MarkState.EMPTY, ""),
        (target(0.0, flags=("streak",)), MarkState.EMPTY, ""),
        (target(0.05, 0.2), MarkState.UNSURE, "faint"),
        (target(0.1, 0.0), MarkState.UNSURE, "smudge"),
        (target(0.29, 0.5), MarkState.UNSURE, "smudge"),
        (target(0.5, 0.5, flags=("streak",)), MarkState.UNSURE, "streak"),
        (target(0.5, 0.5, flags=("streak", "fold", "cut")), MarkState.UNSURE, "cut"),
        (target(0.5, 0.5, flags=("fold",)), MarkState.UNSURE, "fold"),
        (target(0.5, 0.5, flags=("torn",)), MarkState.UNSURE, "torn"),
        (target(0.5, 0.5, match=0.59), MarkState.UNSURE, "not-registered"),
        (target(0.0, match=0.59), MarkState.UNSURE, "not-registered"),
    ],
)
def test_verdicts_are_those_the_profile_documents(
    given_score: TargetScore, state: MarkState, reason: str
) -> None:
    mark = judge(given_score, PROFILE)
    assert (mark.state, mark.reason) == (state, reason)
    assert (mark.contest, mark.option, mark.px) == ("mayor", "ann", (1, 2, 3, 4))
    assert (mark.score, mark.match) == (given_score.score, given_score.match)


@given(target_scores, profiles, shares)
def test_more_ink_never_moves_a_verdict_towards_empty(
    less: TargetScore, profile: Profile, more: float
) -> None:
    inked = TargetScore(
        less.contest,
        less.option,
        max(less.score, more),
        max(less.soft, more),
        less.match,
        less.px,
        less.flags,
    )
    before, after = judge(less, profile), judge(inked, profile)
    assert ORDER.index(after.state) >= ORDER.index(before.state)


@given(target_scores, profiles)
def test_a_reason_stands_exactly_where_the_mark_is_unsure(
    score: TargetScore, profile: Profile
) -> None:
    mark = judge(score, profile)
    assert bool(mark.reason) == (mark.state is MarkState.UNSURE)


not_shares = st.floats().filter(lambda value: not 0 <= value <= 1)


@given(not_shares, st.sampled_from(("score", "soft", "match")))
def test_a_measure_that_is_no_share_makes_the_mark_unsure(value: float, name: str) -> None:
    measures = {"score": 0.9, "soft": 0.9, "match": 0.9, name: value}
    mark = judge(target(measures["score"], measures["soft"], measures["match"]), PROFILE)
    assert (mark.state, mark.reason) == (MarkState.UNSURE, "not-measured")
    assert 0 <= mark.score <= 1
    assert 0 <= mark.match <= 1


def test_what_is_no_number_is_written_as_zero() -> None:
    assert judge(target(math.nan), PROFILE).score == 0.0


def test_a_page_is_judged_target_by_target_in_order() -> None:
    reading = Reading((target(0.9), target(0.0)), registration=0.9)
    side = Side("front", NoCode())
    assert judge_page(reading, side, PROFILE) == tuple(judge(s, PROFILE) for s in reading.targets)


def test_a_shape_has_its_own_limits_where_the_profile_has_them() -> None:
    box = Target("c", "o", Box(0, 0, 4, 4), TargetShape.BOX)
    oval = msgspec.structs.replace(box, shape=TargetShape.OVAL)
    reading = Reading((msgspec.structs.replace(target(0.12), contest="c", option="o"),), (), 0.9)
    limits = InkLimits(marked_from=0.1, certain_from=0.3, empty_below=0.02, soft_below=0.02)
    of_boxes = msgspec.structs.replace(PROFILE, box=limits, marked_from=0.5, certain_from=0.6)

    def states(shape: Target, profile: Profile) -> list[MarkState]:
        side = Side("front", NoCode(), (shape,))
        return [mark.state for mark in judge_page(reading, side, profile)]

    assert states(box, of_boxes) == [MarkState.MARKED]
    assert states(oval, of_boxes) == [MarkState.UNSURE]
    assert states(box, msgspec.structs.replace(of_boxes, box=None)) == [MarkState.UNSURE]
