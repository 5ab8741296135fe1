"""`qc config`: check a configuration file, show what is in force, print the schema."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(
        name="config", help="Check and show the configuration.", no_args_is_help=True
    )
    commands.command("check")(check)
    commands.command("show")(show)
    commands.command("schema")(schema)
    app.add_typer(commands)


def check(file: Annotated[Path, typer.Argument(help="The TOML file to check.")]) -> None:
    """Check a configuration file; loads no plugin.

    Exit 3 naming file, line and key of what is wrong, and the nearest right key.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick

    load_config(file)
    typer.echo(f"{file}: well")


def show(
    file: Annotated[
        Path | None, typer.Argument(help="The TOML file; without it, the defaults.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print every key with the value in force; paths come out absolute."""
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick

    config = load_config(file)
    if as_json:
        typer.echo(msgspec.json.encode(config).decode())
        return
    for section, values in msgspec.to_builtins(config).items():
        typer.echo(f"[{section}]")
        for key, value in values.items():
            typer.echo(f"{key} = {_toml(value)}")
        typer.echo("")


def schema() -> None:
    """Print the JSON Schema of the configuration, for editors that help with TOML."""
    from qc_service.adapters.config import schema_text  # noqa: PLC0415 - --help must be quick

    typer.echo(schema_text(), nl=False)


def _toml(value: object) -> str:
    """Write a value of the configuration as TOML; a JSON text is a TOML text as well."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return msgspec.json.encode(value).decode()
