"""All that is said of one alarm, put together: severity, advice, and what is at stake."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from qc_service.detecting.plan import make_plan
from qc_service.flow.advice import Advice, advise
from qc_service.flow.desk import Desk
from qc_service.flow.option_names import titles_of
from qc_service.flow.severity import Severity
from qc_service.flow.stake import Seats, Stake, contest_stakes, list_stake
from qc_service.model.events import Entry, Genesis
from qc_service.model.layout import Layout
from qc_service.model.totals import PARTIES


class Brief(msgspec.Struct, frozen=True):
    """One alarm for people: how bad it is, what to do, and the outcomes that it could touch.

    `titles` is what the forms of its ballots print for their options, by contest and option.
    """

    severity: Severity
    advice: Advice
    stakes: tuple[Stake, ...] = ()
    titles: dict[tuple[str, str], str] = {}

    @property
    def could_change(self) -> bool:
        """Whether the ballots it is about so far are enough to change an outcome."""
        return any(stake.could_change for stake in self.stakes)


def brief(
    desk: Desk, number: int, layouts: Sequence[Layout], alpha: float, stakes: Sequence[Stake]
) -> Brief | None:
    """Give all that is said of an alarm as things stand; None where there is no such number.

    `stakes` are those of the whole count; kept are the seats, and the contests it changes votes in,
    those first that it could change.
    """
    case = desk.alarm(number)
    if case is None:
        return None
    said = desk.severity(case)
    budget = max(alpha, desk.figures().spent)
    return Brief(
        said,
        advise(said, layouts, min(1.0, budget)),
        _touched(said, stakes),
        titles_on(said, layouts),
    )


def titles_on(said: Severity, layouts: Iterable[Layout]) -> dict[tuple[str, str], str]:
    """Give what is printed for each option on the ballots that an alarm is about."""
    styles = {sheet.facts.style for sheet in said.sheets}
    return titles_of(each for each in layouts if each.style in styles)


def _touched(said: Severity, stakes: Iterable[Stake]) -> tuple[Stake, ...]:
    """Give the seats, and the contests in which an alarm changes votes, with how many ballots."""
    ballots: Counter[str] = Counter()
    for sheet in said.sheets:
        # A tick-box ballot gives its vote for a list in a contest.
        ballots.update({"" if c == PARTIES else c for c, _, _ in sheet.facts.net})
    found = [
        msgspec.structs.replace(stake, affected=ballots[stake.contest])
        for stake in stakes
        if not stake.contest or stake.contest in ballots
    ]
    return tuple(sorted(found, key=lambda each: (each.fewest - each.affected, each.contest)))


def alpha_of(genesis: Genesis) -> float:
    """Give the bound on false alarms under which a ledger was begun."""
    return make_plan(genesis.plan).alpha


def stakes_of(entries: Sequence[Entry], seats: Seats) -> tuple[Stake, ...]:
    """Give what is at stake in a ledger: the seats where there are any, else every contest."""
    if not seats.number:
        return contest_stakes(entries)
    stake = list_stake(entries, seats)
    return () if stake is None else (stake,)
