"""From scores to verdicts: the only place where a number becomes marked, empty or unsure."""

import math

import msgspec

from qc_service.model.layout import Side, TargetShape
from qc_service.model.reading import Reading, TargetScore
from qc_service.model.verdict import InkLimits, Mark, MarkState, Profile

FLAG_ORDER = ("cut", "line", "fold", "streak")
"""Which flag is told where several stand: first the one that hides most of the target."""


HIDING = frozenset({"cut", "line"})
"""Flags under which no ink is no proof: part of the target, or a voter's stroke, was left out."""


def judge_page(reading: Reading, side: Side, profile: Profile) -> tuple[Mark, ...]:
    """Judge every target of one side's reading, in the reading's order.

    Where half of a page's outlines are not found, it is not the page it was taken for, and no
    target of it is judged at all: all are unsure.
    """
    shapes = {(target.contest, target.option): target.shape for target in side.targets}
    marks = tuple(
        judge(score, profile, shapes.get((score.contest, score.option), TargetShape.OVAL))
        for score in reading.targets
    )
    if reading.registration >= profile.match_min:
        return marks
    return tuple(
        msgspec.structs.replace(mark, state=MarkState.UNSURE, reason="not-registered")
        for mark in marks
    )


def ink_limits(shape: TargetShape, profile: Profile) -> InkLimits | Profile:
    """Give the limits of ink for a shape: its own where the profile has them, else the ovals'."""
    return profile.box or profile if shape is TargetShape.BOX else profile


def judge(score: TargetScore, profile: Profile, shape: TargetShape = TargetShape.OVAL) -> Mark:
    """Turn one score into a verdict: what is neither firmly marked nor wholly empty is unsure.

    More ink can only move the verdict from empty over unsure to marked, never back.
    A measure that is no number in 0..1 makes the mark unsure (`not-measured`).
    """
    state, reason = _verdict(score, profile, ink_limits(shape, profile))
    return Mark(
        contest=score.contest,
        option=score.option,
        score=_share(score.score),
        state=state,
        px=score.px,
        match=_share(score.match),
        reason=reason,
    )


def _verdict(
    score: TargetScore, profile: Profile, limits: InkLimits | Profile
) -> tuple[MarkState, str]:
    if not all(0.0 <= value <= 1.0 for value in (score.score, score.soft, score.match)):
        return MarkState.UNSURE, "not-measured"
    registered = score.match >= profile.match_min
    if score.score >= limits.certain_from:
        return MarkState.MARKED, ""
    if score.score >= limits.marked_from and registered and not score.flags:
        return MarkState.MARKED, ""
    if (
        score.score < min(limits.empty_below, limits.marked_from)
        and score.soft < limits.soft_below
        and registered
        and HIDING.isdisjoint(score.flags)
    ):
        return MarkState.EMPTY, ""
    return MarkState.UNSURE, _reason(score, limits, registered=registered)


def _reason(score: TargetScore, limits: InkLimits | Profile, *, registered: bool) -> str:
    """Name what kept the verdict open: first the place, then what lies over it, then the ink."""
    if not registered:
        return "not-registered"
    for flag in FLAG_ORDER:
        if flag in score.flags:
            return flag
    if score.flags:
        return score.flags[0]
    # Firm ink, but too little of it, is a smudge; grey without firm ink is a faint mark.
    return "smudge" if score.score >= limits.empty_below else "faint"


def _share(value: float) -> float:
    """Keep a record writable: a share outside 0..1 is cut off, what is no number becomes 0."""
    return min(1.0, max(0.0, value)) if math.isfinite(value) else 0.0
