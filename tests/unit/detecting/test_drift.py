"""Image drift: found where images change, silent where not, and no more often than said."""

import numpy as np
import pytest

from qc_service.detecting.drift import IMAGE_DRIFT, MEASURES, WAYS, Drift, measures
from qc_service.detecting.plan import Plan, make_plan
from qc_service.model.events import Finding
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.finding_sentences import CHANGES, MEASURED
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Mark, MarkState

PLAN = make_plan({"scanners": 1, "ballots_per_scanner": 3000, "image_every": 5})
BOX = (0, 0, 1, 1)


def sheet(number: int, name: str, value: float, scanner: str = "s1") -> Examination:
    page = PageReread("i", "", quality={name: value})
    return Examination(key=SheetKey(scanner, "1", "1", number), pages=(page,))


def live(values: list[float], plan: Plan = PLAN, name: str = "paper_level") -> list[Finding]:
    drift = Drift(plan)
    return [
        found
        for number, value in enumerate(values, start=1)
        for found in drift.sheet(sheet(number, name, value))
    ]


def scattered(seed: int, number: int, *, shift: float = 0.0, start: int = 1500) -> list[float]:
    values = np.random.default_rng(seed).normal(220, 2, number)
    values[start:] += shift
    return [float(each) for each in values]


@pytest.mark.parametrize(("shift", "words"), [(6.0, "brighter"), (-6.0, "darker")])
def test_a_lamp_that_changes_is_told_with_its_start(shift: float, words: str) -> None:
    found = live(scattered(1, 3000, shift=shift))
    assert len(found) == 1
    assert found[0].kind == IMAGE_DRIFT
    assert f"paper is {words} since about sheet " in found[0].message
    assert "paper level 2" in found[0].message
    since = int(found[0].message.split("sheet ")[1].split()[0])
    assert 1400 <= since <= 1600
    assert 1500 < found[0].key.sequence < 2000


def test_what_it_has_become_is_what_comes_after_is_held_against() -> None:
    steps = [*scattered(2, 2500, shift=8.0, start=1200), *scattered(3, 500, shift=-12.0, start=0)]
    words = [found.message.split(" since")[0] for found in live(steps)]
    assert words == ["paper is brighter", "paper is darker"]


def test_values_that_are_all_alike_never_drift() -> None:
    assert live([0.0] * 3000, name="streak") == []


def test_unchanged_images_are_found_to_drift_no_more_often_than_the_plan_allows() -> None:
    # One measure of seven, so that a seventh of 0.9 may.
    plan = make_plan(
        {"scanners": 1, "ballots_per_scanner": 400, "image_every": 1, "image_alpha": 0.9}
    )
    told = sum(bool(live(scattered(seed, 400), plan)) for seed in range(30))
    assert told <= 30 * 0.9 / len(MEASURES)


def test_only_one_sheet_in_so_many_is_looked_at() -> None:
    drift = Drift(PLAN)
    for number in range(1, 25):
        assert list(drift.sheet(sheet(number, "focus", 0.5))) == []
    state = drift.state()
    assert state["sheets"] == [("s1", 24)]
    kept = state["measures"]
    assert isinstance(kept, list)
    assert {name: len(values) for (_, name), values, _ in kept} == {"focus": 4, "residual_px": 4}


def test_scanners_are_each_held_against_themselves() -> None:
    drift = Drift(PLAN)
    told: list[Finding] = []
    for number, value in enumerate(scattered(4, 3000), start=1):
        told += drift.sheet(sheet(number, "paper_level", value))
        told += drift.sheet(sheet(number, "paper_level", value + 30, "s2"))
    assert told == []


def test_it_can_be_left_out() -> None:
    plan = make_plan({"image_alpha": 0.0, "image_every": 5})
    assert live(scattered(1, 3000, shift=50.0), plan) == []


def test_a_sheet_is_measured_over_the_pages_that_were_read() -> None:
    marks = (
        Mark("x", "a", 0.8, MarkState.MARKED, BOX),
        Mark("x", "b", 0.1, MarkState.EMPTY, BOX),
        Mark("x", "c", 0.6, MarkState.MARKED, BOX),
    )
    pages = (
        PageReread("1", "", marks=marks, residual_px=0.4, quality={"skew_deg": 0.2, "odd": 1.0}),
        PageReread("2", "", residual_px=0.8, quality={"skew_deg": 0.4}),
        PageReread("3", "", Fault(FaultCode.UNDECODABLE, "no image")),
    )
    found = dict(measures(Examination(key=SheetKey("s", "1", "1", 1), pages=pages)))
    assert found == {
        "marks": pytest.approx(0.7),
        "residual_px": pytest.approx(0.6),
        "skew_deg": pytest.approx(0.3),
    }
    assert dict(measures(Examination(key=SheetKey("s", "1", "1", 1), pages=pages[2:]))) == {}


def test_every_measure_has_its_words() -> None:
    assert set(CHANGES) == set(MEASURED) == set(MEASURES)
    assert {way for ways in CHANGES.values() for way in ways} == set(WAYS)
