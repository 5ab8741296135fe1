"""`python -m qc_calibration.evening FILE`: the ledger of a made-up evening with sample checks."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qc_calibration.evening.making import boxes, make_evening
from qc_service.adapters.ledger import Ledger
from qc_service.model.acts import ActRecord, BoxesCommitted
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Genesis
from qc_service.service.notary import Notary

BALLOTS = 420
"""Ballots of the largest box: an ordinary one holds some hundred."""

SIGNED_AT = "2025-09-09T08:00:00Z"
"""When all is over: the morning after the evening's last act."""


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
            _write(ledger, Notary(ledger, chosen.file, None), rest)
    except QcError as error:
        print(f"{error.code}: {error}", file=sys.stderr)  # noqa: T201 - a command's answer
        return error.exit_code
    return ExitCode.OK


def _write(ledger: Ledger, notary: Notary, entries: Sequence[Entry]) -> None:
    """Write as the service does: checkpoints bind the boxes before the seed, and end the night."""
    begun = 0
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, ActRecord) and isinstance(entry.act, BoxesCommitted):
            ledger.append(entries[begun:number])
            ledger.append([notary.checkpoint(entry.at)])
            begun = number
    ledger.append(entries[begun:])
    ledger.append([notary.checkpoint(SIGNED_AT)])


if __name__ == "__main__":
    sys.exit(main())
