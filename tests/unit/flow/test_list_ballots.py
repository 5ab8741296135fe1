"""Ballots of one list: their outer sides are all alike, and each side has marks of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import msgspec
import numpy as np
import pytest

from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup, frames_of
from qc_service.flow.reread import reread_page
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    LAYOUT_FORMAT,
    Box,
    Contest,
    CornerMark,
    CornerMarks,
    CornerShape,
    Fiducials,
    Identification,
    Layout,
    NoCode,
    Option,
    Region,
    RegionKind,
    Side,
    Size,
    Target,
    TargetShape,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Inspection, Reading, RegionScore, TargetScore
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.model.verdict import Profile, StampState

PAPER = Size(290, 223)
INNER = CornerMarks((CornerMark(Box(5, 5, 4, 4), CornerShape.L),))
OUTER = CornerMarks((CornerMark(Box(9, 9, 4, 4), CornerShape.T),))
BACK = Side(
    "back",
    NoCode(),
    regions=(Region("stamp", RegionKind.STAMP, Box(100, 10, 59, 40)),),
    fiducials=OUTER,
)
PROFILE = Profile("p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", "")
KEY = SheetKey("S01", "night", "B1", 1)


def of_list(name: str) -> Layout:
    target = Target("personstemmer", "k01", Box(20, 20, 4, 4), TargetShape.BOX)
    return Layout(
        format=LAYOUT_FORMAT,
        id=f"kst-01-{name}",
        title=name,
        paper=PAPER,
        fiducials=INNER,
        contests=(Contest("personstemmer", "", 1, (Option("k01", "Kari"),)),),
        sides=(Side("front", NoCode(), (target,)), BACK),
        style=name,
        election="kst",
        form_code="01",
    )


LISTS = (of_list("a"), of_list("b"), of_list("c"))


@dataclass
class Press:
    """Reads a side's name, list and serial from three pixels of the image; counts its attempts."""

    name: str = "press"
    tried: list[str] = field(default_factory=list)

    def fits(self, fiducials: Fiducials) -> bool:
        return isinstance(fiducials, CornerMarks)

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        assert paper == PAPER
        side = "front" if fiducials == INNER else "back"
        self.tried.append(side)
        if (page.pixels[0, 0] == 0) != (side == "front"):
            return Fault(FaultCode.NOT_LOCATED, "other marks")
        ends = np.array([0.0, 1.0])
        return Placement(ends, ends, np.zeros((2, 2, 2)), 0, 0.0, 4, 5, 255, 0)

    def knows(self, identification: Identification) -> bool:
        return True

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        assert all(len(layout.sides) == 1 for layout in layouts)
        ids = [layout.id for layout in layouts]
        if page.pixels[0, 0]:
            return Identity(ids[0], "back", 0.9, alike=tuple(ids[1:]))
        if page.pixels[0, 1] == ord("?"):
            # A name that all elections know: only among one election's lists it says which.
            own = [one for one in layouts if one.election == "kst" and one.style == "b"]
            if {one.election for one in layouts} != {"kst"}:
                return Fault(FaultCode.UNIDENTIFIED, "two elections have that list")
            return Identity(own[0].id, "front", 0.8, doubts=("number-unread",))
        name = f"kst-01-{chr(page.pixels[0, 1])}"
        if name not in ids:
            return Fault(FaultCode.FOREIGN_BALLOT, "the number fits no list in use")
        doubts = ("contradiction",) if page.pixels[0, 3] else ()
        return Identity(name, "front", 1.0, doubts=doubts, serial=str(page.pixels[0, 2]))

    def reads(self, shape: TargetShape) -> bool:
        return shape is TargetShape.BOX

    def scores(self, region: Region) -> bool:
        return False

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        scores = (
            TargetScore(t.contest, t.option, 0.5, 0.5, 0.9, (0, 0, 1, 1)) for t in side.targets
        )
        return Reading(tuple(scores), (RegionScore("stamp", 0.2, (0, 0, 1, 1)),), 0.9)


class Stamps(Press):
    """Scores stamp fields, and no targets."""

    def reads(self, shape: TargetShape) -> bool:
        return False

    def scores(self, region: Region) -> bool:
        return region.kind is RegionKind.STAMP

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        assert side.targets == ()
        return Reading((), (RegionScore("stamp", 1.0, (0, 0, 1, 1)),))


def image(side: str, name: str = "a", serial: int = 7, doubt: int = 0) -> bytes:
    row = np.full((4, 8), 255, np.uint8)
    if side == "front":
        row[0, :4] = (0, ord(name), serial, doubt)
    return cv2.imencode(".png", row)[1].tobytes()


def crew(press: Press, secret: bytes = b"") -> Lineup:
    return Lineup((press,), (press,), (press, Stamps()), (), PROFILE, LISTS, secret=secret)


def ticks() -> float:
    return 0.0


def examined(*images: bytes, secret: bytes = b"", press: Press | None = None) -> Examination:
    heads = tuple(ImageHead(f"{i}.png", "", len(data)) for i, data in enumerate(images))
    return examine(
        crew(press or Press(), secret), Submission(KEY, heads, images), ticks
    ).examination


@pytest.mark.parametrize("front_first", [True, False])
def test_the_back_is_of_the_list_that_the_front_names(front_first: bool) -> None:
    images = [image("front", "b"), image("back")]
    found = examined(*(images if front_first else reversed(images)))
    assert found.style == "b"
    assert {page.layout for page in found.pages} == {"kst-01-b"}
    assert not any(page.alike for page in found.pages)
    assert found.faults == ()


def test_the_back_tells_the_election_of_a_front_that_does_not() -> None:
    county = msgspec.structs.replace(
        LISTS[1], id="ftv-05-b", election="ftv", sides=(LISTS[1].sides[0],)
    )
    press = Press()
    lineup = replace(crew(press), layouts=(*LISTS, county))
    images = (image("front", "?"), image("back"))
    heads = tuple(ImageHead(f"{i}.png", "", len(data)) for i, data in enumerate(images))
    found = examine(lineup, Submission(KEY, heads, images), ticks).examination
    assert found.style == "b"
    assert found.pages[0].doubts == ("number-unread",)
    assert [candidate.reason for candidate in found.candidates] == ["identity"]


def test_a_back_alone_is_of_no_list() -> None:
    found = examined(image("back"))
    assert found.style == ""
    assert found.pages[0].alike == ("kst-01-b", "kst-01-c")
    assert found.pages[0].fault is None
    assert found.pages[0].stamps[0].state is StampState.PRESENT


def test_the_side_not_yet_seen_is_tried_first() -> None:
    press = Press()
    examined(image("front", "c"), image("back"), press=press)
    assert press.tried == ["front", "back"]


def test_two_fronts_of_two_lists_are_no_sheet() -> None:
    found = examined(image("front", "a"), image("front", "b"))
    assert [fault.code for fault in found.faults] == [FaultCode.UNIDENTIFIED]
    assert found.style == ""


def test_another_municipalitys_ballot_is_a_fault_and_a_check() -> None:
    found = examined(image("front", "z"), image("back"))
    assert found.pages[0].fault is not None
    assert found.pages[0].fault.code is FaultCode.FOREIGN_BALLOT
    assert "fault" in [candidate.reason for candidate in found.candidates]


def test_contradicting_names_are_for_people() -> None:
    found = examined(image("front", "a", doubt=1), image("back"))
    assert found.pages[0].doubts == ("contradiction",)
    assert [candidate.reason for candidate in found.candidates] == ["identity"]


def test_each_region_is_scored_by_the_reader_that_knows_it() -> None:
    back = examined(image("front"), image("back")).pages[1]
    assert [(region.region, region.score) for region in back.regions] == [("stamp", 1.0)]
    assert back.registration == 0.8  # four of five marks, as the side has no targets


def test_the_same_paper_has_the_same_hash_in_one_session_only() -> None:
    def paper(serial: int, secret: bytes, name: str = "a") -> str:
        return examined(image("front", name, serial), secret=secret).pages[0].paper

    assert paper(7, b"tonight") == paper(7, b"tonight")
    assert len(paper(7, b"tonight")) == 16
    others = {
        paper(7, b"tonight"),
        paper(8, b"tonight"),
        paper(7, b"later"),
        paper(7, b"tonight", "b"),
    }
    assert len(others) == 4
    assert paper(7, b"") == ""


def test_the_serial_itself_stays_in_the_worker() -> None:
    found = examined(image("front", serial=173), image("back"), secret=b"tonight")
    assert b"173" not in msgspec.json.encode(found)


def test_frames_hold_only_the_sides_that_bear_their_marks() -> None:
    frames = frames_of(LISTS)
    assert [
        (frame.fiducials, [side.name for side in frame.layouts[0].sides]) for frame in frames
    ] == [
        (INNER, ["front"]),
        (OUTER, ["back"]),
    ]
    assert all(len(frame.layouts) == 3 for frame in frames)


def test_an_identity_that_was_not_offered_is_refused() -> None:
    class Invents(Press):
        def identify(
            self, page: Page, placement: Placement, layouts: Sequence[Layout]
        ) -> Identity | Fault:
            return Identity(layouts[0].id, layouts[0].sides[0].name, 1.0, alike=("kst-99",))

    reread, _ = reread_page(crew(Invents()), "a.png", image("front"), ticks)
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.IDENTIFIER_FAILED


def test_a_copy_is_told_and_checked() -> None:
    class Looks:
        name = "looks"

        def inspect(
            self, page: Page, layout: Layout, side: Side, placement: Placement
        ) -> Inspection:
            return Inspection({"copy": 1.0})

    lineup = replace(crew(Press()), inspectors=(Looks(),))
    reread, _ = reread_page(lineup, "a.png", image("front"), ticks)
    assert reread.doubts == ("copy",)
