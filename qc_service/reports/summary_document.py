"""What the committee reads: the protocol's own table, and a summary with method and bound."""

import re
from collections.abc import Iterator

from qc_service.flow.log_facts import Assessment, CategoryLine, Logbook, LogRow
from qc_service.model.checks import SampleKind
from qc_service.reports.document import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Paragraph,
    Table,
)
from qc_service.reports.log_document import about, box_name, embargo, signatures
from qc_service.reports.plots import Axis, Bar, bars, course, ticks
from qc_service.reports.seat_blocks import seat_blocks
from qc_service.reports.speech import NONE, Speech, word
from qc_service.sampling.evaluating import Bound, Evaluation

STRATUM_PART = re.compile(r" (?=(?:scanner|category|locale|list|form_code)=)")


def compose_table(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the table of the protocol: counting category and result, a line for each check."""
    yield about(book, speech)
    yield from embargo(book, speech)
    if not book.rows:
        yield Paragraph(speech.say("no-checks"), strong=True)
    lines = [(row.box.category, result_words(row, speech)) for row in book.rows]
    named = {category for category, _ in lines}
    order = {each.category: place for place, each in enumerate(book.categories)}
    lines += [
        (each.category, speech.say("result-nothing"))
        for each in book.categories
        if each.category not in named
    ]
    lines.sort(key=lambda line: order.get(line[0], len(order)))
    yield Table(
        "results",
        speech.say("title-table"),
        (Column("category", speech.say("category")), Column("result", speech.say("result"))),
        tuple((word(speech.category(code), code), word(said)) for code, said in lines),
        empty=speech.say("result-nothing"),
    )
    if book.rows:
        yield signatures(speech)


def result_words(row: LogRow, speech: Speech) -> str:
    """Say one check in the line that the protocol asks for."""
    said = speech.say(
        "whole-line" if row.whole else "part-line",
        scanner=row.box.scanner or NONE,
        box=box_name(row.box, speech),
        checked=speech.number(row.checked),
        ballots=speech.number(row.ballots),
        result=_result(row, speech),
    )
    place = " ".join(part for part in (row.box.locale, row.box.locale_name) if part)
    by_risk = speech.say("by-risk") if row.kind is SampleKind.RISK else ""
    beside = ", ".join(part for part in (place, by_risk) if part)
    return f"{said} ({beside})" if beside else said


def _result(row: LogRow, speech: Speech) -> str:
    parts = []
    if row.differing:
        key = "result-box" if row.whole else "result-some"
        parts.append(speech.say(key, differing=_ballots(row.differing, speech)))
    lost = row.not_found + row.disputed
    if lost and not row.whole:
        parts.append(speech.say("result-lost", ballots=_ballots(lost, speech)))
    if row.uncompared:
        parts.append(speech.say("result-uncompared", ballots=_ballots(row.uncompared, speech)))
    left = row.drawn - row.checked if not row.whole else 0
    if row.assessment is Assessment.OPEN or left:
        return ", ".join([*parts, speech.say("result-open", left=_ballots(left, speech))])
    return ", ".join(parts) or speech.say("result-none")


def _ballots(count: int, speech: Speech) -> str:
    """Say a number of ballots, one or more."""
    return speech.say("one-ballot" if count == 1 else "more-ballots", count=speech.number(count))


def compose_summary(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the summary: method, numbers by category, bound with its assumption, seats, names."""
    yield about(book, speech)
    yield from embargo(book, speech)
    yield Heading(speech.say("method-heading"))
    if not book.rows:
        yield Paragraph(speech.say("no-checks"), strong=True)
    else:
        yield Paragraph(f"{speech.say('method-random')} {speech.say('method-pair')}")
    yield Heading(speech.say("result-heading"))
    yield _categories(book, speech)
    if book.rows:
        yield Paragraph(_apart(book, speech))
    yield Heading(speech.say("bound-heading"))
    yield from _bounds(book, speech)
    yield from seat_blocks(book, speech)
    if book.rows:
        yield signatures(speech, "sign-chair")


def _categories(book: Logbook, speech: Speech) -> Table:
    names = ("boxes", "boxes_checked", "ballots", "checked", "share", "differing")
    columns = (
        Column("category", speech.say("category")),
        *(Column(name, speech.say(name), number=True) for name in names),
        Column("conclusion", speech.say("conclusion")),
    )
    rows = [_category(each, speech.category(each.category), speech) for each in book.categories]
    if len(rows) > 1:
        names = ("boxes", "boxes_checked", "ballots", "checked", "differing", "uncompared")
        sums = (sum(getattr(each, name) for each in book.categories) for name in names)
        total = CategoryLine("all", *sums)
        rows.append(_category(total, speech.say("all"), speech))
    caption = speech.say("categories-caption")
    return Table("categories", caption, columns, tuple(rows), empty=speech.say("nothing"))


def _category(line: CategoryLine, name: str, speech: Speech) -> tuple[Cell, ...]:
    share = line.checked / line.ballots if line.ballots else 0.0
    clean = "uncompared" if line.uncompared else "none"
    conclusion = "some" if line.differing else clean
    return (
        word(name, line.category),
        speech.count(line.boxes),
        speech.count(line.boxes_checked),
        speech.count(line.ballots),
        speech.count(line.checked),
        Cell(speech.share(share, 1), round(share, 4)),
        speech.count(line.differing),
        word(speech.say(f"conclusion-{conclusion if line.checked else 'nothing'}")),
    )


def _apart(book: Logbook, speech: Speech) -> str:
    whole = [row for row in book.rows if row.whole]
    return speech.say(
        "boxes-apart",
        boxes=speech.number(sum(1 for row in whole if row.checked)),
        whole=speech.number(sum(row.checked for row in whole)),
        single=speech.number(sum(row.checked for row in book.rows if not row.whole)),
    )


def _bounds(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Say what the random sample allows to be said, and how sure it is."""
    papers = book.papers
    if papers is None or not papers.together.checked:
        yield Paragraph(speech.say("bound-nothing"), strong=True)
        return
    yield Paragraph(_statement(papers.together, speech), strong=True)
    yield Paragraph(speech.say("bound-assumes"))
    if len(papers.strata) > 1:
        split = "risk-split" if papers.split else "risk-each"
        risk = papers.together.risk
        yield Paragraph(speech.say(split, risk=speech.risk(risk)))
    yield _strata(papers, speech)
    yield _strata_figure(papers, speech)
    if len(book.course) > 1:
        yield _course_figure(book, speech)
    if any(row.kind is SampleKind.RISK for row in book.rows):
        yield Paragraph(
            speech.say(
                "risk-apart",
                drawn=speech.number(papers.risk_drawn),
                misread=speech.number(papers.risk_misread),
            )
        )
    boxes = book.whole_boxes
    if boxes is not None and boxes.together.checked:
        said = boxes.together
        yield Paragraph(
            speech.say(
                "boxes-bound",
                units=speech.number(said.units),
                checked=speech.number(said.checked),
                misread=speech.number(said.misread),
                upper=speech.number(said.upper),
                risk=speech.risk(said.risk),
            )
        )


def _statement(bound: Bound, speech: Speech) -> str:
    return speech.say(
        "bound-whole",
        papers=speech.number(bound.units),
        checked=speech.number(bound.checked),
        errors=speech.number(bound.misread),
        upper=speech.number(bound.upper),
        share=speech.share(bound.share),
        risk=speech.risk(bound.risk),
    )


def stratum_words(name: str, speech: Speech) -> str:
    """Say the name of a stratum: `scanner=S01 category=day-locale` in words."""
    said = []
    for part in STRATUM_PART.split(name):
        kind, sign, value = part.partition("=")
        if not sign:
            return speech.say("all")
        if kind == "category":
            said.append(speech.category(value))
        else:
            said.append(f"{speech.known(f'stratum-{kind}', kind)} {value or NONE}")
    return ", ".join(said)


def _stratum(bound: Bound, rounds: int, speech: Speech) -> str:
    if bound.stratum is None:
        return speech.say("all")
    said = stratum_words(bound.stratum.name, speech)
    return said if rounds == 1 else f"{speech.say('round')} {bound.stratum.round}: {said}"


def _strata(papers: Evaluation, speech: Speech) -> Table:
    names = ("ballots", "checked", "errors", "upper", "upper_share", "risk")
    columns = (
        Column("stratum", speech.say("stratum")),
        *(Column(name, speech.say(name), number=True) for name in names),
    )
    rounds = _rounds(papers)
    rows = tuple(
        (
            word(
                _stratum(each, rounds, speech),
                each.stratum.name if each.stratum is not None else "all",
            ),
            speech.count(each.units),
            speech.count(each.checked),
            speech.count(each.misread),
            speech.count(each.upper),
            Cell(speech.share(each.share), round(each.share, 6)),
            Cell(speech.risk(each.risk), each.risk),
        )
        for each in (*papers.strata, papers.together)
    )
    return Table("strata", speech.say("strata-caption"), columns, rows)


def _rounds(papers: Evaluation) -> int:
    return len({each.stratum.round for each in papers.strata if each.stratum is not None})


def _strata_figure(papers: Evaluation, speech: Speech) -> Figure:
    rounds = _rounds(papers)
    rows = [
        Bar(
            _stratum(each, rounds, speech),
            each.checked,
            each.units,
            speech.say(
                "of-words", part=speech.number(each.checked), whole=speech.number(each.units)
            ),
        )
        for each in papers.strata or (papers.together,)
    ]
    alt = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return Figure(bars(rows, speech.say("ballots")), alt, speech.say("strata-figure"))


def _course_figure(book: Logbook, speech: Speech) -> Figure:
    """Draw how the bound fell, from the first checked paper on: before it, it says nothing."""
    points = [(each.checked, each.upper) for each in book.course if each.checked]
    most = max(share for _, share in points)
    digits = 0 if most >= 0.1 else 1 if most >= 0.01 else 2  # noqa: PLR2004 - decimals that differ
    up = Axis(speech.say("course-up"), [(one, speech.share(one, digits)) for one in ticks(most)])
    across = Axis(
        speech.say("course-across"),
        [(one, speech.number(one)) for one in ticks(points[-1][0]) if one == int(one)],
    )
    alt = speech.say(
        "course-alt",
        first=speech.number(points[0][0]),
        high=speech.share(points[0][1]),
        last=speech.number(points[-1][0]),
        low=speech.share(points[-1][1]),
    )
    return Figure(course(points, across, up), alt, speech.say("course-figure"))
