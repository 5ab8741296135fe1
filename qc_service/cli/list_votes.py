"""Votes by list for a command: of files of totals, or by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.adapters.config import Config
    from qc_service.model.totals import Totals

TotalsOption = Annotated[
    list[Path] | None, typer.Option(help="File of totals: EML 510, or a table (CSV).")
]
VotesOption = Annotated[
    list[str] | None, typer.Option(metavar="LIST=VOTES", help="A list's votes by hand.")
]
ElectionOption = Annotated[str, typer.Option(help="Which election, where files have several.")]


def by_hand(votes: Sequence[str]) -> dict[str, int]:
    """Give the votes of each list. Raises QcError `seats.votes`."""
    counted: dict[str, int] = {}
    for each in votes:
        code, _, count = each.rpartition("=")
        if not code or not count.isdecimal() or code in counted:
            raise usage("seats.votes", f"--votes {each}: expected each list once, as A=1234")
        counted[code] = int(count)
    return counted


def of_files(files: Sequence[Path], election: str, config: "Config") -> "Totals":
    """Add up the ballots of an election in files of totals, each ballot once.

    Raises:
        QcError: `seats.election` where it is not plain which election is meant; those of the files.
    """
    from qc_service.adapters.plugin_loading import load_formats  # noqa: PLC0415 - quick --help
    from qc_service.adapters.totals_files import read_totals  # noqa: PLC0415 - the same
    from qc_service.comparing.places import standing  # noqa: PLC0415 - the same

    found, told = read_totals(files, load_formats(config))
    for file, leniency in told:
        typer.echo(f"qc: {file}: {leniency.code}: {leniency.place}", err=True)
    elections = sorted({each.election for each in found})
    wanted = election if election or len(elections) > 1 else elections[0]
    if wanted not in elections:
        names = ", ".join(each or "(none)" for each in elections)
        raise usage("seats.election", f"--election {wanted!r}: the files have {names}")
    return standing(each for each in found if each.election == wanted)


def usage(code: str, message: str) -> QcError:
    """Make the refusal of what was asked."""
    return QcError(code, message, "docs/seats.md says what is expected.", ExitCode.USAGE)
