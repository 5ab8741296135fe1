"""`qc read`: what is marked on these images?"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qc_service.model.errors import ExitCode, QcError

if TYPE_CHECKING:
    from rich.table import Table

    from qc_service.flow.lineup import Lineup
    from qc_service.model.sheet import PageReread
    from qc_service.model.verdict import WriteIn

Json = dict[str, object]


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
    for page, written, elapsed_ms in _reread(files, layout, (config, layouts, profile)):
        faulty = faulty or page.fault is not None
        if as_json:
            typer.echo(_json_line(page_json(page, written, elapsed_ms)))
        else:
            _print_page(page, written, elapsed_ms)
    return ExitCode.FINDING if faulty else ExitCode.OK


def _reread(
    files: Sequence[Path], layout: str, options: tuple[Path | None, Path | None, str]
) -> "Iterator[tuple[PageReread, tuple[WriteIn, ...], dict[str, float]]]":
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
        written = _write_ins(lineup, page)
        # With the verdicts, of which it is one: all that was done stands in some stage.
        spent = (time.perf_counter() - started) * 1000.0
        yield page, written, elapsed_ms | {"judge": elapsed_ms.get("judge", 0.0) + spent}


def _json_line(value: Json) -> str:
    import msgspec  # noqa: PLC0415 - --help must be quick

    return msgspec.json.encode(value).decode()


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


def _write_ins(lineup: "Lineup", page: "PageReread") -> "tuple[WriteIn, ...]":
    from qc_service.comparing.interpret import write_ins  # noqa: PLC0415 - --help must be quick

    for layout in lineup.layouts:
        for side in layout.sides:
            if layout.id == page.layout and side.name == page.side:
                return write_ins(layout, side, page.marks, page.regions, lineup.profile)
    return ()


def page_json(
    page: "PageReread", written: "Iterable[WriteIn]", elapsed_ms: dict[str, float]
) -> Json:
    """Give one image's line: the keys that `docs/read.md` promises."""
    return {
        "image": page.image,
        "fault": None
        if page.fault is None
        else {
            "code": page.fault.code.value,
            "message": page.fault.message,
            "detail": page.fault.detail,
        },
        "layout": page.layout or None,
        "side": page.side or None,
        "rotation_deg": page.rotation_deg,
        "residual_px": page.residual_px,
        "registration": page.registration,
        "marks": page.marks,
        "outside": page.outside,
        "write_ins": list(written),
        "quality": page.quality,
        "troubles": [
            {"code": trouble.code.value, "message": trouble.message} for trouble in page.troubles
        ],
        "elapsed_ms": elapsed_ms,
    }


def _print_page(
    page: "PageReread", written: "Iterable[WriteIn]", elapsed_ms: dict[str, float]
) -> None:
    """Print one image for people: a head line, its marks, and what else was seen."""
    from rich.console import Console  # noqa: PLC0415 - --help must be quick

    console = Console(highlight=False, markup=False)
    console.print(page.image, style="bold")
    if page.fault is not None:
        console.print(f"  fault {page.fault.code}: {page.fault.message}")
        return
    turned = ", upside down" if page.rotation_deg else ""
    console.print(
        f"  {page.layout}, {page.side}{turned}; registration {page.registration:.2f}, "
        f"residual {page.residual_px:.2f} px, {sum(elapsed_ms.values()):.0f} ms"
    )
    shown = [mark for mark in page.marks if mark.state != "empty"]
    if shown:
        console.print(_marks_table(page))
    empty = len(page.marks) - len(shown)
    console.print(f"  {len(shown)} targets shown, {empty} empty")
    for line in written:
        without = ", its oval is not marked" if line.without_mark else ""
        console.print(f"  handwriting at {line.contest}/{line.option}{without}")
    for mark in page.outside:
        console.print(f"  ink {mark.kind} {mark.contest}/{mark.option} at {mark.px}")
    for trouble in page.troubles:
        console.print(f"  {trouble.code}: {trouble.message}")


def _marks_table(page: "PageReread") -> "Table":
    from rich.table import Table  # noqa: PLC0415 - --help must be quick

    table = Table("contest", "option", "state", "score", "match", "why", box=None, pad_edge=True)
    for mark in page.marks:
        if mark.state != "empty":
            score, match = f"{mark.score:.3f}", f"{mark.match:.2f}"
            table.add_row(mark.contest, mark.option, mark.state, score, match, mark.reason)
    return table
