"""What the reread adds: errors that it shows are counted, only those that it shares are bounded.

All ballots were read twice, so every ballot on which *reported* and *reread* differ is known; when
people have looked at all of these, the scanner's errors among them are known too, and corrected.
What is left are errors that both readings make alike (or that the image has), which only a random
sample of the paper of the agreeing ballots can tell of.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from qc_service.model.checks import CheckPlan, SampleKind
from qc_service.sampling.agreeing import SCOPE, differing
from qc_service.sampling.bounds import Prior, Sample
from qc_service.sampling.evaluating import Checked, Reading, Stratum, is_misread, settled_prefix
from qc_service.sampling.stratified import ppr_upper_together


class Quantities(msgspec.Struct, frozen=True):
    """Four numbers that must not be mixed up, and what they give together.

    `differing`: ballots whose two readings differ, an exact count over all images. `looked_at` of
    them were seen by people, and `scanner_wrong` of these were the scanner's errors, an exact count
    too. `agreeing` ballots have equal readings; `checked` of them were drawn at random, `misread`
    of these are wrong, and `agreeing_upper` bounds such errors among all agreeing ones. `drifting`
    alarms stand: an alarm is no error rate.
    """

    ballots: int
    differing: int
    looked_at: int
    scanner_wrong: int
    agreeing: int
    checked: int
    misread: int
    agreeing_upper: int
    drifting: int
    risk: float

    @property
    def scanner_upper(self) -> int:
        """Give the most errors the scanner made: those not looked at count as errors."""
        return self.scanner_wrong + (self.differing - self.looked_at) + self.agreeing_upper

    @property
    def left_upper(self) -> int:
        """Give the most errors left once those that people saw are corrected."""
        return self.differing - self.looked_at + self.agreeing_upper


def quantities(
    ballots: Mapping[Stratum, tuple[int, int]],
    checks: Sequence[Checked],
    plan: CheckPlan,
    *,
    scope: Collection[str] = SCOPE,
    drifting: int = 0,
) -> Quantities:
    """Tell the four apart; `ballots` has each stratum's number and how many of them differ.

    The draw's order, without the ballots that differ, is a random order of those that agree. People
    may look at a ballot that differs for any reason: their number is a count, not a bound.
    """
    single = [each for each in checks if each.drawn.sheet is not None]
    apart = {
        each.drawn.sheet: each
        for each in single
        if each.outcome is not None and _differ(each, scope)
    }
    samples = [
        _agreeing_sample(stratum, of - differ, single, scope)
        for stratum, (of, differ) in sorted(ballots.items())
    ]
    return Quantities(
        ballots=sum(of for of, _ in ballots.values()),
        differing=sum(differ for _, differ in ballots.values()),
        looked_at=len(apart),
        scanner_wrong=sum(is_misread(each, Reading.REPORTED, scope) for each in apart.values()),
        agreeing=sum(sample.papers for sample in samples),
        checked=sum(sample.checked for sample in samples),
        misread=sum(sample.errors for sample in samples),
        agreeing_upper=ppr_upper_together(samples, plan.risk, Prior(*plan.prior)),
        drifting=drifting,
        risk=plan.risk,
    )


def _agreeing_sample(
    stratum: Stratum, papers: int, checks: Sequence[Checked], scope: Collection[str]
) -> Sample:
    mine = [
        each
        for each in checks
        if each.drawn.kind is SampleKind.RANDOM
        and (each.drawn.round, each.drawn.stratum) == (stratum.round, stratum.name)
    ]
    prefix = [each for each in settled_prefix(mine)[0] if not _differ(each, scope)]
    errors = sum(is_misread(each, Reading.REPORTED, scope) for each in prefix)
    return Sample(papers, len(prefix), errors)


def _differ(check: Checked, scope: Collection[str]) -> bool:
    """Say whether the two readings differ; a ballot that one of them lacks differs."""
    if check.reported is None or check.reread is None:
        return True
    return bool(differing(check.reported, check.reread, scope))
