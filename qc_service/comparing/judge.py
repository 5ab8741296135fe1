"""From scores to verdicts: the only place where a number becomes marked, empty or unsure."""

import math

import msgspec

from qc_service.model.reading import Reading, TargetScore
from qc_service.model.verdict import Mark, MarkState, Profile

FLAG_ORDER = ("cut", "line", "fold", "streak")
"""Which flag is told where several stand: first the one that hides most of the target."""


HIDING = frozenset({"cut", "line"})
"""Flags under which no ink is no proof: part of the target, or a voter's stroke, was left out."""


def judge_page(reading: Reading, profile: Profile) -> tuple[Mark, ...]:
    """Judge every target of one reading, in the reading's order.

    Where half of a page's outlines are not found, it is not the page it was taken for, and no
    target of it is judged at all: all are unsure.
    """
    marks = tuple(judge(score, profile) for score in reading.targets)
    if reading.registration >= profile.match_min:
        return marks
    return tuple(
        msgspec.structs.replace(mark, state=MarkState.UNSURE, reason="not-registered")
        for mark in marks
    )


def judge(score: TargetScore, profile: Profile) -> Mark:
    """Turn one score into a verdict: what is neither firmly marked nor wholly empty is unsure.

    More ink can only move the verdict from empty over unsure to marked, never back.
    A measure that is no number in 0..1 makes the mark unsure (`not-measured`).
    """
    state, reason = _verdict(score, profile)
    return Mark(
        contest=score.contest,
        option=score.option,
        score=_share(score.score),
        state=state,
        px=score.px,
        match=_share(score.match),
        reason=reason,
    )


def _verdict(score: TargetScore, profile: Profile) -> tuple[MarkState, str]:
    if not all(0.0 <= value <= 1.0 for value in (score.score, score.soft, score.match)):
        return MarkState.UNSURE, "not-measured"
    registered = score.match >= profile.match_min
    if score.score >= profile.certain_from:
        return MarkState.MARKED, ""
    if score.score >= profile.marked_from and registered and not score.flags:
        return MarkState.MARKED, ""
    if (
        score.score < min(profile.empty_below, profile.marked_from)
        and score.soft < profile.soft_below
        and registered
        and HIDING.isdisjoint(score.flags)
    ):
        return MarkState.EMPTY, ""
    return MarkState.UNSURE, _reason(score, profile, registered=registered)


def _reason(score: TargetScore, profile: Profile, *, registered: bool) -> str:
    """Name what kept the verdict open: first the place, then what lies over it, then the ink."""
    if not registered:
        return "not-registered"
    for flag in FLAG_ORDER:
        if flag in score.flags:
            return flag
    if score.flags:
        return score.flags[0]
    # Firm ink, but too little of it, is a smudge; grey without firm ink is a faint mark.
    return "smudge" if score.score >= profile.empty_below else "faint"


def _share(value: float) -> float:
    """Keep a record writable: a share outside 0..1 is cut off, what is no number becomes 0."""
    return min(1.0, max(0.0, value)) if math.isfinite(value) else 0.0
