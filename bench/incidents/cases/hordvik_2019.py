"""436 ballots of one list entered as another list."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    right = {"A": 812, "FNB": 436, "H": 655, "NKP": 3}
    other = {"A": 700, "FNB": 390, "H": 640, "NKP": 4}
    counts = [totals("Hordvik", right | {"FNB": 0, "NKP": 439}), totals("Eidsvåg", other)]
    boxes = [RereadBox("Hordvik", right), RereadBox("Eidsvåg", other)]
    return told(counts, boxes, "Hordvik", "list-as-other")


INCIDENT = Incident(
    where="Bergen, Hordvik 2019",
    cause="the votes of one list were typed in as those of another",
    size="436 votes",
    source="NRK",
    way=Way.TOTALS,
    run=run,
)
