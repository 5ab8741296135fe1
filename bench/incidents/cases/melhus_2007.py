"""A candidate has more personal votes than the list has ballots."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.totals import PersonalVotes


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    votes = (PersonalVotes("SP", "Nordmann", 415),)
    counts = [
        totals("K1", {"SP": 402, "A": 800}, personal=votes),
        totals("K2", {"SP": 300, "A": 500}),
    ]
    return told(counts, [], "K1", "personal-above-ballots")


INCIDENT = Incident(
    where="Melhus 2007",
    cause="corrections registered wrongly: more for a candidate than the list had",
    size="one councillor replaced",
    source="Trønderbladet",
    way=Way.TOTALS,
    run=run,
)
