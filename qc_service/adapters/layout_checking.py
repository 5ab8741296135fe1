"""What is wrong with a layout beyond its form: what no ballot can be, or no reader can use."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from qc_service.adapters.layout_boxes import bars, on_paper, overlap, sizes
from qc_service.adapters.layout_naming import check_frames, check_names, check_text
from qc_service.model.layout import Layout, Region, RegionKind, Side, Target

SIDES = ("front", "back")
"""The names a side may have: a sheet has two."""

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
    yield from sizes("$.paper", layout.paper)
    yield from check_frames(layout)
    yield from _contests(layout)
    yield from _sides(layout)
    yield from check_names(layout)
    yield from _without_target(layout)
    yield from _without_line(layout)


def _twice(words: Iterable[str]) -> Iterator[str]:
    return (word for word, count in Counter(words).items() if count > 1)


def _contests(layout: Layout) -> Iterator[str]:
    contests = layout.contests
    # Where nothing can be marked, the sheet itself is the vote: for its list, or blank.
    if not contests and any(side.targets for side in layout.sides):
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
        yield from _targets(place, side, layout, known)
        yield from _regions(place, side, layout, known)
        for line, text in enumerate(side.texts):
            yield from check_text(f"{place}.texts[{line}]", text, layout.paper)
        yield from _folds(f"{place}.folds", side, layout)


def _folds(place: str, side: Side, layout: Layout) -> Iterator[str]:
    edges = (0.0, *side.folds, layout.paper.width)
    if any(not left < right for left, right in pairwise(edges)):
        yield f"{place}: must rise from left to right within the paper's width"


def _targets(place: str, side: Side, layout: Layout, known: set[tuple[str, str]]) -> Iterator[str]:
    for number, target in enumerate(side.targets):
        here = f"{place}.targets[{number}] ({_name(target)})"
        if (target.contest, target.option) not in known:
            yield f"{here}: there is no such contest and option"
        yield from on_paper(here, target.box, layout.paper)
        if not 0 < target.line < min(target.box.width, target.box.height) / 2:
            yield f"{here}: the line's thickness ({target.line:g} mm) does not fit the outline"
        if any(overlap(target.box, bar) for bar in bars(layout, side)):
            yield f"{here}: lies on the fiducials"
    by_row = sorted(side.targets, key=lambda target: target.box.y)
    for number, target in enumerate(by_row):
        for other in by_row[number + 1 :]:
            if other.box.y >= target.box.y + target.box.height:
                break
            if overlap(target.box, other.box):
                yield f"{place}.targets: {_name(target)} and {_name(other)} overlap"


def _name(target: Target) -> str:
    return f"{target.contest}/{target.option}"


def _regions(place: str, side: Side, layout: Layout, known: set[tuple[str, str]]) -> Iterator[str]:
    contests = {contest.id for contest in layout.contests}
    for number, region in enumerate(side.regions):
        here = f"{place}.regions[{number}] ({region.id})"
        if not region.id:
            yield f"{here}: the id is empty"
        yield from on_paper(here, region.box, layout.paper)
        if region.contest and region.contest not in contests:
            yield f"{here}: there is no contest {region.contest!r}"
        elif region.option and (region.contest, region.option) not in known:
            yield f"{here}: there is no option {region.option!r} in contest {region.contest!r}"
        yield from _row(here, region)
        if region.kind in (RegionKind.WRITE_IN, RegionKind.CLEAR):
            # Both are measured for ink of a hand: print in them would be taken for it.
            for target in side.targets:
                if overlap(region.box, target.box):
                    yield f"{here}: overlaps the target {_name(target)}"
            if any(overlap(region.box, bar) for bar in bars(layout, side)):
                yield f"{here}: lies on the fiducials"
    yield from _rows_twice(place, side)


def _row(here: str, region: Region) -> Iterator[str]:
    """Check what only rows to write in, or only printed areas have."""
    if not 0 <= region.tone <= 1:
        yield f"{here}: tone must be from 0 to 1, is {region.tone:g}"
    if region.kind is not RegionKind.WRITE_IN and (region.row or region.comb):
        yield f"{here}: only a write-in region has a row and a comb"
    if region.row < 0:
        yield f"{here}: rows count from 1"
    if region.row and not region.option:
        yield f"{here}: a row needs the option that is chosen by writing in it"
    comb = region.comb
    if comb and not (0 < comb.pitch < region.box.width and 0 < comb.tick < region.box.height):
        yield f"{here}: the comb does not fit the row"


def _rows_twice(place: str, side: Side) -> Iterator[str]:
    rows = Counter((region.contest, region.row) for region in side.regions if region.row)
    for (contest, row), count in rows.items():
        if count > 1:
            yield f"{place}.regions: row {row} of contest {contest!r} stands {count} times"


def _without_target(layout: Layout) -> Iterator[str]:
    """Complain of options that cannot be marked; rows of a table are chosen by writing in them."""
    has = {(target.contest, target.option) for side in layout.sides for target in side.targets}
    marked = {contest for contest, _ in has}
    for number, contest in enumerate(layout.contests):
        for option in contest.options:
            row = option.write_in and contest.id not in marked
            if (contest.id, option.id) not in has and not row:
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
