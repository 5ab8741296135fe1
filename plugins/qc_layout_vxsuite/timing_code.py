"""The code in the bottom row of timing marks, as far as an election definition determines it.

32 bits stand in columns 32 down to 1, bit 0 rightmost, each field with its lowest bit first; the
two corner bars are always there. Fields and order were confirmed on every real scan of three
towns (2020 and 2022, letter and legal).
"""

import re

from qc_layout_vxsuite.geometry import COLUMNS

CARD = (15, 13)
"""Front: first bit and width of the card number."""

SEQUENCE = (28, 3)
"""Front: always 0."""

START = (31, 1)
"""Front: always 1; the back's end sequence has 0 here, so this bit alone tells the sides apart."""

# Front, not determined: bits 0-1, the number of bars among bits 2-31 modulo 4, since it counts
# bits 2-14, the batch or precinct number, which no definition holds (56, 53 and 43 on the scans).

DAY, MONTH, YEAR, TYPE, END = (0, 5), (5, 4), (9, 7), (16, 5), (21, 11)
"""Back: election date (year without its century), type as a letter from A = 0, end sequence."""

END_SEQUENCE = 0b01111011110

GENERAL = ord("G") - ord("A")
"""The type on the scans of general elections; other elections' letters were not seen."""


def card_number(style: str) -> int | None:
    """Give the card number that a ballot style's id carries (`card-number-3`), None without one."""
    found = re.fullmatch(r"card-number-(\d+)", style)
    number = int(found[1]) if found else None
    return number if number is None or number < 1 << CARD[1] else None


def front_bits(card: int | None) -> str:
    """Give the front's row, leftmost column first."""
    bits = _blank()
    if card is not None:
        _put(bits, CARD, card)
    _put(bits, SEQUENCE, 0)
    _put(bits, START, 1)
    return "".join(bits)


def back_bits(year: int, month: int, day: int, *, general: bool) -> str:
    """Give the back's row, leftmost column first."""
    bits = _blank()
    _put(bits, DAY, day)
    _put(bits, MONTH, month)
    _put(bits, YEAR, year % 100)
    if general:
        _put(bits, TYPE, GENERAL)
    _put(bits, END, END_SEQUENCE)
    return "".join(bits)


def _blank() -> list[str]:
    return ["1", *"?" * (COLUMNS - 2), "1"]


def _put(bits: list[str], field: tuple[int, int], value: int) -> None:
    first, width = field
    for bit in range(width):
        bits[COLUMNS - 2 - first - bit] = str(value >> bit & 1)
