"""All that is said of one alarm, put together: severity, advice, and what is at stake."""

from collections.abc import Iterable, Sequence

import msgspec

from qc_service.detecting.plan import make_plan
from qc_service.flow.advice import Advice, advise
from qc_service.flow.desk import Desk
from qc_service.flow.severity import Severity
from qc_service.flow.stake import Seats, Stake, contest_stakes, list_stake
from qc_service.model.events import Entry, Genesis
from qc_service.model.layout import Layout


class Brief(msgspec.Struct, frozen=True):
    """One alarm for people: how bad it is, what to do, and the outcomes that it could touch."""

    severity: Severity
    advice: Advice
    stakes: tuple[Stake, ...] = ()

    @property
    def could_change(self) -> bool:
        """Whether the ballots it is about so far are enough to change an outcome."""
        return any(len(self.severity.sheets) >= stake.fewest for stake in self.stakes)


def brief(
    desk: Desk, number: int, layouts: Iterable[Layout], alpha: float, stakes: Sequence[Stake]
) -> Brief | None:
    """Give all that is said of an alarm as things stand; None where there is no such number.

    `stakes` are those of the whole count; kept are the seats, and the contests it changes votes in.
    """
    case = desk.alarm(number)
    if case is None:
        return None
    said = desk.severity(case)
    contests = {each.contest for each in said.directions}
    budget = max(alpha, desk.figures().spent)
    return Brief(
        said,
        advise(said, layouts, min(1.0, budget)),
        tuple(stake for stake in stakes if not stake.contest or stake.contest in contests),
    )


def alpha_of(genesis: Genesis) -> float:
    """Give the bound on false alarms under which a ledger was begun."""
    return make_plan(genesis.plan).alpha


def stakes_of(entries: Sequence[Entry], seats: Seats) -> tuple[Stake, ...]:
    """Give what is at stake in a ledger: the seats where there are any, else every contest."""
    if not seats.number:
        return contest_stakes(entries)
    stake = list_stake(entries, seats)
    return () if stake is None else (stake,)
