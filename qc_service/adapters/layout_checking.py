"""What is wrong with a layout beyond its form: what no ballot can be, or no reader can use."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from qc_service.model.layout import (
    Box,
    Contest,
    CornerMarks,
    Layout,
    NoCode,
    Point,
    RegionKind,
    Side,
    Size,
    Target,
    TimingMarkCode,
    TimingMarks,
)

SIDES = ("front", "back")
"""The names a side may have: a sheet has two."""

SLACK_MM = 0.01
"""Overlap that is rounding: a hundredth of a millimetre is a tenth of a pixel at 250 dpi."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What an id may be, since it becomes a file's name: `docs/layouts.md` says the same."""


def check_layout(layout: Layout) -> tuple[str, ...]:
    """Give what is wrong with one layout, each complaint with its place; nothing means sound."""
    return tuple(_complaints(layout))


def _complaints(layout: Layout) -> Iterator[str]:
    if not _ID.fullmatch(layout.id):
        yield f"$.id: {layout.id!r} must be letters, digits, '.', '_' and '-': it names the file"
    if not layout.title.strip():
        yield "$.title: is empty"
    yield from _sizes("$.paper", layout.paper)
    yield from _frame(layout)
    yield from _contests(layout.contests)
    yield from _sides(layout)
    yield from _without_target(layout)
    yield from _without_line(layout)


def _sizes(place: str, size: Size | Box) -> Iterator[str]:
    if not (size.width > 0 and size.height > 0):
        yield f"{place}: width and height must be above 0, are {size.width:g} × {size.height:g}"


def _frame(layout: Layout) -> Iterator[str]:
    """Check the fiducials: marks of some size, apart from each other, on the paper."""
    fiducials, place = layout.fiducials, "$.fiducials"
    if isinstance(fiducials, CornerMarks):
        if len(fiducials.shapes) != len(fiducials.marks):
            counts = f"{len(fiducials.marks)} marks and {len(fiducials.shapes)} shapes"
            yield f"{place}: every mark needs a shape's name; there are {counts}"
        if len(fiducials.marks) < 3:  # noqa: PLR2004 - three points fix skew and both scales
            yield f"{place}: at least three marks are needed, there are {len(fiducials.marks)}"
        for number, box in enumerate(fiducials.marks):
            yield from _on_paper(f"{place}.marks[{number}]", box, layout.paper)
        return
    if fiducials.columns < 2 or fiducials.rows < 3:  # noqa: PLR2004 - two corners and a side
        yield f"{place}: at least 2 columns and 3 rows are needed"
        return
    pitch, mark = fiducials.pitch, fiducials.mark
    yield from _sizes(f"{place}.mark", mark)
    if not (pitch.x > mark.width and pitch.y > mark.height):
        yield f"{place}.pitch: must be above the mark's size, or the bars touch"
        return
    corner = Point(
        fiducials.origin.x + pitch.x * (fiducials.columns - 1),
        fiducials.origin.y + pitch.y * (fiducials.rows - 1),
    )
    for name, centre in (("top left", fiducials.origin), ("bottom right", corner)):
        box = _around(centre, mark)
        yield from _on_paper(f"{place}: {name} bar", box, layout.paper)


def _around(centre: Point, size: Size) -> Box:
    return Box(centre.x - size.width / 2, centre.y - size.height / 2, size.width, size.height)


def _on_paper(place: str, box: Box, paper: Size) -> Iterator[str]:
    yield from _sizes(place, box)
    right, bottom = paper.width - box.x - box.width, paper.height - box.y - box.height
    if min(box.x, box.y, right, bottom) < -SLACK_MM:
        yield f"{place}: lies outside the paper ({_where(box)})"


def _where(box: Box) -> str:
    return f"x {box.x:g}, y {box.y:g}, {box.width:g} × {box.height:g} mm"


def _overlap(one: Box, other: Box) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > SLACK_MM and down > SLACK_MM


def _twice(words: Iterable[str]) -> Iterator[str]:
    return (word for word, count in Counter(words).items() if count > 1)


def _contests(contests: Sequence[Contest]) -> Iterator[str]:
    if not contests:
        yield "$.contests: there is none"
    for name in _twice(contest.id for contest in contests):
        yield f"$.contests: id {name!r} is used twice"
    for number, contest in enumerate(contests):
        place = f"$.contests[{number}] ({contest.id})"
        if not contest.id:
            yield f"{place}: the id is empty"
        if not 1 <= contest.votes_allowed <= len(contest.options):
            options = len(contest.options)
            yield (
                f"{place}: votes_allowed must be from 1 to the number of options ({options}), "
                f"is {contest.votes_allowed}"
            )
        for name in _twice(option.id for option in contest.options):
            yield f"{place}: option id {name!r} is used twice"
        if any(not option.id for option in contest.options):
            yield f"{place}: an option's id is empty"


def _sides(layout: Layout) -> Iterator[str]:
    if not layout.sides:
        yield "$.sides: there is none"
    for name in _twice(side.name for side in layout.sides):
        yield f"$.sides: {name!r} stands twice; one layout describes one sheet"
    for name in _twice(region.id for side in layout.sides for region in side.regions):
        yield f"$.sides: region id {name!r} is used twice"
    known = {(contest.id, option.id) for contest in layout.contests for option in contest.options}
    for number, side in enumerate(layout.sides):
        place = f"$.sides[{number}]"
        if side.name not in SIDES:
            yield f"{place}.name: must be one of {', '.join(SIDES)}, is {side.name!r}"
        if side.sheet < 1:
            yield f"{place}.sheet: sheets count from 1"
        yield from _code(f"{place}.identification", side, layout)
        yield from _targets(place, side, layout, known)
        yield from _regions(place, side, layout, known)
    codes = [s.identification for s in layout.sides if isinstance(s.identification, TimingMarkCode)]
    for one, other in combinations(codes, 2):
        bits = zip(one.bits, other.bits, strict=False)
        if not any({"0", "1"} == {a, b} for a, b in bits):
            yield "$.sides: no bar of the codes tells one side from the other"


def _code(place: str, side: Side, layout: Layout) -> Iterator[str]:
    code = side.identification
    if isinstance(code, NoCode):
        if len(layout.sides) > 1:
            yield f"{place}: without a code, a layout can have only one side"
        return
    if not isinstance(layout.fiducials, TimingMarks):
        yield f"{place}: a timing-mark code needs timing marks as fiducials"
        return
    if set(code.bits) - set("01?"):
        yield f"{place}.bits: may hold 0, 1 and ? only"
    if len(code.bits) != layout.fiducials.columns:
        yield (
            f"{place}.bits: needs one character for each of {layout.fiducials.columns} columns, "
            f"has {len(code.bits)}"
        )
    if not set(code.bits) & set("01"):
        yield f"{place}.bits: says nothing"


def _targets(place: str, side: Side, layout: Layout, known: set[tuple[str, str]]) -> Iterator[str]:
    for number, target in enumerate(side.targets):
        here = f"{place}.targets[{number}] ({_name(target)})"
        if (target.contest, target.option) not in known:
            yield f"{here}: there is no such contest and option"
        yield from _on_paper(here, target.box, layout.paper)
        if not 0 < target.line < min(target.box.width, target.box.height) / 2:
            yield f"{here}: the line's thickness ({target.line:g} mm) does not fit the outline"
        if any(_overlap(target.box, bar) for bar in _bars(layout)):
            yield f"{here}: lies on the fiducials"
    by_row = sorted(side.targets, key=lambda target: target.box.y)
    for number, target in enumerate(by_row):
        for other in by_row[number + 1 :]:
            if other.box.y >= target.box.y + target.box.height:
                break
            if _overlap(target.box, other.box):
                yield f"{place}.targets: {_name(target)} and {_name(other)} overlap"


def _name(target: Target) -> str:
    return f"{target.contest}/{target.option}"


def _bars(layout: Layout) -> tuple[Box, ...]:
    """Give the areas in which fiducials stand: the four borders of a frame, or the marks."""
    marks = layout.fiducials
    if isinstance(marks, CornerMarks):
        return marks.marks
    width = marks.pitch.x * (marks.columns - 1) + marks.mark.width
    height = marks.pitch.y * (marks.rows - 1) + marks.mark.height
    x, y = marks.origin.x - marks.mark.width / 2, marks.origin.y - marks.mark.height / 2
    return (
        Box(x, y, width, marks.mark.height),
        Box(x, y, marks.mark.width, height),
        Box(x + width - marks.mark.width, y, marks.mark.width, height),
        Box(x, y + height - marks.mark.height, width, marks.mark.height),
    )


def _regions(place: str, side: Side, layout: Layout, known: set[tuple[str, str]]) -> Iterator[str]:
    contests = {contest.id for contest in layout.contests}
    for number, region in enumerate(side.regions):
        here = f"{place}.regions[{number}] ({region.id})"
        if not region.id:
            yield f"{here}: the id is empty"
        yield from _on_paper(here, region.box, layout.paper)
        if region.contest and region.contest not in contests:
            yield f"{here}: there is no contest {region.contest!r}"
        elif region.option and (region.contest, region.option) not in known:
            yield f"{here}: there is no option {region.option!r} in contest {region.contest!r}"
        if region.kind in (RegionKind.WRITE_IN, RegionKind.CLEAR):
            # Both are measured for ink of a hand: print in them would be taken for it.
            for target in side.targets:
                if _overlap(region.box, target.box):
                    yield f"{here}: overlaps the target {_name(target)}"
            if any(_overlap(region.box, bar) for bar in _bars(layout)):
                yield f"{here}: lies on the fiducials"


def _without_target(layout: Layout) -> Iterator[str]:
    has = {(target.contest, target.option) for side in layout.sides for target in side.targets}
    for number, contest in enumerate(layout.contests):
        for option in contest.options:
            if (contest.id, option.id) not in has:
                yield f"$.contests[{number}] ({contest.id}): option {option.id!r} has no target"


def _without_line(layout: Layout) -> Iterator[str]:
    lines = {
        (region.contest, region.option)
        for side in layout.sides
        for region in side.regions
        if region.kind is RegionKind.WRITE_IN
    }
    for number, contest in enumerate(layout.contests):
        for option in contest.options:
            if option.write_in and (contest.id, option.id) not in lines:
                yield (
                    f"$.contests[{number}] ({contest.id}): write-in option {option.id!r} "
                    "has no write-in region"
                )
