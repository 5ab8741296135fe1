"""A scanner's story: where it differs and how its images were, in bounded space."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nights import MISSED
from qc_service.flow import story
from qc_service.flow.story import BLOCKS_MOST, FIRST_BLOCK, PlaceCount, StoryTeller
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference


def examined(
    number: int, quality: dict[str, float] | None = None, *differences: Difference
) -> Examination:
    page = PageReread("i", "", quality=quality or {})
    return Examination(
        SheetKey("s1", "1", "1", number), (page,), differences=differences, style="A"
    )


def told(count: int) -> StoryTeller:
    teller = StoryTeller()
    for number in range(1, count + 1):
        teller.take(examined(number, {"skew": float(number)}))
    return teller


def test_without_sheets_there_is_no_story() -> None:
    assert StoryTeller().story() == story.Story()


def test_places_are_counted_once_a_sheet_and_the_worst_stands_first() -> None:
    teller = StoryTeller()
    other = Difference(MISSED.kind, "x", "other", "empty", "marked", 0.2)
    teller.take(examined(1, None, MISSED, MISSED))
    teller.take(examined(2, None, MISSED, other))
    places = teller.story().places
    assert places == (
        PlaceCount("A", MISSED.contest, MISSED.option, MISSED.kind, 2),
        PlaceCount("A", "x", "other", MISSED.kind, 1),
    )
    assert [block.differing for block in teller.story().blocks] == [2]


def test_a_block_holds_the_means_of_its_sheets_and_the_last_may_be_short() -> None:
    blocks = told(FIRST_BLOCK + 2).story().blocks
    assert [(block.first, block.last) for block in blocks] == [(1, 25), (26, 27)]
    assert blocks[0].means == {"skew": 13.0}
    assert blocks[1].means == {"skew": 26.5}


@given(st.integers(1, 3 * BLOCKS_MOST * FIRST_BLOCK // 25))
def test_blocks_follow_each_other_without_a_gap_in_any_length(count: int) -> None:
    blocks = told(count * 25).story().blocks
    assert len(blocks) <= BLOCKS_MOST
    assert blocks[0].first == 1
    assert blocks[-1].last == count * 25
    assert all(a.last + 1 == b.first for a, b in pairwise(blocks))
    whole = sum(block.means["skew"] * (block.last - block.first + 1) for block in blocks)
    assert whole == pytest.approx(sum(range(1, count * 25 + 1)))


def test_a_measure_that_comes_late_is_of_its_own_sheets_when_blocks_are_joined() -> None:
    teller = StoryTeller()
    # Blocks are joined when the next sheet comes.
    for number in range(1, BLOCKS_MOST * FIRST_BLOCK + 2):
        late = {"late": 7.0} if number > FIRST_BLOCK else {}
        teller.take(examined(number, {"skew": 1.0} | late))
    joined = teller.story().blocks[0]
    assert (joined.first, joined.last) == (1, 2 * FIRST_BLOCK)
    assert joined.means == {"skew": 1.0, "late": 7.0}


def test_the_highest_evidence_of_a_block_is_kept_also_when_blocks_are_joined() -> None:
    teller = StoryTeller()
    teller.weighed(0.7)
    for number in range(1, BLOCKS_MOST * FIRST_BLOCK + 2):
        teller.take(examined(number))
        teller.weighed({3: 0.4, 5: 0.2, 2 * FIRST_BLOCK: 0.9}.get(number, 0.0))
        if number == FIRST_BLOCK:
            assert [block.evidence for block in teller.story().blocks] == [0.4]
    assert [block.evidence for block in teller.story().blocks[:2]] == [0.9, 0.0]


def test_the_profile_is_that_of_the_latest_sheet() -> None:
    teller = StoryTeller()
    for number, profile in enumerate(("first", "second"), start=1):
        teller.take(replace(examined(number), profile=profile))
    assert teller.story().profile == "second"


def test_names_without_end_cost_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "PLACES_MOST", 3)
    monkeypatch.setattr(story, "MEASURES_MOST", 2)
    teller = StoryTeller()
    for number in range(10):
        difference = Difference(MISSED.kind, "x", f"o{number}", "empty", "marked", 0.2)
        teller.take(examined(number, {f"m{number}": 1.0}, difference))
    assert len(teller.story().places) == 3
    assert set(teller.story().blocks[0].means) == {"m0", "m1"}
