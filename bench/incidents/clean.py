"""Clean nights: nothing is wrong, so whatever is told is a false alarm.

Nights are small (four scanners, 200 ballots each) so that a thousand take some ten minutes, and the
plan is made for just such nights: the whole budget of false alarms is at stake in
each. Scanners miss marks by chance at the rate the plan bears, half of the nights are American,
half Norwegian with coarse bits of every sheet.
"""

from collections import Counter
from dataclasses import dataclass

from bench.incidents.forms import american, norwegian
from bench.incidents.night import NEVER, OPTIONS, Night, name_of, play
from qc_service.model.events import AlarmRecord

SCANNERS, BALLOTS, BOX = 4, 200, 50

PLAN = {
    "scanners": float(SCANNERS),
    "ballots_per_scanner": float(BALLOTS),
    "options": float(OPTIONS),
}


@dataclass(frozen=True)
class Clean:
    """What came of clean nights: how many had an alarm, how many a finding, and which."""

    nights: int
    with_alarm: int
    with_finding: int
    told: dict[str, int]


def clean_night(seed: int) -> Night:
    """Give a clean night, of one or the other kind of ballot."""
    own = seed % 2 == 0
    return Night(
        begins=NEVER,
        scanners=SCANNERS,
        ballots=BALLOTS,
        box=BOX,
        voter=norwegian if own else american,
        coarse=own,
        plan=PLAN,
    )


def clean_nights(nights: int, seed: int) -> Clean:
    """Play so many clean nights."""
    told: Counter[str] = Counter()
    alarms = findings = 0
    for each in range(seed, seed + nights):
        effects = [one.effect for one in play(clean_night(each), each).told]
        told.update(name_of(effect).split(" on ")[0] for effect in effects)
        alarms += any(isinstance(effect, AlarmRecord) for effect in effects)
        findings += any(not isinstance(effect, AlarmRecord) for effect in effects)
    return Clean(nights, alarms, findings, dict(sorted(told.items())))
