"""A memory is loaded twice."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import RereadBox


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    right = {f"T{n}": {"A": 310 + n, "B": 280 - n} for n in range(1, 7)}
    counts = [totals(name, {c: 2 * v for c, v in lists.items()}) for name, lists in right.items()]
    boxes = [RereadBox(name, lists) for name, lists in right.items()]
    found = [told(counts, boxes, name, "") for name in right]
    return None if None in found else Caught("reconcile: difference, each of the 6 districts")


INCIDENT = Incident(
    where="Monmouth NJ 2022",
    cause="memory loaded twice, the guard against it missing",
    size="6 districts, one wrong winner",
    source="Governing, NJSBA",
    way=Way.TOTALS,
    run=run,
)
