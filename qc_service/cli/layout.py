"""`qc layout`: check, list, import and show ballot layouts."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.layout_import import import_layouts
from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.model.layout import Layout

LayoutsOption = Annotated[
    Path | None, typer.Option(help="Folder of layout files; without it the shipped ones.")
]
ConfigOption = Annotated[
    Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
]


def register(app: typer.Typer) -> None:
    """Add the command and its subcommands."""
    group = typer.Typer(
        help="Check, list, import and show ballot layouts: what is printed where, in millimetres.",
        no_args_is_help=True,
    )
    group.command("check")(check)
    group.command("list")(list_layouts)
    group.command("import")(import_layouts)
    group.command("show")(show)
    group.command("schema")(schema)
    app.add_typer(group, name="layout")


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE|DIR…", help="Layout files, or folders of them.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Check layouts, each alone and all of them together.

    Exit 0 where all are sound, 1 where something is wrong with one, 6 where a file cannot be read
    as a layout.
    """
    import msgspec  # noqa: PLC0415 - --help must be quick

    from qc_service.adapters.layout_files import check_together  # noqa: PLC0415 - the same

    files = _files(paths)
    layouts, complaints, unreadable = _checked(files)
    together = check_together(layouts)
    wrong = bool(together) or any(complaints.values())
    if as_json:
        said = {"files": complaints, "together": together}
        typer.echo(msgspec.json.encode(said).decode())
    else:
        for file, found in complaints.items():
            for complaint in found:
                typer.echo(f"{file}: {complaint}")
            if not found:
                typer.echo(f"{file}: sound")
        for complaint in together:
            typer.echo(f"together: {complaint}")
    if unreadable:
        return ExitCode.PROFILE
    return ExitCode.FINDING if wrong else ExitCode.OK


def _files(paths: Sequence[Path]) -> tuple[Path, ...]:
    from qc_service.adapters.layout_files import layout_paths  # noqa: PLC0415 - --help is quick

    found: dict[Path, None] = {}
    for path in paths:
        found |= dict.fromkeys(layout_paths(path) if path.is_dir() else (path,))
    return tuple(found)


def _checked(
    files: Sequence[Path],
) -> "tuple[list[Layout], dict[str, tuple[str, ...]], bool]":
    """Read and check each file; one that cannot be read does not hide what is wrong with others."""
    from qc_service.adapters.layout_files import (  # noqa: PLC0415 - --help must be quick
        SUFFIX,
        check_layout,
        read_layout,
    )

    layouts: list[Layout] = []
    complaints: dict[str, tuple[str, ...]] = {}
    unreadable = False
    for file in files:
        try:
            layout = read_layout(file)
        except QcError as error:
            complaints[str(file)] = (error.message.removeprefix(f"{file}: "), error.hint)
            unreadable = True
            continue
        found = check_layout(layout)
        if file.name != f"{layout.id}{SUFFIX}":
            found += (f"$.id: the file of {layout.id!r} is to be named {layout.id}{SUFFIX}",)
        complaints[str(file)] = found
        layouts.append(layout)
    return layouts, complaints, unreadable


def list_layouts(
    *,
    layouts: LayoutsOption = None,
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List the layouts of a folder, or those that come with the enabled plugins."""
    import msgspec  # noqa: PLC0415 - --help must be quick

    found = _layouts(layouts, config)
    if as_json:
        typer.echo(msgspec.json.encode([_summary(layout) for layout in found]).decode())
        return
    rows = [("id", "title", "sides", "paper mm", "contests", "targets")]
    rows += [
        (
            layout.id,
            layout.title,
            ", ".join(side.name for side in layout.sides),
            f"{layout.paper.width:g} × {layout.paper.height:g}",
            str(len(layout.contests)),
            str(sum(len(side.targets) for side in layout.sides)),
        )
        for layout in found
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(map(str.ljust, row, widths)).rstrip())


def _summary(layout: "Layout") -> dict[str, object]:
    return {
        "id": layout.id,
        "title": layout.title,
        "sides": [side.name for side in layout.sides],
        "paper_mm": [layout.paper.width, layout.paper.height],
        "contests": len(layout.contests),
        "targets": sum(len(side.targets) for side in layout.sides),
        "style": layout.style,
        "election": layout.election,
        "format": layout.format,
    }


def _layouts(folder: Path | None, config: Path | None) -> "tuple[Layout, ...]":
    """Load a folder's layouts; without one those of the configuration, else the shipped ones."""
    from qc_service.adapters.layout_files import load_layouts  # noqa: PLC0415 - --help is quick
    from qc_service.adapters.plugin_offers import collect  # noqa: PLC0415 - the same
    from qc_service.adapters.plugin_sources import load_plugins  # noqa: PLC0415 - the same
    from qc_service.cli.reading_options import reading_config  # noqa: PLC0415 - the same

    loaded = reading_config(config, folder, "")
    if loaded.reading.layouts:
        return load_layouts(Path(loaded.reading.layouts))
    return collect(load_plugins(loaded)).layouts


def show(
    which: Annotated[
        str, typer.Argument(metavar="ID|FILE", help="A layout's id, or a layout file.")
    ],
    *,
    png: Annotated[Path, typer.Option(help="Write the picture to this file.")],
    layouts: LayoutsOption = None,
    side: Annotated[
        str, typer.Option(metavar="front|back", help="Draw one side; without it all of them.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Draw a layout, every fiducial, target and region with its name: lay it beside the form."""
    from qc_service.adapters.out_folder import write_file  # noqa: PLC0415 - --help must be quick
    from qc_service.reports.layout_picture import layout_png  # noqa: PLC0415 - the same

    layout = _chosen(which, layouts, config)
    names = [one.name for one in layout.sides]
    if side and side not in names:
        raise QcError(
            "layout.no-side",
            f"layout {layout.id}: there is no side {side!r}; it has {', '.join(names)}",
            "Name one of its sides, or leave --side out.",
            ExitCode.USAGE,
        )
    write_file(png, layout_png(layout, side))
    typer.echo(f"{png}")


def _chosen(which: str, folder: Path | None, config: Path | None) -> "Layout":
    """Give the layout of a file, unsound or not, or the one with this id."""
    from qc_service.adapters.layout_files import SUFFIX, read_layout  # noqa: PLC0415 - quick help

    if which.endswith(SUFFIX) or Path(which).is_file():
        return read_layout(Path(which))
    known = {layout.id: layout for layout in _layouts(folder, config)}
    if which not in known:
        near = difflib.get_close_matches(which, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise QcError(
            "layout.unknown",
            f"layout {which!r}: {meant}known are {', '.join(known)}",
            "`qc layout list` prints them; --layouts names another folder.",
            ExitCode.USAGE,
        )
    return known[which]


def schema() -> None:
    """Print the JSON Schema of layout files."""
    from qc_service.adapters.layout_files import schema_text  # noqa: PLC0415 - --help is quick

    typer.echo(schema_text(), nl=False)
