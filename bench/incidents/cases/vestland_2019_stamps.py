"""Stamped ballots are proposed for rejection."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import Rejected, RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    rejected = (Rejected("stempel", 16),)
    counts = [totals("K1", {"A": 484, "H": 300}, rejected=rejected), totals("K2", {"A": 90})]
    boxes = [RereadBox("K1", {"A": 500, "H": 300}), RereadBox("K2", {"A": 90})]
    caught = told(counts, boxes, "K1", "")
    return Caught(caught.by) if caught is not None else None


INCIDENT = Incident(
    where="Vestland 2019, stamps",
    cause="rejection proposed for a missing stamp, though stamps were there",
    size="16 ballots of one municipality",
    source="the county's protocol",
    way=Way.TOTALS,
    run=run,
)
