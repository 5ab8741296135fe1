"""`python -m qc_calibration.evening FILE`: the ledger of a made-up evening with sample checks."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qc_calibration.evening.making import boxes, make_evening
from qc_service.adapters.ledger import Ledger
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis

BALLOTS = 420
"""Ballots of the largest box: an ordinary one holds some hundred."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the ledger where there is none yet."""
    parser = argparse.ArgumentParser(prog="qc_calibration.evening", description=__doc__)
    parser.add_argument("file", type=Path, help="the ledger to make")
    parser.add_argument("--ballots", type=int, default=BALLOTS, help="ballots of the largest box")
    parser.add_argument("--without-checks", action="store_true", help="nobody looks at paper")
    chosen = parser.parse_args(arguments)
    first, *rest = make_evening(boxes(chosen.ballots), checks=not chosen.without_checks)
    if not isinstance(first, Genesis):
        raise TypeError("an evening begins with its genesis")
    try:
        with Ledger.create(chosen.file, first) as ledger:
            ledger.append(rest)
    except QcError as error:
        print(f"{error.code}: {error}", file=sys.stderr)  # noqa: T201 - a command's answer
        return error.exit_code
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
