"""What must hold on real scans of real ballots; `make accuracy` measures the same and more."""

from collections.abc import Sequence

import cv2
import pytest

from qc_calibration.accuracy import config_for
from qc_calibration.accuracy_audit import audit_lines, run_audit
from qc_calibration.accuracy_bars import SCAN_NOISE, decided, degraded_line, twin_pairs, wrong
from qc_calibration.accuracy_pages import ORIGINAL, Measurer, PageJob, PageResult, make_measurer
from qc_calibration.accuracy_truth import BALLOT_SETS, REFUSED_SET, TruePage, load_truth
from qc_service.adapters.config import Config
from qc_service.model.faults import FaultCode
from qc_service.model.verdict import MarkState
from shared import real_data

pytestmark = pytest.mark.real

BALLOTS = 41
UPSIDE_DOWN = "rotated 180°"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return config_for(real_data(), tmp_path_factory.mktemp("layouts"))


@pytest.fixture(scope="module")
def measurer(config: Config) -> Measurer:
    return make_measurer(real_data(), config)


@pytest.fixture(scope="module")
def ballots() -> tuple[TruePage, ...]:
    return load_truth(real_data(), BALLOT_SETS)


def measured(measurer: Measurer, pages: Sequence[TruePage], way: str) -> list[PageResult]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    results = [result for page in pages for result in measurer(PageJob(page, (way,)))]
    cv2.setNumThreads(before)
    return results


@pytest.fixture(scope="module")
def results(measurer: Measurer, ballots: tuple[TruePage, ...]) -> list[PageResult]:
    return measured(measurer, ballots, ORIGINAL)


def test_every_ballot_is_located_named_and_right_way_up(results: list[PageResult]) -> None:
    assert len(results) == BALLOTS
    assert [r.image for r in results if r.fault] == []
    assert [r.image for r in results if not (r.right_side and r.right_way_up)] == []


def test_every_reading_carries_a_registration_score(results: list[PageResult]) -> None:
    assert all(0.45 <= r.registration <= 1.0 for r in results)


def test_what_is_no_ballot_is_refused_as_such(measurer: Measurer) -> None:
    found = measured(measurer, load_truth(real_data(), (REFUSED_SET,)), ORIGINAL)
    assert [(r.image, r.fault) for r in found] == [
        ("blank-page.png", FaultCode.NOT_A_BALLOT),
        ("not-a-ballot.jpg", FaultCode.NOT_A_BALLOT),
    ]


def test_no_verdict_is_wrong_and_what_nobody_can_tell_stays_open(
    results: list[PageResult],
) -> None:
    ovals = [(r.image, o) for r in results for o in r.ovals]
    assert len(ovals) == 1109
    assert [(image, o) for image, o in ovals if wrong(o) or decided(o)] == []


def test_few_ovals_are_unsure(results: list[PageResult]) -> None:
    states = [o.state for r in results for o in r.ovals]
    assert states.count(MarkState.UNSURE) <= 0.015 * len(states)


def test_an_unmarked_sheet_reads_wholly_empty(results: list[PageResult]) -> None:
    blank = [r for r in results if r.unmarked]
    assert len(blank) >= 4
    assert {o.state for r in blank for o in r.ovals} == {MarkState.EMPTY}


def test_two_scans_of_one_paper_give_the_same_verdicts(
    results: list[PageResult], ballots: tuple[TruePage, ...]
) -> None:
    pairs = twin_pairs(results, ballots)
    assert len(pairs) == 4
    for one, other in pairs:
        assert [o.state for o in one.ovals] == [o.state for o in other.ovals]


def test_scores_of_two_scans_of_one_paper_agree_within_scan_noise(
    results: list[PageResult], ballots: tuple[TruePage, ...]
) -> None:
    apart = [
        (one.image, x.option, x.score, y.score)
        for one, other in twin_pairs(results, ballots)
        for x, y in zip(one.ovals, other.ovals, strict=True)
        if abs(x.score - y.score) > SCAN_NOISE
    ]
    assert apart == []


def test_an_oval_is_read_where_it_stands(results: list[PageResult]) -> None:
    off = [o.off_mm for r in results for o in r.ovals if o.off_mm is not None]
    assert len(off) > 900
    assert max(off) <= 1.0


def test_upside_down_every_page_reads_the_same(
    measurer: Measurer, ballots: tuple[TruePage, ...], results: list[PageResult]
) -> None:
    turned = measured(measurer, ballots, UPSIDE_DOWN)
    assert all(r.right_side and r.right_way_up and not r.fault for r in turned)
    for upright, one in zip(results, turned, strict=True):
        pairs = zip(upright.ovals, one.ovals, strict=True)
        sure = {MarkState.MARKED, MarkState.EMPTY}
        assert [x for x, y in pairs if x.state != y.state and {x.state, y.state} == sure] == []


@pytest.mark.parametrize("way", ["rotated 1°", "streak through a middle column"])
def test_a_spoilt_page_is_never_silently_wrong(
    way: str, measurer: Measurer, ballots: tuple[TruePage, ...]
) -> None:
    line = degraded_line(way, measured(measurer, ballots[::3], way))
    assert line.met, line.detail


def test_the_scanners_records_agree_on_every_clear_mark(
    config: Config, ballots: tuple[TruePage, ...]
) -> None:
    lines = list(audit_lines(run_audit(real_data(), config), ballots))
    assert [one for one in lines if not one.met] == []
