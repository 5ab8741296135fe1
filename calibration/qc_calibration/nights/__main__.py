"""`make nights`: thousands of made-up nights of every sort, as tables and a picture."""

import argparse
import os
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path

import msgspec

from qc_calibration.nights.costs import costs
from qc_calibration.nights.picture import delays_svg
from qc_calibration.nights.report import Results, report
from qc_calibration.nights.scenarios import CLEAN, DECKS, FAULTS, HALL
from qc_calibration.nights.streams import (
    BEFORE_RATES,
    BOUND_KNOWN,
    FAULTY_RATES,
    WAYS,
    oracle,
    study,
)
from qc_calibration.nights.study import Scenario, outcome, summarize

NIGHTS = 2000
CHUNK = 8
"""Nights handed to a process at once."""

LEAST_KNOWN = 2000
"""Nights of a stream with a known bound at least."""

COSTS, STREAMS = "costs", "streams"
"""What `--only` chooses beside the sorts of nights."""


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; write the tables of all that has been run so far, and the picture.

    What was run before into the same folder stays, so that a long study can be done in parts.
    """
    asked = parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    kept = asked.out / "nights.json"
    results = Results(asked.seed)
    if kept.exists():
        results = msgspec.json.decode(kept.read_bytes(), type=Results)
    with ProcessPoolExecutor(asked.processes) as executor:
        for one in (*CLEAN, *FAULTS, *DECKS, *HALL):
            if asked.only in one.name:
                _nights(results, one, asked, executor)
        if asked.only in STREAMS:
            _streams(results, asked, executor)
    if asked.only in COSTS:
        results.costs = costs(asked.seed)
    _write(asked.out, results)
    sys.stdout.write(report(results))
    return 0


def _write(out: Path, results: Results) -> None:
    (out / "nights.json").write_bytes(msgspec.json.encode(results))
    (out / "nights.md").write_text(report(results), encoding="utf-8")
    faults = [results.rows[one.name] for one in FAULTS if one.name in results.rows]
    (out / "nights.svg").write_text(delays_svg(faults), encoding="utf-8")


def _nights(results: Results, one: Scenario, asked: argparse.Namespace, executor: Executor) -> None:
    began = time.perf_counter()
    seeds = range(asked.seed, asked.seed + asked.nights)
    outcomes = executor.map(partial(outcome, one), seeds, chunksize=CHUNK)
    results.rows[one.name] = summarize(one, outcomes)
    each = (time.perf_counter() - began) / asked.nights
    sys.stderr.write(f"{one.name}: {each:.3f} s a night\n")
    _write(asked.out, results)


def _streams(results: Results, asked: argparse.Namespace, executor: Executor) -> None:
    run = partial(executor.map, chunksize=CHUNK)
    for before in BEFORE_RATES:
        for after in FAULTY_RATES:
            best = oracle(before, after, asked.seed)
            for name in WAYS:
                # A stream with a known bound takes a thousandth of a second: never too few.
                nights = max(asked.nights, LEAST_KNOWN) if name == BOUND_KNOWN else asked.nights
                seeds = range(asked.seed, asked.seed + nights)
                stream = study(name, before, after, best, seeds, run)
                results.streams[f"{name} {before:g} {after:g}"] = stream
                sys.stderr.write(f"{name}, {before:g} to {after:g}: {stream.ratio():.2f}\n")
            _write(asked.out, results)


def parser() -> argparse.ArgumentParser:
    """Give the options."""
    options = argparse.ArgumentParser(prog="python -m qc_calibration.nights", description=__doc__)
    options.add_argument("--nights", type=int, default=NIGHTS, help="nights of each sort")
    options.add_argument("--seed", type=int, default=500_000, help="of the first night")
    options.add_argument(
        "--only", default="", help="sorts whose name holds this text; also streams, costs"
    )
    options.add_argument("--processes", type=int, default=os.cpu_count(), help="at once")
    options.add_argument(
        "--out", type=Path, default=Path("qc-nights"), help="folder for the results"
    )
    return options


if __name__ == "__main__":
    sys.exit(main())
