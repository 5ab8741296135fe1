"""What an incident is: what happened where, how it is played again, and what was said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What an incident is played with."""

    IMAGES = "images"
    RECORDS = "records"
    TOTALS = "totals"


@dataclass(frozen=True)
class Caught:
    """What was said first: by which finding, alarm or line, after how many wrong ballots.

    `wrong` is None where no single ballots are looked at. `cell`: it names the right scanner, box,
    list or option; `start`: the right beginning, None where there is none to be told.
    """

    by: str
    wrong: int | None = None
    cell: bool = True
    start: bool | None = None


@dataclass(frozen=True)
class Incident:
    """One incident: as documented (place, cause, size, key of its source), and its night.

    `run` takes a seed; None means that nothing was said. `quick` ones take under a second and run
    in the ordinary tests.
    """

    where: str
    cause: str
    size: str
    source: str
    way: Way
    run: Callable[[int], Caught | None]
    quick: bool = True


@dataclass(frozen=True)
class Unseen:
    """An incident that a machine beside the scanner cannot see, and why."""

    where: str
    cause: str
    source: str
    why: str
