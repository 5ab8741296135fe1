"""The coverage gate counts each floor by itself, and fails a run below its number."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

import floors
from floors import LEAST_PERCENT, WHOLE, FloorGate, floor_percents
from shared import REPO


def file(lines: int, of_lines: int, branches: int = 0, of_branches: int = 0) -> dict[str, Any]:
    counts = ("covered_lines", "num_statements", "covered_branches", "num_branches")
    return {"summary": dict(zip(counts, (lines, of_lines, branches, of_branches), strict=True))}


def test_every_floor_is_counted_by_itself_and_in_the_whole() -> None:
    said = {
        "files": {
            "qc_service/model/page.py": file(10, 10),
            "qc_service/flow/desk.py": file(5, 10, 4, 8),
            "qc_service/flow/tally.py": file(2, 2),
            "qc_service/__init__.py": file(1, 1),
        }
    }
    assert floor_percents(said) == {"flow": 55.0, "model": 100.0, WHOLE: 100 * 22 / 31}


def test_every_gated_floor_is_there() -> None:
    there = {path.name for path in (REPO / "qc_service").iterdir() if path.is_dir()}
    assert set(LEAST_PERCENT) - {WHOLE} <= there


@pytest.mark.parametrize(
    ("lines", "before", "after"),
    [
        (100, pytest.ExitCode.OK, pytest.ExitCode.OK),
        (99, pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED),
        (99, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.TESTS_FAILED),
        (99, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERRUPTED),
    ],
)
def test_one_line_missed_on_a_pure_floor_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, lines: int, before: pytest.ExitCode, after: pytest.ExitCode
) -> None:
    said = {"files": {"qc_service/model/page.py": file(lines, 100)}}
    monkeypatch.setattr(floors, "report", lambda: said)
    session = SimpleNamespace(exitstatus=before)
    FloorGate().pytest_sessionfinish(cast("pytest.Session", session))
    assert session.exitstatus == after
