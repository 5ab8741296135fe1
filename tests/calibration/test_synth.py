"""What must hold of drawn sheets: the same again by seed, true to their truth, read as drawn."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qc_calibration
from drawing import layout as other_layout
from qc_calibration.accuracy_truth import TruePage
from qc_calibration.synth import (
    BALL_PEN,
    FELT_TIP,
    PENCIL,
    Ballot,
    DrawnSide,
    Habits,
    Hand,
    Inked,
    Passage,
    Pen,
    Scan,
    draw,
    draw_sheet,
    vary_scan,
    vote,
)
from qc_calibration.synth.__main__ import main
from qc_calibration.synth.hands import DOUBTFUL, NO_OVAL, strokes
from qc_calibration.synth.pens import lay
from qc_calibration.synth.printing import PAPER, print_side
from qc_calibration.synth.voting import SMUDGE
from qc_identify_timing_code import qc_identifiers
from qc_inspect_image import qc_inspectors
from qc_locate_timing_marks import qc_locators
from qc_read_ovals import qc_readers
from qc_service.flow.lineup import Lineup
from qc_service.flow.reread import reread_page
from qc_service.model.errors import QcError
from qc_service.model.layout import Box, RegionKind, TimingMarks
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import MarkState

LAYOUTS = {
    layout.id: layout
    for layout in qc_calibration.qc_layouts()
    if isinstance(layout.fiducials, TimingMarks)
}
LETTER = LAYOUTS["demo-letter"]
LINEUP = Lineup(
    tuple(qc_locators()),
    tuple(qc_identifiers()),
    tuple(qc_readers()),
    tuple(qc_inspectors()),
    qc_calibration.qc_profiles()[0],
    tuple(LAYOUTS.values()),
)
BLANK = Ballot(())
OVAL = next(t for t in LETTER.sides[0].targets if t.option == "georg-young")


def reread(drawn: DrawnSide) -> PageReread:
    found, _ = reread_page(LINEUP, drawn.truth.image, drawn.jpeg(), time.perf_counter)
    return found


def marked_by(hand: Hand, pen: Pen = BALL_PEN) -> Ballot:
    return Ballot((Inked(OVAL.contest, OVAL.option, hand, pen),))


def draw_one(hand: Hand, seed: int, pen: Pen = BALL_PEN, scan: Scan | None = None) -> DrawnSide:
    return draw(LETTER, "front", marked_by(hand, pen), Passage("s", seed, settings=scan or Scan()))


def state_of(page: PageReread) -> MarkState:
    return next(m.state for m in page.marks if (m.contest, m.option) == (OVAL.contest, OVAL.option))


def silently_wrong(drawn: Sequence[DrawnSide]) -> list[tuple[str, str, str]]:
    """Give clear marks and clean ovals that are read otherwise."""
    wrong = []
    for side in drawn:
        page = reread(side)
        assert page.fault is None, page.fault
        for mark, true in zip(page.marks, side.truth.expected, strict=True):
            assert (mark.contest, mark.option) == (true.contest, true.option)
            right = MarkState.MARKED if true.marked else MarkState.EMPTY
            if not true.doubtful and mark.state is not right:
                wrong.append((side.truth.image, f"{true.contest}/{true.option}", mark.state.value))
    return wrong


def test_the_shipped_profile_is_what_was_fitted() -> None:
    (profile,) = qc_calibration.qc_profiles()
    assert profile.id == "default"
    limits = (profile.marked_from, profile.certain_from, profile.empty_below, profile.soft_below)
    assert limits == (0.145, 0.30, 0.02, 0.025)
    assert (profile.match_min, profile.write_in_from, profile.outside_from) == (0.45, 0.015, 0.12)
    assert cv2.__version__.startswith(profile.cv2)
    assert "hand-marked" in profile.note


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = (draw_sheet(LETTER, Passage("s", seed)) for seed in (7, 7, 8))
    assert [side.jpeg() for side in first] == [side.jpeg() for side in again]
    assert [side.truth for side in first] == [side.truth for side in again]
    assert first[0].jpeg() != other[0].jpeg()


def test_a_blank_form_has_paper_where_voters_mark() -> None:
    drawn = draw(LETTER, "front", BLANK, Passage("s", 1))
    assert [(t.marked, t.cover, t.doubtful) for t in drawn.truth.expected] == [
        (False, 0.0, False)
    ] * len(LETTER.sides[0].targets)


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_whatever_is_drawn_plainly_is_read_so(name: str, dpi: int) -> None:
    sheets = [draw_sheet(LAYOUTS[name], Passage("s", seed, dpi)) for seed in (31, 32)]
    assert silently_wrong([side for sheet in sheets for side in sheet]) == []


@pytest.mark.parametrize(
    "scan",
    [
        Scan(skew_deg=1.5),
        Scan(skew_deg=-1.5, black_bed=True, margin=(6, 9, 6, 9)),
        Scan(upside_down=True),
        Scan(stretch_x=1.004, stretch_y=0.988),
        Scan(blur_px=1.4),
        Scan(paper=180, contrast=0.65),
        Scan(gradient=20, grain=4.5, quality=30),
        Scan(streaks=((90.0, 0.4, 0.15),)),
        Scan(margin=(-1.2, 2, 0.5, -1)),
    ],
    ids=repr,
)
def test_no_scanner_of_these_makes_a_clear_mark_read_wrong(scan: Scan) -> None:
    drawn = draw_sheet(LETTER, Passage("s", 5, settings=scan))
    assert silently_wrong(drawn) == []
    for side in drawn:
        page = reread(side)
        assert page.rotation_deg == side.truth.rotation
        for mark, true in zip(page.marks, side.truth.expected, strict=True):
            assert np.abs(np.subtract(mark.px, true.px)).max() <= 4


@pytest.mark.parametrize("pen", [BALL_PEN, FELT_TIP, PENCIL], ids=["ball", "felt", "pencil"])
@pytest.mark.parametrize("hand", sorted(set(Hand) - DOUBTFUL - NO_OVAL - {Hand.FAINT}))
def test_a_plain_hand_is_a_clear_mark_or_says_that_it_is_not(hand: Hand, pen: Pen) -> None:
    drawn = draw_one(hand, 3, pen)
    true = next(t for t in drawn.truth.expected if t.hand)
    assert true.marked
    assert true.hand == hand
    if not true.doubtful:
        assert state_of(reread(drawn)) is MarkState.MARKED


@pytest.mark.parametrize("hand", sorted(DOUBTFUL))
@pytest.mark.parametrize("seed", range(4))
def test_a_doubtful_hand_is_told_as_such_and_never_read_as_nothing(hand: Hand, seed: int) -> None:
    drawn = draw_one(hand, seed, SMUDGE if hand is Hand.ERASED else BALL_PEN)
    true = next(t for t in drawn.truth.expected if t.hand)
    assert true.doubtful
    assert true.eye is not None
    assert true.marked == (true.eye.intent == "vote")
    state = state_of(reread(drawn))
    assert state is not MarkState.EMPTY
    if hand is Hand.ERASED:
        assert state is MarkState.UNSURE


@pytest.mark.parametrize("hand", [Hand.BESIDE, Hand.RINGED])
def test_a_mark_outside_leaves_the_oval_empty_and_is_mostly_found(hand: Hand) -> None:
    found = 0
    for seed in range(6):
        drawn = draw_one(hand, seed)
        assert [(o.hand, o.option) for o in drawn.truth.outside] == [(hand.value, OVAL.option)]
        assert not any(t.marked for t in drawn.truth.expected)
        page = reread(drawn)
        assert state_of(page) is MarkState.EMPTY
        assert {mark.option for mark in page.outside} <= {OVAL.option}
        found += bool(page.outside)
    assert found >= 4


def test_writing_stands_in_its_region_and_nowhere_else() -> None:
    side = LETTER.sides[0]
    region = next(r for r in side.regions if r.kind is RegionKind.WRITE_IN)
    mark = Inked(region.contest, region.option, Hand.WRITE_IN, BALL_PEN)
    drawn = draw(LETTER, "front", Ballot((mark,)), Passage("s", 6, settings=Scan()))
    scores = {score.region: score.score for score in reread(drawn).regions}
    written = scores.pop(region.id)
    assert written > 0.03
    lines = {r.id for r in side.regions if r.kind is RegionKind.WRITE_IN}
    assert max(score for name, score in scores.items() if name in lines) < 0.015


def test_a_faint_voter_is_faint_and_still_clear() -> None:
    faint = [
        (ballot, Passage("s", seed))
        for seed in range(6)
        if (ballot := vote(LETTER, np.random.default_rng(seed), Habits(faint=1.0, odd=0.0))).marks
    ]
    for ballot, passage in faint:
        assert ballot.faint
        drawn = draw_sheet(LETTER, passage, ballot)
        marks = [t for side in drawn for t in side.truth.expected if t.hand]
        assert {t.hand for t in marks} == {"faint"}
        assert not any(t.doubtful for t in marks)
        assert silently_wrong(drawn) == []


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_no_voter_marks_more_than_one_too_many_and_only_what_is_printed(seed: int) -> None:
    ballot = vote(LETTER, np.random.default_rng(seed))
    for contest in LETTER.contests:
        marked = [m.option for m in ballot.marks if m.contest == contest.id and m.hand in Hand]
        in_ovals = [
            m.option
            for m in ballot.marks
            if m.contest == contest.id and m.hand is not Hand.WRITE_IN
        ]
        assert len(in_ovals) == len(set(in_ovals)) <= contest.votes_allowed + 1
        assert set(marked) <= {option.id for option in contest.options}


@settings(max_examples=30)
@given(st.sampled_from(sorted(Hand)), st.integers(0, 2**32), st.floats(0.05, 1.0))
def test_ink_only_darkens_and_stays_at_its_place(hand: Hand, seed: int, ink: float) -> None:
    pixels = np.full((400, 500), PAPER, np.uint8)
    oval, room = Box(30, 20, 5.08, 3.3), Box(10, 17, 18, 6)
    dice = np.random.default_rng(seed)
    lay(pixels, 8.0, strokes(hand, oval, room, dice), replace(PENCIL, ink=ink), dice)
    rows, columns = np.nonzero(pixels < PAPER)
    assert rows.size
    assert columns.min() > 5 * 8
    assert columns.max() < 45 * 8
    assert rows.min() > 10 * 8
    assert rows.max() < 32 * 8


def test_ink_at_the_edge_of_the_page_does_no_harm() -> None:
    pixels = np.full((50, 50), PAPER, np.uint8)
    dice = np.random.default_rng(1)
    lay(pixels, 8.0, [np.array([[-5.0, 3.0], [20.0, 3.0]])], BALL_PEN, dice)
    assert (pixels[:, 0] < PAPER).any()
    before = pixels.copy()
    lay(pixels, 8.0, [np.array([[90.0, 90.0], [95.0, 95.0]])], BALL_PEN, dice)
    assert np.array_equal(pixels, before)


def test_a_printed_side_comes_from_memory_and_cannot_be_spoilt() -> None:
    form = print_side(LETTER, "front", 200)
    assert print_side(LETTER, "front", 200) is form
    with pytest.raises(ValueError, match="read-only"):
        form.pixels[0, 0] = 1


def test_a_layout_without_titles_and_cells_is_printed_too() -> None:
    foreign = other_layout()
    sides = draw_sheet(foreign, Passage("s", 2))
    lineup = replace(LINEUP, layouts=(foreign,))
    for side in sides:
        page, _ = reread_page(lineup, "x", side.jpeg(), time.perf_counter)
        assert (page.fault, page.side) == (None, side.truth.side)


def test_settings_vary_as_told() -> None:
    scans = [vary_scan(np.random.default_rng(seed), 300) for seed in range(200)]
    assert {scan.dpi for scan in scans} == {300}
    assert 2 <= sum(scan.upside_down for scan in scans) <= 30
    assert 5 <= sum(scan.black_bed for scan in scans) <= 45
    assert max(abs(scan.skew_deg) for scan in scans) < 1.5


def test_an_unknown_side_is_refused() -> None:
    with pytest.raises(QcError, match="front, back"):
        draw(LETTER, "inside", BLANK, Passage("s", 1))


def test_the_command_writes_images_and_their_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheets"
    assert main(["--n", "2", "--seed", "9", "--out", str(out)]) == 0
    assert "2 sheets, 4 images" in capsys.readouterr().out
    pages = msgspec.json.decode((out / "truth.json").read_bytes(), type=tuple[TruePage, ...])
    assert sorted(path.name for path in out.glob("*.jpg")) == sorted(p.image for p in pages)
    for page in pages:
        image = cv2.imread(str(out / page.image), cv2.IMREAD_GRAYSCALE)
        assert image is not None
        assert page.kind == "drawn"
        assert all(oval.px is not None for oval in page.expected)
    assert {page.side for page in pages} == {"front", "back"}


def test_more_sheets_of_a_seed_begin_with_the_same(tmp_path: Path) -> None:
    for count in (1, 2):
        assert main(["--n", str(count), "--out", str(tmp_path / str(count))]) == 0
    for image in (tmp_path / "1").glob("*.jpg"):
        assert image.read_bytes() == (tmp_path / "2" / image.name).read_bytes()


def test_the_command_refuses_what_it_cannot_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--layout", "none", "--out", str(tmp_path)]) == 2
    assert "demo-legal, demo-letter" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert main(["--out", str(tmp_path / "file")]) == 2
    assert "synth.cannot-write" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--n", "-1", "--out", str(tmp_path)])
