"""`make nights`: thousands of made-up nights of every sort, as tables and a picture."""

import argparse
import os
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import product
from pathlib import Path

from qc_calibration.nights.costs import Costs, costs
from qc_calibration.nights.keeping import Kept
from qc_calibration.nights.picture import delays_svg
from qc_calibration.nights.report import Results, report
from qc_calibration.nights.scenarios import CLEAN, DECKS, FAULTS, HALL
from qc_calibration.nights.streams import (
    BEFORE_RATES,
    BOUND_KNOWN,
    FAULTY_RATES,
    WAYS,
    Delay,
    delay,
    oracle,
    summarize_stream,
)
from qc_calibration.nights.study import Outcome, Scenario, outcome, summarize

NIGHTS = 2000
CHUNK = 8
"""Nights handed to a process at once."""

LEAST_KNOWN = 2000
"""Nights of a stream with a known bound at least."""

COSTS, STREAMS, ORACLE = "costs", "streams", "oracle"
"""What `--only` chooses beside the sorts of nights, and what streams are held against."""

SORTS = (*CLEAN, *FAULTS, *DECKS, *HALL)

PAIRS = tuple(product(WAYS, BEFORE_RATES, FAULTY_RATES))
"""Streams: a way of watching, and the rates before and after."""


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; write the tables of all that has been run so far, and the picture.

    A night that stands in the same folder is not lived through again, so that a long study can be
    done in parts, or made longer.
    """
    asked = parser().parse_args(arguments)
    kept = Kept(asked.out)
    with ProcessPoolExecutor(asked.processes) as executor:
        for one in SORTS:
            if asked.only in one.name:
                _nights(kept, one, asked, executor)
                _write(asked.out, kept, asked.seed)
        if asked.only in STREAMS:
            _streams(kept, asked, executor)
    if asked.only in COSTS and not kept.read(COSTS, Costs):
        kept.add(COSTS, [asked.seed], [costs(asked.seed)])
    sys.stdout.write(_write(asked.out, kept, asked.seed))
    return 0


def _write(out: Path, kept: Kept, seed: int) -> str:
    """Write the tables of all that is kept, and the picture; give the tables."""
    results = _results(kept, seed)
    text = report(results)
    (out / "nights.md").write_text(text, encoding="utf-8")
    faults = [results.rows[one.name] for one in FAULTS if one.name in results.rows]
    (out / "nights.svg").write_text(delays_svg(faults), encoding="utf-8")
    return text


def _results(kept: Kept, seed: int) -> Results:
    """Add up all that is kept."""
    results = Results(seed)
    for one in SORTS:
        outcomes = kept.read(one.name, Outcome)
        if outcomes:
            results.rows[one.name] = summarize(one, outcomes.values())
    for name, before, after in PAIRS:
        delays = kept.read(_stream(name, before, after), Delay)
        best = kept.read(_stream(ORACLE, before, after), float)
        if delays and best:
            stream = summarize_stream(name, before, after, best[seed], delays.values())
            results.streams[_stream(name, before, after)] = stream
    for each in kept.read(COSTS, Costs).values():
        results.costs = each
    return results


def _nights(kept: Kept, one: Scenario, asked: argparse.Namespace, executor: Executor) -> None:
    began = time.perf_counter()
    seeds = kept.missing(one.name, range(asked.seed, asked.seed + asked.nights))
    kept.add(one.name, seeds, executor.map(partial(outcome, one), seeds, chunksize=CHUNK))
    seconds = time.perf_counter() - began
    sys.stderr.write(f"{one.name}: {len(seeds)} nights in {seconds:.0f} s\n")


def _streams(kept: Kept, asked: argparse.Namespace, executor: Executor) -> None:
    for name, before, after in PAIRS:
        best = _stream(ORACLE, before, after)
        if kept.missing(best, [asked.seed]):
            kept.add(best, [asked.seed], [oracle(before, after, asked.seed)])
        # A stream with a known bound takes a thousandth of a second: never too few.
        nights = max(asked.nights, LEAST_KNOWN) if name == BOUND_KNOWN else asked.nights
        stream = _stream(name, before, after)
        seeds = kept.missing(stream, range(asked.seed, asked.seed + nights))
        run = partial(delay, name, before, after)
        kept.add(stream, seeds, executor.map(run, seeds, chunksize=CHUNK))
        sys.stderr.write(f"{stream}: {len(seeds)} nights\n")
        _write(asked.out, kept, asked.seed)


def _stream(name: str, before: float, after: float) -> str:
    return f"{name} {before:g} {after:g}"


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
