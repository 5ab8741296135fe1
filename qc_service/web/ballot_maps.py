"""Where on the ballot a scanner differs: the layout's own picture with a spot at each place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qc_service.flow.story import PlaceCount
from qc_service.model.layout import Box, Layout, RegionKind, Side
from qc_service.model.verdict import DifferenceKind

MAPS_MOST = 6
"""Pictures shown at most, those with the most differences: more nobody looks at."""

SPOT_LEAST, SPOT_MOST = 2.5, 9.0
"""Radius of a spot in millimetres on the ballot: seen beside an oval, and not over its neighbours'
neighbours."""

SHOWN_REGIONS = frozenset({RegionKind.STAMP, RegionKind.WRITE_IN})


@dataclass(frozen=True)
class Spot:
    """One place on the ballot where readings differ, in millimetres; `label` says it in words."""

    x: float
    y: float
    radius: float
    sheets: int
    kind: DifferenceKind
    contest: str
    option: str


@dataclass(frozen=True)
class BallotMap:
    """One side of one layout with its spots, the largest first."""

    title: str
    side: str
    width: float
    height: float
    targets: tuple[Box, ...]
    regions: tuple[Box, ...]
    spots: tuple[Spot, ...]

    @property
    def sheets(self) -> int:
        """All differences on this side."""
        return sum(spot.sheets for spot in self.spots)


def ballot_maps(places: Sequence[PlaceCount], layouts: Iterable[Layout]) -> tuple[BallotMap, ...]:
    """Draw the places on the layouts they are of; those of no known place are left out."""
    by_style: dict[str, list[PlaceCount]] = defaultdict(list)
    for place in places:
        by_style[place.style].append(place)
    most = max((place.sheets for place in places), default=1)
    maps = [
        _map(layout, side, by_style[style], most)
        for layout in layouts
        for style in dict.fromkeys((layout.style, layout.id))
        if style in by_style
        for side in layout.sides
    ]
    shown = sorted((each for each in maps if each.spots), key=lambda each: -each.sheets)
    return tuple(shown[:MAPS_MOST])


def _map(layout: Layout, side: Side, places: Iterable[PlaceCount], most: int) -> BallotMap:
    boxes: dict[tuple[str, str], Box] = {}
    for target in side.targets:
        boxes.setdefault((target.contest, target.option), target.box)
    spots = [
        _spot(boxes[place.contest, place.option], place, most)
        for place in places
        if (place.contest, place.option) in boxes
    ]
    return BallotMap(
        title=layout.title,
        side=side.name,
        width=layout.paper.width,
        height=layout.paper.height,
        targets=tuple(target.box for target in side.targets),
        regions=tuple(region.box for region in side.regions if region.kind in SHOWN_REGIONS),
        spots=tuple(sorted(spots, key=lambda spot: -spot.sheets)),
    )


def _spot(box: Box, place: PlaceCount, most: int) -> Spot:
    # Area by number: twice the ballots are twice the ink.
    radius = max(SPOT_LEAST, SPOT_MOST * (place.sheets / most) ** 0.5)
    return Spot(
        x=box.x + box.width / 2,
        y=box.y + box.height / 2,
        radius=round(radius, 2),
        sheets=place.sheets,
        kind=place.kind,
        contest=place.contest,
        option=place.option,
    )
