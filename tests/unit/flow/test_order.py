from hypothesis import given
from hypothesis import strategies as st

from qc_service.detecting.facts import SheetFacts
from qc_service.flow.order import HOLD_AT_MOST, Gap, Stream
from qc_service.model.sheet import SheetKey


def facts(sequence: int) -> SheetFacts:
    return SheetFacts(SheetKey("s", "1", "1", sequence), (), (), ())


def feed(stream: Stream, sequences: list[int], arrival: int = 0) -> list[int]:
    """Take the sheets as they come; give the numbers in the order the evidence would see them."""
    freed = []
    for sequence in sequences:
        arrival += 1
        freed += [each.key.sequence for each in stream.take(sequence, facts(sequence), arrival)]
    return freed


@given(st.permutations(range(1, 30)))
def test_a_whole_batch_comes_out_in_order_however_it_came_in(sequences: list[int]) -> None:
    stream = Stream()
    assert feed(stream, sequences) == list(range(1, 30))
    assert not stream.waiting
    assert stream.missing == 0


def test_sheets_wait_for_the_number_before_them() -> None:
    stream = Stream()
    assert feed(stream, [1, 3, 4]) == [1]
    assert sorted(stream.waiting) == [3, 4]
    assert feed(stream, [2], 3) == [2, 3, 4]


def test_skipping_tells_the_gap_and_frees_what_waited() -> None:
    stream = Stream()
    feed(stream, [4, 5, 8])
    gap, freed = stream.skip(3)
    assert gap == Gap(1, 3)
    assert gap.size() == 3
    assert [f.key.sequence for f in freed] == [4, 5]
    assert stream.missing == 3
    assert sorted(stream.waiting) == [8]


def test_a_straggler_is_taken_at_once_and_fills_the_gap() -> None:
    stream = Stream()
    feed(stream, [3])
    stream.skip(1)
    assert feed(stream, [2], 1) == [2]
    assert stream.missing == 1
    assert feed(stream, [1], 3) == [1]
    assert stream.missing == 0


def test_a_batch_that_counts_from_zero_misses_nothing() -> None:
    stream = Stream()
    assert feed(stream, [0, 1, 2]) == [0, 1, 2]
    assert stream.missing == 0


def test_waiting_is_overdue_after_as_many_sheets_as_may_be_held() -> None:
    stream = Stream()
    stream.take(2, facts(2), 1)
    assert not stream.overdue(HOLD_AT_MOST)
    assert stream.overdue(HOLD_AT_MOST + 1)
    assert not Stream().overdue(10**6)


def test_the_wait_begins_anew_when_something_was_freed() -> None:
    stream = Stream()
    stream.take(2, facts(2), 1)
    stream.take(4, facts(4), 2)
    stream.take(1, facts(1), 200)
    assert not stream.overdue(HOLD_AT_MOST + 1)
    assert stream.overdue(HOLD_AT_MOST + 200)
