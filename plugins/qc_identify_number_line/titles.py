"""Which of some known texts is printed in a box: by the shape of all its words, not by letters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qc_identify_number_line.inking import as_ink
from qc_identify_number_line.lettering import words
from qc_identify_number_line.matching import Rows, correlate, normed, patches
from qc_service.model.layout import Box, PrintedText
from qc_service.model.page import Page, Placement
from qc_service.model.units import Floats
from qc_service.reading.rectify import rectify

SCALE = 2.0
"""Pixels a mm: the small letters of 20-point type are 7 pixels high."""

STEPS = 2
"""Pixels by which words may be printed beside their place: 1 mm."""

MATCH_LEAST = 0.55
"""Correlation from which it is that text: the same words in a bolder or lighter face have 0.6 and
more, other words of the same length 0.2 to 0.45."""

LEAD_LEAST = 0.3
"""Share, of what two texts differ in, by which the best must be ahead of every other: the right
one is ahead by nearly its own match, a text that is neither by about nothing."""

NOISE = 0.01
"""Lead that paper's grain alone can give."""


@dataclass(frozen=True)
class Match:
    """How well each text fits, in the order given; the best one's place, or None if unclear.

    `printed` is false where there is nothing in any text's box.
    """

    scores: tuple[float, ...]
    best: int | None
    printed: bool


@dataclass(frozen=True, eq=False)
class Titles:
    """Texts made ready to be matched: those of one box together, and how much any two share."""

    texts: tuple[PrintedText, ...]
    groups: tuple[tuple[tuple[int, ...], Rows], ...]
    shared: Floats


def make_ready(texts: Sequence[PrintedText]) -> Titles:
    """Draw each text once; every text must be given once."""
    groups: dict[tuple[Box, bool], list[int]] = {}
    for place, text in enumerate(texts):
        groups.setdefault((text.box, text.reversed), []).append(place)
    shared = np.eye(len(texts))
    made = []
    for places in groups.values():
        templates = normed(
            np.stack([words(texts[place], SCALE, STEPS / SCALE).ravel() for place in places])
        )
        # How much of their ink two texts share; those in different boxes share nothing.
        shared[np.ix_(places, places)] = templates @ templates.T
        made.append((tuple(places), templates))
    return Titles(tuple(texts), tuple(made), shared)


def match_titles(page: Page, placement: Placement, titles: Titles) -> Match:
    """Compare what is printed with each text in its own box."""
    scores = np.zeros(len(titles.texts))
    printed = False
    for places, templates in titles.groups:
        text = titles.texts[places[0]]
        ink = as_ink(rectify(page, placement, text.box, SCALE), reverse=text.reversed)
        if ink is None:
            continue
        printed = True
        rows, columns = words(text, SCALE, STEPS / SCALE).shape
        corners = [
            (x, y)
            for y in range(ink.shape[0] - rows + 1)
            for x in range(ink.shape[1] - columns + 1)
        ]
        found = correlate(patches(ink, corners, (rows, columns)), templates).max(axis=0)
        scores[list(places)] = np.maximum(found, 0.0)
    best = int(np.argmax(scores))
    lead = scores[best] - np.delete(scores, best)
    apart = 1.0 - np.delete(titles.shared[best], best)
    clear = scores[best] >= MATCH_LEAST and bool((lead >= LEAD_LEAST * apart + NOISE).all())
    return Match(tuple(scores.tolist()), best if clear else None, printed)
