"""`make nights`: thousands of made-up nights of every sort, as a table and a picture."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path

from qc_calibration.nights.picture import delays_svg
from qc_calibration.nights.scenarios import CLEAN, FAULTS, HALL
from qc_calibration.nights.study import Outcome, Row, Scenario, outcome, summarize

NIGHTS = 2000
FAULT_HEAD = """\
| fault, rate | found | before the fault | ballots of the group until the alarm (median / 95 %) \
| wrong ballots (median) | cell right at once / 500 ballots a scanner later \
| start within its set | rate within its interval |"""

CHUNK = 8
"""Nights handed to a process at once."""


def main(arguments: list[str] | None = None) -> int:
    """Run the study, print its tables, write them and the picture."""
    asked = parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    chosen = [one for one in (*CLEAN, *FAULTS, *HALL) if asked.only in one.name]
    rows: dict[str, Row] = {}
    cells: dict[str, list[Outcome]] = {}
    with ProcessPoolExecutor(asked.processes) as executor:
        for scenario in chosen:
            began = time.perf_counter()
            cells[scenario.name] = _nights(scenario, asked.nights, asked.seed, executor)
            rows[scenario.name] = summarize(scenario, cells[scenario.name])
            each = (time.perf_counter() - began) / asked.nights
            sys.stderr.write(f"{scenario.name}: {each:.3f} s a night\n")
    text = report(rows, cells, asked.nights, asked.seed)
    sys.stdout.write(text)
    (asked.out / "nights.md").write_text(text, encoding="utf-8")
    faults = [rows[one.name] for one in FAULTS if one.name in rows]
    (asked.out / "nights.svg").write_text(delays_svg(faults), encoding="utf-8")
    return 0


def _nights(scenario: Scenario, nights: int, seed: int, executor: Executor) -> list[Outcome]:
    seeds = range(seed, seed + nights)
    return list(executor.map(partial(outcome, scenario), seeds, chunksize=CHUNK))


def report(rows: dict[str, Row], cells: dict[str, list[Outcome]], nights: int, seed: int) -> str:
    """Give the tables as Markdown."""
    lines = [f"{nights} nights of each sort, seeds from {seed}.", ""]
    lines += ["| clean nights | nights | with any alarm | share |", "|---|---|---|---|"]
    for one in CLEAN:
        if row := rows.get(one.name):
            share = row.alarmed / row.nights
            lines.append(f"| {row.name} | {row.nights} | {row.alarmed} | {share:.4f} |")
    lines += [
        "",
        FAULT_HEAD,
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in FAULTS:
        if row := rows.get(one.name):
            lines.append(
                f"| {row.name} | {row.found / row.nights:.1%} | {row.early} "
                f"| {row.delay:.0f} / {row.delay_95:.0f} | {row.wrong:.0f} "
                f"| {row.right_now:.1%} / {row.right_later:.1%} | {row.start:.1%} "
                f"| {row.rate:.1%} |"
            )
    lines += [
        "",
        "| the whole hall | nights | alarmed | of the first alarms: |",
        "|---|---|---|---|",
    ]
    for one in HALL:
        if row := rows.get(one.name):
            lines.append(
                f"| {row.name} | {row.nights} | {row.alarmed} | {_sorts(cells[one.name])} |"
            )
    return "\n".join(lines) + "\n"


def _sorts(outcomes: Sequence[Outcome]) -> str:
    levels = [each.cells[0].level().value for each in outcomes if each.cells]
    parts = [f"{levels.count(level)} {level}" for level in sorted(set(levels))]
    return ", ".join(parts)


def parser() -> argparse.ArgumentParser:
    """Give the options."""
    options = argparse.ArgumentParser(prog="python -m qc_calibration.nights", description=__doc__)
    options.add_argument("--nights", type=int, default=NIGHTS, help="nights of each sort")
    options.add_argument("--seed", type=int, default=500_000, help="of the first night")
    options.add_argument("--only", default="", help="sorts whose name holds this text")
    options.add_argument("--processes", type=int, default=os.cpu_count(), help="at once")
    options.add_argument(
        "--out", type=Path, default=Path("qc-nights"), help="folder for the results"
    )
    return options


if __name__ == "__main__":
    sys.exit(main())
