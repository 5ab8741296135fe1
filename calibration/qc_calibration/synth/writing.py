"""Writes drawn sheets to a folder: images as a scanner names them, and their `truth.json`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from qc_calibration.synth.drawing import DrawnSide, Passage
from qc_calibration.synth.sheets import draw_sheet
from qc_calibration.synth.truth import SideTruth
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout

TRUTH = "truth.json"


def write_sheets(
    layout: Layout,
    count: int,
    seed: int,
    out: Path,
    dpi: int = 200,
    settings: Mapping[str, object] | None = None,
) -> Iterator[tuple[SideTruth, ...]]:
    """Draw sheets into a folder, one after the other, and their truth once all are drawn.

    Sheet number i of a seed is the same however many are drawn. A truth that lies in the folder is
    replaced.

    Raises:
        QcError: `synth.cannot-write`.
    """
    truths: list[SideTruth] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for number in range(1, count + 1):
            sides = draw_sheet(layout, passage(layout, seed, number, dpi), settings=settings)
            write_images(sides, out)
            sheet = tuple(side.truth for side in sides)
            truths += sheet
            yield sheet
        (out / TRUTH).write_bytes(truth_json(truths))
    except OSError as error:
        raise QcError(
            "synth.cannot-write",
            f"{error.filename or out}: {error.strerror}",
            "Name a folder that this user may write to, with room for 0.5 MB a side.",
            ExitCode.USAGE,
        ) from error


def passage(layout: Layout, seed: int, number: int, dpi: int = 200) -> Passage:
    """Give the passage of one sheet of a run: its name and its own seed."""
    # Runs of neighbouring seeds must not share sheets, so the number has a range of its own.
    return Passage(f"{layout.id}-{number:05}", seed * 1_000_003 + number, dpi)


def write_images(sides: Sequence[DrawnSide], out: Path) -> None:
    """Write the images of one sheet."""
    for side in sides:
        (out / side.truth.image).write_bytes(side.encoded())


def truth_json(truths: Sequence[SideTruth]) -> bytes:
    """Give the truth as it stands in the file."""
    return msgspec.json.format(msgspec.json.encode(truths), indent=1) + b"\n"
