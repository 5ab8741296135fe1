"""Letter tails reach into the row below, and the scanner takes them for a name."""

from bench.incidents.drawn import NORWEGIAN, caught, draw, read
from bench.incidents.incident import Caught, Incident, Way
from qc_service.model.events import Effect

WRITTEN = [("slengere", "s01"), ("slengere", "s02")]
FALSE_ROW = ("slengere", "s03")


def run(seed: int) -> Caught | None:
    """Read ballots with two names, of which the scanner sees three."""
    told = (
        (
            read(draw(NORWEGIAN, 50 * seed + n, writeins=2, tails=1.5), n, [*WRITTEN, FALSE_ROW]),
            True,
        )
        for n in range(1, 41)
    )

    def right(effect: Effect) -> bool:
        return getattr(effect, "cell", None) is not None

    return caught(told, right)


INCIDENT = Incident(
    where="Ski 2011",
    cause="letter tails entered the row below; the alphabetically first name was the default",
    size="114 false votes for one man",
    source="Østlandets Blad",
    way=Way.IMAGES,
    run=run,
    quick=False,
)
