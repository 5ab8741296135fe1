"""A scanner's boxes ranked among all boxes of the night: needs no rate, no shape and no baseline.

If boxes could as well have gone to other scanners (they are exchangeable), then a finished box is
as likely to be the worst so far, the second worst ... as any: its conformal rank

    u = boxes so far, with itself, in which as large a share disagrees or a larger / boxes so far

falls to any e with a chance of at most e, whatever ranks came before. Boxes that are equal count
against the alarm. Usual ranks break ties by dice; without, the bets below can only win less, so
the guarantee holds and a replay needs no dice. A bet pays f = a where u <= e, and where not
(1 - a e) / (1 - e), which is 1 in the mean at most; the scanner's sums take it at the end of the
box (Shiryaev-Roberts: R <- (R + ballots of the box) * f).

A box, of at most the plan's `burst.length` ballots, ends where its scanner begins another; what is
added to it later is left out. Method: shared design, section 2.2 (`BatchRankSR`), after Vovk's
conformal test martingales.
"""

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence

import numpy as np

from qc_service.detecting.cells import Circumstances, Disagreement, Level, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.mixture import CAP
from qc_service.detecting.night_plan import NightPlan
from qc_service.model.verdict import DifferenceKind

BETS = ((0.5, 1.7), (0.2, 3.5), (0.1, 6.0), (0.05, 12.0), (0.02, 25.0), (0.005, 90.0))
"""Bets on a box among the worst: the share e, and what it pays."""

RANKED = frozenset({Level.SCANNER, Level.SCANNER_STYLE})
"""Levels of a scanner's whole ballots."""

LOST = tuple((1 - pays * share) / (1 - share) for share, pays in BETS)

ODDS = tuple((*bet, lost) for bet, lost in zip(BETS, LOST, strict=True))


class BoxRanks:
    """Ranks every box at its end, as a whole and by style, and bets on bad ones."""

    def __init__(self, plan: NightPlan, exposures: Exposures) -> None:
        """Look at the ballots in `exposures`."""
        self._least = plan.ranks.least
        self.on = self._least > 0 and any(plan.share(level) for level in RANKED)
        self._exposures = exposures
        self._next = 0
        self._at: dict[int, int] = {}
        self._begun: dict[int, int] = {}
        self._wrong: dict[int, Counter[tuple[DifferenceKind, str]]] = {}
        self._ended: Counter[str] = Counter()
        self._history: dict[tuple[DifferenceKind, str], list[float]] = {}
        self._sums: dict[Spot, tuple[float, ...]] = {}
        self._muted: frozenset[tuple[DifferenceKind, str]] = frozenset()

    def take(self, where: Circumstances, found: tuple[Disagreement, ...], at: int) -> None:
        """Take ballot number `at` as one that disagrees; the boxes that ended before it end."""
        if not self.on:
            return
        self._settle(at)
        counts = self._wrong.setdefault(self._exposures.box_of(at), Counter())
        for kind in {each.kind for each in found}:
            counts.update({(kind, style) for style in ("", where.style)})

    def _settle(self, end: int) -> None:
        """End the boxes that ended before ballot number `end`, in their order."""
        groups = self._exposures.groups()
        for at, group in self._exposures.firsts(self._next, end):
            box = int(groups.boxes[group])
            if box not in self._begun:
                self._begun[box] = at
                scanner = int(groups.codes["scanner"][group])
                if scanner in self._at:
                    self._end(scanner, self._at[scanner], at)
                self._at[scanner] = box
        self._next = end

    def evidence(self, spot: Spot) -> float:
        """Give the mean of a scanner's sums, after the last box that ended."""
        sums = self._sums.get(spot)
        return math.fsum(sums) / len(BETS) if sums else 0.0

    def forget(self, spot: Spot) -> None:
        """Let a scanner's cell begin anew."""
        self._sums.pop(spot, None)

    def answer(self, about: Sequence[Spot], muted: Sequence[Spot]) -> None:
        """Begin anew in all cells that people spoke of.

        Boxes of a scanner of which a fault is known are no more ranked for that kind: what is left
        of their disagreements is not what the others' boxes have.
        """
        self._muted = frozenset((each.kind, each.scanner) for each in muted)
        for spot in [s for s in self._sums if any(s.meets(each) for each in about)]:
            del self._sums[spot]

    def state(self) -> list[object]:
        """Give all sums and open boxes as plain values in a fixed order, for a digest."""
        wrong = [(box, sorted(counts.items())) for box, counts in sorted(self._wrong.items())]
        return [sorted(self._sums.items()), sorted(self._at.items()), wrong]

    def _end(self, scanner: int, box: int, at: int) -> None:
        """Rank a scanner's box as it was before ballot number `at`, whole and style by style."""
        groups = self._exposures.groups()
        mine = np.flatnonzero(groups.boxes == box)
        styles = groups.codes["style"][mine].tolist()
        counts = self._exposures.between(self._begun[box], at)[mine].tolist()
        ballots: dict[str, int] = {}
        for style, count in zip(styles, counts, strict=True):
            for name in {"", self._exposures.named("style", style)}:
                ballots[name] = ballots.get(name, 0) + count
        wrong = self._wrong.pop(box, Counter())
        name = self._exposures.named("scanner", scanner)
        for style in sorted(style for style, count in ballots.items() if count >= self._least):
            self._rank(name, style, ballots[style], wrong)
            self._ended[style] += 1

    def _rank(
        self, scanner: str, style: str, ballots: int, wrong: Counter[tuple[DifferenceKind, str]]
    ) -> None:
        """Rank a box's ballots of a style (or all) for every kind that ever disagreed there."""
        for kind in DifferenceKind:
            if (kind, scanner) in self._muted:
                continue
            history = self._history.get((kind, style))
            if history is None:
                if not wrong[kind, style]:
                    continue
                # Until now no box had a disagreement of this kind.
                history = self._history[kind, style] = [0.0] * self._ended[style]
            share = wrong[kind, style] / ballots
            worse = len(history) - bisect_left(history, share)
            rank = (1 + worse) / (1 + len(history))
            insort(history, share)
            spot = Spot(kind, scanner, style=style)
            before = self._sums.get(spot, (0.0,) * len(BETS))
            self._sums[spot] = tuple(
                [
                    min((had + ballots) * (pays if rank <= part else lost), CAP)
                    for had, (part, pays, lost) in zip(before, ODDS, strict=True)
                ]
            )
