"""A picture of how many wrong ballots it took: one bar a fault, as SVG."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from qc_calibration.nights.study import Row

LEFT, BAR, GAP, WIDTH = 250, 16, 8, 420
"""Pixels: the names' column, a bar's height, the space to the next, the longest bar."""


def delays_svg(rows: Sequence[Row]) -> str:
    """Draw the median of wrong ballots before the alarm, for every fault."""
    most = max([row.wrong for row in rows], default=1) or 1
    height = 40 + len(rows) * (BAR + GAP)
    size = f'width="{LEFT + WIDTH + 90}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="8" y="18" font-size="13">Wrong ballots until the alarm, median</text>',
    ]
    for number, row in enumerate(rows):
        y = 32 + number * (BAR + GAP)
        length = max(1.0, row.wrong / most * WIDTH)
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end">{escape(row.name)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.0f}" height="{BAR}" fill="#2b6cb0"/>',
            f'<text x="{LEFT + length + 6:.0f}" y="{y + 12}">{row.wrong:.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
