"""What the check desk is told of the checks: what is to be done, and nothing that would steer it.

A view never holds a reading, a reason for a draw, a stratum or a ticket; and what people entered
only once both have entered it and it differs, for the third look.
"""

from collections.abc import Iterable

import msgspec

from qc_service.flow.check_rounds import Round
from qc_service.flow.looks import PAIR, Looks
from qc_service.model.acts import CheckEntered
from qc_service.model.batch import Batch
from qc_service.model.checks import BoxCommitment, CheckPlan, Outcome


class LookView(msgspec.Struct, frozen=True):
    """One person's entry, shown for the third look."""

    name: str
    entry: CheckEntered


class SampleView(msgspec.Struct, frozen=True):
    """One sample: where it lies, who has looked, whether it is settled.

    `whole` is a whole box to be counted, else the paper at `place`. `revisions` are the entries by
    person, `together` the third looks. `differ`: both have entered, and not the same.
    """

    id: str
    whole: bool
    place: int
    revisions: dict[str, int]
    together: int = 0
    differ: bool = False
    settled: Outcome | None = None
    looks: tuple[LookView, ...] = ()


class BoxView(msgspec.Struct, frozen=True):
    """One box with the samples to be taken from it; `seal` is the last it bore."""

    batch: Batch
    round: int
    out: bool
    seal: str
    samples: tuple[SampleView, ...]

    def settled(self) -> int:
        """Give how many samples are settled."""
        return sum(each.settled is not None for each in self.samples)


class RoundView(msgspec.Struct, frozen=True):
    """One round: what was bound, the seed when it is known, and what is left to do.

    `bound` is the seed that was drawn with, `open` the samples that are not settled, `out` boxes
    that are not returned, `signed_by` the pair that signed.
    """

    round: int
    plan: CheckPlan
    boxes: tuple[BoxCommitment, ...]
    root: str
    seed: str = ""
    bound: str = ""
    drawn: int = 0
    open: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()


class CheckWork(msgspec.Struct, frozen=True):
    """All that the check desk shows; `waiting` are closed boxes that no round has bound yet."""

    rounds: tuple[RoundView, ...] = ()
    boxes: tuple[BoxView, ...] = ()
    waiting: tuple[Batch, ...] = ()
    plan: CheckPlan | None = None


def sample_view(looks: Looks) -> SampleView:
    """Show one sample."""
    sample, settled = looks.sample, looks.settled()
    shown: Iterable[tuple[str, CheckEntered]] = (
        looks.first.items() if len(looks.first) == PAIR and looks.differ() else ()
    )
    return SampleView(
        id=sample.id,
        whole=sample.sheet is None,
        place=sample.place,
        revisions={name: entry.revision for name, entry in looks.first.items()},
        together=looks.third.revision if looks.third is not None else 0,
        differ=looks.differ(),
        settled=settled.outcome if settled is not None else None,
        looks=tuple(LookView(name, entry) for name, entry in shown),
    )


def box_view(number: int, batch: Batch, looks: Iterable[Looks], *, out: bool, seal: str) -> BoxView:
    """Show one box of a round."""
    return BoxView(batch, number, out, seal, tuple(sample_view(each) for each in looks))


def round_view(of: Round, out: tuple[str, ...]) -> RoundView:
    """Show one round; `out` are its boxes that are not returned."""
    return RoundView(
        round=of.committed.round,
        plan=of.plan,
        boxes=of.committed.boxes,
        root=of.committed.root,
        seed=of.seed,
        bound=of.bound,
        drawn=len(of.looks),
        open=of.open(),
        out=out,
        signed_by=of.signed_by,
    )
