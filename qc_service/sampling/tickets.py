"""Which ballots are drawn: every id has a ticket that anyone can compute from the public seed.

The rule of consistent_sampler 1.0.10 (Rivest): tickets are decimal fractions written as text, and
the smallest are drawn. A ticket depends on seed and id alone, so a sample can grow, and the order
in which ballots come plays no part. Ids are plain text; a tuple's or a number's form would differ
from program to program.
"""

import hashlib
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

DIGITS_LEAST = 64
"""Decimals of a ticket: a hash with fewer is filled up with zeros."""


def uniform(text: str) -> str:
    """Give the fraction of a text: its SHA-256 as a decimal number, read backwards behind `0.`."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return "0." + str(number).zfill(DIGITS_LEAST)[::-1]


def ticket(seed: str, name: str) -> str:
    """Give the first ticket of an id: compare tickets as text, never as numbers."""
    return uniform(hashlib.sha256(seed.encode()).hexdigest() + name)


def next_ticket(before: str) -> str:
    """Give the next ticket of an id that was drawn and put back: a larger fraction."""
    known = before + "0"
    kept = known[: _first_non_nine(known)]
    tries = 1
    while (after := kept + uniform(f"{before}:{tries}")[2:]) <= before:
        tries += 1
    return after


def trim(whole: str, digits: int) -> str:
    """Shorten a ticket to `digits` decimals after the first that is no 9, for people to compare."""
    return whole[: _first_non_nine(whole + "0") + digits]


def draw(seed: str, names: Iterable[str], *, put_back: bool = False) -> Iterator[tuple[str, str]]:
    """Give ids with their tickets in the order in which they are drawn.

    Without `put_back` each comes once; with it the sequence never ends.
    """
    heap = [(ticket(seed, name), name) for name in names]
    heapify(heap)
    while heap:
        drawn, name = heappop(heap)
        yield name, drawn
        if put_back:
            heappush(heap, (next_ticket(drawn), name))


def _first_non_nine(text: str) -> int:
    """Give the place of the first character behind `0.` that is no 9."""
    return next(i for i in range(2, len(text) + 1) if text[i : i + 1] != "9")
