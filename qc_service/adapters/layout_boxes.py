"""Boxes on paper: the complaints that all parts of a layout share."""

from collections.abc import Iterator

from qc_service.model.layout import Box, CornerMarks, Layout, Side, Size

SLACK_MM = 0.01
"""Overlap that is rounding: a hundredth of a millimetre is a tenth of a pixel at 250 dpi."""


def sizes(place: str, size: Size | Box) -> Iterator[str]:
    """Complain of a width or height that is not above 0."""
    if not (size.width > 0 and size.height > 0):
        yield f"{place}: width and height must be above 0, are {size.width:g} × {size.height:g}"


def on_paper(place: str, box: Box, paper: Size) -> Iterator[str]:
    """Complain of a box that has no size or does not lie on the paper."""
    yield from sizes(place, box)
    right, bottom = paper.width - box.x - box.width, paper.height - box.y - box.height
    if min(box.x, box.y, right, bottom) < -SLACK_MM:
        yield f"{place}: lies outside the paper ({_where(box)})"


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share more than rounding."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > SLACK_MM and down > SLACK_MM


def bars(layout: Layout, side: Side) -> tuple[Box, ...]:
    """Give the areas in which a side's fiducials stand: the borders of a frame, or the marks."""
    marks = side.fiducials or layout.fiducials
    if isinstance(marks, CornerMarks):
        return tuple(mark.box for mark in marks.marks)
    width = marks.pitch.x * (marks.columns - 1) + marks.mark.width
    height = marks.pitch.y * (marks.rows - 1) + marks.mark.height
    x, y = marks.origin.x - marks.mark.width / 2, marks.origin.y - marks.mark.height / 2
    return (
        Box(x, y, width, marks.mark.height),
        Box(x, y, marks.mark.width, height),
        Box(x + width - marks.mark.width, y, marks.mark.width, height),
        Box(x, y + height - marks.mark.height, width, marks.mark.height),
    )


def _where(box: Box) -> str:
    return f"x {box.x:g}, y {box.y:g}, {box.width:g} × {box.height:g} mm"
