"""The evidence of a running count: compared sheets in, alarms as the ledger holds them out.

`docs/detection.md` has the formulae, the guarantee and its limits.
"""

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.facts import SheetFacts
from qc_service.detecting.night import Alarm, Night
from qc_service.detecting.plan import Plan
from qc_service.model.events import AlarmRecord, Cell

BETWEEN = "\t"
"""Between contest and option in a position's name: neither can hold it."""


class Evidence:
    """Takes compared sheets in scan order and says where something errs systematically."""

    def __init__(self, plan: Plan) -> None:
        """Begin a night under `plan`."""
        self._night = Night(plan.night())

    def update(self, facts: SheetFacts) -> tuple[AlarmRecord, ...]:
        """Take one compared sheet; give the alarms that it raises, and those told anew with it.

        A sheet of which nothing could be read is no exposure. An option that we abstained on is
        one that agrees: it can only lower the evidence.
        """
        if not facts.read:
            return ()
        key = facts.key
        where = Circumstances(key.scanner, key.batch, facts.district, facts.style)
        told = (
            self._night.take(where, _disagreements(facts))
            if facts.wrong
            else self._night.take(where)
        )
        return tuple(self._record(alarm, facts) for alarm in told)

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

    def _record(self, alarm: Alarm, facts: SheetFacts) -> AlarmRecord:
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
            sheet=facts.key,
            number=alarm.alarm,
            # A start between two sheets of a scanner is one at the later.
            start_set=(ordinal(first - 1) + 1, ordinal(last)),
            rate_interval=alarm.rate_interval,
            also=tuple(_cell(spot) for spot in alarm.explanation[1:]),
            rivals=tuple(_cell(spot) for spot in alarm.rivals),
            refines=alarm.refines,
        )


def _disagreements(facts: SheetFacts) -> tuple[Disagreement, ...]:
    """Give what is wrong on a sheet; at an option only where it was read and not abstained on."""
    places = set(facts.read) - set(facts.abstained)
    return tuple(
        Disagreement(kind, BETWEEN.join((contest, option)) if (contest, option) in places else "")
        for kind, contest, option in facts.wrong
    )


def _cell(spot: Spot) -> Cell:
    contest, _, option = spot.position.partition(BETWEEN)
    return Cell(spot.kind, spot.scanner, contest, option, spot.style, spot.district, spot.batch)
