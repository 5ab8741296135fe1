"""`qc read`: what is marked on these images?"""

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.cli.read_output import ReadImage, json_line, print_page
from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from qc_service.flow.lineup import Lineup
    from qc_service.model.layout import Layout
    from qc_service.model.sheet import PageReread
    from qc_service.model.verdict import WriteIn


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read")(read)


def read(
    images: Annotated[
        list[Path], typer.Argument(metavar="IMAGE…", help="Images, or folders of images.")
    ],
    *,
    layouts: Annotated[
        Path | None, typer.Option(help="Folder of layout files; without it the shipped ones.")
    ] = None,
    layout: Annotated[
        str, typer.Option(metavar="ID", help="Consider only this layout, and look for no other.")
    ] = "",
    profile: Annotated[str, typer.Option(metavar="NAME", help="Judge with this profile.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="Configuration file (TOML); without it the defaults.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line, one for each image.")
    ] = False,
) -> int:
    """Read the marks of single images, one after the other, in this process.

    Exit 0, or 1 where an image has a fault. An image that is not there ends the command with 2
    before anything is read.
    """
    files = list(image_files(images))
    faulty = False
    for read_ in _reread(files, layout, (config, layouts, profile)):
        faulty = faulty or read_.page.fault is not None
        if as_json:
            typer.echo(json_line(read_))
        else:
            print_page(read_)
    return ExitCode.FINDING if faulty else ExitCode.OK


def _reread(
    files: Sequence[Path], layout: str, options: tuple[Path | None, Path | None, str]
) -> "Iterator[ReadImage]":
    """Read one file after the other; `options` are configuration, layouts and profile."""
    import time  # noqa: PLC0415 - --help must be quick

    import cv2  # noqa: PLC0415 - the same

    from qc_service.adapters.plugin_loading import load_lineup  # noqa: PLC0415 - the same
    from qc_service.cli.reading_options import reading_config  # noqa: PLC0415 - the same
    from qc_service.flow.reread import reread_page  # noqa: PLC0415 - the same

    cv2.setNumThreads(1)
    lineup = load_lineup(reading_config(*options))
    if layout:
        lineup = only_layout(lineup, layout)
    for file in files:
        data = _bytes(file)
        page, elapsed_ms = reread_page(lineup, file.name, data, time.perf_counter)
        started = time.perf_counter()
        used = next((one for one in lineup.layouts if one.id == page.layout), None)
        written = _write_ins(lineup, used, page)
        # With the verdicts, of which it is one: all that was done stands in some stage.
        spent = (time.perf_counter() - started) * 1000.0
        elapsed_ms["judge"] = elapsed_ms.get("judge", 0.0) + spent
        yield ReadImage(page, elapsed_ms, written, used)


def image_files(images: Sequence[Path]) -> Iterator[Path]:
    """Give the files in the order they were named; of a folder its images, by name.

    Raises:
        QcError: something named is not there, or a folder holds no image.
    """
    from qc_service.adapters.image_groups import is_image  # noqa: PLC0415 - --help must be quick

    missing = [str(image) for image in images if not image.exists()]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""  # noqa: PLR2004 - enough to see which
        raise QcError(
            "read.no-image",
            f"{', '.join(missing[:3])}{more}: no such file",
            "Check the names; nothing was read.",
            ExitCode.USAGE,
        )
    for image in images:
        if not image.is_dir():
            yield image
            continue
        found = sorted(each for each in image.iterdir() if each.is_file() and is_image(each.name))
        if not found:
            raise QcError(
                "read.no-image",
                f"{image}: this folder holds no image",
                "Name the images, or the folder in which they lie; folders below are not searched.",
                ExitCode.USAGE,
            )
        yield from found


def only_layout(lineup: "Lineup", name: str) -> "Lineup":
    """Leave one layout in the lineup.

    Raises:
        QcError: there is no such layout.
    """
    from dataclasses import replace  # noqa: PLC0415 - --help must be quick

    chosen = tuple(layout for layout in lineup.layouts if layout.id == name)
    if not chosen:
        known = [layout.id for layout in lineup.layouts]
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise QcError(
            "read.no-layout",
            f"layout {name!r}: {meant}known are {', '.join(known)}",
            "`qc layout list` prints the layouts of a folder.",
            ExitCode.USAGE,
        )
    return replace(lineup, layouts=chosen)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise QcError(
            "read.unreadable",
            f"{file}: {error.strerror}",
            "Check that this user may read the file.",
            ExitCode.USAGE,
        ) from error


def _write_ins(
    lineup: "Lineup", layout: "Layout | None", page: "PageReread"
) -> "tuple[WriteIn, ...]":
    from qc_service.comparing.interpret import write_ins  # noqa: PLC0415 - --help must be quick

    for side in () if layout is None else layout.sides:
        if layout is not None and side.name == page.side:
            return write_ins(layout, side, page.marks, page.regions, lineup.profile)
    return ()
