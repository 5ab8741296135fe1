"""What the demo is to do: how long, how many sheets, what goes wrong when, under which plan."""

from dataclasses import dataclass
from pathlib import Path

from qc_calibration.synth.voting import Habits

SCANNERS = ("scanner-A", "scanner-B")
DRIFTING = SCANNERS[1]
"""The one that begins to lose faint marks."""

SESSION = "demo"
BATCH = "batch-1"
LAYOUT = "demo-letter"

SECONDS = 100.0
SECONDS_LEAST, SECONDS_MOST = 40.0, 105.0
"""With less, a slow machine has no time for an alarm; more would not end within two minutes."""

HARD_STOP = 14.0
"""Seconds after the wanted end at which everything is stopped, whatever it is doing."""

ENDING = 12.0
"""Seconds kept for the end: the last sheets, the service's stop, verify, replay, the summary."""

DRAWING_SHARE = 0.2
"""Most of the time that drawing the pool may take: on a slow machine the pool is smaller."""

POOL = 120
POOL_LEAST = 30
"""Different sheets drawn before the night, and how many there must be however long it takes."""

RATE = 2.5
"""Sheets a second of one scanner: a central scanner's pace, and one half of a slow core to read."""

BEHIND_MOST = 60
"""Sheets written and not yet recorded at which the scanners wait: a slow machine ends in time."""

ONSET_SHARE = 0.4
"""Share of a scanner's sheets after which the fault begins."""

LOST = 0.8
"""Chance that the drifting scanner loses a faint mark."""

SLIP = 0.0025
"""Chance that a scanner misreads one mark of a sheet, drift or not: one sheet in 400."""

FAINT_EVERY = 4
"""One sheet in this many is a faint voter's: more than in life, or two minutes would not do."""

FAINT, USUAL = Habits(faint=1.0), Habits(faint=0.0)

BASELINE_SCANNER = 0.005
"""Rate of disagreement not worth an alarm: twice what a scanner slips by itself."""

BASELINE_OPTION = 1e-4
"""The same for one option of one scanner."""

ALPHA = 0.05
"""Expected false alarms of the night, as in the service's own defaults."""

BALLOTS_LEAST = 500
"""Planned ballots of a scanner; more if more are wanted. The limit grows with it."""

OPTIONS = 40
"""Options that a scanner meets: the ballot has 38."""


@dataclass(frozen=True)
class Wanted:
    """What the user asked for. `sheets` is for each scanner; 0 as many as time allows."""

    out: Path
    seconds: float = SECONDS
    sheets: int = 0
    seed: int = 1
    headless: bool = False
    web: str = "127.0.0.1:0"

    @property
    def planned(self) -> int:
        """Give how many sheets each scanner is to scan."""
        return self.sheets or round(RATE * (self.seconds - ENDING) * (1 - DRAWING_SHARE))

    @property
    def onset(self) -> int:
        """Give the drifting scanner's first sheet with the fault, counted from 1."""
        return max(1, round(ONSET_SHARE * self.planned)) + 1


def config_text(wanted: Wanted) -> str:
    """Give the configuration that the service and the feeders run with."""
    ballots = max(BALLOTS_LEAST, wanted.planned)
    return f"""# Written by the demo. All keys are explained in docs/config.schema.json.

[service]
bind = "tcp://127.0.0.1:*"
web = "{wanted.web}"
ledger = "ledger.sqlite"

[plan]
# Limits are set so that an alarm comes within a small night. `alpha` is honest all the same: the
# chance of any false alarm in a night of this size is at most {ALPHA}.
alpha = {ALPHA}
scanners = {len(SCANNERS)}
ballots_per_scanner = {ballots}
options = {OPTIONS}
# A scanner of the demo misreads one sheet in {round(1 / SLIP)} by itself; twice that is no alarm.
baseline_scanner = {BASELINE_SCANNER}
baseline_option = {BASELINE_OPTION}
# The demo's boxes are all alike.
burst_scanner = 0
burst_option = 0
"""
