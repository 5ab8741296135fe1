"""`qc plugins`: the bill of materials: what would run tonight, from where, in which version."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

DIGEST_SHOWN = 12
"""Digits of a SHA-256 shown to people: enough to compare by eye; `--json` has all 64."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plugins")(plugins)


def plugins(
    *,
    config: Annotated[
        Path | None, typer.Option("--config", help="The configuration file; else the defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Load what the configuration enables and print the bill of materials.

    Exit 4 where a plugin is not what the configuration says, 6 where profile or layouts are
    missing.
    """
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.plugin_loading import (  # noqa: PLC0415 - the same
        bill_of_materials,
        load_lineup,
    )
    from qc_service.adapters.plugin_sources import available  # noqa: PLC0415 - the same

    loaded = load_config(config)
    components = bill_of_materials(load_lineup(loaded))
    idle = {
        name: offered for name, offered in available().items() if name not in loaded.plugins.enable
    }
    if as_json:
        said = {"components": components, "not_enabled": idle}
        typer.echo(msgspec.json.encode(said).decode())
        return
    rows = [("kind", "name", "version", "from", "sha-256")]
    rows += [
        (each.kind, each.name, each.version, each.origin, each.digest[:DIGEST_SHOWN])
        for each in components
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(map(str.ljust, row, widths)).rstrip())
    for name, offered in idle.items():
        typer.echo(f"not enabled: {name} ({', '.join(offered)})")
