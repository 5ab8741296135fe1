"""The documents of a made-up evening, composed and written for the tests that read them."""

import io
from functools import cache
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from evenings import usual
from qc_service.flow.log_facts import Logbook
from qc_service.flow.publishing import public_copy
from qc_service.reports.document import Document
from qc_service.reports.exporting import Format, compose, files_of

OSLO = ZoneInfo("Europe/Oslo")


@cache
def public() -> Logbook:
    return public_copy(usual())


def document(name: str, language: str = "nb", book: Logbook | None = None) -> Document:
    return compose(book or public(), name, language, OSLO)


def written(
    name: str, form: Format, language: str = "nb", book: Logbook | None = None
) -> dict[str, bytes]:
    shown = book or public()
    return dict(files_of(shown, document(name, language, shown), form))


def text_of(name: str, language: str = "nb", book: Logbook | None = None) -> str:
    (content,) = written(name, Format.TABLE, language, book).values()
    return content.decode()


def reader(name: str, language: str = "nb", book: Logbook | None = None) -> PdfReader:
    (content,) = written(name, Format.PDF, language, book).values()
    return PdfReader(io.BytesIO(content))


def plain(page_text: str) -> str:
    """Give a PDF's words without where its lines end."""
    return " ".join(page_text.split())
