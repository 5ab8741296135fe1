"""Finds ink of a hand outside the targets: a cross beside the oval, a ringed name.

No blank form is needed: printed text is small, printed rules are straight and long, and around
each target the layout says which paper must be clear. What is left is a hand's.
"""

import cv2
import numpy as np
import numpy.typing as npt

from qc_inspect_image.rules import across_runs, down_runs
from qc_service.model.layout import Box, RegionKind, Side
from qc_service.model.page import Page, Placement
from qc_service.model.reading import OutsideMark
from qc_service.model.units import Floats, Grey
from qc_service.reading.kept import Kept

INK = 0.3
"""Ink from which a 0.5 mm pixel counts: a 0.3 mm pen line covers more of it."""

FAINT = 0.15
"""The same for lines through the page: a scanner's streak is fainter than a pen."""

ACROSS_MM = 20.0
"""Length from which a level straight line is print: the flat of a hand's ring is shorter."""

DOWN_MM = 9.0
"""Length from which an upright one is a rule or a streak: no hand draws it that straight."""

TALL_MM = 5.0
"""Height from which a blob is no line of print in an option's cell: text is up to 3 mm."""

TALLER_MM = 6.2
"""Height from which a blob may also hold letters: two touching lines of print are lower."""

MIXED = 0.65
"""Share of its box from which such a blob is a printed block after all."""

WIDE_MM = 2.5
"""Width that goes with it: a capital letter with its neighbour's smear is narrower."""

SPECK_MM = 1.4
"""Extent under which ink on clear paper is a speck."""

SOLID = 0.5
"""Share of its box from which a blob is print (merged lines, a block), not handwriting."""

MAX_MARKS = 20
"""Most marks told of one page: more is dirt or a spoilt sheet, and the count says so."""

Labels = npt.NDArray[np.uint16]
"""(height, width) number of the blob each pixel belongs to, 0 = none."""

Boxes = npt.NDArray[np.int64]
"""(n, 4) x0, y0, x1, y1 in pixels of the page they are used on, x1 and y1 not included."""


def find_outside(page: Page, side: Side, placement: Placement) -> tuple[OutsideMark, ...]:
    """Give marks outside targets, the largest first."""
    if not side.targets:
        return ()
    step = 2 * page.factor
    scale = float(np.hypot(*(placement.px[0, -1] - placement.px[0, 0]))) / step
    scale /= float(placement.x_mm[-1] - placement.x_mm[0])
    targets, cells, clear = _areas(side, placement, step)
    # Only the part of the page with options in it is looked at.
    low = np.maximum(cells[:, :2].min(axis=0), 0)
    high = np.minimum(cells[:, 2:].max(axis=0), page.tiny.shape[::-1])
    if (high - low < 1).any():
        return ()
    shift = np.concatenate([low, low])
    targets, cells, clear = targets - shift, cells - shift, clear - shift
    part = page.tiny[low[1] : high[1], low[0] : high[0]]
    mask = _hand_mask(part, placement, (cells, clear), scale)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)
    stats[_touching(np.asarray(labels, np.uint16), targets), cv2.CC_STAT_AREA] = 0
    blobs = stats[1:].astype(np.int64)
    kinds = _kinds(blobs, clear, scale)
    chosen = np.flatnonzero(kinds)
    chosen = chosen[np.argsort(-blobs[chosen, cv2.CC_STAT_AREA], kind="stable")][:MAX_MARKS]
    blobs[:, :2] += low
    return tuple(
        _mark(blobs[i], kinds[i] == LARGE, (targets + shift, side), step, scale)
        for i in chosen.tolist()
    )


def _areas(side: Side, placement: Placement, step: int) -> tuple[Boxes, Boxes, Boxes]:
    """Map targets, option cells and clear paper, in one go, to the page at 1/`step` of its size."""
    points, first, second = _corners(side)
    corners = placement.to_px(points).reshape(-1, 4, 2)
    both = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    mapped = np.rint(both / step).astype(np.int64)
    return mapped[:first], mapped[first:second], mapped[second:]


LARGE, BESIDE = 1, 2


def _corners_mm(side: Side) -> tuple[Floats, int, int]:
    """Give four corners (4 n, 2) mm of each target, cell and clear paper, and where the two end."""
    cells = _cells(side)
    clear = [r.box for r in side.regions if r.kind is RegionKind.CLEAR]
    boxes = [*(t.box for t in side.targets), *cells, *clear]
    ends = np.array([(b.x, b.y, b.x + b.width, b.y + b.height) for b in boxes])
    first, second = len(side.targets), len(side.targets) + len(cells)
    return ends[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 2), first, second


_corners = Kept(_corners_mm)


def _cells(side: Side) -> list[Box]:
    cells = [r.box for r in side.regions if r.kind is RegionKind.OPTION]
    # Without option cells in the layout, what lies within a name's reach of a target.
    return cells or [
        Box(t.box.x - 30, t.box.y - 1.5, t.box.width + 36, t.box.height + 3) for t in side.targets
    ]


def _hand_mask(tiny: Grey, placement: Placement, areas: tuple[Boxes, Boxes], scale: float) -> Grey:
    """Give ink (1) in the searched areas that is no straight line along the page."""
    contrast = placement.paper_level - placement.ink_level
    dark = cv2.THRESH_BINARY_INV
    _, faint = cv2.threshold(tiny, placement.paper_level - FAINT * contrast, 1, dark)
    _, ink = cv2.threshold(tiny, placement.paper_level - INK * contrast, 1, dark)
    level = across_runs(np.asarray(faint, np.uint8), round(ACROSS_MM * scale))
    upright = down_runs(np.asarray(faint, np.uint8), round(DOWN_MM * scale))
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    wanted = np.zeros(tiny.shape, np.uint8)
    for boxes in areas:
        for x0, y0, x1, y1 in np.maximum(boxes, 0).tolist():
            wanted[y0:y1, x0:x1] = 1
    # Ink and wanted, and no rule: both are 0 or 1, so 1 - 0 is kept and 1 - 1 is not.
    return np.asarray(cv2.subtract(cv2.bitwise_and(ink, wanted), rules), np.uint8)


def _touching(labels: Labels, targets: Boxes) -> list[int]:
    """Give the blobs that reach into a target's inner half: their ink is the reader's to score.

    A ring that only touches the printed outline is not among them.
    """
    found: set[int] = set()
    inset = (targets[:, 2:] - targets[:, :2]) // 4
    inner = np.concatenate([targets[:, :2] + inset, targets[:, 2:] - inset], axis=1)
    for x0, y0, x1, y1 in np.maximum(inner, 0).tolist():
        found.update(labels[y0:y1, x0:x1].ravel().tolist())
    return sorted(found)


def _kinds(blobs: npt.NDArray[np.int64], clear: Boxes, scale: float) -> npt.NDArray[np.int64]:
    """Say of each blob (n, 5) whether it is a LARGE mark, one BESIDE a target, or nothing (0)."""
    x, y, w, h, area = blobs.T
    thin = area < SOLID * w * h
    tall = (h >= TALL_MM * scale) & thin
    # Two lines of print that touch are no taller than this; a ring that has caught letters is.
    tall |= (h >= TALLER_MM * scale) & (area < MIXED * w * h)
    large = tall & (w >= WIDE_MM * scale) & (area > 0)
    beside = np.zeros(len(blobs), np.bool_)
    big = np.flatnonzero((area > 0) & (np.maximum(w, h) >= SPECK_MM * scale))
    if len(clear) and len(big):
        cx, cy = (x + w / 2)[big, None], (y + h / 2)[big, None]
        within = (cx >= clear[:, 0]) & (cx < clear[:, 2]) & (cy >= clear[:, 1]) & (cy < clear[:, 3])
        beside[big] = within.any(axis=1)
    return np.where(large, LARGE, np.where(beside, BESIDE, 0))


def _mark(
    blob: npt.NDArray[np.int64],
    large: np.bool_,
    places: tuple[Boxes, Side],
    step: int,
    scale: float,
) -> OutsideMark:
    """Describe one blob, with the option whose target is nearest."""
    targets, side = places
    x, y, w, h, area = blob.tolist()
    middles: Floats = (targets[:, :2] + targets[:, 2:]) / 2
    away = np.hypot(middles[:, 0] - (x + w / 2), middles[:, 1] - (y + h / 2))
    nearest = side.targets[int(away.argmin())]
    # Ink against a full target's, so that 1 is as much as a filled one.
    full = nearest.box.width * nearest.box.height * scale * scale
    return OutsideMark(
        "large" if large else "beside",
        (x * step, y * step, w * step, h * step),
        round(min(1.0, area / full), 4),
        nearest.contest,
        nearest.option,
    )
