"""Stamps that are there: the reread sees them."""

from bench.incidents.counts import told, totals
from bench.incidents.drawn import NORWEGIAN, draw, read
from bench.incidents.incident import Caught, Incident, Way
from qc_service.flow.box_counts import count_boxes
from qc_service.model.events import SheetRecord
from qc_service.model.totals import Rejected

STAMPS = ("clear", "red", "double", "weak") * 3


def run(seed: int) -> Caught | None:
    """Read stamped ballots that were proposed for rejection, and reconcile the box."""
    records = [
        SheetRecord("", read(draw(NORWEGIAN, 20 * seed + n, stamp=stamp, contrast=0.8), n))
        for n, stamp in enumerate(STAMPS, start=1)
    ]
    refused = (Rejected("stempel", len(STAMPS)),)
    counts = [totals("K1", {"A": 0}, rejected=refused)]
    caught = told(counts, count_boxes(records), "K1", "list-zero-first")
    return caught and Caught(caught.by, len(STAMPS), caught.cell)


INCIDENT = Incident(
    where="Vestland 2019, stamps, drawn",
    cause="rejection proposed for a missing stamp, though stamps were there",
    size="16 ballots of one municipality",
    source="the county's protocol",
    way=Way.IMAGES,
    run=run,
)
