"""The same in the totals: every candidate has the next one's votes."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    right = {"clay": 700, "polk": 455, "birney": 210, "tyler": 90}
    shifted = dict(zip(right, (90, 700, 455, 210), strict=True))
    boxes = [RereadBox("T1", right), RereadBox("T2", {"clay": 400, "polk": 380})]
    counts = [totals("T1", shifted), totals("T2", {"clay": 400, "polk": 380})]
    return told(counts, boxes, "T1", "lists-permuted")


INCIDENT = Incident(
    where="Antrim MI 2020, totals",
    cause="ballot design changed, memory cards not updated, so that positions shifted",
    size="thousands of votes",
    source="J. A. Halderman",
    way=Way.TOTALS,
    run=run,
)
