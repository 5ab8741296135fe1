"""The made-up ballots of nights that are played with records: American and Norwegian ones."""

from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np

from qc_service.comparing.compare import compare
from qc_service.comparing.interpret import interpret
from qc_service.model.layout import (
    LAYOUT_FORMAT,
    Box,
    Contest,
    Layout,
    NoCode,
    Option,
    Point,
    Side,
    Size,
    Target,
    TimingMarks,
)
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Mark, MarkState

Dice = np.random.Generator
Marks = frozenset[tuple[str, str]]
"""(contest, option) of every mark."""

CONTESTS = {
    "president": (1, ("clay", "polk", "birney", "tyler")),
    "senate": (1, ("adams", "baker", "cole")),
    "seat-1": (1, ("archer", "shoaff", "willis")),
    "seat-4": (1, ("gerwig", "priore")),
    "measure": (1, ("yes", "no")),
}
"""An American ballot: votes allowed and options of each contest."""

PRECINCTS = ("P1", "P2", "P3")

LISTS = ("A", "H", "SP", "FNB", "NKP")
LIST_SHARES = (0.34, 0.26, 0.2, 0.17, 0.03)
CANDIDATES = tuple(f"k{n:02}" for n in range(1, 11))
PERSONAL, CHANGERS = "personstemmer", 0.4
"""The contest of a Norwegian ballot of one list, and the share of voters who mark candidates."""

LEFT_BLANK, OVERVOTED = 0.04, 0.001
"""Shares of American contests left out and overvoted, as in ordinary counts."""


@dataclass(frozen=True)
class Ballot:
    """One ballot as the voter made it, or as somebody reads it."""

    style: str
    marks: Marks

    def of(self, contest: str) -> list[str]:
        """Give what is marked in a contest."""
        return sorted(option for name, option in self.marks if name == contest)


def american(dice: Dice) -> Ballot:
    """Let a voter vote."""
    marks = set()
    for name, (_, options) in CONTESTS.items():
        if dice.random() >= LEFT_BLANK:
            # The first option is the most popular one.
            chosen = int(len(options) * dice.random() ** 1.5)
            marks.add((name, options[chosen]))
            if dice.random() < OVERVOTED:
                marks.add((name, options[(chosen + 1) % len(options)]))
    return Ballot(PRECINCTS[int(dice.integers(len(PRECINCTS)))], frozenset(marks))


def one_precinct(dice: Dice) -> Ballot:
    """Let a voter of the first precinct vote: all scanners of one polling place."""
    return Ballot(PRECINCTS[0], american(dice).marks)


def norwegian(dice: Dice) -> Ballot:
    """Let a voter take a list, and perhaps mark some of its candidates."""
    marks = set()
    if dice.random() < CHANGERS:
        wanted = dice.random(len(CANDIDATES)) < 0.25
        marks = {(PERSONAL, one) for one, yes in zip(CANDIDATES, wanted, strict=True) if yes}
    return Ballot(LISTS[int(dice.choice(len(LISTS), p=LIST_SHARES))], frozenset(marks))


@lru_cache(maxsize=32)
def layout_of(style: str) -> Layout:
    """Give the layout of a precinct's or a list's ballot; where things stand does not matter."""
    printed = {PERSONAL: (len(CANDIDATES), CANDIDATES)} if style in LISTS else CONTESTS
    contests = tuple(
        Contest(name, name, allowed, tuple(Option(option, option) for option in options))
        for name, (allowed, options) in printed.items()
    )
    spot = Box(50.0, 50.0, 5.0, 3.0)
    targets = tuple(Target(c.id, option.id, spot) for c in contests for option in c.options)
    frame = TimingMarks(34, 41, Point(3.2, 12.7), Point(6.35, 6.35), Size(4.8, 1.6))
    side = Side("front", NoCode(), targets)
    return Layout(
        LAYOUT_FORMAT, style, style, Size(215.9, 279.4), frame, contests, (side,), style=style
    )


@lru_cache(maxsize=100_000)
def _read(seen: Ballot, said: Ballot | None) -> Examination:
    """Interpret what is in the image, and compare it with what the scanner says."""
    layout = layout_of(seen.style)
    marks = tuple(
        Mark(t.contest, t.option, 0.9, MarkState.MARKED, SPOT, 1.0)
        if (t.contest, t.option) in seen.marks
        else Mark(t.contest, t.option, 0.0, MarkState.EMPTY, SPOT, 1.0)
        for t in layout.sides[0].targets
    )
    contests = interpret(layout, marks)
    differences = compare(reported(said), layout, contests, marks) if said is not None else ()
    return Examination(
        SheetKey("", "", "", 0),
        (PageReread("front.jpg", "", layout=layout.id, side="front", marks=marks),),
        contests=contests,
        differences=differences,
        compared=said is not None,
        style=seen.style,
        election="bench",
    )


SPOT = (0, 0, 1, 1)


def examined(key: SheetKey, seen: Ballot, said: Ballot | None, coarse: str = "") -> Examination:
    """Give the record of one ballot."""
    read = _read(seen, said)
    pages = (*read.pages, PageReread("back.jpg", "", side="back", coarse=coarse))
    return msgspec.structs.replace(
        read, key=key, pages=pages if coarse else read.pages, digest=key.text()
    )


def reported(ballot: Ballot) -> Reported:
    """Give a scanner's record of what it took a ballot for."""
    contests = []
    for name in dict.fromkeys(contest for contest, _ in sorted(ballot.marks)):
        options = tuple(ballot.of(name))
        allowed = CONTESTS[name][0] if name in CONTESTS else len(CANDIDATES)
        over = len(options) > allowed
        marks = tuple(ReportedMark(option, indicated=True) for option in options)
        votes = () if over else options
        contests.append(ReportedContest(name, marks, votes, int(over) * allowed, complete=True))
    printed = [contest.id for contest in layout_of(ballot.style).contests]
    empty = [name for name in printed if not ballot.of(name)]
    contests += [ReportedContest(name, (), (), complete=True) for name in empty]
    return Reported("record", ballot.style, tuple(contests))
