"""The bars: what must hold of the reading, what was measured, and whether it is met."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from qc_calibration.accuracy_pages import ORIGINAL, OvalResult, PageResult
from qc_calibration.accuracy_truth import TruePage
from qc_service.model.faults import FaultCode
from qc_service.model.verdict import MarkState

MOST_UNSURE = 0.015
"""Share of all ovals that may be unsure: what people can look at in a night."""

SCAN_NOISE = 0.03
"""Scores of two scans of one paper never differed by more (SD 0.0025 median, 0.015 at most)."""

MOST_OFF_MM = 1.0
"""How far from its true place an oval may be read: an oval is 5.1 mm wide, the next is 6.35 off."""

SHOWN = 8
"""Findings named with a line; their number stands in the line itself."""


class Line(msgspec.Struct, frozen=True):
    """One line of the report. `detail` names what missed the bar, or is worth a look."""

    group: str
    what: str
    bar: str
    measured: str
    met: bool
    detail: tuple[str, ...] = ()


def wrong(oval: OvalResult) -> bool:
    """Say whether a verdict is silently wrong: sure, and not what the voter did."""
    if oval.state == MarkState.UNSURE or oval.intent == "unclear":
        return False
    voted = oval.marked if not oval.intent else oval.intent == "vote"
    return oval.state != (MarkState.MARKED if voted else MarkState.EMPTY)


def decided(oval: OvalResult) -> bool:
    """Say whether an oval that a person cannot decide was decided all the same."""
    return oval.intent == "unclear" and oval.state != MarkState.UNSURE


def page_lines(results: Sequence[PageResult], truth: Sequence[TruePage]) -> Iterator[Line]:
    """Judge the pages as given: `results` of the originals only."""
    refusable = {(page.folder, page.image) for page in truth if page.must_be_refused}
    ballots = [r for r in results if (r.folder, r.image) not in refusable]
    others = [r for r in results if (r.folder, r.image) in refusable]
    taken = [r for r in others if r.fault != FaultCode.NOT_A_BALLOT]
    yield located_line("pages", ballots)
    yield _all("pages", "pages that are no ballot refused as such", others, taken)
    read = [r for r in ballots if not r.fault]
    unregistered = [r for r in read if not 0.0 < r.registration <= 1.0]
    lowest = min((r.registration for r in read), default=0.0)
    yield Line(
        "pages",
        "readings without a registration score",
        "0",
        f"{len(unregistered)} of {len(read)} (lowest {lowest:.2f})",
        not unregistered and bool(read),
        _names(unregistered),
    )
    yield from _oval_lines(ballots)
    off = [(o.off_mm, r) for r in read for o in r.ovals if o.off_mm is not None]
    far = [r for mm, r in off if mm > MOST_OFF_MM]
    furthest = max((mm for mm, _ in off), default=0.0)
    yield Line(
        "ovals",
        "furthest from its true place that an oval was read",
        f"≤ {MOST_OFF_MM:g} mm",
        f"{furthest:.2f} mm of {len(off)} ovals",
        not far and bool(off),
        _names(far),
    )


def _oval_lines(ballots: Sequence[PageResult]) -> Iterator[Line]:
    ovals = [(r, o) for r in ballots for o in r.ovals]
    clear = [(r, o) for r, o in ovals if not o.intent]
    for what, marked in (("clear marks called empty", True), ("clean ovals called marked", False)):
        mine = [(r, o) for r, o in clear if o.marked is marked]
        yield none_line("ovals", what, mine, [(r, o) for r, o in mine if wrong(o)])
    doubtful = [(r, o) for r, o in ovals if o.intent]
    bad = [(r, o) for r, o in doubtful if wrong(o) or decided(o)]
    yield none_line("ovals", "doubtful ovals neither unsure nor as the eye says", doubtful, bad)
    unsure = [(r, o) for r, o in ovals if o.state == MarkState.UNSURE]
    share = len(unsure) / len(ovals) if ovals else 1.0
    on_clear = sum(1 for _, o in unsure if not o.intent)
    yield Line(
        "ovals",
        "ovals unsure",
        f"≤ {MOST_UNSURE:.1%}",
        f"{share:.2%} ({len(unsure)} of {len(ovals)}, {on_clear} of them clear ones)",
        share <= MOST_UNSURE,
        _ovals((r, o) for r, o in unsure if not o.intent),
    )
    blank = [(r, o) for r, o in ovals if r.unmarked]
    inked = [(r, o) for r, o in blank if o.state != MarkState.EMPTY]
    yield none_line("ovals", "ovals of unmarked sheets not read empty", blank, inked)


def twin_pairs(
    results: Sequence[PageResult], truth: Sequence[TruePage]
) -> list[tuple[PageResult, PageResult]]:
    """Give the results of two scans of one paper; a scan that is not among them pairs with none."""
    by_name = {(r.folder, r.image): r for r in results}
    sheets = {(p.folder, p.sheet, p.side): by_name.get((p.folder, p.image)) for p in truth}
    return [
        (one, other)
        for page in truth
        for twin in page.same_paper_as
        if page.sheet < twin
        and (one := sheets.get((page.folder, page.sheet, page.side))) is not None
        and (other := sheets.get((page.folder, twin, page.side))) is not None
    ]


def twin_lines(results: Sequence[PageResult], truth: Sequence[TruePage]) -> Iterator[Line]:
    """Judge two scans of one paper: same verdicts, scores within scan noise."""
    pairs = twin_pairs(results, truth)
    ovals = [(a, x, y) for a, b in pairs for x, y in zip(a.ovals, b.ovals, strict=False)]
    apart = [(a, x) for a, x, y in ovals if x.state != y.state]
    complete = all(len(a.ovals) == len(b.ovals) for a, b in pairs)
    yield none_line(
        "two scans", "ovals with different verdicts in two scans of one paper", ovals, apart
    )
    largest = max((abs(x.score - y.score) for _, x, y in ovals), default=1.0)
    far = [(a, x) for a, x, y in ovals if abs(x.score - y.score) > SCAN_NOISE]
    yield Line(
        "two scans",
        "largest difference of a score",
        f"≤ {SCAN_NOISE:g}",
        f"{largest:.4f} on {len(pairs)} pairs of pages",
        complete and bool(pairs) and not far,
        _ovals(far),
    )


def degraded_line(name: str, results: Sequence[PageResult]) -> Line:
    """Judge one degradation: every page right, unsure, or a fault."""
    astray = [r for r in results if not r.fault and not (r.right_side and r.right_way_up)]
    ovals = [(r, o) for r in results for o in r.ovals]
    bad = [(r, o) for r, o in ovals if wrong(o)]
    unsure = sum(1 for _, o in ovals if o.state == MarkState.UNSURE)
    open_ones = [(r, o) for r, o in ovals if decided(o)]
    faults = Counter(r.fault for r in results if r.fault)
    faulty = "".join(f"; {count} × {code}" for code, count in sorted(faults.items()))
    undecidable = f"; {len(open_ones)} unclear ones decided" if open_ones else ""
    share = unsure / len(ovals) if ovals else 0.0
    return Line(
        "spoilt pages",
        name,
        "0 silently wrong",
        f"{len(bad) + len(astray)} of {len(ovals)}; unsure {share:.1%}{faulty}{undecidable}",
        not bad and not astray and bool(results),
        (*_names(astray), *_ovals(bad)),
    )


def all_lines(results: Sequence[PageResult], truth: Sequence[TruePage]) -> tuple[Line, ...]:
    """Give every line about pages: as given, twice scanned, spoilt."""
    given = [r for r in results if r.degradation == ORIGINAL]
    ballots = {(page.folder, page.image) for page in truth if not page.must_be_refused}
    names = dict.fromkeys(r.degradation for r in results if r.degradation != ORIGINAL)
    spoilt = (
        degraded_line(
            name,
            [r for r in results if r.degradation == name and (r.folder, r.image) in ballots],
        )
        for name in names
    )
    return (*page_lines(given, truth), *twin_lines(given, truth), *spoilt)


def _all(group: str, what: str, pages: Sequence[PageResult], bad: Sequence[PageResult]) -> Line:
    good = len(pages) - len(bad)
    return Line(
        group,
        what,
        f"{len(pages)} of {len(pages)}",
        f"{good} of {len(pages)}",
        bool(pages) and not bad,
        _names(bad),
    )


def located_line(group: str, pages: Sequence[PageResult]) -> Line:
    """Judge whether every ballot was located, taken for what it is, and the right way up."""
    lost = [r for r in pages if r.fault or not (r.right_side and r.right_way_up)]
    return _all(group, "ballot pages located, named and right way up", pages, lost)


def none_line(
    group: str,
    what: str,
    looked_at: Sequence[object],
    bad: Sequence[tuple[PageResult, OvalResult]],
) -> Line:
    """Judge that none of what was looked at is bad."""
    measured = f"{len(bad)} of {len(looked_at)}"
    return Line(group, what, "0", measured, bool(looked_at) and not bad, _ovals(bad))


def _names(pages: Iterable[PageResult]) -> tuple[str, ...]:
    told = dict.fromkeys(
        f"{r.folder}/{r.image}: {f'{r.fault}: {r.message}' if r.fault else 'read'}" for r in pages
    )
    return tuple(told)[:SHOWN]


def _ovals(ovals: Iterable[tuple[PageResult, OvalResult]]) -> tuple[str, ...]:
    told = [
        f"{r.folder}/{r.image}: {o.contest}/{o.option} at {o.place[0]:g}, {o.place[1]:g}: "
        f"{o.state}{f' ({o.reason})' if o.reason else ''}, score {o.score:.3f}, "
        f"{f'doubtful, {o.intent}' if o.intent else 'marked' if o.marked else 'clean'}"
        for r, o in ovals
    ]
    return tuple(told[:SHOWN])
