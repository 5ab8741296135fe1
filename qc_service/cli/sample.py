"""`qc sample` and `qc plan`: draws that anyone can repeat, and what a sample allows to be said."""

import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.contest import contest
from qc_service.cli.phases import phases
from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.sampling.bounds import Prior

USUAL_PRIOR = "0.5,200"
"""Beta(0.5, 200): expects 1 misread paper in 400, worth 200 papers."""

ERRORS_SHOWN = (0, 1, 2)
"""Numbers of errors for which a plan says how many papers are needed."""


class Rule(StrEnum):
    """By which published rule tickets are computed."""

    CONSISTENT = "consistent"
    SHANGRLA = "shangrla"


Seed = Annotated[str, typer.Option(help="The public seed, as text: 0123 and 123 are two seeds.")]
RiskOption = Annotated[
    float, typer.Option("--risk", "--alpha", help="Chance with which the statement may be wrong.")
]
PriorOption = Annotated[
    str, typer.Option(metavar="A,B", help="Beta prior, fixed before the count.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Draw ballots and boxes; bound the errors.")
    group.command("ticket")(show_tickets)
    group.command("boxes")(show_boxes)
    group.command("bound")(show_bound)
    group.command("phases")(phases)
    group.command("contest")(contest)
    app.add_typer(group, name="sample")
    app.command("plan")(plan)


def show_tickets(
    names: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of ballots, as text.")],
    *,
    seed: Seed,
    rule: Annotated[
        Rule, typer.Option(help="consistent: by id; shangrla: by place in the list of ids.")
    ] = Rule.CONSISTENT,
) -> int:
    """Print each id with its ticket: the smallest tickets are drawn, whoever computes them."""
    from qc_service.sampling.numbering import numbers  # noqa: PLC0415 - --help must be quick
    from qc_service.sampling.tickets import ticket  # noqa: PLC0415 - the same

    if rule is Rule.SHANGRLA:
        for name, number in zip(names, numbers(seed), strict=False):
            typer.echo(f"{name} {number}")
        return ExitCode.OK
    for name in names:
        typer.echo(f"{name} {ticket(seed, name)}")
    return ExitCode.OK


def show_boxes(
    *,
    seed: Seed,
    number: Annotated[int, typer.Option("--n", help="How many boxes are picked.")],
    of: Annotated[int, typer.Option("--of", help="How many there are, numbered from 1.")],
) -> int:
    """Print the numbers of the picked boxes, one a line, in the order of the picks.

    The k-th is 1 plus SHA-256 of seed, comma and k, modulo the number of boxes; numbers that came
    before are passed over.
    """
    from itertools import islice  # noqa: PLC0415 - --help must be quick

    from qc_service.sampling.picks import picks  # noqa: PLC0415 - the same

    if not 0 <= number <= of:
        raise _usage("sample.boxes", f"--n {number} --of {of}: so many cannot be picked")
    for pick in islice(picks(seed, of), number):
        typer.echo(str(pick))
    return ExitCode.OK


def show_bound(
    *,
    papers: Annotated[int, typer.Option("--N", help="How many papers there are.")],
    checked: Annotated[int, typer.Option("--n", help="How many were checked, in random order.")],
    errors: Annotated[int, typer.Option("--k", help="How many of those were misread.")],
    risk: RiskOption = 0.05,
    prior: PriorOption = USUAL_PRIOR,
    as_json: JsonOption = False,
) -> int:
    """Print the most errors there can be, as a number and as a share, however often one looks."""
    from qc_service.sampling.bounds import (  # noqa: PLC0415 - --help must be quick
        Sample,
        one_look_upper,
        ppr_upper,
    )

    _check_risk(risk)
    try:
        sample = Sample(papers, checked, errors)
    except ValueError as error:
        raise _usage("sample.numbers", str(error)) from error
    upper = ppr_upper(sample, risk, _prior(prior))
    share = upper / papers if papers else 0.0
    if as_json:
        said = {
            "papers": papers,
            "checked": checked,
            "errors": errors,
            "risk": risk,
            "prior": prior,
            "upper": upper,
            "share": share,
            "one_look": one_look_upper(sample, risk),
        }
        typer.echo(json.dumps(said))
    else:
        typer.echo(f"{upper} {share:.6f}")
    return ExitCode.OK


def plan(
    *,
    papers: Annotated[int, typer.Option("--N", help="How many papers there will be.")],
    claim: Annotated[float, typer.Option(help="Share of misread papers not to be exceeded.")],
    risk: RiskOption = 0.05,
    prior: PriorOption = USUAL_PRIOR,
    as_json: JsonOption = False,
) -> int:
    """Say before the night how many papers must be checked for a claim, by errors then found."""
    from qc_service.sampling.papers import papers_needed  # noqa: PLC0415 - --help must be quick

    _check_risk(risk)
    if papers < 1 or not 0.0 <= claim <= 1.0:
        raise _usage("plan.numbers", f"--N {papers} --claim {claim}: a number above 0 and a share")
    assumed = _prior(prior)
    needed = {k: papers_needed(papers, claim, k, risk, assumed) for k in ERRORS_SHOWN}
    if as_json:
        said = {
            "papers": papers,
            "claim": claim,
            "risk": risk,
            "prior": prior,
            "needed": {str(errors): count for errors, count in needed.items()},
        }
        typer.echo(json.dumps(said))
        return ExitCode.OK
    typer.echo(f"{papers} papers; claim: at most {claim:.2%} are misread; risk {risk:.0%}.")
    for errors, count in needed.items():
        answer = "not possible" if count is None else f"{count} papers ({count / papers:.1%})"
        typer.echo(f"  with {errors} errors found: {answer}")
    return ExitCode.OK


def _prior(text: str) -> "Prior":
    from qc_service.sampling.bounds import Prior  # noqa: PLC0415 - --help must be quick

    try:
        a, b = (float(part) for part in text.split(","))
    except ValueError:
        a = b = 0.0
    if not (0 < a < math.inf and 0 < b < math.inf):
        raise _usage("sample.prior", f"--prior {text}: expected two numbers above 0, as in 0.5,200")
    return Prior(a, b)


def _check_risk(risk: float) -> None:
    if not 0 < risk < 1:
        raise _usage("sample.risk", f"--risk {risk}: expected a chance between 0 and 1, as 0.05")


def _usage(code: str, message: str) -> QcError:
    return QcError(code, message, "`qc sample --help` says what is expected.", ExitCode.USAGE)
