"""A few bits of how a sheet was printed and stamped, in which thousands of sheets are alike.

They exist to notice a whole box that is scanned twice (`detecting.rescans`), and for nothing else.
Each measure is cut into wide cells, and only whether its cell's number is odd is kept; where the
cells begin depends on a secret of this session that nobody keeps. So a bit is set on half of all
sheets, whatever the measure's middle is, and tells nobody where a stamp stands.
"""

import hashlib
import hmac
import math
from collections.abc import Mapping

CELLS: tuple[tuple[str, float], ...] = (
    ("stamp_x_mm", 4.0),
    ("stamp_x_mm", 9.0),
    ("stamp_y_mm", 4.0),
    ("stamp_turn_deg", 8.0),
)
"""A measure and the width of its cells: a second scan is off by a tenth of it, seldom more."""

UNKNOWN = "-"
"""In place of a bit whose measure could not be had."""


def coarse_bits(secret: bytes, measures: Mapping[str, float]) -> str:
    """Give a page's bits in the order of `CELLS`; empty without a secret or any such measure."""
    if not secret or not any(name in measures for name, _ in CELLS):
        return ""
    return "".join(
        _bit(secret, f"{place}/{name}", measures[name] / width)
        if name in measures and math.isfinite(measures[name])
        else UNKNOWN
        for place, (name, width) in enumerate(CELLS)
    )


def _bit(secret: bytes, name: str, cells: float) -> str:
    keyed = hmac.new(secret, name.encode(), hashlib.sha256).digest()
    start = int.from_bytes(keyed[:4], "big") / 2**31
    return str(math.floor(cells + start) % 2)
