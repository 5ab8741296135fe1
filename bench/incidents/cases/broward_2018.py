"""Ballots are misfiled at the recount: a whole box is not there."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    decks = {"D1": {"A": 1200, "B": 840}, "D2": {"A": 2000, "B": 2100}}
    counts = [totals(name, lists) for name, lists in decks.items()]
    return told(counts, [RereadBox("D2", decks["D2"])], "D1", "box-not-scanned")


INCIDENT = Incident(
    where="Broward FL 2018",
    cause="ballots misfiled at the recount",
    size="2,040 ballots",
    source="Sun Sentinel",
    way=Way.TOTALS,
    run=run,
)
