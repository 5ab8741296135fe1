"""What a ballot is called in a draw, and what is drawn with: both plain text that anyone can make.

A name is `ELECTION/BOX/PLACE` in Unicode's composed form (NFC), `BOX#COUNT` from the second count
on; a percent sign, a slash or a number sign within election or box is written %25, %2F, %23.
"""

import hashlib
import unicodedata

_ESCAPED = (("%", "%25"), ("/", "%2F"), ("#", "%23"))


def ballot_name(election: str, box: str, count: int, place: int) -> str:
    """Name the paper at a place of a box, counted from 1; no two papers share a name."""
    return f"{box_name(election, box, count)}/{place}"


def box_name(election: str, box: str, count: int) -> str:
    """Name a count of a box: what the names of all its papers begin with."""
    whole = _plain(box) if count == 1 else f"{_plain(box)}#{count}"
    return f"{_plain(election)}/{whole}"


def bound_seed(seed: str, root: str) -> str:
    """Bind a public seed to the commitment of a round: SHA-256("v1|" + seed + "|" + root) in hex.

    So nobody can choose a seed for boxes, nor boxes for a seed.
    """
    return hashlib.sha256(f"v1|{seed}|{root}".encode()).hexdigest()


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    for sign, written in _ESCAPED:
        composed = composed.replace(sign, written)
    return composed
