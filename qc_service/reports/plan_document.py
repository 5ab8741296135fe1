"""The plan of the checks and the pick list: what is decided before, what is fetched after."""

from collections.abc import Iterator

from qc_service.flow.log_facts import Logbook, LogRow
from qc_service.reports.document import Block, Cell, Column, Facts, Paragraph, Table
from qc_service.reports.log_document import about, box_name, drawn_words, signatures
from qc_service.reports.speech import NONE, Speech, word
from qc_service.sampling.bounds import Prior
from qc_service.sampling.papers import papers_needed

CLAIMS = (0.02, 0.01, 0.005, 0.002)
"""Shares of misread ballots for which a plan says how many papers are needed."""

ERRORS = (0, 1, 2)


def compose_plan(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the plan: strata, quotas, risk, prior; what it takes for a claim; the draws so far."""
    yield about(book, speech)
    plan = book.plan
    if plan is None:
        yield Paragraph(speech.say("no-plan"), strong=True)
        return
    yield Paragraph(speech.say("plan-intro"))
    a, b = plan.prior
    facts = (
        ("strata", ", ".join(speech.known(f"stratum-{one}", one) for one in plan.strata) or NONE),
        ("boxes_least", speech.number(plan.boxes_least)),
        ("ballots_least", speech.number(plan.ballots_least)),
        ("threshold", speech.say("threshold-share", share=speech.share(plan.threshold))),
        ("risk_most", speech.number(plan.risk_most)),
        ("risk", speech.risk(plan.risk)),
        (
            "prior",
            speech.say("prior-words", each=speech.number((a + b) / a), weight=speech.number(a + b)),
        ),
    )
    yield Facts(tuple((speech.say(name), text) for name, text in facts))
    split = "risk-split" if plan.split else "risk-each"
    yield Paragraph(speech.say(split, risk=speech.risk(plan.risk)))
    yield from _needed(book, speech)
    yield _rounds(book, speech)
    yield signatures(speech)


def _needed(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Say how many papers it takes for each claim, by the errors then found."""
    plan = book.plan
    papers = sum(each.expected or each.sheets for each in book.boxes)
    if plan is None or not papers:
        return
    columns = (
        Column("claim", speech.say("claim"), number=True),
        *(Column(f"needed_{k}", speech.say(f"needed_{k}"), number=True) for k in ERRORS),
    )
    rows = []
    for claim in CLAIMS:
        needed = [papers_needed(papers, claim, k, plan.risk, Prior(*plan.prior)) for k in ERRORS]
        cells = [
            Cell(speech.say("not-possible")) if each is None else speech.count(each)
            for each in needed
        ]
        rows.append((Cell(speech.share(claim, 1), claim), *cells))
    caption = speech.say(
        "needed-caption", papers=speech.number(papers), risk=speech.risk(plan.risk)
    )
    yield Table("needed", caption, columns, tuple(rows))


def _rounds(book: Logbook, speech: Speech) -> Table:
    names = ("round", "boxes", "committed_at", "boxes_root", "seed", "drawn_at", "samples")
    columns = tuple(
        Column(
            name,
            speech.say(name),
            number=name in {"boxes", "samples"},
            printed=name != "committed_at",
        )
        for name in (*names, "signed_by")
    )
    rows = tuple(
        (
            Cell(str(each.number), each.number),
            speech.count(each.boxes),
            word(speech.moment(each.committed_at), each.committed_at),
            word(broken(each.root), each.root),
            word(broken(each.seed), each.seed),
            word(speech.moment(each.drawn_at), each.drawn_at),
            speech.count(each.samples),
            word(speech.people(each.signed_by)),
        )
        for each in book.rounds
    )
    return Table("rounds", speech.say("rounds-caption"), columns, rows, speech.say("no-draw"))


GROUP = 8


def broken(digits: str) -> str:
    """Write a long number in groups, so that it can be read aloud and broken into lines."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def compose_picklist(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give what to fetch, box by box; which papers, in internal copies only."""
    yield about(book, speech)
    if not book.rows:
        yield Paragraph(speech.say("no-draw"), strong=True)
        return
    yield Paragraph(speech.say("picks-intro"))
    yield _boxes_to_fetch(book, speech)
    places = _places(book, speech)
    if places.rows:
        yield places
    yield signatures(speech)


FETCH = (
    "sample_id",
    "box",
    "locale_name",
    "scanner_no",
    "ballots_in_box",
    "scope",
    "draw_method",
)


def _boxes_to_fetch(book: Logbook, speech: Speech) -> Table:
    columns = tuple(
        Column(key, speech.say(key), number=key in {"sample_id", "ballots_in_box"}) for key in FETCH
    )
    rows = tuple(
        (
            Cell(str(row.number), row.number),
            word(_box(row, speech)),
            word(" ".join(one for one in (row.box.locale, row.box.locale_name) if one)),
            word(row.box.scanner),
            speech.count(row.ballots),
            word(_what(row, speech)),
            word(drawn_words(row, speech), row.kind.value),
        )
        for row in book.rows
    )
    return Table("boxes", speech.say("fetch-caption"), columns, rows)


def _box(row: LogRow, speech: Speech) -> str:
    name = box_name(row.box, speech)
    labelled = row.box.id and row.box.box
    return f"{name} ({row.box.id})" if labelled else name


def _what(row: LogRow, speech: Speech) -> str:
    if row.whole:
        return speech.say("picks-whole")
    return speech.say(
        "one-ballot" if row.drawn == 1 else "more-ballots", count=speech.number(row.drawn)
    )


def _places(book: Logbook, speech: Speech) -> Table:
    """Give each paper by its place in its box, in the order in which it is taken out."""
    keys = ("sample", "box", "place")
    columns = tuple(Column(key, speech.say(key), number=key == "place") for key in keys)
    found = [(row, look.sample) for row in book.rows for look in row.looks if look.sample.place]
    found.sort(key=lambda each: (each[1].round, each[1].batch, each[1].count, each[1].place))
    rows = tuple(
        (
            word(sample.id),
            word(_box(row, speech)),
            Cell(speech.number(sample.place), sample.place),
        )
        for row, sample in found
    )
    return Table("papers", speech.say("picks-caption"), columns, rows)
