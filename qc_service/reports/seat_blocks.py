"""What misread ballots could mean for the seats, in the summary: margin, bound, what follows."""

from collections.abc import Iterator

from qc_service.comparing.seat_words import outcome_sentences
from qc_service.flow.log_facts import Logbook
from qc_service.flow.stake import Counted, SeatStake
from qc_service.reports.document import Block, Cell, Column, Heading, Paragraph, Table
from qc_service.reports.speech import Speech, word
from qc_service.sampling.evaluating import Bound

FIRST_TWO = 2
"""The sentences that only say numbers; the third concludes."""


def seat_blocks(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the section on seats; nothing where nobody told how they are shared out.

    A seat is called safe only where the margin is that of an official count: the reread is no
    result. Ballots of which nothing could be drawn each count as misread.
    """
    stake = book.seats
    if stake is None:
        return
    bound = None if book.papers is None or not book.papers.together.checked else book.papers
    together = None if bound is None else bound.together
    beside = 0 if together is None else _beside(stake, together)
    upper = None if together is None else together.upper + beside
    risk = 0.0 if together is None else together.risk
    said = outcome_sentences(stake.fewest, upper, risk, speech.language)
    if stake.counted is Counted.REREAD:
        said = said[:FIRST_TWO]
    yield Heading(speech.say("seats-heading"))
    yield Paragraph(" ".join(said), strong=True)
    yield Paragraph(" ".join(_basis(stake, beside, speech)))
    yield _table(stake, together, beside, speech)


def _beside(stake: SeatStake, bound: Bound) -> int:
    """Give the ballots of the count that are in no draw."""
    return max(0, stake.ballots - bound.units)


def _basis(stake: SeatStake, beside: int, speech: Speech) -> Iterator[str]:
    """Say what the numbers rest on, and what they leave out."""
    yield speech.say(f"seats-{stake.counted.value}", ballots=speech.number(stake.ballots))
    if stake.undecided:
        yield speech.say("seats-undecided", undecided=speech.number(stake.undecided))
    if beside:
        yield speech.say("seats-beside", beside=speech.number(beside))
    if stake.weight > 1 and stake.counted is not Counted.VOTES:
        yield speech.say("seats-weight")


def _table(stake: SeatStake, bound: Bound | None, beside: int, speech: Speech) -> Table:
    """Give the numbers for programs."""
    cells = {
        "fewest": speech.count(stake.fewest),
        "upper": speech.count(None if bound is None else bound.upper + beside),
        "beside": speech.count(beside),
        "risk": Cell("–", None) if bound is None else Cell(speech.risk(bound.risk), bound.risk),
        "ballots": speech.count(stake.ballots),
        "undecided_ballots": speech.count(stake.undecided),
        "counted": word(speech.say(f"counted-{stake.counted.value}"), stake.counted.value),
    }
    columns = tuple(Column(name, speech.say(name), number=name != "counted") for name in cells)
    return Table(
        "seats", speech.say("seats-heading"), columns, (tuple(cells.values()),), shown=False
    )
