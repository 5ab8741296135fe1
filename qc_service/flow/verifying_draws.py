"""The draw done again from a bundle: boxes bound before the seed, tickets and picks after it."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from qc_service.model.acts import ActRecord, BoxesCommitted, ChecksPlanned, SeedEntered
from qc_service.model.checks import CheckPlan, CommittedSheet, Draw, Sample, SampleKind
from qc_service.model.events import Entry
from qc_service.model.evidence import Checkpoint
from qc_service.recording.bundle import Bundle, BundleBox
from qc_service.recording.merkle import leaf_hash, root_of
from qc_service.recording.public import POOLED
from qc_service.sampling.naming import bound_seed
from qc_service.sampling.picks import picks
from qc_service.sampling.tickets import ticket

_CANONICAL = msgspec.json.Encoder(order="sorted")

THRESHOLD_DECIMALS = 12
"""Decimals of a threshold: it is compared with tickets as text, as they were when it was drawn."""

PEOPLE_LEAST = 2
"""Two people read the dice aloud."""

Rows = Sequence[tuple[int, Entry]]
"""Public entries with the numbers of their rows."""


def commitments_broken(bundle: Bundle, rows: Rows) -> str:
    """Say which box or round is not what was bound before the seed; nothing where all are."""
    shown = {each.round: each.boxes for each in bundle.rounds}
    committed = [
        (number, entry.act)
        for number, entry in rows
        if isinstance(entry, ActRecord) and isinstance(entry.act, BoxesCommitted)
    ]
    if sorted(each.round for each in bundle.rounds) != sorted(act.round for _, act in committed):
        return "the rounds shown are not those that were committed"
    for number, act in committed:
        where = f"row {number}: round {act.round}"
        if root_of(leaf_hash(_CANONICAL.encode(box)) for box in act.boxes).hex() != act.root:
            return f"{where}: its root is not that of its boxes"
        boxes = shown[act.round]
        if [(b.batch, b.count) for b in boxes] != [(b.batch, b.count) for b in act.boxes]:
            return f"{where}: the boxes shown are not those that were committed"
        for box, said in zip(boxes, act.boxes, strict=True):
            leaves = (leaf_hash(_CANONICAL.encode(CommittedSheet(*each))) for each in box.sheets)
            if len(box.sheets) != said.sheets or root_of(leaves).hex() != said.root:
                return f"{where}: box {box.batch}: its sheets are not those that were committed"
        names = [name for box in boxes for name, _ in box.sheets]
        if len(set(names)) < len(names):
            return f"{where}: two ballots bear one name"
    return ""


def seeds_broken(rows: Rows) -> str:
    """Say which seed was not bound, or not drawn with; nothing where all were."""
    seeds = _Seeds()
    for number, entry in rows:
        if isinstance(entry, Checkpoint):
            seeds.checkpoint = number
        elif isinstance(entry, Draw) and entry.seed != seeds.bound.get(entry.round):
            return f"row {number}: round {entry.round} was not drawn with its seed"
        elif isinstance(entry, ActRecord) and (wrong := seeds.act(number, entry)):
            return f"row {number}: {wrong}"
    return ""


class _Seeds:
    """Which rounds were committed and where, and what each is to be drawn with."""

    def __init__(self) -> None:
        self.checkpoint = 0
        self.bound: dict[int, str] = {}
        self._roots: dict[int, tuple[int, str]] = {}

    def act(self, number: int, entry: ActRecord) -> str:
        """Take an act; say what is wrong with it, if it is a commitment or a seed."""
        act = entry.act
        if isinstance(act, BoxesCommitted):
            again = act.round in self._roots
            self._roots[act.round] = (number, act.root)
            return f"round {act.round} is committed twice" if again else ""
        if isinstance(act, SeedEntered):
            return self._seed(act, len(entry.by))
        return ""

    def _seed(self, act: SeedEntered, people: int) -> str:
        if act.round not in self._roots:
            return f"round {act.round} has a seed, and no boxes were committed"
        if act.round in self.bound:
            return f"round {act.round} has a second seed"
        at, root = self._roots[act.round]
        self.bound[act.round] = bound_seed(act.seed, root)
        if self.checkpoint < at:
            return "no checkpoint binds the boxes before the seed"
        return "" if people >= PEOPLE_LEAST else "fewer than two people entered the seed"


def ballots_broken(bundle: Bundle, rows: Rows) -> str:
    """Say which ballot was not drawn as its ticket says; nothing where all were.

    In strata that are shown merged only the tickets can be made again.
    """
    boxes = {each.round: each.boxes for each in bundle.rounds}
    drawn: dict[int, list[Sample]] = {}
    for number, draw, plan in _draws(rows):
        names = {name for box in boxes.get(draw.round, ()) for name, _ in box.sheets}
        for sample in draw.samples:
            if sample.name and sample.name not in names:
                return f"row {number}: {sample.id}: {sample.name} is in none of the boxes"
            if sample.name and ticket(draw.seed, sample.name) != sample.ticket:
                return f"row {number}: {sample.id}: the ticket is not that of {sample.name}"
        so_far = drawn.setdefault(draw.round, [])
        so_far += draw.samples
        here = boxes.get(draw.round, ())
        for stratum in draw.strata if all(box.stratum for box in here) else ():
            own = [box for box in here if box.stratum == stratum.name]
            if wrong := _stratum_wrong(draw.seed, plan, stratum.papers, own, so_far):
                return f"row {number}: {stratum.name}: {wrong}"
    return ""


def boxes_broken(bundle: Bundle, rows: Rows) -> str:
    """Say which box was not picked as the seed says; nothing where all were."""
    boxes = {each.round: each.boxes for each in bundle.rounds}
    for number, draw, plan in _draws(rows):
        whole = [each for each in draw.samples if not each.name]
        if draw.more:
            if whole:
                return f"row {number}: boxes are picked once, with the round's first draw"
            continue
        expected = set()
        for shelf in {box.shelf for box in boxes.get(draw.round, ())}:
            here = [box for box in boxes[draw.round] if box.shelf == shelf]
            in_order = sorted((box.batch, box.count) for box in here)
            chosen = islice(picks(draw.seed, len(in_order)), max(0, plan.boxes_least))
            expected |= {(shelf, n, *in_order[pick - 1]) for n, pick in enumerate(chosen, start=1)}
        found = {(each.stratum, each.order, each.batch, each.count) for each in whole}
        if found != expected:
            odd = min(found ^ expected)
            return f"row {number}: box {odd[2]} of {odd[0]} is not as the seed picks"
    return ""


def _stratum_wrong(
    seed: str, plan: CheckPlan, papers: int, boxes: Sequence[BundleBox], drawn: Sequence[Sample]
) -> str:
    tickets = sorted((ticket(seed, name), name) for box in boxes for name, _ in box.sheets)
    if len(tickets) != papers:
        return f"{papers} papers are told, the boxes hold {len(tickets)}"
    limit = f"{plan.threshold:.{THRESHOLD_DECIMALS}f}"
    least = plan.ballots_least
    expected = [each for n, each in enumerate(tickets) if n < least or each[0] < limit]
    names = {name for _, name in tickets}
    found = sorted(
        (each.order, each.ticket, each.name)
        for each in drawn
        if each.kind is SampleKind.RANDOM and each.name in names
    )
    right = [(n, *each) for n, each in enumerate(expected, start=1)]
    if found == right or any(order == POOLED for order, _, _ in found):
        return ""
    odd = min(set(found) ^ set(right))
    return f"{odd[2]} is not the draw's number {odd[0]}"


def _draws(rows: Rows) -> Iterator[tuple[int, Draw, CheckPlan]]:
    """Give every draw with the plan that it was made by: its round's, with the threshold raised."""
    plans: dict[int, CheckPlan] = {}
    raised = 0.0
    for number, entry in rows:
        if isinstance(entry, Draw):
            plan = plans.get(entry.round, CheckPlan())
            threshold = max(plan.threshold, raised) if entry.more else plan.threshold
            yield number, entry, msgspec.structs.replace(plan, threshold=threshold)
        elif isinstance(entry, ActRecord) and isinstance(entry.act, ChecksPlanned):
            raised = entry.act.plan.threshold
        elif isinstance(entry, ActRecord) and isinstance(entry.act, BoxesCommitted):
            plans[entry.act.round] = entry.act.plan
