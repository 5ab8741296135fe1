"""Parts that are not meant for a page, and pages that are not meant for each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import cv2
import msgspec
import numpy as np
import pytest

from drawing import draw, layout
from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Fiducials,
    Identification,
    Layout,
    Region,
    Side,
    Size,
    TargetShape,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Reading, TargetScore
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.model.verdict import Profile

ONE = layout()
OTHER = msgspec.structs.replace(ONE, id="other")
PROFILE = Profile("p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", "")
FRONT, BACK = (
    cv2.imencode(".png", draw(ONE, side).pixels)[1].tobytes() for side in ("front", "back")
)


@dataclass
class Part:
    """Locator, identifier and reader; names pages by `answers`, in turn, of the layouts given."""

    answers: list[tuple[str, str]] = field(default_factory=lambda: [(ONE.id, "front")])
    useful: bool = True
    name: str = "part"
    asked: list[str] = field(default_factory=list)

    def fits(self, fiducials: Fiducials) -> bool:
        return self.useful and fiducials is not None

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement:
        self.asked.append("locate")
        knots = np.array([0.0, 10.0])
        px = np.array([[[0.0, 0.0], [80.0, 0.0]], [[0.0, 80.0], [80.0, 80.0]]])
        return Placement(knots, knots, px, 0, 0.1, 9, 9, 235.0, 25.0)

    def knows(self, identification: Identification) -> bool:
        return True

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        name, side = self.answers.pop(0)
        if name not in {each.id for each in layouts}:
            return Fault(FaultCode.UNIDENTIFIED, "none of these")
        return Identity(name, side, 1.0)

    def reads(self, shape: TargetShape) -> bool:
        return self.useful and shape is TargetShape.OVAL

    def scores(self, region: Region) -> bool:
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        self.asked.append("read")
        scores = [
            TargetScore(each.contest, each.option, 0.0, 0.0, 0.9, (0, 0, 1, 1))
            for each in side.targets
        ]
        return Reading(tuple(scores), (), 0.9)


def examined(part: Part, *images: bytes, before: tuple[Part, ...] = ()) -> Examination:
    """Examine a sheet with one part, after others that were asked before it."""
    heads = tuple(
        ImageHead(f"{i}.png", sha256(image).hexdigest(), len(image))
        for i, image in enumerate(images)
    )
    lineup = Lineup(
        locators=(*before, part),
        identifiers=(part,),
        readers=(*before, part),
        inspectors=(),
        profile=PROFILE,
        layouts=(ONE, OTHER),
    )
    submission = Submission(SheetKey("S01", "night", "B1", 1), heads, images)
    return examine(lineup, submission, lambda: 0.0).examination


def test_a_part_that_does_not_fit_is_passed_over() -> None:
    idle = Part(useful=False)
    (page,) = examined(Part(), FRONT, before=(idle,)).pages
    assert page.fault is None
    assert len(page.marks) == len(ONE.sides[0].targets)
    assert idle.asked == []


@pytest.mark.parametrize("second", ["front", "back"])
def test_a_page_of_another_style_than_the_first_is_looked_for_among_all(second: str) -> None:
    # Among the first page's layout alone it is not found; among all it is, and belongs elsewhere.
    part = Part([(ONE.id, "front"), (OTHER.id, second), (OTHER.id, second)])
    examination = examined(part, FRONT, BACK)
    assert [page.layout for page in examination.pages] == [ONE.id, OTHER.id]
    (fault,) = examination.faults
    assert fault.code is FaultCode.UNIDENTIFIED
    assert "different layouts: other, test" in fault.message
    assert not examination.compared
