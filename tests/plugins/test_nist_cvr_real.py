"""NIST records as real scanners and vendors wrote them."""

import msgspec
import pytest

from nist_reports import (
    FORMAT,
    codes,
)
from shared import real_data, shared_data


@pytest.mark.real
def test_the_real_scanners_records_are_read() -> None:
    path = real_data() / "m17" / "cast-vote-record-report.json"
    data = path.read_bytes()
    assert FORMAT.sniff(data[:4096])
    file = FORMAT.read(data, path.name)
    assert len(file.reported) == 10
    assert codes(file) == {
        ("duplicate-id", "Election[].Contest[].ContestSelection[].@id"): 12,
        # The candidate of two parties has two ovals.
        ("merged-positions", "CVR[]"): 10,
        ("unknown-key", "CVR[].vxBallotType"): 10,
        ("unknown-key", "vxBatch"): 1,
        ("vendor-option-id", "Election[].Contest[]"): 1,
    }
    for record in file.reported:
        assert record.scanner == "NH-SCAN-01"
        assert record.style == "card-number-3"
        assert record.batch == "1e9ddf6c-f673-4506-96c4-8cc7da8eb2fd"
        assert record.images == (f"{record.record}-front.jpg", f"{record.record}-back.jpg")
        assert all(found.complete for found in record.contests)
        assert sum(len(found.marks) for found in record.contests) == 51


@pytest.mark.real
def test_the_real_scanners_marks_are_those_of_the_truth() -> None:
    folder = real_data() / "m17"
    path = folder / "cast-vote-record-report.json"
    file = FORMAT.read(path.read_bytes(), path.name)
    marks = {
        (image, found.contest, mark.option): mark.indicated
        for record in file.reported
        for image in record.images
        for found in record.contests
        for mark in found.marks
    }
    truth = msgspec.json.decode((folder / "truth.json").read_bytes())
    expected: dict[tuple[str, str, str], bool] = {}
    for page in truth:
        for oval in page["expected"] if page["in_cvr"] else ():
            key = (page["image"], oval["contest"], oval["option"])
            expected[key] = expected.get(key, False) or oval["machine_vote"]
    assert len(expected) == 510
    assert {key: marks[key] for key in expected} == expected


@pytest.mark.real
def test_an_older_draft_is_read() -> None:
    path = shared_data() / "cvr" / "nist" / "example_2.json"
    file = FORMAT.read(path.read_bytes(), path.name)
    assert [record.sequence for record in file.reported] == [1, 2, 1, 2, 61, 57]
    assert [record.contests[0].votes for record in file.reported] == [
        ("_C1CS1",), ("_C1CS2",), ("_C1CS1",), (), ("_C1CS1",), ("_C1CS1", "_C1CS2"),
    ]  # fmt: skip
    assert codes(file)["older-key", "CVR[].SequenceNumber"] == 6
    assert codes(file)["dangling-reference", "ReportGeneratingDeviceIds"] == 1


@pytest.mark.real
def test_other_files_are_not_taken_for_records() -> None:
    for path in sorted(real_data().glob("*/*.json")):
        is_report = path.name == "cast-vote-record-report.json"
        assert FORMAT.sniff(path.read_bytes()[:4096]) == is_report
    for path in sorted((shared_data() / "cvr").rglob("*.*")):
        is_report = path.name == "example_2.json"
        assert FORMAT.sniff(path.read_bytes()[:4096]) == is_report, path
