"""From the bytes of a layout file to a `Layout`, or to words about what is wrong with them."""

import difflib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NoReturn, get_args

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import LAYOUT_FORMAT, Layout

SEE = "docs/layouts.md describes every field."

WORDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "a text in quotes",
    "`bool`": "true or false",
    "`array`": "a list in [ ]",
    "`object`": "an object in { }",
    "`null`": "null",
}
"""What msgspec calls a type, and what a person who writes JSON calls it."""

Place = tuple[str | int, ...]
"""The way to a value in a JSON document: keys and positions, from the root."""

_PLACED = re.compile(r"(?P<what>.*?)(?: - at `(?P<where>\$.*)`)?", re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_QUOTED = re.compile(r"field `(?P<key>[^`]+)`")
_BYTE = re.compile(r"\(byte (\d+)\)")


class _Head(msgspec.Struct, frozen=True):
    """The one field that must be understood before all others."""

    format: int | None = None


def parse_layout(data: bytes, name: str) -> Layout:
    """Read one layout file strictly; `name` is the file's, for the message.

    Raises:
        QcError: `layout.not-json`, `layout.format`, `layout.unknown-key`, `layout.missing-key` or
            `layout.bad-value` (exit 6), naming file, JSON path and the way out.
    """
    document = _document(data, name)
    if not isinstance(document, dict):
        _refuse("layout.bad-value", name, (), "a layout file holds one object in { }")
    _check_format(data, name)
    for place, key, kind in _unknown_keys(document, Layout, ()):
        _refuse("layout.unknown-key", name, (*place, key), f"unknown key{_nearest(key, kind)}")
    try:
        return msgspec.convert(document, Layout)
    except msgspec.ValidationError as error:
        _explain(error, document, name)


def _document(data: bytes, name: str) -> object:
    """Decode the JSON, or say at which line and column it breaks off."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        found = _BYTE.search(str(error))
        before = data[: int(found[1])] if found else data
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        raise QcError(
            "layout.not-json",
            f"{name}:{line}:{column}: this is not JSON: {error}",
            "Mend the place named, or the comma or bracket before it.",
            ExitCode.PROFILE,
        ) from error


def _check_format(data: bytes, name: str) -> None:
    try:
        found = msgspec.json.decode(data, type=_Head).format
    except msgspec.ValidationError as error:
        _explain(error, {}, name)
    if found is None:
        key = ("format",)
        _refuse("layout.missing-key", name, key, f"the key is missing; write {LAYOUT_FORMAT}")
    if found != LAYOUT_FORMAT:
        raise QcError(
            "layout.format",
            f"{name}: $.format: this file is of format {found}; only {LAYOUT_FORMAT} is read here",
            "Import the layout anew with this version of qc, or use the version that wrote it.",
            ExitCode.PROFILE,
        )


def _refuse(code: str, name: str, path: Place, what: str) -> NoReturn:
    """Raise the error of one place."""
    raise QcError(code, f"{name}: {json_path(path)}: {what}", SEE, ExitCode.PROFILE)


def json_path(path: Place) -> str:
    """Write a way through a document as `$.sides[0].targets[3]`, positions from 0."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "$" + "".join(steps)


def _unknown_keys(
    value: object, kind: object, path: Place
) -> Iterator[tuple[Place, str, type[msgspec.Struct]]]:
    """Give every key that the record at its place does not know, with that record."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _unknown_keys(each, kind, (*path, number))
        return
    record = _record(kind, value)
    if record is None or not isinstance(value, Mapping):
        return
    fields = {field.name: field.type for field in msgspec.structs.fields(record)}
    tag = record.__struct_config__.tag_field
    for key, inner in value.items():
        if key in fields:
            yield from _unknown_keys(inner, fields[key], (*path, key))
        elif key != tag:
            yield path, key, record


def _record(kind: object, value: object) -> type[msgspec.Struct] | None:
    """Give the record that a value of this type is: of several, the one its tag names."""
    records = list(_records(kind))
    if len(records) == 1:
        return records[0]
    for record in records:
        config = record.__struct_config__
        if isinstance(value, Mapping) and value.get(config.tag_field) == config.tag:
            return record
    return None


def _records(kind: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in get_args(kind):
        yield from _records(part)


def _nearest(key: str, kind: type[msgspec.Struct]) -> str:
    """Name the key that was meant, or all that are known here."""
    known = [field.name for field in msgspec.structs.fields(kind)]
    near = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean `{near[0]}`?" if near else f"; known here are {', '.join(known)}"


def _explain(error: msgspec.ValidationError, document: object, name: str) -> NoReturn:
    """Turn msgspec's complaint into file, JSON path and what is expected."""
    match = _PLACED.fullmatch(str(error))
    what, where = (match["what"], match["where"] or "") if match else (str(error), "")
    path = tuple(int(number) if number else key for number, key in _STEP.findall(where[1:]))
    missing = _QUOTED.search(what) if what.startswith("Object missing") else None
    if missing:
        key = missing["key"]
        _refuse("layout.missing-key", name, (*path, key), "the key is missing")
    for word, plain in WORDS.items():
        what = what.replace(word, plain)
    choices = _choices(document, path)
    if what.startswith("Invalid") and choices:
        what = f"{what}; known are {', '.join(choices)}"
    _refuse("layout.bad-value", name, path, what[:1].lower() + what[1:])


def _choices(document: object, path: Place) -> tuple[str, ...]:
    """Give the words allowed at a place: an enum's values, or the kinds of a tagged record."""
    kind: object = Layout
    value = document
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) else None
            continue
        records = list(_records(kind))
        if records and step == records[0].__struct_config__.tag_field:
            return tuple(str(record.__struct_config__.tag) for record in records)
        record = _record(kind, value)
        fields = {f.name: f.type for f in msgspec.structs.fields(record)} if record else {}
        kind = fields.get(step)
        value = value.get(step) if isinstance(value, Mapping) else None
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()
