"""`qc sample phases`: four numbers that must not be mixed up, and what they give together."""

from typing import Annotated

import msgspec
import typer

from qc_service.model.errors import ExitCode, QcError


def phases(  # noqa: PLR0913 - one argument for each option
    *,
    papers: Annotated[int, typer.Option("--N", min=0, help="How many papers there are.")],
    differing: Annotated[
        int, typer.Option(min=0, help="Ballots on which reported and reread differ: all of them.")
    ],
    looked_at: Annotated[
        int, typer.Option("--looked-at", min=0, help="How many of those people looked at.")
    ],
    wrong: Annotated[int, typer.Option(min=0, help="On how many of those the scanner was wrong.")],
    checked: Annotated[
        int, typer.Option("--n", help="How many of the agreeing ballots were checked at random.")
    ],
    errors: Annotated[int, typer.Option("--k", help="How many of these were misread.")],
    risk: Annotated[
        float, typer.Option("--risk", "--alpha", help="Chance with which the bound may be wrong.")
    ] = 0.05,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Say what the reread adds: errors that it shows are counted, those that it shares bounded."""
    from qc_service.sampling.bounds import Sample, ppr_upper  # noqa: PLC0415 - --help must be quick
    from qc_service.sampling.two_phase import Quantities  # noqa: PLC0415 - the same

    if not 0 < risk < 1:
        raise _usage(f"--risk {risk}: expected a chance between 0 and 1, as 0.05")
    if not wrong <= looked_at <= differing <= papers:
        raise _usage("--wrong, --looked-at, --differing and --N: each must not be above the next")
    try:
        sample = Sample(papers - differing, checked, errors)
    except ValueError as error:
        raise _usage(str(error)) from error
    found = Quantities(
        papers,
        differing,
        looked_at,
        wrong,
        sample.papers,
        checked,
        errors,
        ppr_upper(sample, risk),
        0,
        risk,
    )
    if as_json:
        said = msgspec.structs.asdict(found)
        said |= {"scanner_upper": found.scanner_upper, "left_upper": found.left_upper}
        typer.echo(msgspec.json.encode(said).decode())
        return ExitCode.OK
    typer.echo(f"differing: {differing}, looked at: {looked_at}, the scanner wrong: {wrong}")
    typer.echo(f"misread alike by both, at most: {found.agreeing_upper} of {found.agreeing}")
    typer.echo(f"the scanner wrong in all, at most: {found.scanner_upper}")
    typer.echo(f"left once those seen are corrected, at most: {found.left_upper}")
    return ExitCode.OK


def _usage(message: str) -> QcError:
    hint = "`qc sample phases --help` says what is expected."
    return QcError("phases.numbers", message, hint, ExitCode.USAGE)
