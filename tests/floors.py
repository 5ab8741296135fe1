"""The coverage gate: branch coverage has a number for each floor, not one for all."""

import json
import tempfile
from collections import defaultdict
from pathlib import Path, PurePath
from typing import Any

import pytest
from coverage import Coverage

WHOLE = "whole"

LEAST_PERCENT = {
    WHOLE: 95.0,
    "model": 100.0,
    "wire": 100.0,
    "reading": 100.0,
    "comparing": 100.0,
    "detecting": 100.0,
    "sampling": 100.0,
    "recording": 100.0,
    "flow": 100.0,
    "api": 95.0,
    "adapters": 95.0,
    "reports": 95.0,
    "web": 95.0,
    "service": 92.0,
    "cli": 90.0,
}
"""The pure floors can be tested to the last branch, so they are; the world has no such end: a
process that is killed takes what was measured of it along."""


class FloorGate:
    """Prints a line for each floor when the tests are done, and fails the run below its number."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Read what pytest-cov saved; the summary of the tests stays the last thing printed."""
        if session.exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            return
        percents = floor_percents(report())
        for floor, percent in percents.items():
            least = LEAST_PERCENT.get(floor, 0.0)
            verdict = "" if percent >= least else f"  BELOW {least:g} %"
            self.lines.append(f"{floor:<12} {percent:6.2f} %{verdict}")
            if verdict and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show the table."""
        terminalreporter.section("branch coverage by floor")
        for line in self.lines:
            terminalreporter.write_line(line, red="BELOW" in line)


def report() -> dict[str, Any]:
    """Give the measured coverage as coverage.py's JSON says it."""
    measured = Coverage()
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "coverage.json")
        measured.json_report(outfile=str(file))
        said: dict[str, Any] = json.loads(file.read_bytes())
        return said


def floor_percents(said: dict[str, Any]) -> dict[str, float]:
    """Give per cent of statements and branches for the whole and each folder of the service."""
    hit: dict[str, int] = defaultdict(int)
    there: dict[str, int] = defaultdict(int)
    for path, file in said["files"].items():
        parts = PurePath(path).parts
        inner = parts[parts.index("qc_service") + 1 : -1]
        for floor in {WHOLE, *inner[:1]}:
            counts = file["summary"]
            hit[floor] += counts["covered_lines"] + counts["covered_branches"]
            there[floor] += counts["num_statements"] + counts["num_branches"]
    return {floor: 100.0 * hit[floor] / there[floor] for floor in sorted(there) if there[floor]}
