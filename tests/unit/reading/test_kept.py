"""What is made of a layout's parts is made once, and never mistaken for another's."""

import pytest

from qc_service.reading import kept
from qc_service.reading.kept import Kept


def test_made_once_for_the_same_part_and_again_for_an_equal_one() -> None:
    made: list[tuple[int, ...]] = []

    def make(part: tuple[int, ...]) -> int:
        made.append(part)
        return sum(part)

    sums = Kept(make)
    part, equal = (tuple(numbers) for numbers in ([1, 2], [1, 2]))
    assert [sums(part), sums(part), sums(equal)] == [3, 3, 3]
    assert len(made) == 2


def test_parts_that_come_and_go_are_never_mistaken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    doubled = Kept[list[int], int](lambda part: 2 * part[0])
    assert [doubled([number]) for number in range(50)] == [2 * number for number in range(50)]
    assert len(doubled._kept) <= 3
