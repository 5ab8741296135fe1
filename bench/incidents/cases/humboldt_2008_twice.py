"""A deck is counted twice."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [totals("D1", {"A": 176, "B": 262}), totals("D2", {"A": 68, "B": 46})]
    boxes = [RereadBox("D1", {"A": 176, "B": 262}), RereadBox("D2", {"A": 34, "B": 23})]
    caught = told(counts, boxes, "D2", "")
    return Caught(caught.by) if caught is not None else None


INCIDENT = Incident(
    where="Humboldt CA 2008, the other deck",
    cause="a deck was counted twice",
    size="57 ballots",
    source="Times-Standard",
    way=Way.TOTALS,
    run=run,
)
