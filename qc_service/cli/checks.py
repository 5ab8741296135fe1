"""`qc checks`: the ceremony without a browser, and the pick list of what was drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.who import ByOption, NoCandidateOption, PinsOption, actors
from qc_service.model.errors import ExitCode

if TYPE_CHECKING:
    from qc_service.model.acts import ActRecord
    from qc_service.model.checks import Draw

LedgerOption = Annotated[Path, typer.Option(help="A ledger that no service writes now.")]
ConfigOption = Annotated[
    Path | None, typer.Option(help="The configuration (TOML) with the section [checks].")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Bind boxes, enter the seed, list the draw.")
    group.command("plan")(plan)
    group.command("commit")(commit)
    group.command("seed")(seed)
    group.command("list")(show)
    app.add_typer(group, name="checks")


def plan(
    *,
    ledger: LedgerOption,
    by: ByOption,
    pins: PinsOption = None,
    no_candidate: NoCandidateOption = False,
    config: ConfigOption = None,
) -> int:
    """Write the configuration's plan of checks into a ledger; later rounds are drawn by it.

    A raised threshold also draws more in rounds that are not signed. Exit 2 where it is refused.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.model.acts import ChecksPlanned  # noqa: PLC0415 - the same
    from qc_service.model.checks import Draw  # noqa: PLC0415 - the same
    from qc_service.service.ceremony import enter  # noqa: PLC0415 - the same

    chosen = load_config(config)
    who = actors(by, chosen.people.file, pins, no_candidate=no_candidate)
    _, effects = enter(ledger, who, ChecksPlanned(chosen.checks), chosen)
    typer.echo("the plan is recorded")
    for effect in effects:
        if isinstance(effect, Draw):
            _drawn(effect)
    return ExitCode.OK


def commit(
    *,
    ledger: LedgerOption,
    by: ByOption,
    box: Annotated[
        list[str] | None, typer.Option(help="A closed box; without it all that wait.")
    ] = None,
    pins: PinsOption = None,
    no_candidate: NoCandidateOption = False,
    config: ConfigOption = None,
) -> int:
    """Bind closed boxes to all that is known of them, before the seed is thrown.

    Prints each box with its sheets and its Merkle root, and the round's root: read it aloud and
    write it down. Exit 2 where it is refused: a box is open, or a round waits for its seed.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.model.acts import BoxesCommitted  # noqa: PLC0415 - the same
    from qc_service.model.checks import BoxCommitment  # noqa: PLC0415 - the same
    from qc_service.service.ceremony import enter  # noqa: PLC0415 - the same

    boxes = tuple(BoxCommitment(name, 1, 0, "") for name in box or ())
    chosen = load_config(config)
    act = BoxesCommitted(boxes=boxes, plan=chosen.checks)
    who = actors(by, chosen.people.file, pins, no_candidate=no_candidate)
    record, _ = enter(ledger, who, act, chosen)
    _bound(record)
    return ExitCode.OK


def seed(  # noqa: PLR0913 - one argument for each option
    digits: Annotated[str, typer.Argument(help="At least 20 digits, as the dice showed them.")],
    *,
    ledger: LedgerOption,
    by: ByOption,
    number: Annotated[
        int, typer.Option("--round", help="The round that was bound; 0 for the last.")
    ] = 0,
    pins: PinsOption = None,
    no_candidate: NoCandidateOption = False,
    config: ConfigOption = None,
) -> int:
    """Enter the seed of a round that was bound, and draw.

    Drawn with is SHA-256 of "v1|", the digits, "|" and the round's root. Exit 2 where it is
    refused: no round is bound, it has its seed, too few digits.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.model.acts import SeedEntered  # noqa: PLC0415 - the same
    from qc_service.model.checks import Draw  # noqa: PLC0415 - the same
    from qc_service.service.ceremony import enter, look  # noqa: PLC0415 - the same

    of = number or len(look(ledger).checks.work().rounds)
    chosen = load_config(config)
    who = actors(by, chosen.people.file, pins, no_candidate=no_candidate)
    _, effects = enter(ledger, who, SeedEntered(of, digits), chosen)
    for effect in effects:
        if isinstance(effect, Draw):
            _drawn(effect)
    return ExitCode.OK


def show(
    *,
    ledger: Annotated[Path, typer.Option(help="The ledger; it is not changed.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="All that was drawn and why; not for the pair.")
    ] = False,
) -> int:
    """Print rounds and pick list, box by box: what is taken out, and what is settled.

    The list says nothing of readings or reasons. `--json` does: one object a draw, as recorded.
    """
    import msgspec  # noqa: PLC0415 - --help must be quick

    from qc_service.service.ceremony import look  # noqa: PLC0415 - the same

    checks = look(ledger).checks
    if as_json:
        for draw in checks.draws():
            typer.echo(msgspec.json.encode(draw).decode())
        return ExitCode.OK
    work = checks.work()
    for of in work.rounds:
        state = f"signed by {' and '.join(of.signed_by)}" if of.signed_by else "not signed"
        typer.echo(f"round {of.round}: {len(of.boxes)} boxes, root {of.root}")
        typer.echo(f"  seed {of.seed or 'not entered'}, drawn {of.drawn}, {state}")
    for box in work.boxes:
        typer.echo(f"{box.batch.name()}: {box.settled()} of {len(box.samples)} settled")
        for each in box.samples:
            place = "the whole box" if each.whole else f"paper {each.place}"
            typer.echo(f"  {each.id}  {place}  {each.settled.value if each.settled else 'open'}")
    return ExitCode.OK


def _bound(record: "ActRecord") -> None:
    from qc_service.model.acts import BoxesCommitted  # noqa: PLC0415 - --help must be quick

    act = record.act
    if isinstance(act, BoxesCommitted):
        for box in act.boxes:
            typer.echo(f"{box.batch} count {box.count}: {box.sheets} sheets, {box.root}")
        typer.echo(f"round {act.round} bound: {act.root}")


def _drawn(draw: "Draw") -> None:
    more = "more " if draw.more else ""
    typer.echo(f"round {draw.round}, drawn with {draw.seed}")
    typer.echo(f"{len(draw.samples)} {more}samples; qc checks list prints them")
