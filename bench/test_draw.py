"""Drawing a round from all sheets of a night: a ticket for each, the smallest of each stratum."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import Sizes, growth
from qc_service.model.checks import CheckPlan, Draw
from qc_service.model.sheet import SheetKey
from qc_service.sampling.naming import ballot_name
from qc_service.sampling.rounds import Ballot, ClosedBox, draw_round

IN_BOX, SCANNERS = 500, 12
"""Sheets of a box, and scanners that the boxes are spread over."""

MOST_GROWTH = 1.3
"""Cost of one of 100,000 sheets in that of one of 10,000: only the sorting grows, by a quarter."""

SEED = "93686630803205229070"
PLAN = CheckPlan(strata=("scanner",), threshold=0.01)


@pytest.fixture
def sizes(gate: bool) -> Sizes:
    return (10_000, 100_000) if gate else (500, 2_000)


def round_of(sheets: int) -> tuple[list[ClosedBox], list[Ballot]]:
    boxes, ballots = [], []
    for number in range(sheets // IN_BOX):
        scanner, box = f"S{number % SCANNERS:02}", f"K{number:04}"
        where = {"scanner": scanner}
        boxes.append(ClosedBox(box, 1, where))
        for place in range(1, IN_BOX + 1):
            key = SheetKey(scanner, "night", box, place)
            name = ballot_name("ST 2029", box, 1, place)
            ballots.append(Ballot(name, key, box, 1, place, where, "unsure" * (place % 50 == 0)))
    return boxes, ballots


def test_draw(benchmark: BenchmarkFixture, sizes: Sizes, gate: bool) -> None:
    few, many = (round_of(sheets) for sheets in sizes)

    def drawn(of: tuple[list[ClosedBox], list[Ballot]]) -> Draw:
        return draw_round(1, SEED, PLAN, *of)

    grown = growth(lambda: drawn(few), lambda: drawn(many), sizes)
    benchmark.extra_info["sheets"] = sizes[1]
    benchmark.extra_info["cost of a sheet of many in one of few"] = round(grown, 2)
    draw = benchmark(drawn, many)
    assert sum(stratum.papers for stratum in draw.strata) == sizes[1]
    assert draw == drawn((many[0], many[1][::-1]))
    if gate:
        assert grown <= MOST_GROWTH
