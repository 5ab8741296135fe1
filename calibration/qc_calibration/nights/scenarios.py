"""The nights that are studied: clean ones of every sort, and one fault of every sort."""

from dataclasses import replace

from qc_calibration.nights.model import Fault, Model
from qc_calibration.nights.study import Scenario
from qc_service.detecting.cells import Spot
from qc_service.detecting.night_plan import NightPlan
from qc_service.detecting.plan_parts import Baseline
from qc_service.model.verdict import DifferenceKind

MISS, FALSE = DifferenceKind.MISS, DifferenceKind.FALSE

PLAN = NightPlan(positions=40, baseline=Baseline(field=3e-5, ballot=1.2e-3))
"""Bounds of one and a half times what the made-up nights have: 2e-5 a field, 8e-4 a ballot."""

EXACT = NightPlan(positions=40, baseline=Baseline(field=2e-5, ballot=8e-4))
"""Bounds as high as the nights are bad, not higher: the guarantee at its edge."""

START = 24_000
"""Ballot after which a fault is there: 2,000 of each of twelve scanners."""

SHORT = Model(ballots=12_000)

DECK = 2000
"""Test ballots of each scanner before the night."""

UNKNOWN = NightPlan(positions=40, baseline=Baseline(field=1e-6, ballot=1e-6), running=0.2)
"""No rate is known: bounds come from test decks and from the other scanners."""

CLEAN = (
    Scenario("clean, bounds just the truth", Model(), EXACT),
    Scenario("clean, boxes bursty (shape 0.5)", Model(burst=0.5), EXACT),
    Scenario("clean, default plan", Model(), NightPlan()),
    Scenario("clean, bounds from decks of 2,000", Model(), UNKNOWN, deck=DECK),
    Scenario("clean, decks of 2,000, boxes bursty", Model(burst=0.5), UNKNOWN, deck=DECK),
)
"""Nights in which nobody may be blamed."""


def _fault(name: str, rate: float, *parts: Spot, right: tuple[Spot, ...] = ()) -> Scenario:
    model = replace(SHORT, faults=(Fault(parts, rate, START, name),))
    if rate < 0.003:  # noqa: PLR2004 - so faint a fault needs the whole night
        model = replace(model, ballots=30_000)
    return Scenario(f"{name}, {rate:g}", model, PLAN, right or parts)


DUST = Spot(MISS, scanner="S03", position="p12")
DRIFT = Spot(MISS, scanner="S03")
MAPPING = Spot(MISS, style="B", position="p07")
FOLD = tuple(Spot(MISS, district="D04", position=f"p{n:02}") for n in (10, 20, 30))
LIST = Spot(MISS, scanner="S04", style="A")
PRINT = Spot(FALSE, position="p33")

FAULTS = (
    *(_fault("dust: scanner x position", rate, DUST) for rate in (0.005, 0.02, 0.1, 0.5)),
    *(_fault("drift: one scanner", rate, DRIFT) for rate in (0.01, 0.05)),
    *(_fault("mapping: style x position", rate, MAPPING) for rate in (0.005, 0.02, 0.3)),
    *(
        _fault(
            "fold: district x 3 positions", rate, *FOLD, right=(*FOLD, Spot(MISS, district="D04"))
        )
        for rate in (0.02, 0.1)
    ),
    *(_fault("list lost: scanner x style", rate, LIST) for rate in (0.05, 0.3, 0.5)),
    *(_fault("print: position on all", rate, PRINT) for rate in (0.002, 0.01)),
)
"""Nights with a fault from ballot 24,001 on."""

DECKS = tuple(
    replace(one, name=f"{one.name}, decks", plan=UNKNOWN, deck=DECK)
    for one in FAULTS
    if one.name in {"dust: scanner x position, 0.1", "drift: one scanner, 0.05"}
)
"""The same where no rate is known beforehand."""

MANY, MANY_PLAN = 2e-4, NightPlan(positions=40, baseline=Baseline(field=3e-4, ballot=1.2e-2))
"""Ten times as many chance disagreements: enough for scanners' own rates to show in a night."""

HALL = (
    Scenario("all scanners 5 times worse", replace(SHORT, worse=(5.0, START)), PLAN),
    Scenario(
        "all scanners 5 times worse, decks", replace(SHORT, worse=(5.0, START)), UNKNOWN, deck=DECK
    ),
    Scenario("all scanners 1.4 times worse", replace(SHORT, worse=(1.4, START)), PLAN),
    Scenario("scanners differ (lognormal 0.5)", Model(spread=0.5), PLAN),
    Scenario(
        "scanners differ (lognormal 0.5), ten times as much chance",
        replace(SHORT, background=MANY, spread=0.5),
        MANY_PLAN,
    ),
)
"""Nights in which something is told that is no single scanner's fault, or many scanners'."""
