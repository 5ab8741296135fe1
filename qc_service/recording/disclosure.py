"""What a public copy may not show, and when: hours, small cells, and the hour before results.

One place, so that documents and bundles keep the same rules.
"""

import re

ADVANCE_LEAST = 60
"""Fewer advance ballots are counted together with others (valgloven § 10-8, valgforskriften
§ 11-5): a list's share of so few could tell how somebody voted."""

NAMES_LEAST = 100
"""The same limit for a district, in names of its part of the register (valgloven § 10-8)."""

RESULTS_FROM = "21:00"
"""No result may be public before nine in the evening of election day (valgloven § 21-8)."""

_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d")


def hour_of(at: str) -> str:
    """Give a time to the hour, `2027-09-13T21`: no sheet or person can be told apart by it.

    Empty where the text does not begin with a date and an hour.
    """
    match = _HOUR.match(at)
    return match[0] if match else ""


def is_small(ballots: int, names: int | None = None) -> bool:
    """Tell whether figures by list of so many ballots must be hidden or merged.

    `names`: how many the register of the place has, where it is known. The limit for advance
    ballots is kept for every category: it is the law's own word on how few are too few.
    """
    return ballots < ADVANCE_LEAST or (names is not None and names < NAMES_LEAST)


def may_show_lists(now: str, election_day: str) -> bool:
    """Tell whether figures by list may be public: from nine in the evening of election day.

    `now` is local time as `2027-09-13T20:59`, with or without seconds; `election_day` as
    `2027-09-13`. Without a known election day nothing of lists is shown.
    """
    return bool(election_day) and now >= f"{election_day}T{RESULTS_FROM}"
