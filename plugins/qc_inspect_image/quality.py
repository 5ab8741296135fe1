"""Named measures of one page's image, each with its unit in the name or a share in 0..1."""

import cv2
import numpy as np

from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats, Grey

EVERY = 12
"""Rows between samples for streaks: a streak runs down the page, so every twelfth will do."""

THIRD = 3
"""Every third bar of the top row tells the focus as well as all."""

APART = 3
"""Columns at 100 dpi (0.8 mm) to each side with which a column is compared: wider than a streak."""

DARKER = 5
"""Grey levels a column must be darker than both sides to count: twice the noise of a mean of 4."""


def measures_of(page: Page, placement: Placement) -> dict[str, float]:
    """Measure light, geometry, focus and streaks.

    `paper_level`, `ink_level`: grey 0..255. `skew_deg`: tilt of the top border. `scale_px_per_mm`:
    across. `stretch`: scale along over scale across. `marks_found`: share of timing marks seen.
    `streak`: largest share of rows in which one column is darker than both its sides. `focus`:
    sharpest step between neighbouring pixels of the frame, as a share of the contrast.
    """
    left, right = placement.px[0, 0], placement.px[0, -1]
    bottom = placement.px[-1, 0]
    wide = float(placement.x_mm[-1] - placement.x_mm[0])
    tall = float(placement.y_mm[-1] - placement.y_mm[0])
    across, along = right - left, bottom - left
    sign = -1.0 if placement.rotation_deg else 1.0
    scale = float(np.hypot(*across)) / wide
    found = {
        "paper_level": placement.paper_level,
        "ink_level": placement.ink_level,
        "skew_deg": float(np.rad2deg(np.arctan2(sign * across[1], sign * across[0]))),
        "scale_px_per_mm": scale,
        "stretch": float(np.hypot(*along)) / tall / scale,
        "marks_found": placement.found / placement.expected,
        "streak": streak_share(page.small),
        "focus": _focus(page.pixels, placement),
    }
    return {name: round(value, 4) for name, value in found.items()}


def streak_share(small: Grey) -> float:
    """Give the largest share of rows (0..1) in which one column is darker than both its sides."""
    rows = small[::EVERY].astype(np.int16)
    if rows.shape[1] <= 2 * APART:
        return 0.0
    middle, first, second = rows[:, APART:-APART], rows[:, : -2 * APART], rows[:, 2 * APART :]
    darker = np.minimum(first, second) - middle > DARKER
    return float(np.count_nonzero(darker, axis=0).max()) / len(rows)


def _focus(pixels: Grey, placement: Placement) -> float:
    """Measure the steepest step down through the top row's bars: 0.7 and more when sharp."""
    points: Floats = placement.px[0, ::THIRD]
    reach = round(2.0 * float(np.hypot(*(placement.px[0, 1] - placement.px[0, 0]))) / 10)
    height, width = pixels.shape
    x = np.clip(np.rint(points[:, 0]).astype(int), 0, width - 1)
    y = np.rint(points[:, 1]).astype(int)[:, None] + np.arange(-reach, reach + 1)
    columns = pixels[np.clip(y, 0, height - 1), x[:, None]].astype(np.float32)
    steps = np.abs(cv2.subtract(columns[:, 1:], columns[:, :-1])).max(axis=1)
    contrast = placement.paper_level - placement.ink_level
    return float(min(1.0, np.sort(steps)[len(steps) // 2] / contrast))
