"""What test decks make the statistical plan: its `deck_*` keys, and the bounds that follow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from qc_service.detecting.cells import Level
from qc_service.detecting.plan import make_plan
from qc_service.flow.decks import Deck, OptionCount
from qc_service.model.errors import QcError
from qc_service.model.verdict import DifferenceKind

BALLOTS_MOST = 1_000_000_000
"""More than this `deck_ballots` cannot be."""


class PlanNumbers(msgspec.Struct, frozen=True):
    """What `[plan] deck_*` are after some decks, and what did most: a kind, and one at an option.

    Both are None where nothing disagreed.
    """

    ballots: int
    wrong: int
    option: int
    kind: DifferenceKind | None = None
    place: OptionCount | None = None


class Outlook(msgspec.Struct, frozen=True):
    """What a night's plan is with the numbers of some decks.

    `ballot` and `option`: the rates of one kind, of whole ballots and at one option, that are no
    fault; `usual_ballot` and `usual_option` are what they are without decks. Or `refusal` says why
    the plan cannot be meant, and `fewest` is with how many test ballots it could, if no more of
    them disagreed; 0 where no number helps.
    """

    ballot: float = 0.0
    option: float = 0.0
    usual_ballot: float = 0.0
    usual_option: float = 0.0
    refusal: str = ""
    fewest: int = 0


def plan_numbers(decks: Iterable[Deck]) -> PlanNumbers:
    """Give what `[plan]` takes from decks, all scanners together (`detecting.plan_parts.Decks`)."""
    ballots = 0
    kinds: Counter[DifferenceKind] = Counter()
    options: Counter[tuple[DifferenceKind, str, str]] = Counter()
    for deck in decks:
        ballots += deck.weighed.ballots
        kinds.update(deck.weighed.kinds)
        for each in deck.weighed.options:
            options[each.kind, each.contest, each.option] += each.ballots
    kind = _most(kinds)
    place = _most(options)
    return PlanNumbers(
        ballots,
        kinds[kind] if kind is not None else 0,
        options[place] if place is not None else 0,
        kind,
        OptionCount(*place, options[place]) if place is not None else None,
    )


def outlook(plan: Mapping[str, float], numbers: PlanNumbers) -> Outlook:
    """Say what the night's bounds are if a plan takes these numbers."""
    told = _bounds(plan, numbers)
    if not told.refusal:
        return told

    def refused(ballots: int) -> bool:
        return bool(_bounds(plan, msgspec.structs.replace(numbers, ballots=ballots)).refusal)

    low, high = numbers.ballots, BALLOTS_MOST
    if refused(high):
        return told
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if refused(middle) else (low, middle)
    return msgspec.structs.replace(told, fewest=high)


def _bounds(plan: Mapping[str, float], numbers: PlanNumbers) -> Outlook:
    decks = {
        "deck_ballots": float(numbers.ballots),
        "deck_wrong": float(numbers.wrong),
        "deck_option": float(numbers.option),
    }
    try:
        night = make_plan({**plan, **decks}).evidence().night()
    except QcError as error:
        return Outlook(refusal=error.message)
    whole, single = Level.SCANNER, Level.SCANNER_POSITION
    return Outlook(
        night.bound(whole), night.bound(single), night.wanted(whole), night.wanted(single)
    )


Counted = TypeVar("Counted")


def _most(counts: Counter[Counted]) -> Counted | None:
    """Give what was counted most; of several the first by name, so that a run repeats itself."""
    return min(counts, key=lambda each: (-counts[each], str(each)), default=None)
