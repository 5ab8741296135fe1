"""What the checked papers allow to be said: bounds by stratum and in all, boxes apart.

Three rules keep the statements true. Only random draws enter a bound, never risk draws. Only the
longest prefix of the draw's order in which every paper is settled counts (papers checked beyond it
are shown, not used), for whoever chose which papers to finish could choose the bound. A paper that
is not found, or on which people cannot agree, counts as misread.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from qc_service.model.checks import CheckPlan, Outcome, PaperShows, SampleKind
from qc_service.model.checks import Sample as Drawn
from qc_service.sampling.agreeing import SCOPE, differing
from qc_service.sampling.bounds import Prior, Sample, ppr_upper
from qc_service.sampling.stratified import ppr_upper_together, spent

BOX_PRIOR = Prior(0.5, 10.0)
"""What is assumed of the share of bad boxes: 1 in 20, worth 10 boxes. One misread paper makes a box
bad, so bad boxes are less rare than misread papers; the papers' prior, 1 in 400, would answer the
first bad box with far too high a bound."""


class Reading(StrEnum):
    """Whose errors are bounded: the scanner's or ours."""

    REPORTED = "reported"
    REREAD = "reread"


class Checked(msgspec.Struct, frozen=True):
    """One drawn paper or box: what people settled on, and what the two readings had.

    `outcome` is None until the pair has settled it. `paper` is None unless it was seen.
    """

    drawn: Drawn
    outcome: Outcome | None = None
    paper: PaperShows | None = None
    reported: PaperShows | None = None
    reread: PaperShows | None = None

    def read(self, reading: Reading) -> PaperShows | None:
        """Give what a reading had."""
        return self.reported if reading is Reading.REPORTED else self.reread


class Stratum(msgspec.Struct, frozen=True, order=True):
    """What was drawn from on its own: a stratum of the boxes of one round."""

    round: int
    name: str


class Bound(msgspec.Struct, frozen=True):
    """A statement about one stratum, or (`stratum` None) about all: of `units` papers or boxes.

    `checked` of `drawn` units are settled in an unbroken order and were used, `misread` of them are
    wrong. `beyond` are settled out of order, `beyond_misread` of those wrong: shown, not used. At
    most `upper` units are wrong, with a risk of at most `risk`, however often one looks.
    """

    stratum: Stratum | None
    units: int
    drawn: int
    checked: int
    misread: int
    not_found: int
    beyond: int
    beyond_misread: int
    risk: float
    upper: int

    @property
    def share(self) -> float:
        """Give the upper bound as a share of all units."""
        return self.upper / self.units if self.units else 0.0


class Evaluation(msgspec.Struct, frozen=True):
    """Bounds by stratum and on all together; `risk_drawn` were checked for a reason, not by chance.

    Where `split`, the strata's statements all hold together with the plan's risk; else each has
    that risk. The statement on all together has that risk of its own.
    """

    reading: Reading
    strata: tuple[Bound, ...]
    together: Bound
    split: bool
    risk_drawn: int
    risk_misread: int


def settled_prefix(checks: Iterable[Checked]) -> tuple[list[Checked], list[Checked]]:
    """Give the longest unbroken run of settled units in the draw's order, and those beyond it."""
    ordered = sorted(checks, key=lambda each: each.drawn.order)
    length = 0
    for place, each in enumerate(ordered, start=1):
        if each.outcome is None or each.drawn.order != place:
            break
        length = place
    return ordered[:length], [each for each in ordered[length:] if each.outcome is not None]


def is_misread(check: Checked, reading: Reading, scope: Collection[str] = SCOPE) -> bool:
    """Say whether a settled unit counts as misread: the reading differs, or nothing can be held.

    A box is misread where any list's count differs.
    """
    read = check.read(reading)
    if check.outcome is not Outcome.SEEN or check.paper is None or read is None:
        return True
    if check.drawn.sheet is None:
        return _without_zeros(check.paper.counts) != _without_zeros(read.counts)
    return bool(differing(check.paper, read, scope))


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {code: count for code, count in counts.items() if count}


def evaluate_papers(
    papers: Mapping[Stratum, int],
    checks: Sequence[Checked],
    plan: CheckPlan,
    reading: Reading = Reading.REPORTED,
    *,
    scope: Collection[str] = SCOPE,
    spending: bool = False,
) -> Evaluation:
    """Bound the misread papers from single ballots; `papers` has every stratum's number.

    With `spending` the strata of round j share 6 / (π² j²) of the risk, so that all rounds together
    stay within it however many there will be; without it, all strata there are share it.

    Raises:
        ValueError: a check of a stratum that `papers` does not have, or of more papers than it has.
    """
    single = [each for each in checks if each.drawn.sheet is not None]
    return _evaluate(papers, single, _Rules(plan, Prior(*plan.prior), reading, scope, spending))


def evaluate_boxes(
    boxes: Mapping[Stratum, int],
    checks: Sequence[Checked],
    plan: CheckPlan,
    reading: Reading = Reading.REPORTED,
    *,
    spending: bool = False,
) -> Evaluation:
    """Bound the bad boxes from boxes counted whole; `boxes` has every stratum's number of boxes.

    Boxes are clusters: a hundred ballots of one box are not a hundred drawn ballots, so nothing is
    said here about a share of ballots.
    """
    whole = [each for each in checks if each.drawn.sheet is None]
    return _evaluate(boxes, whole, _Rules(plan, BOX_PRIOR, reading, SCOPE, spending))


class _Rules(msgspec.Struct, frozen=True):
    """By what a sample is evaluated."""

    plan: CheckPlan
    prior: Prior
    reading: Reading
    scope: Collection[str]
    spending: bool

    def risk_of(self, stratum: Stratum, strata: Collection[Stratum]) -> float:
        """Give the risk of one stratum's statement."""
        if not self.plan.split:
            return self.plan.risk
        if not self.spending:
            return self.plan.risk / len(strata)
        beside = sum(1 for each in strata if each.round == stratum.round)
        return spent(self.plan.risk, stratum.round) / beside


def _evaluate(units: Mapping[Stratum, int], checks: Sequence[Checked], rules: _Rules) -> Evaluation:
    random = [each for each in checks if each.drawn.kind is SampleKind.RANDOM]
    by_stratum: dict[Stratum, list[Checked]] = {stratum: [] for stratum in units}
    for each in random:
        stratum = Stratum(each.drawn.round, each.drawn.stratum)
        if stratum not in by_stratum:
            raise ValueError(f"{each.drawn.id}: nobody has told how many there are of {stratum}")
        by_stratum[stratum].append(each)
    bounds = tuple(
        _bound(stratum, units[stratum], by_stratum[stratum], rules, rules.risk_of(stratum, units))
        for stratum in sorted(units)
    )
    for_reasons = [
        each for each in checks if each.drawn.kind is SampleKind.RISK and each.outcome is not None
    ]
    return Evaluation(
        rules.reading,
        bounds,
        _together(bounds, rules),
        rules.plan.split,
        len(for_reasons),
        sum(is_misread(each, rules.reading, rules.scope) for each in for_reasons),
    )


def _bound(
    stratum: Stratum, units: int, checks: Sequence[Checked], rules: _Rules, risk: float
) -> Bound:
    prefix, beyond = settled_prefix(checks)
    misread = sum(is_misread(each, rules.reading, rules.scope) for each in prefix)
    return Bound(
        stratum=stratum,
        units=units,
        drawn=len(checks),
        checked=len(prefix),
        misread=misread,
        not_found=sum(each.outcome is Outcome.NOT_FOUND for each in prefix),
        beyond=len(beyond),
        beyond_misread=sum(is_misread(each, rules.reading, rules.scope) for each in beyond),
        risk=risk,
        upper=ppr_upper(Sample(units, len(prefix), misread), risk, rules.prior),
    )


def _together(bounds: Sequence[Bound], rules: _Rules) -> Bound:
    samples = [Sample(each.units, each.checked, each.misread) for each in bounds]
    return Bound(
        stratum=None,
        units=sum(each.units for each in bounds),
        drawn=sum(each.drawn for each in bounds),
        checked=sum(each.checked for each in bounds),
        misread=sum(each.misread for each in bounds),
        not_found=sum(each.not_found for each in bounds),
        beyond=sum(each.beyond for each in bounds),
        beyond_misread=sum(each.beyond_misread for each in bounds),
        risk=rules.plan.risk,
        upper=ppr_upper_together(samples, rules.plan.risk, rules.prior),
    )
