"""Files of totals, read by whichever enabled format recognises them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from qc_service.api.protocols import Format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency
from qc_service.model.totals import Totals

HEAD = 4096
"""Bytes from which a format tells its files: what `Format.sniff` is promised."""


def read_totals(
    files: Iterable[Path], formats: Sequence[Format]
) -> tuple[tuple[Totals, ...], tuple[tuple[Path, Leniency], ...]]:
    """Read the counts of all files, and what each of them took to be read.

    Raises:
        QcError: `totals.unreadable`, `totals.unknown-format`, `totals.none`, or the format's own.
    """
    totals: list[Totals] = []
    told: list[tuple[Path, Leniency]] = []
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise QcError(
                "totals.unreadable",
                f"{file}: {error.strerror}",
                "Check the name, and that this user may read the file.",
                ExitCode.USAGE,
            ) from error
        known = next((each for each in formats if each.sniff(data[:HEAD])), None)
        if known is None:
            names = ", ".join(each.name for each in formats) or "none"
            raise QcError(
                "totals.unknown-format",
                f"{file}: no enabled format recognises this file (enabled: {names})",
                "Name a file of totals: EML 510, or a table that begins with box,list,ballots.",
                ExitCode.USAGE,
            )
        found = known.read(data, str(file))
        if not found.totals:
            raise QcError(
                "totals.none",
                f"{file}: the file holds no totals (read as {known.name})",
                "Name the file with the counts of each box and list.",
                ExitCode.USAGE,
            )
        totals += found.totals
        told += ((file, leniency) for leniency in found.leniencies)
    return tuple(totals), tuple(told)
