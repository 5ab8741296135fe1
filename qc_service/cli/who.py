"""Who acts at the command line: named with `--by`, and known by PIN where people are enrolled."""

import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.adapters.people_file import Enrolled
    from qc_service.model.people import Person
    from qc_service.service.actors import Actors

ByOption = Annotated[
    list[str],
    typer.Option(
        metavar="NAME:ROLE",
        help="Who does it, named twice: AB:officer CD:controller; NAME alone where people are "
        "enrolled ([people] file), and then a PIN is asked for.",
    ),
]
PinsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help='Read PINs here, a line each: AB = "123456"; else they are asked for.'
    ),
]
NoCandidateOption = Annotated[
    bool,
    typer.Option(
        "--no-candidate",
        help="Both confirm that they stand on no list of candidates; else they are asked.",
    ),
]


def actors(by: Sequence[str], enrolled: str, pins: Path | None, *, no_candidate: bool) -> "Actors":
    """Give who acts; `enrolled` is the file of people, empty where none is configured.

    With such a file each must give their PIN; without it they are taken as named, and the ledger
    says so.

    Raises:
        QcError: `people.*` where a name, role, PIN or file is not as it must be.
    """
    from qc_service.adapters.people_file import (  # noqa: PLC0415 - --help must be quick
        load_people,
        load_pins,
    )
    from qc_service.service.actors import Actors, named  # noqa: PLC0415 - the same

    if not enrolled:
        if pins is not None:
            raise _refusal("--pins: no file of people is configured to hold them against")
        return named([_named(each) for each in by])
    known = {each.name: each for each in load_people(Path(enrolled))}
    given = None if pins is None else load_pins(pins)
    people = tuple(_verified(each, known, given) for each in by)
    return Actors(people, verified=True, confirms=lambda one: no_candidate or _confirms(one))


def _named(text: str) -> "Person":
    from qc_service.model.people import Person, Role  # noqa: PLC0415 - --help must be quick

    name, _, role = text.rpartition(":")
    if role not in set(Role):
        known = ", ".join(Role)
        raise _refusal(f"--by {text}: expected NAME:ROLE, the role one of {known}")
    return Person(name, Role(role))


def _verified(
    text: str, known: "Mapping[str, Enrolled]", pins: Mapping[str, str] | None
) -> "Person":
    """Give the person whose name and PIN these are; a role that is named must be theirs."""
    from qc_service.adapters.people_file import knows  # noqa: PLC0415 - --help must be quick

    wanted = None if text in known else _named(text)
    name = text if wanted is None else wanted.name
    pin = _asked(name) if pins is None else pins.get(name, "")
    enrolled = known.get(name)
    if not knows(enrolled, pin) or enrolled is None:
        raise QcError(
            "people.wrong",
            f"--by {text}: name or PIN is wrong",
            "qc people list prints who is enrolled; nothing was written.",
            ExitCode.USAGE,
        )
    if wanted is not None and wanted != enrolled.person():
        raise _refusal(f"--by {text}: {name} is enrolled as {enrolled.role.value}")
    return enrolled.person()


def _asked(name: str) -> str:
    """Ask for a PIN on the terminal, where it is not shown."""
    import getpass  # noqa: PLC0415 - --help must be quick

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(f"PIN of {name}: ")
    except (getpass.GetPassWarning, EOFError) as error:
        raise QcError(
            "people.no-terminal",
            f"the PIN of {name} cannot be asked for: there is no terminal",
            "Run it in a terminal, or name a file of PINs: --pins FILE.",
            ExitCode.USAGE,
        ) from error


def _confirms(person: "Person") -> bool:
    """Ask somebody whether they stand on no list; nobody is there to answer without a terminal."""
    question = f"{person.name}: I stand on no list of candidates (valgloven § 10-6)"
    return sys.stdin.isatty() and typer.confirm(question)


def _refusal(message: str) -> QcError:
    return QcError(
        "people.by",
        message,
        "docs/people.md tells how people are named at the command line.",
        ExitCode.USAGE,
    )
