"""The dimensions of Norwegian ballots, from `geometry.toml`: certain, measured and guessed."""

from functools import cache
from importlib.resources import files
from typing import cast

import msgspec

STATUSES = ("certain", "measured", "guessed")
"""The parts of the file, from what the law says to what is ours."""


class Column(msgspec.Struct, frozen=True):
    """A column of boxes: the left edge, the first box's upper edge, how many fit."""

    x: float
    y: float
    rows: int


class Form(msgspec.Struct, frozen=True):
    """One way to fold and rule a sheet: what differs between form codes, inside unless said."""

    width: float
    folds: tuple[float, ...]
    title: tuple[float, float]
    columns: tuple[Column, ...]
    table: Column | None = None
    table_outside: Column | None = None


class LMark(msgspec.Struct, frozen=True):
    """The marks inside: four in the corners, the fifth left of the last fold."""

    width: float
    height: float
    left: float
    top: float
    bottom: float
    right_to_edge: float
    fifth_to_fold: float
    line: float


class TMark(msgspec.Struct, frozen=True):
    """The marks outside, by their white squares: four in the corners and one in the middle."""

    left: float
    top: float
    bottom: float
    right_to_edge: float
    middle: tuple[float, float]
    size: float
    line: float


class TargetSize(msgspec.Struct, frozen=True):
    """The boxes to mark and the step from one to the next below it."""

    size: float
    line: float
    pitch: float


class NameSize(msgspec.Struct, frozen=True):
    """A candidate's line."""

    points: float
    info_points: float
    from_target: float
    number_to_target: float


class TableSize(msgspec.Struct, frozen=True):
    """The table to write names of other lists' candidates in."""

    header: float
    pitch: float
    comb: float
    tick: float
    width: float
    names: float


class NumberSize(msgspec.Struct, frozen=True):
    """The number line: its place, and where its three groups begin."""

    to_bottom: float
    height: float
    pitch: float
    number: float
    form: float
    serial: float


class Area(msgspec.Struct, frozen=True):
    """A rectangle on the outside."""

    x: float
    y: float
    width: float
    height: float


class Span(msgspec.Struct, frozen=True):
    """From which height how far down."""

    y: float
    height: float


class Around(msgspec.Struct, frozen=True):
    """How far a field reaches beyond another."""

    left: float
    top: float
    right: float
    bottom: float


class Ticked(msgspec.Struct, frozen=True):
    """The column of parties on a tick-box ballot."""

    x: float
    y: float
    pitch: float


class Storting(msgspec.Struct, frozen=True):
    """What differs on a parliamentary ballot."""

    height: float


class Geometry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All dimensions in mm; sizes of type in points, colours in percent of four inks."""

    number_digits: int
    serial_digits: int
    serial_digits_ticked: int
    title_points_least: float
    colour: dict[str, tuple[float, float, float, float]]
    storting: Storting
    height: float
    header: float
    footer: float
    strip: float
    white: float
    l_mark: LMark
    t_mark: TMark
    target: TargetSize
    name: NameSize
    table: TableSize
    number_line: NumberSize
    stamp: Area
    guidance: Area
    forms: dict[str, Form]
    dark: float
    title_box: Span
    stamp_surround: Around
    ticked: Ticked

    def tone(self, colour: str, black: float = 0.0) -> float:
        """Give the darkness (0..1) that a colour has in grey, with `black` percent over it."""
        cyan, magenta, yellow, own = (ink / 100 for ink in self.colour[colour])
        light = 0.299 * (1 - cyan) + 0.587 * (1 - magenta) + 0.114 * (1 - yellow)
        return round(1 - light * (1 - own) * (1 - black / 100), 3)


@cache
def geometry() -> Geometry:
    """Read the dimensions that come with the product."""
    data = files(__package__).joinpath("geometry.toml").read_bytes()
    parts = msgspec.toml.decode(data, type=dict[str, dict[str, object]])
    merged: dict[str, object] = {}
    for status in STATUSES:
        merged = merge(merged, parts[status], status)
    return msgspec.convert(merged, Geometry)


def merge(one: dict[str, object], more: dict[str, object], place: str) -> dict[str, object]:
    """Put two trees of numbers into one.

    Raises:
        ValueError: A number stands in both.
    """
    merged = dict(one)
    for key, value in more.items():
        old = merged.get(key)
        if old is None:
            merged[key] = value
        elif isinstance(old, dict) and isinstance(value, dict):
            both = cast("dict[str, object]", old), cast("dict[str, object]", value)
            merged[key] = merge(*both, f"{place}.{key}")
        else:
            raise ValueError(f"{place}.{key} stands twice in geometry.toml")
    return merged
