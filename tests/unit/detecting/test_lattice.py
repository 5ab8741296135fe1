"""Evidence brought up to date lazily stays at or below what ballot by ballot gives, and near it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_service.detecting.boxes import Boxes
from qc_service.detecting.cells import Circumstances, Level, Spot
from qc_service.detecting.exposures import Exposures, window
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.mixture import CAP
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.model.verdict import DifferenceKind

MISS = DifferenceKind.MISS
PLAN = make_night_plan({"baseline": {"field": 1e-3}, "positions": 4})
Row = tuple[Circumstances, bool]


def lazily(plan: NightPlan, spot: Spot, night: list[Row]) -> float:
    """Give the evidence after the last disagreement in a cell."""
    exposures = Exposures(10_000)
    lattice = Lattice(plan, exposures)
    evidence = 0.0
    for at, (where, wrong) in enumerate(night):
        exposures.take(where)
        if wrong:
            (evidence,) = lattice.disagree([spot], where, at, window(exposures, at))
    return evidence * plan.limit(spot.level())


def singly(plan: NightPlan, spot: Spot, night: list[Row]) -> float:
    """Take every ballot of a cell by itself, as the definition has it."""
    level = spot.level()
    boxes = Boxes(plan.bound(level), plan.shape(level))
    sums = boxes.start()
    seen: dict[tuple[str, str], int] = {}
    had: dict[tuple[str, str], int] = {}
    last = 0.0
    for where, wrong in night:
        if spot.scanner not in {"", where.scanner} or spot.style not in {"", where.style}:
            continue
        box = where.scanner, where.batch
        count = seen.get(box, 0)
        if wrong:
            ratio = boxes.disagree(count)
            had[box] = had.get(box, 0) + 1
        else:
            ratio = boxes.agree(np.array([count, count + 1]), had.get(box, 0))[0]
        sums = (sums + 1) * ratio
        seen[box] = count + 1
        if wrong:
            last = math.fsum((boxes.weights * sums).tolist())
    return last


wheres = st.builds(
    Circumstances,
    st.sampled_from(("S1", "S2")),
    st.sampled_from(("B1", "B2")),
    st.just("D1"),
    st.sampled_from(("A", "B")),
)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(wheres, st.integers(1, 300)), min_size=1, max_size=6),
    st.lists(st.integers(0, 400), min_size=1, max_size=5),
    st.sampled_from(
        (
            Spot(MISS, position="p1"),
            Spot(MISS, scanner="S1", position="p1"),
            Spot(MISS),
            Spot(MISS, style="A"),
        )
    ),
    st.sampled_from((0.0, 0.5, 1.0)),
)
def test_the_lazy_sum_is_a_lower_bound_that_is_near(
    runs: list[tuple[Circumstances, int]], wrong: list[int], spot: Spot, shape: float
) -> None:
    plan = make_night_plan(
        {"baseline": {"field": 1e-3}, "positions": 4, "burst": {"field": shape, "ballot": shape}}
    )
    night = [(where, False) for where, count in runs for _ in range(count)]
    for at in wrong:
        where = night[at % len(night)][0]
        if spot.scanner in {"", where.scanner} and spot.style in {"", where.style}:
            night[at % len(night)] = where, True
    lazy, exact = lazily(plan, spot, night), singly(plan, spot, night)
    assert lazy <= exact * (1 + 1e-9)
    # Starts within a stretch bear at most the whole stretch: a factor, not an order of magnitude.
    assert lazy >= exact / 12


def test_old_ballots_are_taken_as_one_stretch() -> None:
    where = [Circumstances("S1", f"B{n // 100}", "D1", "A") for n in range(29_000)]
    night = [(each, n in {200, 3000, 28_990, 28_999}) for n, each in enumerate(where)]
    lazy = lazily(PLAN, Spot(MISS, scanner="S1"), night)
    exact = singly(PLAN, Spot(MISS, scanner="S1"), night)
    assert exact / 12 < lazy <= exact * (1 + 1e-9)


def test_old_ballots_of_boxes_with_several_styles_are_taken_together() -> None:
    where = [Circumstances("S1", f"B{n // 100}", "D1", "AB"[n % 2]) for n in range(26_000)]
    night = [(each, n in {50, 25_990, 25_999}) for n, each in enumerate(where)]
    lazy = lazily(PLAN, Spot(MISS, scanner="S1"), night)
    exact = singly(PLAN, Spot(MISS, scanner="S1"), night)
    assert exact / 12 < lazy <= exact * (1 + 1e-9)


SPOTS = (
    Spot(MISS),
    Spot(MISS, scanner="S1"),
    Spot(MISS, style="A"),
    Spot(MISS, position="p1"),
    Spot(MISS, scanner="S1", position="p1"),
    Spot(MISS, scanner="S2"),
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(wheres, st.integers(1, 2000)), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 6000), st.sets(st.sampled_from(SPOTS))), max_size=8),
    st.booleans(),
)
def test_cells_taken_together_are_as_each_by_itself(
    runs: list[tuple[Circumstances, int]], wrong: list[tuple[int, set[Spot]]], boxed: bool
) -> None:
    night = [where for where, count in runs for _ in range(count)]
    if not boxed:
        night = [Circumstances(where.scanner, "", "D1", where.style) for where in night]
    plan = make_night_plan({"baseline": {"field": 1e-3}, "positions": 4})

    def sums(*, together: bool) -> dict[Spot, list[float]]:
        exposures = Exposures(10_000)
        lattice = Lattice(plan, exposures)
        found = {at % len(night): sorted(spots) for at, spots in wrong}
        for at, where in enumerate(night):
            exposures.take(where)
            spots = found.get(at, [])
            for each in [spots] if together else [[spot] for spot in spots]:
                lattice.disagree(each, where, at, window(exposures, at))
        return {spot: cell.sums.tolist() for spot, cell in lattice.cells.items()}

    assert sums(together=True) == sums(together=False)


def test_without_boxes_all_ballots_are_alike() -> None:
    where = Circumstances("S1")
    night = [(where, n in {500, 510, 520}) for n in range(521)]
    alike = make_night_plan(
        {"baseline": {"field": 1e-3}, "positions": 4, "burst": {"field": 0, "ballot": 0}}
    )
    spot = Spot(MISS, scanner="S1")
    assert lazily(PLAN, spot, night) == lazily(alike, spot, night)


def test_sums_stop_growing_before_they_overflow() -> None:
    exposures = Exposures(10_000)
    alike = make_night_plan({"burst": {"field": 0, "ballot": 0}})
    lattice = Lattice(alike, exposures)
    where, spot = Circumstances("S1"), Spot(MISS, scanner="S1", position="p1")
    for at in range(120):
        exposures.take(where)
        assert lattice.disagree([spot], where, at, window(exposures, at))[0] <= CAP
    assert lattice.cells[spot].sums.max() == CAP


def test_a_position_is_watched_on_the_styles_that_have_it() -> None:
    exposures = Exposures(10_000)
    plan = make_night_plan({"positions": {"A": ["p1"], "B": ["p1", "p2"]}})
    lattice = Lattice(plan, exposures)
    for where in (Circumstances("S1", style="A"), Circumstances("S1", style="B")):
        exposures.take(where)
    assert lattice.members(Spot(MISS, position="p1")).tolist() == [0, 1]
    assert lattice.members(Spot(MISS, position="p2")).tolist() == [1]
    assert lattice.members(Spot(MISS, scanner="S1", position="p2")).tolist() == [1]
    assert lattice.members(Spot(MISS, scanner="S9")).tolist() == []


@pytest.mark.parametrize("level", list(Level))
def test_agreeing_ballots_alone_make_no_cell(level: Level) -> None:
    exposures = Exposures(10_000)
    lattice = Lattice(PLAN, exposures)
    exposures.take(Circumstances("S1", "B1", "D1", "A"))
    assert lattice.cells == {}
    assert PLAN.limit(level) > 1
