"""On which line of a TOML text a key stands: `tomllib` does not say, and an operator needs it."""

import tomllib
from collections.abc import Sequence

Place = tuple[str | int, ...]
"""The way to a value: keys, and positions in arrays."""

MISSING = object()
"""Stands for a value that is not there; TOML has no null, but a place may lead nowhere."""


def line_of(text: str, place: Sequence[str | int]) -> int:
    """Give the line, counted from 1, of the statement that gives the value at `place`.

    Where nothing stands at the place itself (a key is missing), it is the line of what should hold
    it. `text` must be valid TOML. It works by reading ever longer beginnings of the text, so that
    no second reader of TOML is needed; used only for errors, and configurations are short.
    """
    lines = text.splitlines(keepends=True)
    while place and not _holds(tomllib.loads(text), place):
        place = place[:-1]
    if not place:
        return 1
    for end in range(1, len(lines) + 1):
        beginning = _parse(lines[:end])
        if beginning is not None and _holds(beginning, place):
            return _start(lines, end)
    return 1


def _start(lines: Sequence[str], end: int) -> int:
    """Go back from a statement's last line to its first: the lines before it are whole again."""
    start = end
    while start > 1 and _parse(lines[: start - 1]) is None:
        start -= 1
    return start


def _parse(lines: Sequence[str]) -> dict[str, object] | None:
    try:
        return tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def value_at(value: object, place: Sequence[str | int]) -> object:
    """Give the value at a place, or `MISSING`."""
    for step in place:
        if isinstance(value, dict):
            value = value.get(step, MISSING)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return MISSING
    return value


def _holds(value: object, place: Sequence[str | int]) -> bool:
    return value_at(value, place) is not MISSING
