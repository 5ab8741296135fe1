"""A log in a language and a format: which documents there are, and the files they become."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from qc_service.flow.log_facts import Logbook, Proof
from qc_service.reports.deviation_document import compose_deviations
from qc_service.reports.document import Block, Document, cleaned
from qc_service.reports.log_document import compose_log
from qc_service.reports.night_document import compose_night
from qc_service.reports.plan_document import compose_picklist, compose_plan
from qc_service.reports.speech import Speech
from qc_service.reports.summary_document import compose_summary, compose_table
from qc_service.reports.tables import as_csv, as_json
from qc_service.reports.writing import as_html, as_pdf, as_text

COMPOSERS: dict[str, Callable[[Logbook, Speech], Iterable[Block]]] = {
    "log": compose_log,
    "table": compose_table,
    "summary": compose_summary,
    "deviations": compose_deviations,
    "plan": compose_plan,
    "picklist": compose_picklist,
    "night": compose_night,
}
"""Every document, by its name on the command line."""

WIDE = frozenset({"night", "picklist"})
"""Documents whose tables need the page's long side."""


class Format(StrEnum):
    """How a document is written."""

    PDF = "pdf"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    TABLE = "table"


SUFFIX = {Format.TABLE: "txt"}


def compose(book: Logbook, name: str, language: str, zone: tzinfo) -> Document:
    """Make one document in one language; `zone` is where the count takes place."""
    speech = Speech(language, zone, public=book.public)
    office = book.office
    municipality = " ".join(part for part in (office.number, office.municipality) if part)
    subtitle = " · ".join(part for part in (office.event, municipality, office.body) if part)
    made = Document(
        key=name,
        language=language,
        title=speech.say(f"title-{name}"),
        subtitle=subtitle,
        control=speech.say("control"),
        copy=speech.say("public" if book.public else "internal"),
        proof=tuple(_proof(book.proof, speech)),
        date=_day(book.ended, zone),
        blocks=tuple(COMPOSERS[name](book, speech)),
        labels={"page": speech.say("page")},
        landscape=name in WIDE,
    )
    return cleaned(made)


def files_of(
    book: Logbook, document: Document, form: Format, *, bom: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Give the files that a document becomes, by name: one, or for CSV one for each table."""
    copy = "public" if book.public else "internal"
    stem = f"{document.key}-{document.language}" + ("" if book.public else "-internal")
    name = f"{stem}.{SUFFIX.get(form, form.value)}"
    if form is Format.PDF:
        yield name, as_pdf(document, _seconds(book.ended))
    elif form is Format.HTML:
        yield name, as_html(document)
    elif form is Format.JSON:
        yield name, as_json(document, copy)
    elif form is Format.TABLE:
        yield name, as_text(document)
    else:
        for place, table in enumerate(document.tables()):
            own = (
                stem if not place else stem.replace(document.key, f"{document.key}-{table.key}", 1)
            )
            yield f"{own}.csv", as_csv(document, table, bom=bom)


def _proof(proof: Proof, speech: Speech) -> Iterator[str]:
    yield speech.say("head", rows=speech.number(proof.rows), head=proof.head)
    if proof.root:
        yield speech.say("root", rows=speech.number(proof.root_rows), root=proof.root)
    yield speech.say("key", key=proof.key) if proof.key else speech.say("no-key")


def _day(at: str, zone: tzinfo) -> str:
    when = _time(at)
    return "" if when is None else f"{when.astimezone(zone):%Y-%m-%d}"


def _seconds(at: str) -> int:
    """Give what a PDF tells as the time of its making: when its ledger ends, to the hour."""
    when = _time(at)
    return 0 if when is None else int(when.timestamp()) // 3600 * 3600


def _time(at: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(at if ":" in at else f"{at}:00:00Z")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
