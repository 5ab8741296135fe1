"""What `qc synth` runs: draw the sheets asked for into a folder, and say how fast."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2

from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth.effects import parse_settings
from qc_calibration.synth.writing import write_sheets
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout


def main(
    wanted: str, number: int, seed: int, out: Path, dpi: int = 200, effects: Sequence[str] = ()
) -> int:
    """Draw `number` sheets of a shipped layout; `effects` are `NAME=VALUE` texts.

    Raises:
        QcError: `synth.no-layout`, `synth.effect`, `synth.cannot-write`.
    """
    cv2.setNumThreads(1)
    layout = choose_layout(wanted)
    settings = parse_settings([one for text in effects for one in text.split(",") if one])
    began, sides = time.perf_counter(), 0
    for sheet in write_sheets(layout, number, seed, out, dpi, settings):
        sides += len(sheet)
    took = time.perf_counter() - began
    sys.stdout.write(
        f"{number} sheets, {sides} images and truth.json in {out}, "
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
