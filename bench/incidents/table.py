"""The results as a table for the documents, and as a picture."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from xml.sax.saxutils import escape

from bench.incidents.clean import BALLOTS, SCANNERS, Clean
from bench.incidents.incident import Caught, Incident
from bench.incidents.unseen import UNSEEN

Result = tuple[Incident, tuple[Caught | None, ...]]
"""An incident, and what came of it under each seed."""

HEAD = (
    "| incident | cause | size, as documented | source | played with | caught | first told by "
    "| wrong ballots by then, median (most) | right place | right start |"
)

LEFT, BAR, GAP, WIDTH = 300, 14, 7, 300
"""Pixels: the names' column, a bar's height, the space to the next, the longest bar."""

MARGIN = 240
"""Pixels to the right of the longest bar, for what it says."""


def incidents_table(results: Sequence[Result], seed: int) -> str:
    """Give what came of each incident as Markdown."""
    whole = sum(1 for _, found in results if None not in found)
    seeds = len(results[0][1]) if results else 0
    lines = [f"{whole} of {len(results)} caught, {seeds} nights each, seeds from {seed}.", ""]
    lines += [HEAD, "|" + "---|" * 10]
    lines += [_row(incident, found) for incident, found in results]
    lines += ["", "| not to be seen here | what it was | source | why |", "|---|---|---|---|"]
    lines += [f"| {u.where} | {u.cause} | {u.source} | {u.why} |" for u in UNSEEN]
    return "\n".join(lines) + "\n"


def clean_table(clean: Clean, seed: int) -> str:
    """Give what came of the clean nights as Markdown."""
    share = (clean.with_alarm + clean.with_finding) / clean.nights
    counts = (str(clean.nights), str(clean.with_alarm), str(clean.with_finding))
    said = ", ".join(f"{name}: {count}" for name, count in clean.told.items()) or "nothing"
    lines = [
        f"Clean nights of {SCANNERS} × {BALLOTS} ballots, seeds from {seed}.",
        "",
        "| clean nights | with an alarm | with a finding | share | told |",
        "|---|---|---|---|---|",
        f"| {' | '.join((*counts, f'{share:.4f}', said))} |",
    ]
    return "\n".join(lines) + "\n"


def _row(incident: Incident, found: Sequence[Caught | None]) -> str:
    caught = [each for each in found if each is not None]
    by = Counter(each.by for each in caught).most_common(1)
    cells = (incident.where, incident.cause, incident.size, incident.source, incident.way.value)
    told = (
        f"{len(caught)} of {len(found)}",
        by[0][0] if by else "**nothing**",
        _wrong(caught),
        _share([each.cell for each in caught]),
        _share([each.start for each in caught if each.start is not None]),
    )
    return f"| {' | '.join((*cells, *told))} |"


def _wrong(caught: Sequence[Caught]) -> str:
    wrong = [each.wrong for each in caught if each.wrong is not None]
    return f"{median(wrong):g} ({max(wrong)})" if wrong else "–"


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)}" if right else "–"


def picture(results: Sequence[Result]) -> str:
    """Draw how many wrong ballots there were before anything was said, one bar an incident."""
    shown: list[tuple[float, str, str]] = []
    for incident, found in results:
        wrong = [each.wrong for each in found if each is not None and each.wrong is not None]
        if wrong:
            said = next(each.by for each in found if each is not None)
            shown.append((median(wrong), incident.where, said.split(":")[0].replace("`", "")))
    shown.sort()
    most = max([wrong for wrong, _, _ in shown], default=1) or 1
    size = f'width="{LEFT + WIDTH + MARGIN}" height="{44 + len(shown) * (BAR + GAP)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        '<text x="8" y="20" font-size="14">Wrong ballots until something was said, median</text>',
    ]
    for number, (many, where, said) in enumerate(shown):
        y = 34 + number * (BAR + GAP)
        length = max(2.0, many / most * WIDTH)
        words = escape(f"{many:g}, {said}")
        parts += [
            f'<text x="{LEFT - 8}" y="{y + 11}" text-anchor="end">{escape(where)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.0f}" height="{BAR}" fill="#2b6cb0"/>',
            f'<text x="{LEFT + length + 6:.0f}" y="{y + 11}">{words}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
