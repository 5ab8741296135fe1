"""`make incidents`: every incident as a night, a thousand clean nights beside them."""

import argparse
import sys
import time
from pathlib import Path

from bench.incidents.clean import clean_nights
from bench.incidents.register import incidents
from bench.incidents.rescans import rescans_table
from bench.incidents.table import Result, clean_table, incidents_table, picture

CLEAN = 1000


def main(arguments: list[str] | None = None) -> int:
    """Play all, print the tables, write them and the picture; 1 where an incident is not caught."""
    asked = parser().parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    for incident in incidents():
        if asked.only in incident.where:
            began = time.perf_counter()
            seeds = range(asked.seed, asked.seed + asked.seeds)
            results.append((incident, tuple(incident.run(seed) for seed in seeds)))
            sys.stderr.write(f"{incident.where}: {time.perf_counter() - began:.1f} s\n")
    parts = [incidents_table(results, asked.seed)]
    (asked.out / "incidents.svg").write_text(picture(results), encoding="utf-8")
    _say(parts, asked.out)
    if asked.clean:
        parts.append(clean_table(clean_nights(asked.clean, asked.seed), asked.seed))
        _say(parts, asked.out)
    if asked.pools:
        parts.append(rescans_table(asked.pools, asked.seed))
        _say(parts, asked.out)
    return 0 if all(None not in found for _, found in results) else 1


def _say(parts: list[str], out: Path) -> None:
    """Print the last part, and write what there is: the whole takes its time."""
    sys.stdout.write(f"{parts[-1]}\n")
    sys.stdout.flush()
    (out / "incidents.md").write_text("\n".join(parts), encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """Give the options."""
    options = argparse.ArgumentParser(prog="python -m bench.incidents", description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="of the first night, clean or not")
    options.add_argument("--seeds", type=int, default=3, help="nights of each incident")
    options.add_argument("--clean", type=int, default=CLEAN, help="clean nights; 0 for none")
    options.add_argument("--pools", type=int, default=3, help="pools of 60,000 sheets; 0 for none")
    options.add_argument("--only", default="", help="incidents whose place holds this text")
    options.add_argument("--out", type=Path, default=Path("qc-incidents"), help="folder")
    return options


if __name__ == "__main__":
    sys.exit(main())
