"""What is wrong with layouts that are used together: ids used twice, codes that are alike."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from qc_service.model.layout import Layout, NoCode, NumberLine, Side, TimingMarkCode, Title


def check_together(layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Give what is wrong with layouts that are used together: ids used twice, codes alike.

    Codes are compared only between sides with the same paper and fiducials: others are told apart
    by where those lie. Outer sides that are printed just the same are meant so and not told.
    """
    counts = Counter(layout.id for layout in layouts)
    doubles = [f"id {name!r} is that of {n} layouts" for name, n in counts.items() if n > 1]
    alike = [
        f"no {_means(side)} tells {one.id}/{side.name} from {other.id}/{back.name}: "
        "such a page alone stays unidentified"
        for one, side, other, back in _alike(layouts)
        if not (side == back and isinstance(side.identification, Title))
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
    by_frame: dict[tuple[object, object], list[tuple[Layout, Side, _Code]]] = {}
    for layout in layouts:
        for side in layout.sides:
            frame = (layout.paper, side.fiducials or layout.fiducials)
            by_frame.setdefault(frame, []).append((layout, side, _code(side)))
    for group in by_frame.values():
        for (one, side, code), (other, back, more) in combinations(group, 2):
            # Within one layout this is check_layout's complaint; one id twice is told already.
            if one.id != other.id and code.like(more):
                yield one, side, other, back


@dataclass(frozen=True)
class _Code:
    """What names a side: words, or the columns in which bars must and must not stand."""

    words: str = ""
    bars: int = 0
    gaps: int = 0
    open: bool = False

    def like(self, other: "_Code") -> bool:
        """Say whether nothing tells the two apart."""
        if self.open or other.open:
            return True
        bars = self.bars & other.gaps or self.gaps & other.bars
        return self.words == other.words and not bars


def _code(side: Side) -> _Code:
    code = side.identification
    match code:
        case TimingMarkCode():
            return _Code(bars=_columns(code.bits, "1"), gaps=_columns(code.bits, "0"))
        case NumberLine():
            return _Code(words=f"number {code.number} {code.form_code}")
        case Title():
            return _Code(words=f"title {code.title.text}")
        case NoCode():
            # A side without a code is like every other.
            return _Code(open=True)


def _means(side: Side) -> str:
    """Name what should tell a side from others."""
    match side.identification:
        case NumberLine():
            return "digit"
        case Title():
            return "word"
        case _:
            return "bar"


def _columns(bits: str, wanted: str) -> int:
    return sum(1 << column for column, bit in enumerate(bits) if bit == wanted)
