"""The checks of paper: rounds of boxes bound, drawn by a public seed, looked at by two, signed.

Pure, like the desk that owns it: the same acts and sheets in the same order give the same draws.
"""

from collections.abc import Iterable, Iterator

import msgspec

from qc_service.flow import check_tallies
from qc_service.flow.boxes import Boxes
from qc_service.flow.check_rounds import Round, commitment_root
from qc_service.flow.check_views import BoxView, CheckWork, box_view, round_view
from qc_service.flow.figures import BoxState, CheckFigures
from qc_service.flow.looks import Looks
from qc_service.flow.urn import Place, Urn, circumstances
from qc_service.model.acts import (
    Act,
    ActRecord,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    Refusal,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.batch import Batch
from qc_service.model.checks import BoxCommitment, CheckPlan, Draw
from qc_service.model.events import Effect
from qc_service.model.sheet import Examination
from qc_service.sampling.naming import bound_seed
from qc_service.sampling.rounds import ClosedBox, draw_round, plan_complaint

SEED_DIGITS_LEAST = 20
"""Digits of a seed: twenty throws of a ten-sided die, 66 bits (26 throws of a six-sided, 67)."""

NAMED_MOST = 12
"""Things named in a message; a page shows the rest."""


class Checks:
    """Keeps the rounds, and what people found of each sample."""

    def __init__(self, boxes: Boxes) -> None:
        """Begin with no plan and no round; `boxes` knows which are closed."""
        self._boxes = boxes
        self._urn = Urn()
        self._plan: CheckPlan | None = None
        self._rounds: dict[int, Round] = {}
        self._out: dict[Place, BoxTaken] = {}
        self._seals: dict[Place, str] = {}

    def sheet(self, sheet: Examination, effects: Iterable[Effect]) -> None:
        """Keep a new sheet, with what the desk found of it."""
        place = self._boxes.place_of(sheet.key)
        if place is not None:
            self._urn.take(sheet, place)
        self.watch(effects)

    def watch(self, effects: Iterable[Effect]) -> None:
        """Take note of findings and alarms: what they are about is worth a look."""
        self._urn.watch(effects)

    def complete(self, act: Act) -> Act:
        """Fill in what only the desk knows of an act that is asked for."""
        if not isinstance(act, BoxesCommitted):
            return act
        closed = self._closed()
        asked = [(each.batch, each.count) for each in act.boxes] or list(self._waiting())
        known = [place for place in asked if place in closed]
        boxes = tuple(self._urn.commit(closed[place]) for place in sorted(set(known)))
        boxes += tuple(BoxCommitment(*place, 0, "") for place in asked if place not in closed)
        plan = act.plan if self._plan is None else self._plan
        return BoxesCommitted(len(self._rounds) + 1, boxes, commitment_root(boxes), plan)

    def refuses(self, record: ActRecord) -> Refusal | None:
        """Say why an act of the checks cannot be taken as things stand, or nothing."""
        act = record.act
        if isinstance(act, ChecksPlanned):
            return self._plan_refusal(act.plan)
        if isinstance(act, BoxesCommitted):
            return self._commit_refusal(act)
        if isinstance(act, SeedEntered):
            return self._seed_refusal(act)
        if isinstance(act, BoxTaken | BoxReturned):
            return self._box_refusal(act)
        if isinstance(act, CheckEntered):
            return self._entry_refusal(record, act)
        return self._sign_refusal(act) if isinstance(act, RoundSigned) else None

    def take(self, record: ActRecord) -> tuple[Effect, ...]:
        """Take an act that is not refused; a draw may follow from it."""
        act = record.act
        if isinstance(act, ChecksPlanned):
            self._plan = act.plan
            return tuple(self._more(act.plan))
        if isinstance(act, BoxesCommitted):
            closed = self._closed()
            batches = tuple(closed[each.batch, each.count] for each in act.boxes)
            self._rounds[act.round] = Round(act, batches, act.plan)
        elif isinstance(act, SeedEntered):
            of = self._rounds[act.round]
            of.seed, of.bound = act.seed, bound_seed(act.seed, of.committed.root)
            return (self._draw(of),)
        elif isinstance(act, BoxTaken):
            self._out[act.batch, act.count] = act
            self._seals[act.batch, act.count] = act.seal
        elif isinstance(act, BoxReturned):
            del self._out[act.batch, act.count]
            self._seals[act.batch, act.count] = act.seal
        elif isinstance(act, CheckEntered):
            of, looks = self._found(act.sample)
            looks.take(record.by, act)
        elif isinstance(act, RoundSigned):
            self._rounds[act.round].signed_by = tuple(each.name for each in record.by)
        return ()

    def figures(self) -> tuple[CheckFigures, ...]:
        """Give the checks by round and stratum."""
        return tuple(
            row
            for of in self._rounds.values()
            for row in check_tallies.tally(of.draws, of.looks.values(), self._urn.agreement)
        )

    def draws(self) -> tuple[Draw, ...]:
        """Give all that was drawn, in order."""
        return tuple(draw for of in self._rounds.values() for draw in of.draws)

    def rounds(self) -> tuple[Round, ...]:
        """Give the rounds so far, for a public copy."""
        return tuple(self._rounds.values())

    @property
    def urn(self) -> Urn:
        """Give the sheets of the boxes, for a public copy."""
        return self._urn

    def work(self) -> CheckWork:
        """Give what the check desk shows."""
        return CheckWork(
            rounds=tuple(round_view(of, self._still_out(of)) for of in self._rounds.values()),
            boxes=tuple(view for of in self._rounds.values() for view in self._boxes_of(of)),
            waiting=tuple(self._waiting().values()),
            plan=self._plan,
        )

    def _boxes_of(self, of: Round) -> Iterator[BoxView]:
        by_box = of.by_box()
        for batch in of.batches:
            place = (batch.id, batch.count)
            if place in by_box:
                yield box_view(
                    of.committed.round,
                    batch,
                    by_box[place],
                    out=place in self._out,
                    seal=self._seals.get(place, ""),
                )

    def state(self) -> dict[str, object]:
        """Give all that the answers depend on, for a digest; nothing where nothing was checked."""
        if self._plan is None and not self._rounds:
            return {}
        rounds = [
            (of.committed, of.seed, of.draws, of.signed_by, of.entries())
            for of in self._rounds.values()
        ]
        return {"checks": (self._plan, rounds, sorted(self._out), sorted(self._seals.items()))}

    def _closed(self) -> dict[Place, Batch]:
        return {
            (each.batch.id, each.batch.count): each.batch
            for each in self._boxes.figures()
            if each.state is BoxState.CLOSED
        }

    def _committed(self) -> set[Place]:
        return {
            (box.batch, box.count) for of in self._rounds.values() for box in of.committed.boxes
        }

    def _waiting(self) -> dict[Place, Batch]:
        """Give the closed boxes that no round has bound yet."""
        bound = self._committed()
        return {place: batch for place, batch in self._closed().items() if place not in bound}

    def _draw(self, of: Round) -> Draw:
        boxes = [ClosedBox(batch.id, batch.count, circumstances(batch)) for batch in of.batches]
        sizes = {(each.batch, each.count): each.sheets for each in of.committed.boxes}
        ballots = [
            ballot
            for batch in of.batches
            for ballot in self._urn.ballots(batch, sizes[batch.id, batch.count])
        ]
        before = [each.sample for each in of.looks.values()]
        draw = draw_round(of.committed.round, of.bound, of.plan, boxes, ballots, before)
        of.draws.append(draw)
        of.looks |= {each.id: Looks(each) for each in draw.samples}
        return draw

    def _more(self, plan: CheckPlan) -> Iterable[Draw]:
        """Draw more where a raised threshold reaches further into a round that is not signed."""
        for of in self._rounds.values():
            if of.draws and not of.signed_by and plan.threshold > of.plan.threshold:
                of.plan = msgspec.structs.replace(of.plan, threshold=plan.threshold)
                yield self._draw(of)

    def _found(self, sample: str) -> tuple[Round, Looks]:
        return next((of, of.looks[sample]) for of in self._rounds.values() if sample in of.looks)

    def _plan_refusal(self, plan: CheckPlan) -> Refusal | None:
        if complaint := plan_complaint(plan):
            return Refusal("checks.plan", complaint)
        highest = max((of.plan.threshold for of in self._rounds.values()), default=0.0)
        if plan.threshold < highest:
            words = f"the threshold was {highest:g} in a round and may only rise"
            return Refusal("checks.threshold", words)
        return None

    def _commit_refusal(self, act: BoxesCommitted) -> Refusal | None:
        waits = [number for number, of in self._rounds.items() if not of.seed]
        if waits:
            words = f"round {waits[0]} waits for its seed: enter it before more boxes are bound"
            return Refusal("checks.seed-waits", words)
        if not act.boxes:
            return Refusal("checks.nothing-closed", "no closed box waits to be bound")
        closed, bound = self._closed(), self._committed()
        for box in act.boxes:
            place = (box.batch, box.count)
            if place in bound:
                return Refusal("checks.box-bound", f"box {box.batch} was bound by an earlier round")
            if place not in closed:
                words = f"box {box.batch}, count {box.count}, is not known as closed"
                return Refusal("checks.box-open", words)
        if act != self.complete(act):
            return Refusal("checks.commitment", "the commitment is not that of the boxes' sheets")
        return self._plan_refusal(act.plan)

    def _seed_refusal(self, act: SeedEntered) -> Refusal | None:
        of = self._rounds.get(act.round)
        if of is None:
            return Refusal("checks.not-bound", f"no boxes were bound for round {act.round} yet")
        if of.seed:
            return Refusal("checks.seed-twice", f"round {act.round} has its seed, which stands")
        if not (act.seed.isascii() and act.seed.isdigit() and len(act.seed) >= SEED_DIGITS_LEAST):
            words = f"a seed is at least {SEED_DIGITS_LEAST} digits 0 to 9 and nothing else"
            return Refusal("checks.seed-digits", words)
        return None

    def _box_refusal(self, act: BoxTaken | BoxReturned) -> Refusal | None:
        place = (act.batch, act.count)
        of = next((each for each in self._rounds.values() if place in each.places()), None)
        if of is None:
            return Refusal("checks.box-unknown", f"nothing was drawn from box {act.batch}")
        if isinstance(act, BoxReturned):
            if place not in self._out:
                return Refusal("checks.box-not-out", f"box {act.batch} is not taken out")
            return None
        if of.signed_by:
            return _signed(of)
        if place in self._out:
            return Refusal("checks.box-out", f"box {act.batch} is taken out already")
        return None

    def _entry_refusal(self, record: ActRecord, act: CheckEntered) -> Refusal | None:
        if not any(act.sample in of.looks for of in self._rounds.values()):
            return Refusal("checks.sample-unknown", f"no sample {act.sample!r} was drawn")
        of, looks = self._found(act.sample)
        refusal = looks.refuses(record.by, act)
        if refusal is not None and refusal.code == "checks.known":
            return refusal
        if of.signed_by:
            return _signed(of)
        if (looks.sample.batch, looks.sample.count) not in self._out:
            words = f"take out box {looks.sample.batch} first"
            return Refusal("checks.box-not-out", words)
        return refusal

    def _sign_refusal(self, act: RoundSigned) -> Refusal | None:
        of = self._rounds.get(act.round)
        if of is None or not of.draws:
            return Refusal("checks.not-drawn", f"nothing was drawn in round {act.round} yet")
        if of.signed_by:
            return _signed(of)
        missing = [f"sample {name}" for name in of.open()]
        missing += [f"box {batch} to be returned" for batch in self._still_out(of)]
        if missing:
            words = ", ".join(missing[:NAMED_MOST])
            more = len(missing) - NAMED_MOST
            words += f" and {more} more" if more > 0 else ""
            return Refusal("checks.unfinished", f"still missing: {words}")
        return None

    def _still_out(self, of: Round) -> tuple[str, ...]:
        return tuple(batch for batch, count in sorted(of.places()) if (batch, count) in self._out)


def _signed(of: Round) -> Refusal:
    names = " and ".join(of.signed_by)
    return Refusal("checks.signed", f"round {of.committed.round} was signed by {names}: it stands")
