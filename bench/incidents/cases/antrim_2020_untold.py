"""The same where scanners tell nothing of their setup: the ballots themselves show it."""

from bench.incidents.cases.antrim_2020 import shifted
from bench.incidents.incident import Caught, Incident, Way
from bench.incidents.night import Night, first, names, play


def run(seed: int) -> Caught | None:
    """Play the night."""
    return first(play(Night(misread=shifted, begins=1), seed), names("S02"))


INCIDENT = Incident(
    where="Antrim MI 2020, setups not told",
    cause="ballot design changed, memory cards not updated, so that positions shifted",
    size="thousands of votes",
    source="J. A. Halderman",
    way=Way.RECORDS,
    run=run,
)
