"""Which of some known texts is printed in a box: by the shape of all its words, not by letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qc_identify_number_line.inking import as_ink
from qc_identify_number_line.lettering import words
from qc_identify_number_line.matching import Rows, normed, patches
from qc_service.model.layout import PrintedText
from qc_service.model.page import Page, Placement
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


def match_titles(page: Page, placement: Placement, texts: Sequence[PrintedText]) -> Match:
    """Compare what is printed with each text in its own box; every text must be given once."""
    scores = np.zeros(len(texts))
    # How much of their ink each two texts share; those in different boxes share nothing.
    shared = np.eye(len(texts))
    groups: dict[tuple[PrintedText, ...], list[int]] = {}
    for place, text in enumerate(texts):
        alike = tuple(one for one in texts if (one.box, one.reversed) == (text.box, text.reversed))
        groups.setdefault(alike, []).append(place)
    printed = False
    for alike, places in groups.items():
        ink = as_ink(rectify(page, placement, alike[0].box, SCALE), reverse=alike[0].reversed)
        if ink is None:
            continue
        printed = True
        rows, columns = words(alike[0], SCALE, STEPS / SCALE).shape
        corners = [
            (x, y)
            for y in range(ink.shape[0] - rows + 1)
            for x in range(ink.shape[1] - columns + 1)
        ]
        templates = _templates(alike)
        found = (normed(patches(ink, corners, (rows, columns))) @ templates.T).max(axis=0)
        scores[places] = np.maximum(found, 0.0)
        shared[np.ix_(places, places)] = templates @ templates.T
    best = int(np.argmax(scores))
    lead = scores[best] - np.delete(scores, best)
    apart = 1.0 - np.delete(shared[best], best)
    clear = scores[best] >= MATCH_LEAST and bool((lead >= LEAD_LEAST * apart + NOISE).all())
    return Match(tuple(scores.tolist()), best if clear else None, printed)


@lru_cache(maxsize=64)
def _templates(texts: tuple[PrintedText, ...]) -> Rows:
    """Give texts of one box (n, pixels), ready to be multiplied with patches."""
    return normed(np.stack([words(text, SCALE, STEPS / SCALE).ravel() for text in texts]))
