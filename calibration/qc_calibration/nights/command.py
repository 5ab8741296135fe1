"""What `qc simulate night` runs: draw a night and write it with its truth."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from qc_calibration.nights.faults import with_faults
from qc_calibration.nights.model import Model, make_night
from qc_calibration.nights.writing import truth_path, write_night
from qc_service.model.errors import ExitCode


def main(sizes: dict[str, float], faults: Sequence[str], seed: int, out: Path) -> int:
    """Write one night; `sizes` are fields of the model.

    Raises:
        QcError: `simulate.*`.
    """
    model = with_faults(replace(Model(), **sizes), faults)  # type: ignore[arg-type]
    night = make_night(model, np.random.default_rng(seed))
    write_night(out, night, model, seed)
    sys.stdout.write(
        f"{out}: {len(night.groups)} ballots, {len(night.wrong)} disagree; "
        f"the truth is in {truth_path(out)}\n"
    )
    return ExitCode.OK
