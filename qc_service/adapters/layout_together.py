"""What is wrong with layouts that are used together: ids used twice, codes that are alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from qc_service.model.layout import Layout, Side, TimingMarkCode


def check_together(layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Give what is wrong with layouts that are used together: ids used twice, codes alike.

    Codes are compared only between layouts with the same paper and frame: others are told apart
    by where the frame lies.
    """
    counts = Counter(layout.id for layout in layouts)
    doubles = [f"id {name!r} is that of {n} layouts" for name, n in counts.items() if n > 1]
    alike = [
        f"no bar tells {one.id}/{side.name} from {other.id}/{back.name}: "
        "such a page alone stays unidentified"
        for one, side, other, back in _alike(layouts)
    ]
    return (*doubles, *alike)


def clashes(layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Give the pairs of layouts that no code on any side tells apart: they cannot be used together.

    Less than `check_together`: where only the backs of one election are alike, fronts still serve.
    """
    pairs = Counter(
        (one.id, other.id, len(one.sides))
        for one, side, other, back in _alike(layouts)
        if side.name == back.name
    )
    return tuple(
        f"no code on any side tells {one} from {other}"
        for (one, other, sides), alike in pairs.items()
        if alike == sides
    )


def _alike(layouts: Sequence[Layout]) -> Iterator[tuple[Layout, Side, Layout, Side]]:
    """Give the sides of different layouts whose codes agree wherever both say something."""
    by_frame: dict[tuple[object, object], list[tuple[Layout, Side, int, int]]] = {}
    for layout in layouts:
        group = by_frame.setdefault((layout.paper, layout.fiducials), [])
        for side in layout.sides:
            # A side without a code is like every other.
            code = side.identification
            bits = code.bits if isinstance(code, TimingMarkCode) else ""
            group.append((layout, side, _columns(bits, "1"), _columns(bits, "0")))
    for group in by_frame.values():
        for (one, side, bars, gaps), (other, back, more_bars, more_gaps) in combinations(group, 2):
            # Within one layout this is check_layout's complaint; one id twice is told already.
            if one.id != other.id and not (bars & more_gaps or gaps & more_bars):
                yield one, side, other, back


def _columns(bits: str, wanted: str) -> int:
    return sum(1 << column for column, bit in enumerate(bits) if bit == wanted)
