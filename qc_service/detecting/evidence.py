"""The evidence of a running count: compared sheets in, alarms as the ledger holds them out.

`docs/detection.md` has the formulae, the guarantee and its limits.
"""

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.facts import SheetFacts
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.plan import Plan
from qc_service.model.acts import Meaning
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import SheetKey

BETWEEN = "\t"
"""Between contest and option in a position's name: neither can hold it."""


class Evidence:
    """Takes compared sheets in scan order and says where something errs systematically."""

    def __init__(self, plan: Plan) -> None:
        """Begin a night under `plan`."""
        self._night = Night(plan.night())
        self._last = SheetKey("", "", "", 0)

    def update(self, facts: SheetFacts) -> tuple[AlarmRecord, ...]:
        """Take one compared sheet; give the alarms that it raises, and those told anew with it.

        A sheet of which nothing could be read is no exposure. An option that we abstained on is
        one that agrees: it can only lower the evidence.
        """
        if not facts.read:
            return ()
        key = facts.key
        where = circumstances(facts)
        told = (
            self._night.take(where, disagreements(facts))
            if facts.wrong
            else self._night.take(where)
        )
        self._last = key
        return tuple(self._record(alarm, key) for alarm in told)

    def answer(self, number: int, meaning: Meaning) -> AlarmRecord:
        """Take what people say of an alarm; give it anew, as it stood then.

        Raises:
            ValueError: its rate was to be accepted and is not `acceptable`.
        """
        return self._record(self._night.answer(number, meaning), self._last)

    def now(self, number: int) -> AlarmRecord:
        """Give an alarm as it stands now; nothing changes by it."""
        return self._record(self._night.now(number), self._last)

    def expected(self, alarm: AlarmRecord) -> float:
        """Give how many of an alarm's sheets may disagree without a fault: the bound's share."""
        return alarm.seen * self._night.bound(spot_of(alarm.cell))

    def acceptable(self, number: int) -> bool:
        """Say whether an alarm's rate is low enough to be accepted."""
        return self._night.acceptable(number)

    def spent(self) -> float:
        """Give the budget used so far: the bound on false alarms up to now.

        It grows with sheets to `alpha` at the planned end; a longer night takes it beyond in
        proportion, and it shows here.
        """
        return self._night.spent()

    def levels(self) -> dict[str, float]:
        """Give how near each scanner came to an alarm at its last sheet that disagreed.

        The highest logarithm of evidence among that sheet's cells, as a share of the threshold's:
        1 is an alarm. It was lower still with every sheet that agreed since.
        """
        return dict(self._night.levels)

    def state(self) -> dict[str, object]:
        """Give the whole state as plain values in a fixed order, for the digest."""
        return self._night.state()

    def _record(self, alarm: Alarm, sheet: SheetKey) -> AlarmRecord:
        cell = _cell(alarm.cell)

        def ordinal(ballot: int) -> int:
            return self._night.on_scanner(ballot, cell.scanner) if cell.scanner else ballot

        first, last = alarm.start_set
        return AlarmRecord(
            cell=cell,
            at=ordinal(alarm.ballot),
            start=ordinal(alarm.start),
            wrong=alarm.affected,
            seen=self._night.seen(alarm),
            log_evidence=alarm.log_evidence,
            threshold=alarm.threshold,
            sheet=sheet,
            number=alarm.alarm,
            # A start between two sheets of a scanner is one at the later.
            start_set=(ordinal(first - 1) + 1, ordinal(last)),
            rate_interval=alarm.rate_interval,
            also=tuple(_cell(spot) for spot in alarm.explanation[1:]),
            rivals=tuple(_cell(spot) for spot in alarm.rivals),
            refines=alarm.refines,
        )


def circumstances(facts: SheetFacts) -> Circumstances:
    """Give what is known of a sheet beside its marks."""
    return Circumstances(facts.key.scanner, facts.key.batch, facts.district, facts.style)


def spot_of(cell: Cell) -> Spot:
    """Give a ledger's cell as the lattice knows it."""
    position = BETWEEN.join((cell.contest, cell.option)) if cell.option else ""
    return Spot(cell.kind, cell.scanner, position, cell.style, cell.district, cell.batch)


def disagreements(facts: SheetFacts) -> tuple[Disagreement, ...]:
    """Give what is wrong on a sheet; at an option only where it was read and not abstained on."""
    places = set(facts.read) - set(facts.abstained)
    return tuple(
        Disagreement(kind, BETWEEN.join((contest, option)) if (contest, option) in places else "")
        for kind, contest, option in facts.wrong
    )


def _cell(spot: Spot) -> Cell:
    contest, _, option = spot.position.partition(BETWEEN)
    return Cell(spot.kind, spot.scanner, contest, option, spot.style, spot.district, spot.batch)
