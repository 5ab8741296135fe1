"""`qc layout import`: layout files from another system's election definition."""

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.model.layout import Layout


def import_layouts(
    importer: Annotated[
        str, typer.Argument(metavar="NAME", help="Which importer: vxsuite, or a plugin's.")
    ],
    definition: Annotated[
        Path, typer.Argument(metavar="FILE", help="The other system's election definition.")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the layout files; made if need be.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace layout files that say something else.")
    ] = False,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
) -> int:
    """Make layout files of another system's election definition; ids are kept.

    Every layout is checked before anything is written; a file that is there already and says
    something else is replaced only with --force.
    """
    from qc_service.adapters.layout_files import (  # noqa: PLC0415 - --help must be quick
        check_layout,
        clashes,
        write_layout,
    )

    layouts = _converted(importer, definition, config)
    found = [
        f"{layout.id}: {complaint}" for layout in layouts for complaint in check_layout(layout)
    ]
    found += clashes(layouts)
    if found:
        raise QcError(
            "layout.import-unsound",
            "\n".join(f"{definition}: {complaint}" for complaint in found),
            "Nothing was written. Mend the definition, or describe this ballot by hand "
            "(docs/layouts.md).",
            ExitCode.PROFILE,
        )
    if not force:
        _refuse_replacing(layouts, out)
    for layout in layouts:
        typer.echo(f"{write_layout(layout, out)}")
    return ExitCode.OK


def _converted(name: str, definition: Path, config: Path | None) -> "tuple[Layout, ...]":
    from qc_service.adapters.config import load_config  # noqa: PLC0415 - --help must be quick
    from qc_service.adapters.plugin_loading import importers  # noqa: PLC0415 - --help is quick

    offered = {each.name: each for each in importers(load_config(config))}
    if name not in offered:
        near = difflib.get_close_matches(name, offered, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise QcError(
            "layout.no-importer",
            f"importer {name!r}: {meant}known are {', '.join(offered) or 'none'}",
            "Enable the plugin that has it in [plugins]; `qc plugins` lists what is installed.",
            ExitCode.USAGE,
        )
    try:
        data = definition.read_bytes()
    except OSError as error:
        raise QcError(
            "layout.unreadable",
            f"{definition}: {error.strerror}",
            "Check the name, and that this user may read the file.",
            ExitCode.PROFILE,
        ) from error
    return offered[name].convert(data, str(definition))


def _refuse_replacing(layouts: "Sequence[Layout]", out: Path) -> None:
    from qc_service.adapters.layout_files import SUFFIX, layout_text  # noqa: PLC0415 - quick help

    for layout in layouts:
        path = out / f"{layout.id}{SUFFIX}"
        if path.is_file() and path.read_bytes() != layout_text(layout).encode():
            raise QcError(
                "layout.exists",
                f"{path}: is there already and says something else",
                "Nothing was written. Give another folder, or --force to replace it.",
                ExitCode.PROFILE,
            )
