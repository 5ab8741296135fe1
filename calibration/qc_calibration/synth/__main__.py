"""`python -m qc_calibration.synth`: draw sheets with known truth into a folder."""

import argparse
import sys
import time
from pathlib import Path

import cv2

from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth.writing import write_sheets
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout


def main(arguments: list[str] | None = None) -> int:
    """Draw the sheets asked for and say how fast."""
    asked = _parser().parse_args(arguments)
    cv2.setNumThreads(1)
    try:
        layout = choose_layout(asked.layout)
        began, sides = time.perf_counter(), 0
        for sheet in write_sheets(layout, asked.n, asked.seed, asked.out, asked.dpi):
            sides += len(sheet)
    except QcError as error:
        sys.stderr.write(f"synth: {error.code}: {error}\n")
        return error.exit_code
    took = time.perf_counter() - began
    sys.stdout.write(
        f"{asked.n} sheets, {sides} images and truth.json in {asked.out}, "
        f"{sides / max(took, 1e-9):.0f} images a second\n"
    )
    return ExitCode.OK


def choose_layout(wanted: str) -> Layout:
    """Give a shipped layout by its id.

    Raises:
        QcError: `synth.no-layout`.
    """
    known = {layout.id: layout for layout in shipped_layouts()}
    if wanted not in known:
        raise QcError(
            "synth.no-layout",
            f"no shipped layout is called {wanted!r}",
            f"There are: {', '.join(known)}.",
            ExitCode.USAGE,
        )
    return known[wanted]


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
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text}: must not be below 0")
    return number


if __name__ == "__main__":
    sys.exit(main())
