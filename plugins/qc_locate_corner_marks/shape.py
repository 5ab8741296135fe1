"""Has the image the paper's proportions; and if not, is it such a sheet with a panel folded?"""

from collections.abc import Sequence

import numpy as np

from qc_locate_corner_marks.fitting import agree
from qc_locate_corner_marks.search import Look, find_places, middles
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import CornerMarks, Size
from qc_service.model.page import Page
from qc_service.model.units import Grey

PROPORTION_OFF = 0.06
"""Share by which width over height may differ from the paper's: a crop or a bed of 6 mm at both
ends of a sheet, and a feed stretched by 2 %."""

PANEL_LEAST, PANEL_MOST = 0.15, 0.6
"""Share of a sheet that can be folded away: one panel of two or three."""

FOLDED_MARKS = 2
"""Marks that must be found on what is seen: two in their places do not lie so by chance."""

REACH_MM = 9.0
COARSE = 2


def fits_paper(page: Page, paper: Size) -> bool:
    """Say whether the image is about as wide against its height as the paper."""
    height, width = page.pixels.shape
    return bool(abs(width / height * paper.height / paper.width - 1) <= PROPORTION_OFF)


def folded_or_foreign(
    views: Sequence[Grey], page: Page, fiducials: CornerMarks, paper: Size
) -> Fault:
    """Say whether the image shows such a sheet with a panel folded away, or another thing."""
    rows, columns = page.small.shape
    scale = rows / paper.height
    seen = columns / scale
    missing = 1 - seen / paper.width
    if PANEL_LEAST <= missing <= PANEL_MOST:
        mm = middles(fiducials.marks)
        for tiny in views:
            for left in (0.0, paper.width - seen):
                near = (mm - (left, 0.0)) * scale - 0.5
                near[(near[:, 0] < 0) | (near[:, 0] >= columns)] = np.nan
                places = find_places(tiny, fiducials.marks, near, Look(scale, REACH_MM, COARSE))
                found = len(agree(places, mm, scale).marks) if len(places.mark) else 0
                if found >= FOLDED_MARKS:
                    return _folded(seen, paper, found)
    message = (
        f"the image is {columns / rows:.3f} times as wide as high, such a sheet "
        f"{paper.width / paper.height:.3f} times"
    )
    return Fault(
        FaultCode.NOT_A_BALLOT, message, {"wide": round(columns / rows, 3)}, "locate-corner-marks"
    )


def _folded(seen: float, paper: Size, found: int) -> Fault:
    message = (
        f"the sheet was scanned folded: {seen:.0f} of its {paper.width:.0f} mm are seen; "
        "unfold it and scan it again"
    )
    detail: dict[str, str | float] = {
        "seen_mm": round(seen, 1),
        "paper_mm": paper.width,
        "found": found,
    }
    return Fault(FaultCode.FOLDED, message, detail, "locate-corner-marks")
