"""Small pictures of the fields on which the two readings disagree: what a person must see to judge.

Only where the configuration wants them, only disputed fields, never a whole sheet.
"""

import hashlib
from collections.abc import Iterator, Sequence

import cv2
import msgspec
import numpy as np

from qc_service.flow.examine import Examined
from qc_service.model.faults import Fault
from qc_service.model.layout import Layout
from qc_service.model.page import Page
from qc_service.model.reading import PxBox
from qc_service.model.sheet import Crop, Examination, PageReread, Submission
from qc_service.model.units import Grey
from qc_service.reading.decode import decode

MOST = 4
"""Crops of one sheet: a ballot that is wrong everywhere shows it in four fields."""

AROUND = 0.75
"""What is shown beside a field on each side, as a share of its larger extent: enough to see a mark
that reaches out of it, too little for the name beside it."""

WIDEST, HIGHEST = 320, 160
"""Pixels of a crop at most; a larger one is made smaller."""


def with_crops(
    examined: Examined, submission: Submission, layouts: Sequence[Layout] = ()
) -> Examined:
    """Add crops of the fields that differ, cut from the sheet's images; at most `MOST`.

    Fields without a place on a page (the style, a contest as a whole) have none.
    """
    examination = examined.examination
    fields = dict.fromkeys((d.contest, d.option) for d in examination.differences if d.option)
    images = _Images(submission)
    crops: list[Crop] = []
    pictures: list[bytes] = []
    for contest, option in fields:
        found = next(_places(examination, layouts, contest, option), None)
        if found is not None and len(crops) < MOST:
            picture = _cut(images, *found)
            if picture:
                crops.append(Crop(contest, option, hashlib.sha256(picture).hexdigest()))
                pictures.append(picture)
    if not crops:
        return examined
    return msgspec.structs.replace(
        examined,
        examination=msgspec.structs.replace(examination, crops=tuple(crops)),
        pictures=tuple(pictures),
    )


def _places(
    examination: Examination, layouts: Sequence[Layout], contest: str, option: str
) -> Iterator[tuple[PageReread, PxBox]]:
    """Give where a field stands: a target, or a region of the layout that belongs to the option."""
    regions = {
        (layout.id, region.id)
        for layout in layouts
        for side in layout.sides
        for region in side.regions
        if (region.contest, region.option) == (contest, option)
    }
    for page in examination.pages:
        for mark in page.marks:
            if (mark.contest, mark.option) == (contest, option):
                yield page, mark.px
        for region in page.regions:
            if (page.layout, region.region) in regions:
                yield page, region.px


class _Images:
    """The images of one sheet, each decoded once at most."""

    def __init__(self, submission: Submission) -> None:
        names = (head.name for head in submission.heads)
        self._data = dict(zip(names, submission.images, strict=True))
        self._decoded: dict[str, Page | Fault] = {}

    def of(self, page: PageReread) -> Page | Fault:
        if page.image not in self._decoded:
            self._decoded[page.image] = decode(self._data[page.image])
        return self._decoded[page.image]


def _cut(images: _Images, page: PageReread, px: PxBox) -> bytes:
    """Cut a field with some paper around it, upright, as PNG; empty where nothing of it is left."""
    image = images.of(page)
    if isinstance(image, Fault):
        return b""
    x, y, width, height = px
    around = round(AROUND * max(width, height))
    part = image.pixels[
        max(0, y - around) : max(0, y + height + around),
        max(0, x - around) : max(0, x + width + around),
    ]
    if not part.size:
        return b""
    upright = part[::-1, ::-1] if page.rotation_deg else part
    done, encoded = cv2.imencode(".png", _small(upright))
    return bytes(encoded) if done else b""


def _small(part: Grey) -> Grey:
    height, width = part.shape
    scale = min(1.0, WIDEST / width, HIGHEST / height)
    if scale == 1.0:
        return np.ascontiguousarray(part)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
