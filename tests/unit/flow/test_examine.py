"""What must hold of the journey of one sheet: order, one record whatever fails, honest times."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import msgspec
import numpy as np
import pytest

from drawing import draw, layout
from qc_service.flow.examine import examine, reread_page, submission_digest, unexamined
from qc_service.flow.lineup import Lineup
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Fiducials,
    Identification,
    Layout,
    Region,
    RegionKind,
    Side,
    Size,
    TargetShape,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Inspection, OutsideMark, Reading, RegionScore, TargetScore
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.model.verdict import ContestStatus, MarkState, Profile

LAYOUT = layout()
PROFILE = Profile("p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", "")
IMAGE = cv2.imencode(".png", draw(LAYOUT).pixels)[1].tobytes()
BACK = cv2.imencode(".png", draw(LAYOUT, "back").pixels)[1].tobytes()
KEY = SheetKey("S01", "night", "B1", 1)


def placement() -> Placement:
    xs, ys = np.array([0.0, 10.0]), np.array([0.0, 10.0])
    px = np.array([[[0.0, 0.0], [80.0, 0.0]], [[0.0, 80.0], [80.0, 80.0]]])
    return Placement(xs, ys, px, 0, 0.1, 9, 9, 235.0, 25.0)


@dataclass
class Fake:
    """Every kind of plugin at once; each answer may be replaced, each call is written down."""

    name: str = "fake"
    side: str = "front"
    ink: float = 0.0
    raises: str = ""
    calls: list[str] = field(default_factory=list)
    outside: tuple[OutsideMark, ...] = ()
    measures: dict[str, float] = field(default_factory=lambda: {"focus": 0.7})
    place: Placement = field(default_factory=placement)
    naming: Callable[[Page, Sequence[Layout]], Identity | Fault] | None = None
    answer: Callable[[Reading], Reading] = lambda reading: reading

    def _call(self, step: str) -> None:
        self.calls.append(step)
        if step == self.raises:
            raise RuntimeError("broken on purpose")

    def fits(self, fiducials: Fiducials) -> bool:
        return fiducials is not None

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        self._call("locate")
        return self.place

    def knows(self, identification: Identification) -> bool:
        return True

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        self._call("identify")
        return self.naming(page, layouts) if self.naming else Identity("test", self.side, 1.0)

    def reads(self, shape: TargetShape) -> bool:
        return shape is TargetShape.OVAL

    def scores(self, region: Region) -> bool:
        return region.kind is RegionKind.WRITE_IN

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        self._call("read")
        scores = [
            TargetScore(t.contest, t.option, self.ink if not i else 0.0, 0.0, 0.9, (0, 0, 1, 1))
            for i, t in enumerate(side.targets)
        ]
        return self.answer(Reading(tuple(scores), (), 0.9))

    def inspect(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Inspection:
        self._call("inspect")
        return Inspection(self.measures, self.outside)


class Ticks:
    """A clock that moves a second with every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def lineup(fake: Fake, **changes: object) -> Lineup:
    parts: dict[str, object] = {
        "locators": (fake,),
        "identifiers": (fake,),
        "readers": (fake,),
        "inspectors": (fake,),
        "profile": PROFILE,
        "layouts": (LAYOUT,),
    }
    return Lineup(**(parts | changes))  # type: ignore[arg-type]


def submission(*images: bytes, reported: Reported | bytes | None = None) -> Submission:
    data = msgspec.json.encode(reported) if isinstance(reported, Reported) else reported
    heads = tuple(
        ImageHead(f"{i}.png", hashlib.sha256(image).hexdigest(), len(image))
        for i, image in enumerate(images)
    )
    return Submission(KEY, heads, images, data)


def reported(option: str = "o0", *, marked: bool = True) -> Reported:
    contests = tuple(
        ReportedContest(
            f"c{i}",
            tuple(
                ReportedMark(o, indicated=bool(marked and i == 0 and o == option))
                for o in ("o0", "o1")
            ),
            (option,) if marked and i == 0 else (),
            complete=True,
        )
        for i in range(4)
    )
    return Reported("r1", "style-1", contests)


def test_the_steps_run_in_the_order_of_the_journey() -> None:
    fake = Fake()
    reread, elapsed = reread_page(lineup(fake), "a.png", IMAGE, Ticks())
    assert reread.fault is None
    assert fake.calls == ["locate", "identify", "read", "inspect"]
    assert list(elapsed) == ["decode", "locate", "identify", "read", "inspect", "judge"]


def test_times_add_up_to_all_that_passed() -> None:
    clock = Ticks()
    _, elapsed = reread_page(
        lineup(Fake()), "a.png", IMAGE, clock, hashlib.sha256(IMAGE).hexdigest()
    )
    assert sum(elapsed.values()) == (clock.now - 1.0) * 1000


def test_a_damaged_image_is_told_before_it_is_decoded() -> None:
    damaged = bytearray(IMAGE)
    damaged[len(damaged) // 2] ^= 1
    fake = Fake()
    sha256 = hashlib.sha256(IMAGE).hexdigest()
    reread, elapsed = reread_page(lineup(fake), "a.png", bytes(damaged), Ticks(), sha256)
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.DIGEST_MISMATCH
    assert reread.fault.detail["expected"] == sha256
    assert list(elapsed) == ["digest"]
    assert fake.calls == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("locate", FaultCode.LOCATOR_FAILED),
        ("identify", FaultCode.IDENTIFIER_FAILED),
        ("read", FaultCode.READER_FAILED),
    ],
)
def test_a_raising_plugin_is_a_fault_with_its_name(step: str, code: FaultCode) -> None:
    reread, _ = reread_page(lineup(Fake(name="mine", raises=step)), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert (reread.fault.code, reread.fault.plugin) == (code, "mine")
    assert "broken on purpose" in reread.fault.message


def test_a_raising_inspector_costs_only_its_measures() -> None:
    bad, good = Fake(name="bad", raises="inspect"), Fake(name="good")
    reread, _ = reread_page(lineup(good, inspectors=(bad, good)), "a.png", IMAGE, Ticks())
    assert reread.fault is None
    assert reread.quality == {"focus": 0.7}
    assert [trouble.plugin for trouble in reread.troubles] == ["bad"]


def test_a_second_locator_is_asked_when_the_first_fails() -> None:
    bad, good = Fake(name="bad", raises="locate"), Fake(name="good")
    reread, _ = reread_page(lineup(good, locators=(bad, good)), "a.png", IMAGE, Ticks())
    assert reread.fault is None


@pytest.mark.parametrize("lie", ["drops", "doubles", "renames"])
def test_a_reader_that_lies_about_targets_is_a_fault(lie: str) -> None:
    def answer(reading: Reading) -> Reading:
        first, *rest = reading.targets
        lies = {
            "drops": rest,
            "doubles": [first, first, *rest],
            "renames": [msgspec.structs.replace(first, option="x"), *rest],
        }
        return Reading(tuple(lies[lie]), (), 0.9)

    reread, _ = reread_page(lineup(Fake(answer=answer)), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.READER_FAILED
    assert reread.marks == ()


@pytest.mark.parametrize("value", [float("nan"), -0.1, 1.5])
def test_a_score_that_is_no_share_is_a_fault(value: float) -> None:
    def answer(reading: Reading) -> Reading:
        first, *rest = reading.targets
        return Reading((msgspec.structs.replace(first, soft=value), *rest), (), 0.9)

    reread, _ = reread_page(lineup(Fake(answer=answer)), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.READER_FAILED


def test_a_measure_that_is_no_number_is_left_out_and_told() -> None:
    fake = Fake(measures={"focus": 0.7, "skew_deg": float("nan")})
    reread, _ = reread_page(lineup(fake), "a.png", IMAGE, Ticks())
    assert reread.quality == {"focus": 0.7}
    assert [trouble.detail for trouble in reread.troubles] == [{"measure": "skew_deg"}]


def test_a_place_that_is_no_number_is_a_fault() -> None:
    place = placement()
    place.px[0, 0, 0] = np.nan
    reread, _ = reread_page(lineup(Fake(place=place)), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.LOCATOR_FAILED


def test_a_page_whose_outlines_are_not_there_is_wholly_unsure() -> None:
    def answer(reading: Reading) -> Reading:
        weak = [msgspec.structs.replace(one, match=0.1) for one in reading.targets]
        return Reading(tuple(weak), (), 0.1)

    reread, _ = reread_page(lineup(Fake(ink=0.9, answer=answer)), "a.png", IMAGE, Ticks())
    assert {mark.state for mark in reread.marks} == {MarkState.UNSURE}


def test_an_identifier_that_names_an_unknown_side_is_a_fault() -> None:
    reread, _ = reread_page(lineup(Fake(side="inside")), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.IDENTIFIER_FAILED


@pytest.mark.parametrize("part", ["locators", "identifiers", "readers", "layouts"])
def test_a_missing_part_is_a_fault_not_a_crash(part: str) -> None:
    reread, _ = reread_page(lineup(Fake(), **{part: ()}), "a.png", IMAGE, Ticks())
    assert reread.fault is not None


def test_agreement_gives_no_difference() -> None:
    result = examine(lineup(Fake(ink=0.5)), submission(IMAGE, reported=reported()), Ticks())
    found = result.examination
    assert found.compared
    assert found.differences == ()
    assert found.contests[0].status is ContestStatus.VOTED
    assert found.pages[0].marks[0].state is MarkState.MARKED
    assert (found.record, found.style, found.profile) == ("r1", "style-1", "p")


def test_a_lost_mark_is_a_difference() -> None:
    result = examine(
        lineup(Fake(ink=0.5)), submission(IMAGE, reported=reported(marked=False)), Ticks()
    )
    assert [
        (d.contest, d.option, d.reported, d.reread) for d in result.examination.differences
    ] == [("c0", "o0", "empty", "marked")]


def test_the_reported_word_is_opened_after_the_reread() -> None:
    fake = Fake()
    result = examine(lineup(fake), submission(IMAGE, reported=b"{not a record"), Ticks())
    assert fake.calls[-1] == "inspect"
    assert [fault.code for fault in result.examination.faults] == [FaultCode.REPORTED_UNREADABLE]
    assert result.examination.pages[0].fault is None
    assert not result.examination.compared


def test_handwriting_without_its_oval_is_no_difference_but_a_check() -> None:
    def answer(reading: Reading) -> Reading:
        return Reading(reading.targets, (RegionScore("line", 0.2, (0, 0, 9, 9)),), 0.9)

    found = examine(
        lineup(Fake(answer=answer)), submission(IMAGE, reported=reported()), Ticks()
    ).examination
    assert found.differences == ()
    assert found.contests[0].status is ContestStatus.UNSURE
    assert found.pages[0].marks[0].state is MarkState.EMPTY
    assert [c.reason for c in found.candidates] == ["write-in"]


def test_numbers_that_cannot_be_written_are_a_fault() -> None:
    fake = Fake(measures={"focus": np.float32(0.5)})  # type: ignore[dict-item]
    reread, _ = reread_page(lineup(fake), "a.png", IMAGE, Ticks())
    assert reread.fault is not None
    assert reread.fault.code is FaultCode.READER_FAILED


def test_without_a_record_nothing_is_compared() -> None:
    found = examine(lineup(Fake()), submission(IMAGE), Ticks()).examination
    assert not found.compared
    assert found.contests


def ambiguous(fake: Fake) -> Lineup:
    """Two styles of one election: their fronts differ, their backs bear one code."""
    twin = msgspec.structs.replace(LAYOUT, id="twin")

    def naming(page: Page, layouts: Sequence[Layout]) -> Identity | Fault:
        if page.pixels[1, 1] == 0:
            front = [one.id for one in layouts if one.id == "twin"]
            return Identity("twin", "front", 1.0) if front else Fault(FaultCode.UNIDENTIFIED, "?")
        if len(layouts) > 1:
            return Fault(FaultCode.UNIDENTIFIED, "fits both")
        return Identity(layouts[0].id, "back", 1.0)

    fake.naming = naming
    return lineup(fake, layouts=(LAYOUT, twin))


FRONT_OF_TWIN = cv2.imencode(".png", np.zeros((9, 9), np.uint8))[1].tobytes()
SOME_BACK = cv2.imencode(".png", np.full((9, 9), 9, np.uint8))[1].tobytes()


@pytest.mark.parametrize("images", [(FRONT_OF_TWIN, SOME_BACK), (SOME_BACK, FRONT_OF_TWIN)])
def test_a_back_that_fits_two_styles_is_of_its_fronts(images: tuple[bytes, ...]) -> None:
    found = examine(ambiguous(Fake()), submission(*images), Ticks()).examination
    assert [page.fault for page in found.pages] == [None, None]
    assert {page.layout for page in found.pages} == {"twin"}
    assert {page.side for page in found.pages} == {"front", "back"}


def test_a_back_alone_that_fits_two_styles_is_not_guessed() -> None:
    found = examine(ambiguous(Fake()), submission(SOME_BACK), Ticks()).examination
    assert found.pages[0].fault is not None
    assert found.pages[0].fault.code is FaultCode.UNIDENTIFIED


def test_the_same_side_twice_is_no_sheet() -> None:
    found = examine(
        lineup(Fake()), submission(IMAGE, IMAGE, reported=reported()), Ticks()
    ).examination
    assert [fault.code for fault in found.faults] == [FaultCode.UNIDENTIFIED]
    assert not found.compared


def test_an_image_that_fails_leaves_the_other_pages_contests() -> None:
    broken = b"no image"
    found = examine(lineup(Fake()), submission(IMAGE, broken), Ticks()).examination
    assert [page.fault is None for page in found.pages] == [True, False]
    assert [contest.contest for contest in found.contests] == ["c0", "c1", "c2", "c3"]
    assert any(candidate.reason == "fault" for candidate in found.candidates)


def test_weak_outside_marks_are_left_to_the_profile() -> None:
    marks = tuple(OutsideMark("large", (0, 0, 9, 9), score) for score in (0.2, 0.4))
    reread, _ = reread_page(lineup(Fake(outside=marks)), "a.png", IMAGE, Ticks())
    assert [mark.score for mark in reread.outside] == [0.4]


def test_the_digest_names_images_and_record() -> None:
    one = submission(IMAGE, BACK, reported=reported())
    assert submission_digest(one) == submission_digest(submission(IMAGE, BACK, reported=reported()))
    others = [
        submission(BACK, IMAGE, reported=reported()),
        submission(IMAGE, reported=reported()),
        submission(IMAGE, BACK),
        submission(IMAGE, BACK, reported=reported("o1")),
    ]
    assert len({submission_digest(other) for other in [one, *others]}) == 5


def test_what_no_worker_finished_is_a_record_too() -> None:
    fault = Fault(FaultCode.WORKER_DIED, "two workers died")
    found = unexamined(submission(IMAGE, BACK), fault, "p")
    assert [page.fault for page in found.pages] == [fault, fault]
    assert found.digest == submission_digest(submission(IMAGE, BACK))
    assert [candidate.reason for candidate in found.candidates] == ["fault"]
