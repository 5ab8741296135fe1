"""What no public copy shows: minutes, and figures by list of few. One place for all who publish."""

import re

ADVANCE_LEAST = 60
"""Fewer advance ballots are counted together with others (valgloven § 10-8, valgforskriften
§ 11-5): a list's share of so few could tell how somebody voted."""

NAMES_LEAST = 100
"""The same limit for a district, in names of its part of the register (valgloven § 10-8)."""

_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d")


def hour_of(at: str) -> str:
    """Give a time to the hour, `2027-09-13T21`: no sheet or person can be told apart by it.

    Empty where the text does not begin with a date and an hour.
    """
    match = _HOUR.match(at)
    return match[0] if match else ""
