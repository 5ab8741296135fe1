"""`qc people`: who may sign in to the pages."""

from pathlib import Path
from typing import Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

FileOption = Annotated[
    Path, typer.Option("--file", help="The file of people, [people] file in the configuration.")
]
NameArgument = Annotated[str, typer.Argument(help="Initials or a short name, as acts show it.")]

USUAL_FILE = Path("people.toml")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Say who may sign in, and in which role.")
    group.command("add")(add)
    group.command("list")(show)
    group.command("remove")(remove)
    app.add_typer(group, name="people")


def add(
    name: NameArgument,
    *,
    role: Annotated[str, typer.Option(help="operator, controller, officer or observer.")],
    file: FileOption = USUAL_FILE,
    pin: Annotated[
        str,
        typer.Option(
            prompt="PIN",
            hide_input=True,
            confirmation_prompt=True,
            help="At least 6 signs; asked for where it is left out.",
        ),
    ],
) -> int:
    """Add somebody, or give them another role or PIN.

    The file is made where there is none, readable for its owner alone. Exit 2 where name, role or
    PIN cannot be.
    """
    from qc_service.adapters.people_file import (  # noqa: PLC0415 - --help must be quick
        enrol,
        load_people,
        save_people,
    )
    from qc_service.model.people import Role  # noqa: PLC0415 - the same

    if role not in set(Role):
        raise QcError(
            "people.role",
            f"{role!r} is no role: {', '.join(Role)}",
            "docs/people.md tells what each may do.",
            ExitCode.USAGE,
        )
    enrolled = enrol(name, Role(role), pin)
    others = [each for each in load_people(file) if each.name != name] if file.exists() else []
    save_people(file, [*others, enrolled])
    typer.echo(f"{name} may sign in as {role}")
    return ExitCode.OK


def show(*, file: FileOption = USUAL_FILE) -> int:
    """Print names and roles, one a line."""
    from qc_service.adapters.people_file import load_people  # noqa: PLC0415 - --help must be quick

    for each in load_people(file):
        typer.echo(f"{each.name}\t{each.role}")
    return ExitCode.OK


def remove(name: NameArgument, *, file: FileOption = USUAL_FILE) -> int:
    """Take somebody off the list; who is signed in is signed out at once. Exit 2 if not there."""
    from qc_service.adapters.people_file import (  # noqa: PLC0415 - --help must be quick
        load_people,
        save_people,
    )

    people = load_people(file)
    if name not in {each.name for each in people}:
        raise QcError(
            "people.unknown",
            f"{file}: there is no {name!r}",
            "qc people list prints who is.",
            ExitCode.USAGE,
        )
    save_people(file, [each for each in people if each.name != name])
    typer.echo(f"{name} may no longer sign in")
    return ExitCode.OK
