"""Draws one picture for each effect: the same place of the same sheet, at three of its levels.

`python -m qc_calibration.synth.pictures FOLDER` writes `effect-NAME.jpg`, as `docs/synth.md` shows.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth.drawing import DrawnSide, Passage
from qc_calibration.synth.list_drawing import draw_list_sheet
from qc_service.model.layout import Box, Layout, RegionKind
from qc_service.model.units import MM_PER_INCH, Grey

LAYOUT = "kst-01-H"
"""The sheet of all pictures: one fold, personal votes, a table for names, a field for the stamp."""

SEED = 1990
"""One seed for all pictures: what differs within a picture is the effect alone."""

DPI = 200

PLAIN: dict[str, object] = {
    "skew": 0.0,
    "stretch": 0.0,
    "upside_down": False,
    "bed": "white",
    "shift": 0.0,
    "cut": 0.0,
    "blur": 0.5,
    "paper": 232.0,
    "contrast": 1.0,
    "gradient": 0.0,
    "grain": 3.0,
    "streak": 0.0,
    "quality": 85,
    "bilevel": False,
    "bleed": 0.0,
    "fold": 0.0,
    "wrong_fold": 0.0,
    "corner": 0.0,
    "tear": 0.0,
    "folded": 0.0,
    "copy": 0.0,
    "stamp": "clear",
    "marks": 0.3,
    "odd": 0.0,
    "writeins": 2,
    "tails": 0.0,
    "beside": False,
    "crossed": False,
}
"""What every picture keeps but for its own effect: a clean sheet with some marks and names."""

VIEW_HEIGHT, GAP, CAPTION = 330, 12, 30
"""Heights of a view and of the words under it, and the space between views, in pixels."""

JPEG_QUALITY = 65


@dataclass(frozen=True)
class Picture:
    """One effect's levels, where to look, and what else must be so that it is seen."""

    levels: tuple[object, ...]
    place: str = "sheet"
    beside: dict[str, object] = field(default_factory=dict)


PICTURES: dict[str, Picture] = {
    "skew": Picture((0.0, 1.0, 4.0), beside={"bed": "black"}),
    "stretch": Picture((-0.05, 0.0, 0.05), beside={"bed": "black"}),
    "upside_down": Picture((False, True)),
    "bed": Picture(("white", "black"), beside={"skew": 2.0}),
    "shift": Picture((0.0, 2.0, 6.0), beside={"bed": "black"}),
    "cut": Picture((0.0, 4.0, 12.0)),
    "blur": Picture((0.5, 1.5, 3.0), "boxes"),
    "paper": Picture((232.0, 200.0, 150.0), "boxes"),
    "contrast": Picture((1.0, 0.6, 0.3), "boxes"),
    "gradient": Picture((0.0, 30.0, 90.0)),
    "grain": Picture((0.0, 4.0, 12.0), "boxes"),
    "streak": Picture((0.0, 0.3, 0.9)),
    "quality": Picture((85, 30, 8), "boxes"),
    "bilevel": Picture((False, True), "boxes"),
    "bleed": Picture((0.0, 0.04, 0.2), "stamp"),
    "fold": Picture((0.0, 0.16, 0.4)),
    "wrong_fold": Picture((0.0, 60.0, 100.0)),
    "corner": Picture((0.0, 15.0, 40.0)),
    "tear": Picture((0.0, 12.0, 30.0)),
    "folded": Picture((0.0, 0.25, 0.5)),
    "copy": Picture((0.0, 0.6, 1.0), "boxes"),
    "stamp": Picture(("clear", "red", "double", "weak", "half", "smeared", "missing"), "stamp"),
    "marks": Picture((0.0, 0.1, 0.6), "boxes"),
    "odd": Picture((0.0, 0.3, 1.0), "boxes", {"marks": 0.6}),
    "writeins": Picture((0, 2, 6), "table"),
    "tails": Picture((0.0, 2.0, 5.0), "table", {"writeins": 3}),
    "beside": Picture((False, True)),
    "crossed": Picture((False, True)),
}
"""By the effect's name; the levels reach from none to more than a hall should ever see."""


def main(folder: Path) -> None:
    """Write the picture of every effect, as a grey JPEG."""
    layout = next(one for one in shipped_layouts() if one.id == LAYOUT)
    for name in PICTURES:
        path = folder / f"effect-{name.replace('_', '-')}.jpg"
        _, data = cv2.imencode(".jpg", draw(layout, name), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        path.write_bytes(data.tobytes())
        sys.stdout.write(f"{path}\n")


def draw(layout: Layout, name: str) -> Grey:
    """Give an effect's picture (rows, columns), uint8, 0 = black: one view for each level."""
    picture = PICTURES[name]
    views = [_view(layout, name, picture, level) for level in picture.levels]
    gap = np.full((VIEW_HEIGHT + CAPTION, GAP), 255, np.uint8)
    parts = [part for view in views for part in (view, gap)][:-1]
    joined: Grey = np.hstack(parts)
    return joined


def _view(layout: Layout, name: str, picture: Picture, level: object) -> Grey:
    side, box = _place(layout, picture.place)
    sides = draw_list_sheet(
        layout, Passage("picture", SEED, DPI), PLAIN | picture.beside | {name: level}
    )
    page = _decoded(next(one for one in sides if one.truth.side == side))
    if box is not None:
        scale = DPI / MM_PER_INCH
        left, top = round(box.x * scale), round(box.y * scale)
        right, bottom = round((box.x + box.width) * scale), round((box.y + box.height) * scale)
        page = page[top:bottom, left:right]
    zoom = VIEW_HEIGHT / page.shape[0]
    how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    view = cv2.resize(page, (round(page.shape[1] * zoom), VIEW_HEIGHT), interpolation=how)
    # A line around it: white paper on a white page has no edge.
    cv2.rectangle(view, (0, 0), (view.shape[1] - 1, VIEW_HEIGHT - 1), (150.0,), 1)
    return _captioned(np.asarray(view, np.uint8), level)


def _captioned(view: Grey, level: object) -> Grey:
    below = np.full((CAPTION, view.shape[1]), 255, np.uint8)
    words = ("off", "on")[level] if isinstance(level, bool) else f"{level}"
    cv2.putText(below, words, (4, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40.0,), 1, cv2.LINE_AA)
    captioned: Grey = np.vstack([view, below])
    return captioned


def _decoded(side: DrawnSide) -> Grey:
    page = cv2.imdecode(np.frombuffer(side.encoded(), np.uint8), cv2.IMREAD_GRAYSCALE)
    return np.asarray(page, np.uint8)


def _place(layout: Layout, place: str) -> tuple[str, Box | None]:
    """Give the side and the box in mm that a picture shows; None is the whole side."""
    if place == "boxes":
        side = next(one for one in layout.sides if one.targets)
        first = side.targets[0].box
        return side.name, Box(first.x - 4, first.y - 4, 62, 40)
    kind = RegionKind.STAMP if place == "stamp" else RegionKind.WRITE_IN
    for side in layout.sides:
        boxes = [region.box for region in side.regions if region.kind is kind]
        if boxes and place == "stamp":
            box = boxes[0]
            return side.name, Box(box.x - 3, box.y - 3, box.width + 6, box.height + 6)
        if boxes and place == "table":
            return side.name, Box(boxes[0].x - 3, boxes[0].y - 3, 66, 44)
    return layout.sides[0].name, None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
