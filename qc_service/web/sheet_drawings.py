"""One sheet as it was read, drawn on its layout: what is marked where, and where the two differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from qc_service.flow.option_names import titles_of
from qc_service.model.layout import Box, Layout, PrintedText, RegionKind, Side
from qc_service.model.reading import PxBox
from qc_service.model.sheet import Examination, PageReread
from qc_service.model.verdict import Difference, MarkState, RowState, StampState

Field = tuple[str, str]
"""Contest and option."""

SHOWN_REGIONS = frozenset({RegionKind.STAMP, RegionKind.WRITE_IN})

SIGNS = {
    MarkState.MARKED.value: "×",
    MarkState.UNSURE.value: "?",
    MarkState.EMPTY.value: "",
    StampState.PRESENT.value: "×",
    StampState.MISSING.value: "–",
    RowState.WRITTEN.value: "×",
}
"""What stands in a field beside its colour; an empty field is its outline alone."""


@dataclass(frozen=True)
class Spot:
    """One field on the drawing, in millimetres; `sign` and `state` say the same, `label` in full.

    `differs` where the scanner said something else.
    """

    box: Box
    state: str
    sign: str
    contest: str
    option: str
    score: float
    differs: bool


@dataclass(frozen=True)
class Outside:
    """Ink of a hand where none belongs, in millimetres."""

    box: Box
    kind: str
    score: float


@dataclass(frozen=True)
class Drawing:
    """One page on its side of the layout. `unplaced` marks outside targets could not be placed."""

    title: str
    side: str
    width: float
    height: float
    spots: tuple[Spot, ...]
    outside: tuple[Outside, ...]
    unplaced: int
    texts: tuple[PrintedText, ...]
    names: tuple[tuple[Box, str], ...]


@dataclass(frozen=True)
class FieldRow:
    """One field in the table: what both readings say, and the measures ours stands on."""

    contest: str
    option: str
    title: str
    sign: str
    state: str
    reported: str
    score: float
    match: float
    reason: str
    differs: bool

    @property
    def told_first(self) -> bool:
        """Whether people look for it: all but what is empty and agreed."""
        return self.differs or self.state != MarkState.EMPTY.value


def drawing(
    examination: Examination, page: PageReread, layouts: Iterable[Layout]
) -> Drawing | None:
    """Draw one page; None where it is not known what it is a page of."""
    layout = next((each for each in layouts if each.id == page.layout), None)
    side = next((each for each in layout.sides if each.name == page.side), None) if layout else None
    if layout is None or side is None:
        return None
    differing = differences_of(examination)
    spots = (*_targets(page, side, differing), *_regions(page, side, differing))
    fit = _fit(page, side)
    placed = tuple(
        Outside(fit.box(each.px), each.kind, each.score) for each in page.outside if fit is not None
    )
    return Drawing(
        layout.title,
        side.name,
        layout.paper.width,
        layout.paper.height,
        spots,
        placed,
        len(page.outside) - len(placed),
        side.texts,
        tuple(_names(layout, side)),
    )


def _names(layout: Layout, side: Side) -> Iterator[tuple[Box, str]]:
    """Give the options' names in their cells, where the layout's own texts do not have them."""
    titles = {
        (contest.id, option.id): option.title
        for contest in layout.contests
        for option in contest.options
    }
    printed = {text.text for text in side.texts}
    for region in side.regions:
        title = titles.get((region.contest, region.option), "")
        if region.kind is RegionKind.OPTION and title and title not in printed:
            yield region.box, title


def differences_of(examination: Examination) -> dict[Field, Difference]:
    """Give what differs by field; of a whole contest or style under an empty option."""
    return {(each.contest, each.option): each for each in examination.differences}


def sheet_titles(examination: Examination, layouts: Iterable[Layout]) -> dict[Field, str]:
    """Give what is printed for each option of a sheet."""
    there = {page.layout for page in examination.pages}
    return titles_of(each for each in layouts if each.id in there)


def field_rows(examination: Examination, layouts: Iterable[Layout]) -> tuple[FieldRow, ...]:
    """Give every target of the sheet as a row, those that people look for first."""
    differing = differences_of(examination)
    titles = sheet_titles(examination, layouts)
    reported = None if examination.reported is None else set(examination.reported)
    rows = [
        FieldRow(
            contest=mark.contest,
            option=mark.option,
            title=titles.get((mark.contest, mark.option), ""),
            sign=SIGNS[mark.state.value],
            state=mark.state.value,
            reported=_reported((mark.contest, mark.option), differing, reported),
            score=mark.score,
            match=mark.match,
            reason=mark.reason,
            differs=(mark.contest, mark.option) in differing,
        )
        for page in examination.pages
        for mark in page.marks
    ]
    return tuple(sorted(rows, key=lambda row: not row.told_first))


def _reported(
    field: Field, differing: Mapping[Field, Difference], reported: set[Field] | None
) -> str:
    """Say what the scanner said of a field; nothing where its word was not opened."""
    if field in differing:
        return differing[field].reported
    if reported is None:
        return ""
    return (MarkState.MARKED if field in reported else MarkState.EMPTY).value


def _targets(page: PageReread, side: Side, differing: Mapping[Field, Difference]) -> Iterator[Spot]:
    marks = {(mark.contest, mark.option): mark for mark in page.marks}
    for target in side.targets:
        field = target.contest, target.option
        mark = marks.get(field)
        state = MarkState.UNSURE.value if mark is None else mark.state.value
        score = 0.0 if mark is None else mark.score
        yield Spot(target.box, state, SIGNS[state], *field, score, field in differing)


def _regions(page: PageReread, side: Side, differing: Mapping[Field, Difference]) -> Iterator[Spot]:
    states = {stamp.region: stamp.state.value for stamp in page.stamps}
    rows = {(row.contest, row.option, row.row): row.state.value for row in page.rows}
    scores = {region.region: region.score for region in page.regions}
    for region in side.regions:
        if region.kind not in SHOWN_REGIONS:
            continue
        field = region.contest, region.option
        state = states.get(region.id) or rows.get((*field, region.row)) or MarkState.EMPTY.value
        sign = SIGNS.get(state, "?")
        score = scores.get(region.id, 0.0)
        yield Spot(
            region.box, state, sign, *field, score, bool(region.option) and field in differing
        )


@dataclass(frozen=True)
class _Fit:
    """From pixels to millimetres: one turn, one scale and one shift, as complex numbers."""

    times: complex
    plus: complex

    def box(self, px: PxBox) -> Box:
        x, y, width, height = px
        corners = [
            self.times * complex(across, down) + self.plus
            for across in (x, x + width)
            for down in (y, y + height)
        ]
        left, top = min(c.real for c in corners), min(c.imag for c in corners)
        right, bottom = max(c.real for c in corners), max(c.imag for c in corners)
        return Box(round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))


def _fit(page: PageReread, side: Side) -> _Fit | None:
    """Fit the page's measured fields to where the layout has them, by least squares.

    A sheet through a scanner is turned and scaled; what feed stretch leaves is a millimetre or two.
    """
    boxes: dict[str | Field, Box] = {
        (target.contest, target.option): target.box for target in side.targets
    }
    boxes |= {region.id: region.box for region in side.regions}
    found: list[tuple[str | Field, PxBox]] = [
        ((mark.contest, mark.option), mark.px) for mark in page.marks
    ]
    found += [(region.region, region.px) for region in page.regions]
    pairs = [
        (complex(px[0] + px[2] / 2, px[1] + px[3] / 2), _middle(boxes[name]))
        for name, px in found
        if name in boxes
    ]
    if not pairs:
        return None
    here = sum(pair[0] for pair in pairs) / len(pairs)
    there = sum(pair[1] for pair in pairs) / len(pairs)
    spread = sum(abs(pair[0] - here) ** 2 for pair in pairs)
    if not spread:
        return None
    times = sum((b - there) * (a - here).conjugate() for a, b in pairs) / spread
    return _Fit(times, there - times * here)


def _middle(box: Box) -> complex:
    return complex(box.x + box.width / 2, box.y + box.height / 2)
