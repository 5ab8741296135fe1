"""Which numbers must be left out so that no small one can be seen or computed.

A small cell is hidden, and then more, until what is published with all sums of rows and columns
(others publish them, too) fixes no hidden cell and no small sum of hidden ones. An empty cell must
look like a hidden one. A hidden cell can then be computed exactly where it is a bridge of the graph
whose edges are all cells not shown, between their rows and columns (Gusfield 1988, "A graph
theoretic approach to statistical data security").
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

Cell = tuple[str, str]
"""Row and column."""


def hidden_parts(sizes: Mapping[str, int], least: int) -> frozenset[str]:
    """Give the parts of one whole, whose sum is known, that must be hidden by the size of each."""
    hidden = {part for part, size in sizes.items() if 0 < size < least}
    rest = sorted(
        (part for part, size in sizes.items() if size >= least),
        key=lambda part: (sizes[part], part),
    )
    # The whole is known: what is hidden must not be one part, nor few enough to say something.
    while hidden and rest and (len(hidden) == 1 or sum(sizes[each] for each in hidden) < least):
        hidden.add(rest.pop(0))
    return frozenset(hidden)


def hidden_cells(sizes: Mapping[Cell, int], least: int) -> frozenset[Cell]:
    """Give the cells of a table that must be hidden by the size of each; empty ones are not told.

    Where a row or a column is too small to keep anything back, all of it is hidden.
    """
    there = {cell: size for cell, size in sizes.items() if size > 0}
    empty = {(row, column) for row, _ in there for _, column in there} - there.keys()
    hidden = {cell for cell, size in there.items() if size < least}
    while more := _more(there, hidden, empty, least):
        hidden.add(more)
    return frozenset(hidden)


def _more(
    there: Mapping[Cell, int], hidden: Collection[Cell], empty: Collection[Cell], least: int
) -> Cell | None:
    """Give the next cell that must be hidden beside what is; None where the rest is safe."""
    for line in _lines(there):
        inside = [cell for cell in line if cell in hidden]
        few = inside and (len(inside) == 1 or sum(there[cell] for cell in inside) < least)
        rest = [cell for cell in line if cell not in hidden]
        if few and rest:
            return _smallest(there, rest)
    unseen = {*hidden, *empty}
    for cell in sorted(hidden):
        rest = [each for each in there if each not in hidden and _beside(each, cell)]
        if rest and _is_bridge(cell, unseen):
            return _smallest(there, rest)
    return None


def _smallest(there: Mapping[Cell, int], cells: Collection[Cell]) -> Cell:
    return min(cells, key=lambda cell: (there[cell], cell))


def _beside(one: Cell, other: Cell) -> bool:
    return one[0] == other[0] or one[1] == other[1]


def _lines(there: Mapping[Cell, int]) -> Iterator[list[Cell]]:
    """Give the cells of each row, then those of each column."""
    for side in (0, 1):
        for name in sorted({cell[side] for cell in there}):
            yield [cell for cell in there if cell[side] == name]


def _is_bridge(edge: Cell, edges: Collection[Cell]) -> bool:
    """Say whether an edge lies on no cycle: rows and columns are the graph's nodes."""
    ends: defaultdict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for row, column in edges:
        if (row, column) != edge:
            ends[0, row].append((1, column))
            ends[1, column].append((0, row))
    reached, ahead = {(0, edge[0])}, [(0, edge[0])]
    while ahead:
        for node in ends[ahead.pop()]:
            if node not in reached:
                reached.add(node)
                ahead.append(node)
    return (1, edge[1]) not in reached
