"""Layouts as files: one `<id>.layout.json` a layout, read strictly, written for people."""

import json
import os
from enum import StrEnum
from pathlib import Path

import msgspec

from qc_service.adapters import json_schema
from qc_service.adapters.layout_checking import check_layout
from qc_service.adapters.layout_parsing import parse_layout
from qc_service.adapters.layout_together import check_together, clashes
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout

__all__ = [
    "SUFFIX",
    "check_layout",
    "check_together",
    "clashes",
    "layout_paths",
    "layout_text",
    "load_layout",
    "load_layouts",
    "parse_layout",
    "read_layout",
    "schema_text",
    "write_layout",
]

SUFFIX = ".layout.json"
"""How a layout file's name ends; what comes before it is the layout's id."""

LINE = 170
"""Columns up to which an object stands on one line: a target or a region, whole, at one glance."""

DECIMALS = 4
"""Decimals of millimetres written: a tenth of a micrometre, below any print or scan."""

SHOWN = 5
"""Complaints told at once: more are mended by the same hand that mends the first."""


def load_layouts(folder: Path) -> tuple[Layout, ...]:
    """Load every layout of a folder, by file name, checked alone and against each other.

    Raises:
        QcError: `layout.*` (exit 6) for a folder or file that cannot be read, no layout at all, a
            file that is not as it must be, an id used twice, or two layouts that no code on any
            side tells apart.
    """
    files = layout_paths(folder)
    by_id: dict[str, Path] = {}
    layouts = []
    for file in files:
        layout = load_layout(file)
        if layout.id in by_id:
            raise QcError(
                "layout.duplicate-id",
                f"{file}: $.id: {layout.id!r} is already that of {by_id[layout.id]}",
                "Take one of the two files out of the folder, or give it another id.",
                ExitCode.PROFILE,
            )
        by_id[layout.id] = file
        layouts.append(layout)
    _refuse_unsound(str(folder), clashes(layouts))
    return tuple(layouts)


def layout_paths(folder: Path) -> tuple[Path, ...]:
    """Give the layout files of a folder, by name.

    Raises:
        QcError: `layout.no-folder` or `layout.none`.
    """
    if not folder.is_dir():
        raise QcError(
            "layout.no-folder",
            f"{folder}: there is no such folder",
            "Name the folder in which the layout files lie; `qc layout import` makes one.",
            ExitCode.PROFILE,
        )
    files = tuple(sorted(folder.glob(f"*{SUFFIX}")))
    if not files:
        raise QcError(
            "layout.none",
            f"{folder}: no file here ends in {SUFFIX}",
            "`qc layout import` makes such files; docs/layouts.md says how to write one by hand.",
            ExitCode.PROFILE,
        )
    return files


def load_layout(file: Path) -> Layout:
    """Load one layout file, checked.

    Raises:
        QcError: `layout.*` (exit 6).
    """
    layout = read_layout(file)
    _refuse_unsound(str(file), check_layout(layout))
    return layout


def read_layout(file: Path) -> Layout:
    """Read one layout file without judging what it says.

    Raises:
        QcError: `layout.unreadable`, or what `parse_layout` finds.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise QcError(
            "layout.unreadable",
            f"{file}: {error.strerror}",
            "Check the name, and that this user may read the file.",
            ExitCode.PROFILE,
        ) from error
    return parse_layout(data, str(file))


def _refuse_unsound(name: str, complaints: tuple[str, ...]) -> None:
    if not complaints:
        return
    lines = [f"{name}: {complaint}" for complaint in complaints[:SHOWN]]
    if len(complaints) > SHOWN:
        lines.append(f"{name}: and {len(complaints) - SHOWN} more")
    raise QcError(
        "layout.unsound",
        "\n".join(lines),
        f"Mend what is named; `qc layout check {name}` tells all of it.",
        ExitCode.PROFILE,
    )


def write_layout(layout: Layout, folder: Path) -> Path:
    """Write `<id>.layout.json` into a folder, which is made if need be; whole or not at all.

    Raises:
        QcError: `layout.unwritable`.
    """
    path = folder / f"{layout.id}{SUFFIX}"
    part = folder / f".{layout.id}{SUFFIX}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(layout_text(layout), encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - the atomic call, named as what it is
    except OSError as error:
        raise QcError(
            "layout.unwritable",
            f"{path}: {error.strerror}",
            "Name a folder in which this user may write.",
            ExitCode.PROFILE,
        ) from error
    return path


def layout_text(layout: Layout) -> str:
    """Give a layout as JSON for people: what fits on a line stands on one.

    What may be left out is left out where it says what it would say anyway.
    """
    return _json(_plain(layout), "") + "\n"


def schema_text() -> str:
    """Give the JSON Schema of the format, as it stands in `docs/layout.schema.json`."""
    return json_schema.schema_text(Layout, "qc-service ballot layout")


def _plain(value: object) -> object:
    """Give a record as JSON has it, without fields at their defaults, in full decimals."""
    if isinstance(value, msgspec.Struct):
        config = type(value).__struct_config__
        tag = {config.tag_field: config.tag} if config.tag_field else {}
        fields = ((f, getattr(value, f.name)) for f in msgspec.structs.fields(type(value)))
        return tag | {f.encode_name: _plain(held) for f, held in fields if held != f.default}
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def _json(value: object, indent: str, key: str = "") -> str:
    """Write one value, after its key: on one line if it fits, else its parts on their own lines."""
    head = indent + (f"{json.dumps(key)}: " if key else "")
    line = head + json.dumps(value, ensure_ascii=False)
    if len(line) <= LINE or not isinstance(value, dict | list):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        first, last = "[]"
        parts = [_json(each, inner) for each in value]
    else:
        first, last = "{}"
        parts = [_json(each, inner, name) for name, each in value.items()]
    return head + first + "\n" + ",\n".join(parts) + f"\n{indent}{last}"
