"""What is wrong with a configuration, in words: file, line, key, what is expected, the nearest."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar

import msgspec

from qc_service.adapters.toml_lines import Place, line_of, value_at
from qc_service.model.errors import ExitCode, QcError

Record = TypeVar("Record", bound=msgspec.Struct)

SEE = "docs/configuration.md describes every key."

WORDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "a text in quotes",
    "`bool`": "true or false",
    "`array`": "a list in [ ]",
    "`object`": "a table",
    "`datetime`": "a date",
    "`date`": "a date",
    "`time`": "a time",
}
"""What msgspec calls a type, and what a person who writes TOML calls it."""

_PLACED = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<where>.*)`)?", re.DOTALL)
_OWN = re.compile(r"(?P<key>\w+): (?P<what>.*)", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class Source:
    """One configuration file as it was read."""

    file: str
    text: str

    def refuse(self, code: str, place: Place, what: str, hint: str = SEE) -> NoReturn:
        """Raise the error of one place."""
        raise QcError(code, f"{self.at(place)}: {what}", hint, ExitCode.CONFIG)

    def at(self, place: Place) -> str:
        """Write a place as `FILE:LINE: section.key`."""
        key = f": {dotted(place)}" if place else ""
        return f"{self.file}:{line_of(self.text, place)}{key}"


def read_record(source: Source, kind: type[Record], within: Place = ()) -> Record:
    """Read a TOML text, or its table `within`, strictly into a record.

    Raises:
        QcError: `config.*` naming file, line and key.
    """
    data = value_at(_parse(source), within)
    unknown = list(_unknown(data, kind, ()))
    if unknown:
        lines = [
            f"{source.at((*within, *place, key))}: unknown key{_nearest(key, place, kind)}"
            for place, key in unknown
        ]
        raise QcError(
            "config.unknown-key",
            "\n".join(lines),
            f"Correct or remove what is named. {SEE}",
            ExitCode.CONFIG,
        )
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        _explain(source, data, error, within)


def dotted(place: Place) -> str:
    """Write a place the way TOML writes keys, positions in square brackets from 1."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _parse(source: Source) -> dict[str, object]:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        # "at end of document" has no number: it is the last line.
        number = int(line[1]) if line else max(1, len(source.text.splitlines()))
        raise QcError(
            "config.syntax",
            f"{source.file}:{number}: this is not TOML: {error}",
            "Mend the line named, or the one before it.",
            ExitCode.CONFIG,
        ) from error


def _unknown(data: object, kind: type[msgspec.Struct], place: Place) -> Iterator[tuple[Place, str]]:
    """Give every key that no record knows, in the order of the file."""
    if not isinstance(data, Mapping):
        return
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in data.items():
        if key not in fields:
            yield place, key
            continue
        inner = _record_in(fields[key])
        if inner is not None and isinstance(value, list):
            for number, each in enumerate(value):
                yield from _unknown(each, inner, (*place, key, number))
        elif inner is not None:
            yield from _unknown(value, inner, (*place, key))


def _record_in(kind: object) -> type[msgspec.Struct] | None:
    """Give the record that a field holds, or holds a list of; None for plain values."""
    for each in (kind, *getattr(kind, "__args__", ())):
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            return each
    return None


def _nearest(key: str, place: Place, kind: type[msgspec.Struct]) -> str:
    """Name the key that was meant, perhaps one of another section."""
    everywhere = dict(_keys(kind, ()))
    here = {name: where for where, name in _pairs(everywhere) if where == _names(place)}
    near = difflib.get_close_matches(key, here, n=1)
    if near:
        return f"; did you mean `{near[0]}`?"
    elsewhere = [(where, name) for where, name in _pairs(everywhere) if name == key]
    if elsewhere:
        return f"; it belongs in section [{'.'.join(elsewhere[0][0])}]"
    return f"; known here are {', '.join(sorted(here))}"


def _names(place: Place) -> tuple[str, ...]:
    return tuple(step for step in place if isinstance(step, str))


def _pairs(keys: Mapping[tuple[str, ...], object]) -> Iterator[tuple[tuple[str, ...], str]]:
    for way in keys:
        yield way[:-1], way[-1]


def _keys(
    kind: type[msgspec.Struct], place: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give every key the records know, by the way to it."""
    for field in msgspec.structs.fields(kind):
        way = (*place, field.encode_name)
        yield way, field.type
        inner = _record_in(field.type)
        if inner is not None:
            yield from _keys(inner, way)


def _explain(
    source: Source, data: object, error: msgspec.ValidationError, within: Place
) -> NoReturn:
    """Turn msgspec's complaint into file, line, key and what is expected."""
    match = _PLACED.fullmatch(str(error))
    what, where = (match["what"], match["where"] or "") if match else (str(error), "")
    inner = tuple(int(n) if n else name for n, name in _STEP.findall(where))
    place: Place = (*within, *inner)
    own = _OWN.fullmatch(what)
    if own and isinstance(error.__cause__, ValueError):
        # The record's own check: it names the key, for it cannot know the place.
        source.refuse("config.bad-value", (*place, own["key"]), own["what"])
    missing = _MISSING.fullmatch(what)
    if missing:
        key = missing["key"]
        source.refuse("config.missing-key", place, f"the key `{key}` is missing")
    for name, word in WORDS.items():
        what = what.replace(name, word)
    what = what[:1].lower() + what[1:]
    if ", got " in what:
        source.refuse("config.wrong-type", place, what)
    source.refuse("config.out-of-range", place, f"{what}, got {value_at(data, inner)!r}")
