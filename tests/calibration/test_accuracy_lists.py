"""The bars for one-list ballots: met by a good run, missed by each thing that can go wrong."""

from hashlib import sha256

import msgspec
import pytest

from qc_calibration import accuracy_lists
from qc_calibration.accuracy_bars import Line
from qc_calibration.accuracy_lists import (
    ListJob,
    ListResult,
    for_a_person,
    list_jobs,
    list_lines,
    lost_lists,
    make_list_measurer,
)
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, PageReread, SheetKey

GOOD = {
    "sheets": 1000, "undamaged": 990, "boxes": 20_000, "boxes unsure": 20, "clear marks": 900,
    "clear stamps": 950, "missing stamps": 10, "rows": 4000,
}  # fmt: skip


def lines(**changed: int) -> dict[str, Line]:
    counts = GOOD | {key.replace("_", " "): value for key, value in changed.items()}
    return {line.what: line for line in list_lines([ListResult(counts)])}


def missed(**changed: int) -> list[str]:
    return [what for what, line in lines(**changed).items() if not line.met]


def test_a_good_run_meets_every_bar() -> None:
    assert missed() == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"list_wrong": 1}, "sheets taken for another list in silence"),
        ({"for_a_person": 6}, "undamaged sheets for a person"),
        ({"marks_lost": 1}, "clear marks in boxes called empty"),
        ({"marks_made_up": 1}, "clean boxes called marked"),
        ({"boxes_unsure": 201}, "boxes unsure"),
        ({"stamps_missed": 1}, "clear stamps called missing"),
        ({"missing_stamps_passed": 1}, "missing stamps called present"),
        ({"rows_wrong": 1}, "rows to write in read wrongly"),
    ],
)
def test_every_bar_can_be_missed(changed: dict[str, int], what: str) -> None:
    assert missed(**changed) == [what]


def test_nothing_measured_meets_no_bar() -> None:
    assert not any(line.met for line in list_lines([]) if line.bar != "told")


def test_lost_sheets_count_as_wrong_and_are_named() -> None:
    lost = lost_lists(ListJob("kst-01-H", (7, 8)), Fault(FaultCode.TIMEOUT, "too long"))
    line = next(iter(list_lines([lost])))
    assert not line.met
    assert line.measured == "2 of 2"
    assert line.detail[0] == "kst-01-H-7: timeout: too long"


def test_sheets_are_shared_out_over_all_lists() -> None:
    lineup = load_lineup(Config())
    jobs = list_jobs(lineup, quick=False)
    seeds = [seed for job in jobs for seed in job.seeds]
    assert len(seeds) == len(set(seeds)) >= accuracy_lists.SHEETS
    assert {job.layout for job in jobs} == {one.id for one in lineup.layouts if one.form_code}
    assert len(list_jobs(lineup, quick=True)) < len(jobs) / 5


def test_sheets_are_drawn_examined_and_set_beside_their_truth() -> None:
    measure = make_list_measurer(Config())
    result = measure(ListJob("kst-01-A", (1, 2, 3)))
    assert result.counts["sheets"] == 3
    assert result.counts["boxes"] == 3 * 37
    assert result.counts["rows"] == 30
    assert result.seconds > 0
    assert "list wrong" not in result.counts


def test_open_identities_are_for_people() -> None:
    key = SheetKey("S", "", "", 1)
    page = PageReread("a", sha256(b"").hexdigest(), layout="kst-01-H")
    sure = Examination(key, (page,), style="H")
    assert not for_a_person(sure)
    assert for_a_person(msgspec.structs.replace(sure, style=""))
    for doubt in ("contradiction", "number-unread", "copy"):
        doubtful = msgspec.structs.replace(page, doubts=(doubt,))
        assert for_a_person(msgspec.structs.replace(sure, pages=(doubtful,)))
    told = msgspec.structs.replace(page, doubts=("name-unread", "serial-unread"))
    assert not for_a_person(msgspec.structs.replace(sure, pages=(told,)))
    faulty = msgspec.structs.replace(page, fault=Fault(FaultCode.FOLDED, "folded"))
    assert for_a_person(msgspec.structs.replace(sure, pages=(faulty,)))
