"""Comparing one sheet's rereading with what the scanner reported."""

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benching import PerDecode, Placed, Shot
from qc_service.comparing.compare import compare
from qc_service.comparing.interpret import interpret
from qc_service.flow.lineup import Lineup
from qc_service.flow.reread import reread_page
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.verdict import MarkState

LEAST_PER_DECODE = 25
"""As for judging: sets of some dozen names are compared."""


@pytest.mark.real
def test_compare(
    benchmark: BenchmarkFixture,
    lineup: Lineup,
    placed: Placed,
    shot: Shot,
    per_decode: PerDecode,
    gate: bool,
) -> None:
    marks = reread_page(lineup, shot.name, shot.data, time.perf_counter)[0].marks
    contests = interpret(placed.layout, marks)
    said = {(m.contest, m.option) for m in marks if m.state == MarkState.MARKED}
    reported = Reported(
        record="r",
        style=placed.layout.style,
        contests=tuple(
            ReportedContest(
                contest.id,
                tuple(ReportedMark(o.id, (contest.id, o.id) in said) for o in contest.options),
                tuple(o.id for o in contest.options if (contest.id, o.id) in said),
                complete=True,
            )
            for contest in placed.layout.contests
            if any(contest.id == one.contest for one in contests)
        ),
    )

    def both() -> object:
        return compare(reported, placed.layout, contests, marks)

    ratio = per_decode(both, 1)
    benchmark.extra_info["sheets for each decoding"] = round(ratio)
    assert benchmark(both) == ()
    if gate:
        assert ratio >= LEAST_PER_DECODE
