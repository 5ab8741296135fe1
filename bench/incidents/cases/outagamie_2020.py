"""A printed nick in a timing mark: the scanner rejects the ballot, we read it."""

from bench.incidents.counts import told, totals
from bench.incidents.drawn import AMERICAN, draw, read
from bench.incidents.incident import Caught, Incident, Way
from qc_calibration.degrade import Spots, mark_holed
from qc_service.flow.box_counts import count_boxes
from qc_service.model.events import SheetRecord
from qc_service.model.totals import Rejected
from qc_service.model.units import Grey

SHEETS = 12


def run(seed: int) -> Caught | None:
    """Read what the scanner rejected, and reconcile the box with its count."""

    def spoil(number: int, page: Grey) -> Grey:
        left = max(8, page.shape[1] // 60)
        mark = (left, page.shape[0] // 2, 30, 10)
        return mark_holed(page, Spots((), (mark,))).pixels if not number else page

    sheets = [draw(AMERICAN, 100 * seed + n).spoilt(spoil) for n in range(SHEETS)]
    records = [SheetRecord("", read(each, n)) for n, each in enumerate(sheets, start=1)]
    refused = (Rejected("unreadable", SHEETS),)
    counts = [totals("K1", {sheets[0].layout.style: 0}, rejected=refused)]
    caught = told(counts, count_boxes(records), "K1", "list-zero-first")
    good = sum(1 for each in records if each.examination.style)
    return caught and Caught(f"{caught.by}; {good} of {SHEETS} rejected sheets read", SHEETS)


INCIDENT = Incident(
    where="Outagamie WI 2020",
    cause="printed nick in a timing mark, ballots rejected",
    size="24,600 printed, at least 5,500 issued",
    source="Fox 11, WFRV",
    way=Way.IMAGES,
    run=run,
)
