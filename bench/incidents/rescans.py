"""How soon a box that is scanned twice is found among 60,000 sheets of one list."""

import numpy as np
import numpy.typing as npt

from qc_service.detecting.rescans import Rescans

POOL, BOX, AGAIN = 60_000, 300, 150
"""Sheets there were, in boxes of so many; sheets of the box that is laid in again."""

READ_WRONG, MISSING = 0.05, 0.02
"""Share of bits that a reading gets wrong, and of sheets that are missing the second time."""

ALPHA = 0.05

Bits = npt.NDArray[np.bool_]


def rescans_table(pools: int, seed: int) -> str:
    """Give, for 4 and 8 bits, the sheets until a rescanned box was found, over so many pools."""
    lines = [
        "| bits a sheet | pools | false | sheets until found (median / 95 %) | missed |",
        "|---|---|---|---|---|",
    ]
    for bits in (4, 8):
        took = [_sheets_until(bits, seed + n) for n in range(pools)]
        found = [each for each in took if each > 0]
        middle, late = np.quantile(found, [0.5, 0.95]) if found else (0, 0)
        false, missed = took.count(-1), took.count(0)
        lines.append(f"| {bits} | {pools} | {false} | {middle:.0f} / {late:.0f} | {missed} |")
    return "\n".join(lines) + "\n"


def _sheets_until(bits: int, seed: int) -> int:
    """Give the sheet at which the box is found; 0 for never, -1 where something else was told."""
    dice = np.random.default_rng(seed)
    watch = Rescans(ALPHA, POOL)
    true = dice.integers(0, 2, (POOL, bits)).astype(bool)

    def take(name: str, row: Bits) -> bool:
        seen = row ^ (dice.random(bits) < READ_WRONG)
        code = "".join("1" if bit else "0" for bit in seen)
        return bool(watch.take(("S01", "night", name), "1/A", code))

    if any(take(f"K{place // BOX}", row) for place, row in enumerate(true)):
        return -1
    # Not across a segment's border: one box is laid in, not the end of one and another's begin.
    box = int(dice.integers(POOL // BOX)) * BOX
    rows = true[box : box + AGAIN]
    rows = rows[dice.random(AGAIN) >= MISSING]
    again = rows[::-1] if seed % 2 else rows
    return next((n for n, row in enumerate(again, start=1) if take("again", row)), 0)
