"""The writers: text is never markup, never a formula; HTML is one file; plots are sound SVG."""

import csv
import io
import json
import re
from datetime import UTC
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import jsonschema
import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pypdf import PdfReader

from evenings import OFFICE, logbook, usual
from qc_calibration.evening.making import boxes, make_evening
from qc_service.adapters.json_schema import schema_text
from qc_service.flow.log_facts import Logbook
from qc_service.flow.publishing import public_copy
from qc_service.model.people import Person, Role
from qc_service.model.words import LANGUAGES
from qc_service.reports.document import (
    INSTEAD,
    Cell,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Signatures,
    Table,
    cleaned,
)
from qc_service.reports.exporting import COMPOSERS, Format, compose, files_of
from qc_service.reports.plots import Axis, Bar, Spot, bars, course, grid, ticks
from qc_service.reports.speech import Speech
from qc_service.reports.tables import Exported, as_csv, as_json
from qc_service.reports.writing import as_html, as_pdf, as_text
from shared import REPO

OSLO = ZoneInfo("Europe/Oslo")
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
HOSTILE = '<script>alert(1)</script> & #eval("1") $x$ *b* ]] \\u{41} {name}'


def document(text: str, rows: int = 1) -> Document:
    """Give a document of every block with a text in every place."""
    columns = (Column("name", text), Column("count", text, number=True))
    cells = tuple((Cell(text, text), Cell("1", 1)) for _ in range(rows))
    picture = bars([Bar(text, 1, 2, text)], text)
    return cleaned(
        Document(
            key="log",
            language="nb",
            title=text or "t",
            subtitle=text,
            control="Kontroll – ikke opptelling",
            copy=text,
            proof=(text,),
            date="2025-09-08",
            blocks=(
                Heading(text or "h"),
                Paragraph(text),
                Facts(((text, text),) * 9),
                Table("t", text, columns, cells, empty=text),
                Table("hidden", text, columns, cells, shown=False),
                Figure(picture, text or "alt", text),
                Signatures(text or "s", (text,), text),
            ),
            labels={"page": "Side"},
        )
    )


@settings(max_examples=40, deadline=None)
@given(anything)
def test_no_text_breaks_any_writer(text: str) -> None:
    made = document(text)
    for content in (as_html(made), as_text(made), as_json(made, "public")):
        assert content
    assert as_pdf(made, 0).startswith(b"%PDF")


def test_text_is_never_markup() -> None:
    html = as_html(document(HOSTILE)).decode()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert HOSTILE in as_text(document(HOSTILE)).decode()


def test_a_table_without_rows_says_so_instead() -> None:
    empty = document("leer", rows=0)
    assert "leer: leer" in as_html(empty).decode()
    assert "leer: leer" in as_text(empty).decode()
    assert as_pdf(empty, 0).startswith(b"%PDF")


def test_a_text_without_subtitle_has_no_empty_line_for_it() -> None:
    bare = msgspec.structs.replace(document("x"), subtitle="")
    assert "x\n=\n\n" in as_text(bare).decode()
    assert 'class="subtitle"' not in as_html(bare).decode()


@given(anything)
def test_what_cannot_be_seen_is_replaced(text: str) -> None:
    said = cleaned(document("a\x00b\u202ec\ufffed")).blocks[1]
    assert isinstance(said, Paragraph)
    assert said.text == f"a{INSTEAD}b{INSTEAD}c{INSTEAD}d"
    again = document(text)
    assert cleaned(again) == again


def test_html_needs_nothing_beside_it_and_runs_nothing() -> None:
    html = as_html(document("x")).decode()
    assert "<script" not in html
    assert re.findall(r"(?:src|href)=|url\(|@import", html) == []
    assert "default-src 'none'" in html
    assert set(re.findall(r"https?://[^\s\"'<]+", html)) <= {"http://www.w3.org/2000/svg"}


@given(st.lists(anything, min_size=1, max_size=4))
def test_csv_reads_back_and_holds_no_formula(texts: list[str]) -> None:
    table = Table(
        "t",
        "",
        (Column("a", "A"), Column("n", "N", number=True)),
        tuple((Cell(text, text), Cell("−3", -3)) for text in texts),
    )
    content = as_csv(document("x"), table, bom=False).decode()
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert rows[0] == ["a", "n", "control", "ledger"]
    for text, row in zip(texts, rows[1:], strict=True):
        assert row[0].removeprefix("'") == text.removeprefix("'")
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert row[1] == "-3"
    assert all(line.endswith("\r\n") for line in re.findall(r"[^\n]*x\r?\n", content))


def test_csv_begins_with_the_mark_only_where_it_is_wanted() -> None:
    table = document("x").tables()[0]
    assert as_csv(document("x"), table, bom=True).startswith(b"\xef\xbb\xbfname,count,control")
    assert as_csv(document("x"), table, bom=False).startswith(b"name,")
    bare = msgspec.structs.replace(document("x"), proof=())
    assert as_csv(bare, table, bom=False).endswith(b",\r\n")


def test_the_json_is_what_the_schema_in_the_documents_says() -> None:
    text = (REPO / "docs" / "log.schema.json").read_text(encoding="utf-8")
    assert text == schema_text(Exported, "A document of qc log export")
    validator = jsonschema.Draft202012Validator(json.loads(text))
    for name in COMPOSERS:
        made = compose(public_copy(usual()), name, "nn", OSLO)
        validator.validate(json.loads(as_json(made, "public")))


def test_plots_are_sound_and_say_their_numbers() -> None:
    pictures = [
        bars([Bar("A & B", 3, 9, "3 av 9"), Bar("x " * 60, 0, 0, "0")], "sedler"),
        bars([], "sedler"),
        course([(1, 0.5), (9, 0.1)], Axis("n", [(5, "5")]), Axis("u", [(0.5, "50 %")])),
        course([], Axis("n", []), Axis("u", [])),
        grid(["A", "B"], ["1"], [[Spot(1, "9 ‰")], [Spot(0, "·", known=False)]]),
        grid([], [], []),
    ]
    for picture in pictures:
        assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own
    assert "A &amp; B" in pictures[0]
    assert pictures[4].count("<circle") == 1


@given(st.floats(1e-6, 1e6))
def test_ticks_are_round_and_reach_the_most(most: float) -> None:
    found = ticks(most)
    assert found[0] == 0
    assert found[-1] >= most * 0.999
    assert 2 <= len(found) <= 10


def test_no_ticks_where_there_is_nothing() -> None:
    assert ticks(0) == [0.0]


@pytest.mark.parametrize(
    ("language", "number", "share", "day", "moment"),
    [
        ("nb", "12\u202f345", "1,50\u202f%", "1. januar 2026", "1. januar 2026 kl. 00.30"),
        ("nn", "12\u202f345", "1,50\u202f%", "1. januar 2026", "1. januar 2026 kl. 00.30"),
        ("en", "12,345", "1.50\u202f%", "1 January 2026", "1 January 2026 00:30"),
    ],
)
def test_each_language_writes_numbers_and_times_its_way(
    language: str, number: str, share: str, day: str, moment: str
) -> None:
    speech = Speech(language, OSLO, public=False)
    assert speech.number(12345) == number
    assert speech.share(0.015) == share
    assert speech.day("2025-12-31T23:30:00Z") == day
    assert speech.moment("2025-12-31T23:30:00Z") == moment
    assert speech.moment("2025-12-31T23") == day
    assert Speech(language, OSLO, public=True).moment("2025-12-31T23:30:00Z") == day


def test_what_is_no_time_and_what_has_no_zone() -> None:
    speech = Speech("nb", UTC, public=False)
    assert speech.day("once") == speech.moment("") == "–"
    assert speech.moment("2026-01-01T10:00:00") == "1. januar 2026 kl. 10.00"


def test_words_we_do_not_know_stay_as_they_are() -> None:
    speech = Speech("nb", UTC, public=False)
    assert speech.known("reason-cosmic", "cosmic") == "cosmic"
    assert speech.category("post") == "post"
    assert speech.category("") == "Uten kategori"
    assert speech.people([]) == "–"
    assert speech.people([Person("AH", Role.OFFICER), Person("", Role.OBSERVER)]) == (
        "valgansvarlig (AH), observatør"
    )
    assert speech.yes(value=True) == "ja"


def test_a_ledger_that_names_no_time_gives_a_document_without_a_date() -> None:
    book = msgspec.structs.replace(public_copy(usual()), ended="", began="2025-09-08T20:00:00")
    made = compose(book, "plan", "nb", OSLO)
    assert made.date == ""
    (content,) = dict(files_of(book, made, Format.PDF)).values()
    assert content.startswith(b"%PDF")
    naive = msgspec.structs.replace(book, ended="2025-09-08T23:00:00")
    assert compose(naive, "plan", "nb", OSLO).date == "2025-09-09"


def test_a_ledger_without_a_key_says_so() -> None:
    book = public_copy(usual())
    bare = msgspec.structs.replace(
        book, proof=msgspec.structs.replace(book.proof, key="", root=""), office=OFFICE
    )
    assert compose(bare, "log", "en", OSLO).proof[1:] == ("The ledger is not signed.",)


@cache
def few() -> Logbook:
    """Give an evening of a few ballots: axe looks at every cell."""
    return logbook(make_evening(boxes(16)))


@pytest.mark.browser
@pytest.mark.parametrize("name", list(COMPOSERS))
def test_html_is_readable_by_all(browser: Browser, tmp_path: Path, name: str) -> None:
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    for language in LANGUAGES:
        # English as an internal copy: it has the most on it.
        book = few() if language == "en" else public_copy(few())
        made = compose(book, name, language, OSLO)
        file = tmp_path / f"{name}-{language}.html"
        file.write_bytes(as_html(made))
        page.goto(file.as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.title().startswith(made.title)
    page.close()


@pytest.mark.browser
def test_a_printed_page_of_html_says_what_it_is(browser: Browser, tmp_path: Path) -> None:
    book = public_copy(usual())
    file = tmp_path / "log.html"
    file.write_bytes(as_html(compose(book, "log", "nn", OSLO)))
    page = browser.new_page()
    page.goto(file.as_uri())
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    for each in printed.pages:
        words = " ".join(each.extract_text().split())
        assert "Kontroll – ikkje oppteljing" in words
        assert book.proof.head in words
