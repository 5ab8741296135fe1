"""The tables of `make nights`, as Markdown, and the bars they are held against."""

from collections.abc import Iterable, Sequence

import msgspec

from qc_calibration.nights.costs import Costs
from qc_calibration.nights.scenarios import CLEAN, DECKS, FAULTS, HALL
from qc_calibration.nights.streams import BOUND_KNOWN, NOTHING_KNOWN, Stream
from qc_calibration.nights.study import Row
from qc_service.sampling.bounds import Sample, one_look_upper

FALSE_ALARMS, KNOWN, UNKNOWN, LATTICE, HELD, WRONG = 0.05, 1.3, 2.0, 1.4, 0.95, 10
GROUP_US, DISAGREEMENT_US, STATE_MB = 1.0, 1000.0, 8.0
"""The bars: what was set before anything was measured."""


class Results(msgspec.Struct):
    """All that was measured so far, by name; a part that is run again takes its old one's place."""

    seed: int
    rows: dict[str, Row] = {}
    streams: dict[str, Stream] = {}
    costs: Costs | None = None


def report(results: Results) -> str:
    """Give all tables that there are results for."""
    parts = [
        f"Seeds from {results.seed}; each table says how many nights.",
        _table("| bar | asked | measured | |", _bars(results)),
        _table(CLEAN_HEAD, _clean(results)),
        _table(FAULT_HEAD, _faults(results)),
        _table(HALL_HEAD, _hall(results)),
        _table(STREAM_HEAD, _streams(results.streams.values())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


MANY = 1_000_000
"""All nights there could be: so many that drawing one changes nothing."""

CLEAN_HEAD = "| clean nights | nights | with any alarm | share | possible (95 %) |"
FAULT_HEAD = (
    "| fault, rate | nights | found | ballots of the group until the alarm (median / 95 %) "
    "| against the right level alone | wrong ballots (median) "
    "| cell right at once / 500 ballots a scanner later | start within its set "
    "| rate within its interval |"
)
HALL_HEAD = (
    "| the whole hall | nights | alarmed | first alarm by level | nights that name a scanner "
    "| scanners named that are worse than the mean |"
)
STREAM_HEAD = (
    "| one stream | rate before → after | nights | oracle, mean | ours, mean (median) | ratio "
    "| missed |"
)


def _table(head: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *lines])


def _clean(results: Results) -> list[str]:
    rows = [results.rows[one.name] for one in CLEAN if one.name in results.rows]
    return [
        f"| {r.name} | {r.nights} | {r.alarmed} | {r.alarmed / r.nights:.2%} | {_possible(r):.2%} |"
        for r in rows
    ]


def _possible(row: Row) -> float:
    """Give the highest share of nights with an alarm that those lived through leave possible."""
    return one_look_upper(Sample(MANY, row.nights, row.alarmed), 1 - HELD) / MANY


def _faults(results: Results) -> list[str]:
    rows = [results.rows[one.name] for one in (*FAULTS, *DECKS) if one.name in results.rows]
    return [
        f"| {r.name} | {r.nights} | {r.found / r.nights:.1%} | {r.delay:.0f} / {r.delay_95:.0f} "
        f"| {_against(r):.2f} | {r.wrong:.0f} | {r.right_now:.1%} / {r.right_later:.1%} "
        f"| {r.start:.1%} | {r.rate:.1%} |"
        for r in rows
    ]


def _against(row: Row) -> float:
    return row.delay / row.alone if row.alone else 0.0


def _hall(results: Results) -> list[str]:
    rows = [results.rows[one.name] for one in HALL if one.name in results.rows]
    return [
        f"| {r.name} | {r.nights} | {r.alarmed} "
        f"| {', '.join(f'{count} {level}' for level, count in r.first.items()) or '–'} "
        f"| {r.named} | {f'{r.worse} of {r.blamed}' if r.blamed else '–'} |"
        for r in rows
    ]


def _streams(streams: Iterable[Stream]) -> list[str]:
    return [
        f"| {s.name} | {s.before:g} → {s.after:g} | {s.nights} | {s.oracle:.1f} "
        f"| {s.mean:.1f} ({s.median:.0f}) | {s.ratio():.2f} | {s.missed} |"
        for s in streams
    ]


def _bars(results: Results) -> list[str]:
    """Hold what was measured against what was asked, and tell the worst sort beside it.

    Shares of nights are judged over all sorts together, decks too: single sorts may be few nights.
    """
    lines: list[str] = []
    clean = [results.rows[one.name] for one in CLEAN if one.name in results.rows]
    if clean:
        worst = max(clean, key=lambda row: row.alarmed / row.nights)
        share = worst.alarmed / worst.nights
        alarmed, nights = sum(row.alarmed for row in clean), sum(row.nights for row in clean)
        what = f"{alarmed} of {nights} clean nights, at most {share:.1%} of a sort ({worst.name})"
        lines.append(_bar("any false alarm in a night", "<= 5 %", what, share <= FALSE_ALARMS))
    lines += _hall_bars(results) + _fault_bars(results) + _stream_bars(results.streams.values())
    return lines + (_cost_bars(results.costs) if results.costs else [])


def _bar(what: str, asked: str, measured: str, met: object) -> str:
    return f"| {what} | {asked} | {measured} | {'met' if met else '**missed**'} |"


def _hall_bars(results: Results) -> list[str]:
    row = results.rows.get(HALL[0].name)
    if row is None:
        return []
    what = f"{row.alarmed} of {row.nights} nights alarmed, {row.named} name a scanner"
    met = row.alarmed == row.nights and not row.named
    return [_bar("the hall gets worse: told, no scanner blamed", "always", what, met)]


def _fault_bars(results: Results) -> list[str]:
    rows = [results.rows[one.name] for one in FAULTS if one.name in results.rows]
    if not rows:
        return []
    against = sorted(rows, key=_against)
    middle, most = against[len(rows) // 2], against[-1]
    what = f"{_against(middle):.2f}, at most {_against(most):.2f} ({most.name})"
    lines = [
        _bar("the lattice against the right level", "<= 1.4", what, _against(middle) <= LATTICE)
    ]
    for name, field in (
        ("right cell 500 ballots a scanner later", "right_later"),
        ("start within its set", "start"),
        ("rate within its interval", "rate"),
    ):
        every = [results.rows[one.name] for one in (*FAULTS, *DECKS) if one.name in results.rows]
        shares = {row.name: float(getattr(row, field)) for row in every}
        worst = min(shares, key=lambda each: shares[each])
        mean = sum(shares[row.name] * row.found for row in every) / sum(row.found for row in every)
        what = f"{mean:.1%} of all, at least {shares[worst]:.1%} ({worst})"
        lines.append(_bar(name, ">= 95 %", what, mean >= HELD))
    half = results.rows.get(HALF)
    if half is not None:
        what = f"{half.wrong:.0f}"
        lines.append(_bar(f"wrong ballots, {HALF}", "<= 10", what, half.wrong <= WRONG))
    return lines


HALF = "list lost: scanner x style, 0.5"
"""Half of one list's votes on one scanner."""


def _stream_bars(streams: Iterable[Stream]) -> list[str]:
    lines = []
    for name, most in ((BOUND_KNOWN, KNOWN), (NOTHING_KNOWN, UNKNOWN)):
        mine = [stream for stream in streams if stream.name == name]
        if mine:
            worst = max(mine, key=Stream.ratio)
            what = f"{worst.ratio():.2f} ({worst.before:g} → {worst.after:g})"
            lines.append(
                _bar(
                    f"mean delay against the oracle, {name}",
                    f"<= {most:g}",
                    what,
                    worst.ratio() <= most,
                )
            )
    return lines


def _cost_bars(costs: Costs) -> list[str]:
    group, state = costs.group_us(), costs.state_bytes / 1e6
    one = f"{costs.disagreement_us:.0f} µs with {costs.cells} cells"
    return [
        _bar("agreeing ballot and cell group", "< 1 µs", f"{group:.2f} µs", group < GROUP_US),
        _bar(
            "a disagreement over 3,000 cells",
            "< 1 ms",
            one,
            costs.disagreement_us < DISAGREEMENT_US,
        ),
        _bar("state at the end of the night", "< 8 MB", f"{state:.1f} MB", state < STATE_MB),
    ]
