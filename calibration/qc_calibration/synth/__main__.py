"""`python -m qc_calibration.synth`: draw sheets with known truth into a folder."""

import argparse
import sys
from pathlib import Path

from qc_calibration.synth.command import main as run
from qc_service.model.errors import QcError


def main(arguments: list[str] | None = None) -> int:
    """Draw the sheets asked for and say how fast."""
    asked = _parser().parse_args(arguments)
    try:
        return run(asked.layout, asked.n, asked.seed, asked.out, asked.dpi, asked.effects)
    except QcError as error:
        sys.stderr.write(f"synth: {error.code}: {error}\n")
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qc_calibration.synth",
        description="Draw sheets of a shipped layout as scans, with the truth of every oval.",
    )
    parser.add_argument("--layout", default="demo-letter", help="id of a shipped layout")
    parser.add_argument("--n", type=_count, default=10, help="how many sheets")
    parser.add_argument("--seed", type=_count, default=1, help="the same seed, the same sheets")
    parser.add_argument("--dpi", type=int, choices=(200, 300), default=200)
    parser.add_argument("--out", type=Path, required=True, help="folder for images and truth.json")
    parser.add_argument("--effects", nargs="*", default=[], metavar="NAME=VALUE")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text}: must not be below 0")
    return number


if __name__ == "__main__":
    sys.exit(main())
