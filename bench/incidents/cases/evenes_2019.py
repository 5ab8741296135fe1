"""More advance ballots than crosses in the register."""

from bench.incidents.counts import told, totals
from bench.incidents.incident import Caught, Incident, Way


def run(seed: int) -> Caught | None:
    """Reconcile the counts."""
    del seed
    counts = [
        totals("0000/FO", {"A": 200, "SV": 82, "SP": 90}, crosses=350),
        totals("0000/VO", {"A": 180, "SV": 42, "SP": 70}, crosses=292),
    ]
    return told(counts, [], "0000/FO", "more-than-crosses")


INCIDENT = Incident(
    where="Evenes 2019",
    cause="more advance ballots than crosses in the register",
    size="22, later 27",
    source="TV 2, NRK",
    way=Way.TOTALS,
    run=run,
)
