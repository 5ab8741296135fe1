"""What stands at last of many counts: each ballot once."""

import pytest

from qc_service.comparing.places import standing
from qc_service.model.errors import QcError
from qc_service.model.totals import ListCount, Totals


def count(ballots: int, number: int = 1, *, box: str = "", locale: str = "") -> Totals:
    return Totals("file", (ListCount("A", ballots),), locale=locale, batch=box, count=number)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([count(5, box="K1"), count(7, box="K2")], 12),
        ([count(5, box="K1"), count(6, 2, box="K1")], 6),
        ([count(13, locale="0001"), count(5, box="K1", locale="0001")], 13),
        ([count(13, locale="0001"), count(5, box="K2", locale="0002")], 18),
        ([count(13, locale="0001"), count(12, 2, box="K1", locale="0001")], 12),
        ([count(20), count(13, locale="0001"), count(5, box="K2", locale="0002")], 20),
        ([count(20), count(13, 2, locale="0001"), count(8, 2, locale="0002")], 21),
        ([count(5, box="K1"), count(5, box="K1")], 5),
    ],
)
def test_a_wider_count_stands_for_what_lies_in_it_until_that_is_counted_again(
    counts: list[Totals], expected: int
) -> None:
    assert standing(counts).by_list() == {"A": expected}


def test_counts_of_changed_ballots_alone_are_no_ballots_more() -> None:
    changed = Totals("file", (ListCount("A", 2),), batch="K1", only_modified=True)
    assert standing([count(5, box="K1"), changed]).by_list() == {"A": 5}


def test_two_counts_that_differ_do_not_stand() -> None:
    with pytest.raises(QcError, match="both tell of K1"):
        standing([count(5, box="K1"), count(6, box="K1")])
