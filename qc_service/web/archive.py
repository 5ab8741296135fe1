"""What pages read from the ledger's file and from the folder of crops: never from the desk.

A plot of evidence follows the whole night again. That is done now and then for each alarm, in a
process of its own that gives way to the service; a page does not wait for it longer than a person
would.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from qc_service.adapters.crop_folder import read_crop
from qc_service.adapters.ledger_lookup import Lookup, Pace
from qc_service.flow.figures import AlarmCase
from qc_service.flow.stake import Seats
from qc_service.model.acts import ActRecord
from qc_service.model.events import SheetRecord
from qc_service.model.sheet import SheetKey
from qc_service.web.studying import Asked, Study, study_beside

ANEW_TIMES = 1.25
"""A plot is made anew once its alarm is told that many times as far into the night: all plots of
one alarm together cost five times the last, which takes 0.7 s for 1,000 sheets of the hall."""

WAIT_SECONDS = 2.0
"""Longest a page waits for a plot; it is renewed later, when the plot is there."""

STUDIES_MOST = 64
"""Plots kept: more than a night has alarms; each is some kilobytes."""


@dataclass(frozen=True)
class Sources:
    """Where the files are: the ledger, the folder of crops where pictures are kept, that of decks.

    `decks` is read by `web.deck_shelf`, the rest here.
    """

    ledger: Path | None = None
    crops: Path | None = None
    seats: Seats = field(default_factory=lambda: Seats(0))
    decks: Path | None = None


class Archive:
    """Asks the files in threads; where there is no ledger, it has nothing."""

    def __init__(self, sources: Sources) -> None:
        """Keep where the files are; nothing is opened yet."""
        self._sources = sources
        self._lookup = Lookup(sources.ledger) if sources.ledger is not None else None
        self._studies: dict[tuple[int, int], Study] = {}
        self._under_way: dict[tuple[int, int], asyncio.Task[Study | None]] = {}
        # One at a time: each takes a core.
        self._studying = asyncio.Semaphore(1)

    @property
    def has_pictures(self) -> bool:
        """Whether crops of disputed fields are kept."""
        return self._sources.crops is not None

    async def records(self, keys: Sequence[SheetKey]) -> dict[SheetKey, SheetRecord]:
        """Give the records of sheets. Raises QcError `ledger.*`."""
        if self._lookup is None:
            return {}
        return await run_in_threadpool(self._lookup.sheets, keys)

    async def looks(self, key: SheetKey) -> tuple[ActRecord, ...]:
        """Give who looked at a sheet. Raises QcError `ledger.*`."""
        return () if self._lookup is None else await run_in_threadpool(self._lookup.looks, key)

    async def pace(self) -> tuple[Pace, ...]:
        """Give how many sheets came in each minute. Raises QcError `ledger.*`."""
        return () if self._lookup is None else await run_in_threadpool(self._lookup.pace)

    async def crop(self, sha256: str) -> bytes | None:
        """Give a picture as it was cut, or None where it is not kept."""
        if self._sources.crops is None:
            return None
        return await run_in_threadpool(read_crop, self._sources.crops, sha256)

    async def study(self, case: AlarmCase) -> Study | None:
        """Give what the ledger says of an alarm; None while that is not known yet."""
        key = _key(case)
        ledger = self._sources.ledger
        if key in self._studies or ledger is None:
            return self._studies.get(key)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._study(ledger, case))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), WAIT_SECONDS)
        except TimeoutError:
            return None

    async def _study(self, ledger: Path, case: AlarmCase) -> Study | None:
        asked = Asked(str(ledger), case.latest, case.raised.sheet, self._sources.seats)
        async with self._studying:
            made = await study_beside(asked)
        if made is not None:
            if len(self._studies) >= STUDIES_MOST:
                self._studies.clear()
            self._studies[_key(case)] = made
        return made


def _key(case: AlarmCase) -> tuple[int, int]:
    return case.number, int(math.log(case.latest.at, ANEW_TIMES))
