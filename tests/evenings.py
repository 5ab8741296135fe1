"""Evenings with sample checks for the tests of the log, and what must not be told of them."""

import re
from functools import cache

from hypothesis import strategies as st

from qc_calibration.evening.making import boxes, make_evening
from qc_service.flow.log_facts import Logbook, Office, Proof
from qc_service.flow.logbook import make_logbook
from qc_service.model.batch import Batch
from qc_service.model.categories import CATEGORIES
from qc_service.model.events import Entry

OFFICE = Office("Guovdageaidnu – Kautokeino", "5612", "valgstyret", "Stortingsvalget 2025")
PROOF = Proof("ab" * 32, 1234, "cd" * 32, 1234, "0123 4567 89ab cdef 0123 4567 89ab cdef")

CODES = tuple(f"ZLIST{letter}" for letter in "ABCDEFGHIJ")
"""Lists whose names are in no other word."""

SECRETS = re.compile(r"AH|BS|CN|kveld-|R1-\d|ZBOX|front\.png|0a1b2c3d|feed0000|PZBOX|QZBOX")
"""People, sessions, samples, boxes' labels, images and their hashes, papers' hashes, seals."""

CLOCK = re.compile(r"\d\d:\d\d|kl\. \d\d\.\d\d")
"""A time of day to the minute."""


def logbook(entries: tuple[Entry, ...], proof: Proof = PROOF) -> Logbook:
    """Give the record of an evening."""
    return make_logbook(lambda: iter(entries), OFFICE, proof)


@cache
def usual(*, checks: bool = True) -> Logbook:
    """Give a small evening's record, made once."""
    return logbook(make_evening(boxes(120), checks=checks))


@st.composite
def planned(draw: st.DrawFn) -> tuple[Batch, ...]:
    """Draw some boxes: of any category and place, some of them small, on up to three scanners."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        category = draw(st.sampled_from([each.code for each in CATEGORIES] + ["FO"]))
        locale = draw(st.sampled_from(["", "0101", "0102"]))
        told = draw(st.booleans())
        made.append(
            Batch(
                f"ZBOX{number}",
                "st-2025",
                category,
                locale,
                f"Lokale {locale}" if locale else "",
                number + 1 if told else 0,
                5 if told else 0,
                draw(st.sampled_from("123")),
                expected=draw(st.sampled_from([1, 20, 59, 61, 99, 120, 200])),
            )
        )
    return tuple(made)


Recipe = tuple[tuple[Batch, ...], int]
"""What an evening is made of: its boxes, and the seed of all chance."""

evenings: st.SearchStrategy[Recipe] = st.tuples(planned(), st.integers(0, 99))
"""Evenings with checks; a recipe, for a ledger of some hundred sheets is no reading matter."""


def made(recipe: Recipe) -> Logbook:
    """Give the record of an evening by its recipe."""
    return logbook(make_evening(recipe[0], recipe[1], lists=CODES))
