"""What the hall's scanners say of each ballot: by a rule of their own, never from our reading."""

from collections.abc import Iterator, Sequence

from qc_calibration.demo.counting import count_contest
from qc_calibration.synth.truth import ListSideTruth, SideTruth
from qc_format_nist_cvr import NistCvrFormat, ReportKind
from qc_service.model.layout import Layout
from qc_service.model.reported import Reported, ReportedMark

DEVICE = NistCvrFormat("nist-cvr-device", ReportKind.ORIGINATING_DEVICE)
"""The format as a scanner's own export writes it."""

WRITTEN = "written"
"""How a drawn row of a write-in table says that a name stands in it."""


def record_json(reported: Reported, layout: Layout) -> bytes:
    """Write one ballot's record as a scanner leaves it beside the images.

    `layout` is the ballot's own: a scanner that takes it for another list's keeps its marks.
    """
    return DEVICE.write([reported], [layout])


def report(
    name: str, said: str, scanner: str, layout: Layout, sides: Sequence[SideTruth]
) -> Reported:
    """Say what a scanner makes of a drawn ballot; `said` is the list it takes it for.

    A doubtful mark is left to people: the scanner says nothing of it.
    """
    marks = [*_marks(sides), *_rows(layout, sides)]
    return Reported(
        record=name,
        style=said,
        contests=tuple(
            count_contest(contest, tuple(mark for at, mark in marks if at == contest.id))
            for contest in layout.contests
        ),
        scanner=scanner,
        images=tuple(side.image for side in sides),
    )


def _marks(sides: Sequence[SideTruth]) -> Iterator[tuple[str, ReportedMark]]:
    for mark in (mark for side in sides for mark in side.expected):
        yield mark.contest, ReportedMark(mark.option, None if mark.doubtful else mark.marked)


def _rows(layout: Layout, sides: Sequence[SideTruth]) -> Iterator[tuple[str, ReportedMark]]:
    written = {
        row.row: None if row.doubtful else row.state == WRITTEN
        for side in sides
        if isinstance(side, ListSideTruth)
        for row in side.writeins
    }
    for region in (region for side in layout.sides for region in side.regions):
        if region.row in written:
            yield region.contest, ReportedMark(region.option, written[region.row])
