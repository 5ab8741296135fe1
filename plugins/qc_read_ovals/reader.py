"""The reader: cut a patch around each target, find the outline in it, measure the ink inside."""

import numpy as np

from qc_read_ovals.ink import measure
from qc_read_ovals.patches import Geometry, Ints, cut_patches, geometry_of, on_small_page
from qc_read_ovals.place import GOOD_MATCH, find_shifts, match, windows
from qc_read_ovals.regions import is_line, score_regions
from qc_read_ovals.streaks import confirm
from qc_read_ovals.template import Template, template
from qc_service.model.layout import Layout, Region, Side, Target, TargetShape
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Reading, TargetScore
from qc_service.model.units import Floats

NAME = "read-ovals"

SHAPES = (TargetShape.OVAL, TargetShape.BOX)

DIGITS = 4
"""Decimals kept of a score: finer than a pixel's share of the smallest target."""


class OvalReader:
    """Scores outlined targets; one batch for all targets of one size on the side."""

    name = NAME

    def reads(self, shape: TargetShape) -> bool:
        """Say yes to ovals and boxes."""
        return shape in SHAPES

    def scores(self, region: Region) -> bool:
        """Say yes to single lines to write on."""
        return is_line(region)

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Score every target in the layout's order; regions for writing as share of ink."""
        del layout
        groups: dict[tuple[TargetShape, float, float, float], list[int]] = {}
        for i, target in enumerate(side.targets):
            if target.shape in SHAPES:
                key = (target.shape, target.box.width, target.box.height, target.line)
                groups.setdefault(key, []).append(i)
        scores: dict[int, TargetScore] = {}
        for indices in groups.values():
            found = _read_group(page, placement, [side.targets[i] for i in indices])
            scores |= dict(zip(indices, found, strict=True))
        ordered = tuple(scores[i] for i in sorted(scores))
        matches = sorted(score.match for score in ordered)
        registration = matches[len(matches) // 2] if matches else 0.0
        return Reading(ordered, score_regions(page, placement, side.regions), registration)


def _read_group(page: Page, placement: Placement, targets: list[Target]) -> list[TargetScore]:
    """Score targets of one shape and size together."""
    geometry = geometry_of(targets, placement)
    shifts, coarse = _shifts(page, geometry, targets[0], placement)
    patches = cut_patches(page.pixels, geometry, targets[0], placement)
    model = _template(targets[0], geometry.scale, geometry.angle_deg)
    places = _places(shifts, geometry, patches.centres, patches.search)
    ink = windows(patches.ink, places + patches.rim, model.kernel.shape)
    # A thin outline at high resolution matches better on the small page, where it fills a pixel.
    matches = np.maximum(match(ink, model), coarse)
    good = matches >= GOOD_MATCH
    if not good.all():
        # An outline that is covered by ink, faint or absent lies where its neighbours say.
        common = np.median(shifts[good], axis=0) if good.any() else np.zeros(2)
        shifts = np.where(good[:, None], shifts, common)
        places = _places(shifts, geometry, patches.centres, patches.search)
        ink = windows(patches.ink, places + patches.rim, model.kernel.shape)
        matches = np.where(good, matches, match(ink, model))
    measures = measure(patches, model, places + patches.rim)
    streaks, lines = confirm(page, patches, measures)
    w, h = (round(n * geometry.scale) for n in (targets[0].box.width, targets[0].box.height))
    corners = patches.centres + places - patches.search - (w // 2, h // 2)
    columns = (
        *(
            np.round(m.astype(float), DIGITS).tolist()
            for m in (measures.firm, measures.soft, matches)
        ),
        *(flag.tolist() for flag in (streaks, lines, patches.cut)),
        corners.tolist(),
    )
    return [
        TargetScore(
            target.contest,
            target.option,
            firm,
            soft,
            found,
            (x, y, w, h),
            ("streak",) * streak + ("line",) * line + ("cut",) * cut,
        )
        for target, firm, soft, found, streak, line, cut, (x, y) in zip(
            targets, *columns, strict=True
        )
    ]


def _shifts(
    page: Page, geometry: Geometry, target: Target, placement: Placement
) -> tuple[Floats, Floats]:
    """Give each outline's shift (n, 2) from its mapped centre, in full-page pixels, and match."""
    coarse = on_small_page(geometry, page)
    patches = cut_patches(page.small, coarse, target, placement)
    found, matches = find_shifts(patches, _template(target, coarse.scale, coarse.angle_deg))
    shifts: Floats = (found + patches.centres - coarse.centres) * page.factor
    return shifts, matches


def _places(shifts: Floats, geometry: Geometry, centres: Ints, search: int) -> Ints:
    """Give the window's corner (n, 2), less the rim: whole pixels within 0 .. 2 search."""
    exact = geometry.centres + shifts - centres
    places: Ints = np.clip(np.rint(exact).astype(np.int64) + search, 0, 2 * search)
    return places


def _template(target: Target, scale: float, angle_deg: float) -> Template:
    """Make or recall the masks; sizes in quarter pixels and angles in quarter degrees recur."""
    width, height, line = (
        round(4 * length * scale) / 4
        for length in (target.box.width, target.box.height, target.line)
    )
    reach = round(scale * 32) / 32
    return template(target.shape, width, height, line, reach, round(4 * angle_deg) / 4)
