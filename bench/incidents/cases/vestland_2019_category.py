"""Ballots are scanned in the wrong category."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [
        totals("1201/FO", {"A": 800, "H": 500}),
        totals("1201/VO", {"A": 1724, "H": 901}),
    ]
    boxes = [
        RereadBox("K1", {"A": 810, "H": 514}, locale="1201", category="FO"),
        RereadBox("K2", {"A": 1714, "H": 886}, locale="1201", category="VO"),
    ]
    caught = told(counts, boxes, "1201/FO", "category")
    other = told(counts, boxes, "1201/VO", "category")
    return None if None in {caught, other} or caught is None else Caught(caught.by)


INCIDENT = Incident(
    where="Vestland 2019, categories",
    cause="ballots scanned in the wrong category",
    size="24 too few in one category, 25 too many in the other",
    source="the county's protocol",
    way=Way.TOTALS,
    run=run,
)
