"""The first deck is dropped from the result."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    decks = {"D0": {"A": 120, "B": 77}, "D1": {"A": 88, "B": 131}, "D2": {"A": 97, "B": 60}}
    counts = [totals(name, lists) for name, lists in decks.items() if name != "D0"]
    boxes = [RereadBox(name, lists) for name, lists in decks.items()]
    return told(counts, boxes, "D0", "box-not-reported")


INCIDENT = Incident(
    where="Humboldt CA 2008",
    cause="the first deck was dropped from the result",
    size="197 ballots",
    source="North Coast Journal",
    way=Way.TOTALS,
    run=run,
)
