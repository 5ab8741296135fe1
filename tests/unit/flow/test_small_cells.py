"""What is hidden stays hidden: no small number can be seen, or computed from sums."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qc_service.flow.small_cells import hidden_cells, hidden_parts

LEAST = 100
sizes = st.integers(0, 20) | st.integers(60, 400)
tables = st.dictionaries(
    st.tuples(st.sampled_from("1234"), st.sampled_from("ABCDE")), sizes, max_size=20
)


def fixed(unseen: list[tuple[str, str]], cell: tuple[str, str]) -> bool:
    """Tell whether sums of rows and columns fix an unseen cell, by Gauss' elimination.

    It is fixed where every vector that keeps all sums has nothing in its place.
    """
    lines = sorted({(side, each[side]) for each in unseen for side in (0, 1)})
    rows = [[Fraction(each[side] == name) for each in unseen] for side, name in lines]
    place = unseen.index(cell)
    target = [Fraction(number == place) for number in range(len(unseen))]
    return rank(rows) == rank([*rows, target])


def rank(rows: list[list[Fraction]]) -> int:
    left = [list(row) for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((r for r in range(found, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for other in range(len(left)):
            if other != found and left[other][column]:
                times = left[other][column] / left[found][column]
                left[other] = [a - times * b for a, b in zip(left[other], left[found], strict=True)]
        found += 1
    return found


@given(tables)
def test_no_small_cell_is_seen_and_none_can_be_computed(table: dict[tuple[str, str], int]) -> None:
    hidden = hidden_cells(table, LEAST)
    there = {cell: size for cell, size in table.items() if size}
    assert {cell for cell, size in there.items() if size < LEAST} <= hidden <= there.keys()
    rows, columns = {row for row, _ in there}, {column for _, column in there}
    unseen = [(r, c) for r in sorted(rows) for c in sorted(columns) if (r, c) not in there]
    unseen += sorted(hidden)
    for cell in hidden:
        beside = [
            each for each in there.keys() - hidden if each[0] == cell[0] or each[1] == cell[1]
        ]
        # Where nothing is left to hide beside it, its row and column show nothing at all.
        assert not beside or not fixed(unseen, cell)


@given(tables)
def test_what_is_hidden_of_a_line_is_never_few(table: dict[tuple[str, str], int]) -> None:
    hidden = hidden_cells(table, LEAST)
    there = {cell: size for cell, size in table.items() if size}
    for side in (0, 1):
        for name in {cell[side] for cell in there}:
            line = [cell for cell in there if cell[side] == name]
            inside = [cell for cell in line if cell in hidden]
            if inside and len(inside) < len(line):
                assert len(inside) > 1
                assert sum(there[cell] for cell in inside) >= LEAST


def test_a_table_without_small_cells_hides_nothing() -> None:
    assert hidden_cells({("1", "A"): 100, ("2", "A"): 300, ("2", "B"): 0}, LEAST) == frozenset()


def test_the_smallest_that_will_do_is_hidden_beside_a_small_cell() -> None:
    table = {(row, column): 200 for row in "123" for column in "ABC"}
    hidden = hidden_cells(table | {("1", "A"): 3}, LEAST)
    assert ("1", "A") in hidden
    assert len(hidden) == 4


def test_two_pairs_that_hang_together_by_one_cell_are_not_enough() -> None:
    # Every line has two hidden cells, and yet ("3", "C") is what its row has beside a closed ring.
    table = {(row, column): 500 for row in "123456" for column in "ABCDEF"}
    ring = [("1", "A"), ("1", "B"), ("2", "A"), ("2", "B"), ("2", "C")]
    other = [("3", "C"), ("3", "D"), ("4", "C"), ("4", "D")]
    hidden = hidden_cells(table | dict.fromkeys([*ring, *other], 60), LEAST)
    assert not fixed(sorted(hidden), ("2", "C"))


@given(st.dictionaries(st.sampled_from("ABCDEF"), sizes))
def test_parts_of_a_known_whole(parts: dict[str, int]) -> None:
    hidden = hidden_parts(parts, LEAST)
    assert {part for part, size in parts.items() if 0 < size < LEAST} <= hidden
    shown = [part for part, size in parts.items() if size and part not in hidden]
    if hidden and shown:
        assert len(hidden) > 1
        assert sum(parts[part] for part in hidden) >= LEAST
