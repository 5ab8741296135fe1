"""Explanations of deviations (*avviksforklaringer*) as a document for the case file."""

from collections.abc import Iterator

from qc_service.comparing.deviation_causes import UNKNOWN
from qc_service.comparing.deviation_words import long_text
from qc_service.flow.log_facts import DeviationLine, Logbook
from qc_service.reports.document import Block, Column, Facts, Heading, Paragraph, Table
from qc_service.reports.log_document import about, embargo, signatures
from qc_service.reports.speech import Speech, word

BOLD = "**"


def compose_deviations(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give every explanation that was adopted: its short text, then all that was told."""
    yield about(book, speech)
    yield from embargo(book, speech)
    if not book.deviations:
        yield Paragraph(speech.say("no-deviations"), strong=True)
    for line in book.deviations:
        yield from _explanation(line, speech)
    names = ("deviation", "cause", "short", "done_at", "explained_by")
    yield Table(
        "deviations",
        speech.say("deviations-caption"),
        tuple(Column(name, speech.say(name)) for name in names),
        tuple(
            (
                word(line.id),
                word(line.cause),
                word(line.short),
                word(speech.moment(line.at), line.at),
                word(speech.people(line.by)),
            )
            for line in book.deviations
        ),
        shown=False,
    )
    if book.deviations:
        yield signatures(speech)


def _explanation(line: DeviationLine, speech: Speech) -> Iterator[Block]:
    said = _paragraphs(line, speech)
    heading, *rest = said or [("", "")]
    yield Heading(speech.say("deviation-heading", id=line.id, where=heading[1]).rstrip(": "))
    if line.hidden:
        yield Paragraph(speech.say("deviation-hidden"))
    facts = [(speech.say("short"), line.short)] if line.short else []
    facts += rest
    if not rest and line.cause:
        facts.append((speech.say("cause"), line.cause))
    facts.append((speech.say("explained_by"), speech.people(line.by)))
    facts.append((speech.say("done_at"), speech.moment(line.at)))
    yield Facts(tuple(facts))
    if line.cause == UNKNOWN:
        yield Paragraph(speech.say("unknown-cause"), strong=True)


def _paragraphs(line: DeviationLine, speech: Speech) -> list[tuple[str, str]]:
    """Give the long text as pairs of label and text; the first is the heading's place."""
    if line.told is None:
        return []
    first, *rest = long_text(line.told, speech.language).strip().split("\n\n")
    _, _, where = first.partition(": ")
    pairs = [("", where)]
    for paragraph in rest:
        label, _, text = paragraph.removeprefix(BOLD).partition(BOLD)
        pairs.append((label.strip().rstrip(":"), text.strip()))
    return pairs
