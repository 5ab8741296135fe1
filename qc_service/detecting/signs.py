"""What the direct checks need to know of one sheet, compared or not: small, as many may wait."""

import msgspec

from qc_service.detecting.confusions import Exchange

OVERVOTE, BLANK, UNSURE = "overvote", "blank", "unsure"
"""Signs on a ballot: a contest with too many marks; none marked in any; a mark of which we are not
sure."""

SIGNS = (OVERVOTE, BLANK, UNSURE)


class Signs(msgspec.Struct, frozen=True):
    """One sheet: its stratum, which signs it bears, what is marked, and what was reported else.

    `stratum` is empty where the sheet is not known to be comparable with others. `count` is which
    count of its box it is of, `code` its few coarse bits, empty where it has none.
    """

    stratum: str = ""
    there: tuple[str, ...] = ()
    marked: tuple[tuple[str, str], ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    count: int = 1
    code: str = ""
