"""Cuts an area of the sheet out of the page, straight and at a scale of its own."""

import cv2
import numpy as np

from qc_service.model.layout import Box
from qc_service.model.page import Page, Placement
from qc_service.model.units import Grey
from qc_service.reading.decode import shrink

COARSER = 0.9
"""The small page is taken where it is finer than what is asked for, or hardly coarser."""


def rectify(page: Page, placement: Placement, box: Box, scale: float) -> Grey:
    """Give a box of the sheet as (rows, columns) uint8 at `scale` pixels a mm, 0 = black.

    The map from the sheet is taken as affine within the box. Where the box is over the image's
    edge, the edge is repeated.
    """
    ends = np.array(
        [
            (box.x, box.y),
            (box.x + box.width, box.y),
            (box.x, box.y + box.height),
        ]
    )
    px, source = placement.to_px(ends), page.pixels
    fine = float(np.hypot(*(px[1] - px[0]))) / box.width
    if fine / page.factor >= COARSER * scale:
        px, source, fine = (px + 0.5) / page.factor - 0.5, page.small, fine / page.factor
    # Where the page is much finer, several samples a pixel are averaged.
    times = max(1, round(fine / scale))
    columns, rows = (times * round(length * scale) for length in (box.width, box.height))
    # From the cut's pixels to the page's: middles of pixels on middles of pixels.
    along, down = (px[1] - px[0]) / columns, (px[2] - px[0]) / rows
    back = np.stack([along, down, px[0] + (along + down) / 2], axis=1)
    straight = cv2.warpAffine(
        source,
        back,
        (columns, rows),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return shrink(np.asarray(straight, np.uint8), times)
