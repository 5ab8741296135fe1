"""Each document in each language: what stands in it, on every page, in every format."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
import typst

from document_texts import OSLO, document, plain, public, reader, text_of, written
from evenings import OFFICE, PROOF, usual
from qc_service.comparing.deviation import Deviation, DeviationKind
from qc_service.comparing.seat_words import outcome_sentences
from qc_service.flow.figures import BoxState
from qc_service.flow.log_facts import (
    AlarmLine,
    AlarmState,
    Assessment,
    DeviationLine,
    Logbook,
    PersonLine,
)
from qc_service.flow.publishing import public_copy
from qc_service.flow.stake import Counted, SeatStake
from qc_service.model.acts import Meaning
from qc_service.model.checks import CheckPlan, Outcome, SampleKind
from qc_service.model.events import Cell
from qc_service.model.people import Person, Role
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import LANGUAGES
from qc_service.reports.document import INSTEAD, Paragraph
from qc_service.reports.exporting import COMPOSERS, Format
from qc_service.reports.log_document import log_cells
from qc_service.reports.sentences import SENTENCES
from qc_service.reports.speech import Speech
from qc_service.reports.words import WORDS
from qc_service.reports.writing import as_pdf
from qc_service.sampling.evaluating import Stratum

SAMI = "čđŋšŧžá ČĐŊŠŦŽÁ"
EVERY = [(name, language) for name in COMPOSERS for language in LANGUAGES]
CONTROL = {
    "nb": "Kontroll – ikke opptelling",
    "nn": "Kontroll – ikkje oppteljing",
    "en": "Control – not a count",
}


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_pdf_is_tagged_and_every_page_says_what_it_is(name: str, language: str) -> None:
    pdf = reader(name, language)
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == WORDS[f"title-{name}"].say(language)
    for page in pdf.pages:
        words = plain(page.extract_text())
        assert CONTROL[language] in words
        for proof in (PROOF.head, PROOF.root, PROOF.key):
            assert proof in words


def test_a_pdf_has_its_headings_as_bookmarks() -> None:
    outline: Any = reader("summary").outline
    first, inside = outline
    assert first["/Title"] == "Stikkprøver – oppsummering for valgstyret"
    assert [each["/Title"] for each in inside] == [
        "Metode",
        "Resultat",
        "Hva stikkprøven viser",
        "Underskrifter",
    ]


def test_a_pdf_holds_all_letters_of_sami_and_its_own_fonts() -> None:
    office = msgspec.structs.replace(OFFICE, municipality=SAMI)
    pdf = reader("summary", book=msgspec.structs.replace(public(), office=office))
    assert SAMI in plain(pdf.pages[0].extract_text())
    resources: Any = pdf.pages[0]["/Resources"]
    fonts = resources["/Font"]
    for font in fonts.values():
        (inner,) = font.get_object()["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys()


def test_a_letter_that_no_font_has_becomes_a_question_and_never_an_empty_box() -> None:
    office = msgspec.structs.replace(OFFICE, municipality="日本 e\u0301 😀 \u0600")
    pdf = reader("plan", book=msgspec.structs.replace(public(), office=office))
    assert f"{INSTEAD}{INSTEAD} é {INSTEAD}" in plain(pdf.pages[0].extract_text())


def test_trouble_of_typst_that_is_not_about_letters_is_not_hidden() -> None:
    broken = msgspec.structs.replace(document("plan"), language="nb", labels={})
    with pytest.raises(typst.TypstError):
        as_pdf(broken, 0)


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("name", list(COMPOSERS))
def test_the_same_ledger_gives_the_same_bytes(name: str, form: Format) -> None:
    assert written(name, form) == written(name, form)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_other_format_says_what_it_is_as_well(name: str, language: str) -> None:
    for form in (Format.HTML, Format.TABLE, Format.JSON):
        (content,) = written(name, form, language).values()
        said = content.decode()
        assert CONTROL[language] in said
        assert PROOF.head in said
    for content in written(name, Format.CSV, language).values():
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert all(row["control"] == CONTROL[language] for row in rows)
        assert all(PROOF.head in row["ledger"] for row in rows)


def test_every_word_and_sentence_is_there_in_every_language_and_takes_the_same_values() -> None:
    for name, words in (WORDS | SENTENCES).items():
        said = [getattr(words, language) for language in LANGUAGES]
        assert all(said), name
        assert len({frozenset(re.findall(r"{(\w+)}", each)) for each in said}) == 1, name
    assert not WORDS.keys() & SENTENCES.keys()


def test_every_code_that_the_log_can_hold_has_its_word() -> None:
    named = {
        "role": Role,
        "outcome": Outcome,
        "assessment": Assessment,
        "alarm": AlarmState,
        "meaning": Meaning,
        "difference": DifferenceKind,
        "kind": SampleKind,
    }
    for prefix, codes in named.items():
        assert [f"{prefix}-{code}" for code in codes if f"{prefix}-{code}" not in WORDS] == []
    assert {f"stratum-{each}" for each in CheckPlan().strata} <= WORDS.keys()
    assert {f"box-{each.value}" for each in BoxState} <= WORDS.keys()


def test_the_line_of_the_protocol_is_the_official_one() -> None:
    row = next(each for each in usual().rows if each.whole)
    box = msgspec.structs.replace(row.box, box=2, boxes=4, scanner="3", locale="", locale_name="")
    exact = msgspec.structs.replace(row, box=box, ballots=470, checked=470, differing=0)
    book = msgspec.structs.replace(usual(), rows=(exact,))
    assert "Skanner 3, kasse 2 av 4, 470 sedler kontrollert, ingen avvik" in text_of(
        "table", "nb", book
    )
    assert "Skannar 3, kasse 2 av 4, 470 setlar kontrollerte, ingen avvik" in text_of(
        "table", "nn", book
    )
    assert "Scanner 3, box 2 of 4, 470 ballots checked, no deviation" in text_of(
        "table", "en", book
    )


def results(book: Logbook) -> list[str]:
    (table,) = document("table", "nb", book).tables()
    return [row[1].text for row in table.rows]


def test_the_protocol_says_what_differs_what_is_lost_and_what_is_left() -> None:
    whole = next(each for each in usual().rows if each.whole)
    part = next(each for each in usual().rows if not each.whole and each.drawn > 2)
    change = msgspec.structs.replace
    rows = (
        change(whole, differing=1, checked=120, ballots=120),
        change(whole, checked=0, assessment=Assessment.OPEN),
        change(part, differing=2, not_found=1, checked=part.drawn - 1),
        change(part, kind=SampleKind.RISK, box=change(part.box, count=2)),
    )
    said = results(change(usual(), rows=rows))
    assert any("avvik på minst 1 seddel" in line for line in said)
    assert any("ikke ferdig" in line for line in said)
    lost = "avvik på 2 sedler, 1 seddel ikke funnet eller ikke avklart, ikke ferdig"
    assert any(f"{lost} (1 seddel gjenstår)" in line for line in said)
    assert any("risikobasert uttrekk" in line and "telling 2" in line for line in said)
    assert "Ingen stikkprøve" in said


def test_what_was_not_compared_is_never_called_clean() -> None:
    whole = next(each for each in usual().rows if each.whole)
    row = msgspec.structs.replace(
        whole, differing=0, uncompared=whole.checked, assessment=Assessment.NOT_COMPARED
    )
    lines = tuple(
        msgspec.structs.replace(each, differing=0, uncompared=3) for each in usual().categories
    )
    book = msgspec.structs.replace(usual(), rows=(row,), categories=lines)
    assert any("ikke sammenlignet med maskinen" in line for line in results(book))
    for name in ("log", "table", "summary"):
        assert "ngen avvik" not in text_of(name, "nb", book)


def test_a_broken_seal_a_small_box_and_an_open_deviation_are_told() -> None:
    whole = next(each for each in usual().rows if each.whole)
    change = msgspec.structs.replace
    figures = change(whole.lists[0], reported=None)
    row = change(whole, ballots=12, seal_whole=False, lists=(figures,), deviations=("7",))
    open_ = change(whole, assessment=Assessment.OPEN)
    random = change(row, assessment=Assessment.RANDOM)
    said = " ".join(text_of("log", "nb", change(usual(), rows=(random, open_))).split())
    assert SENTENCES["fewer-than-least"].say("nb", least=70) in said
    assert SENTENCES["seal-broken"].nb in said
    assert "Se avviksforklaring" in said
    assert "Kontrollen må gjøres ferdig" in said


def test_an_explanation_is_told_with_all_it_has() -> None:
    body = Deviation("7", DeviationKind.COUNTS, "day-locale", list="KRF", happened="Det regnet.")
    lines = (
        DeviationLine("7", "ukjent", "", body, "2025-09-08T20:00:00Z"),
        DeviationLine("8", "bunke_glemt", "kort"),
        DeviationLine("9", "", "", hidden=True),
    )
    said = " ".join(
        text_of("deviations", "nb", msgspec.structs.replace(usual(), deviations=lines)).split()
    )
    for expected in ("Det regnet.", "bunke_glemt", "kort", SENTENCES["unknown-cause"].nb):
        assert expected in said
    assert SENTENCES["deviation-hidden"].nb in said


def test_the_report_of_the_scanning_names_alarms_boxes_and_events() -> None:
    cell = Cell(DifferenceKind.MISS, "3", "c", "o", style="H", district="0101", batch="K1")
    alarms = (
        AlarmLine(1, cell, 5, 900, AlarmState.ACKNOWLEDGED, Meaning.REPAIRED, "parti_feillest"),
        AlarmLine(2, Cell(DifferenceKind.STYLE), None, None, AlarmState.OPEN, cause="støv"),
    )
    line = usual().boxes[0]
    book = msgspec.structs.replace(
        usual(),
        alarms=alarms,
        findings={"gap": 2, "new-kind": 1},
        boxes=(msgspec.structs.replace(line, findings=("box-open",)),),
    )
    said = written("night", Format.HTML, "nb", book)["night-nb-internal.html"].decode()
    for expected in (
        "skanner 3, parti H, valglokale 0101, felt o, kasse K1",
        "alle skannere",
        "5 av 900",
        "vises ikke",
        "kvittert: rettet",
        "støv",
        "Kasse ikke lukket",
        "Nummer som ikke kom",
        "new-kind",
    ):
        assert expected in said
    bare = msgspec.structs.replace(usual(), scanners=(), cells=(), lists=True)
    assert "ingen." in text_of("night", "nb", bare)
    (one,) = usual().scanners[:1]
    idle = msgspec.structs.replace(one, compared=0, differing=0)
    alone = msgspec.structs.replace(usual(), scanners=(idle,))
    tables = {table.key: table for table in document("night", "nb", alone).tables()}
    assert [row[4].text for row in tables["scanners"].rows] == ["–"]
    agreeing = tuple(msgspec.structs.replace(each, differing=0) for each in usual().cells)
    said = text_of("night", "nb", msgspec.structs.replace(usual(), cells=agreeing))
    assert "den største er 0,0" in " ".join(said.split())


def test_bounds_without_strata_course_or_risk() -> None:
    papers = usual().papers
    assert papers is not None
    bare = msgspec.structs.replace(
        usual(),
        papers=msgspec.structs.replace(papers, strata=(), split=False),
        whole_boxes=None,
        course=(),
        rows=tuple(row for row in usual().rows if row.kind is SampleKind.RANDOM),
    )
    said = text_of("summary", "nb", bare)
    assert "I alt" in said
    assert "Risikobaserte uttrekk:" not in said
    named = msgspec.structs.replace(papers.strata[0], stratum=Stratum(1, "all"))
    second = msgspec.structs.replace(papers.strata[0], stratum=Stratum(2, "list=A scanner="))
    two = msgspec.structs.replace(papers, strata=(named, second), split=False)
    said = text_of("summary", "nb", msgspec.structs.replace(bare, papers=two))
    assert "Trekning nr. 1: I alt" in said
    assert "Trekning nr. 2: parti A, skanner –" in said
    assert "gjelder for seg" in said


def test_every_category_stands_in_the_protocol_in_its_order() -> None:
    (table,) = document("table").tables()
    order = [each.category for each in public().categories]
    found = [str(row[0].value) for row in table.rows]
    assert sorted(found, key=order.index) == found
    assert set(found) == set(order)


def without_checks() -> Logbook:
    return public_copy(usual(checks=False))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_ledger_without_any_check_says_so_plainly(name: str, language: str) -> None:
    said = text_of(name, language, without_checks())
    absent = {
        "log": "no-checks",
        "table": "no-checks",
        "summary": "no-checks",
        "deviations": "no-deviations",
        "plan": "no-plan",
        "picklist": "no-draw",
    }
    if name in absent:
        assert SENTENCES[absent[name]].say(language) in " ".join(said.split())
    assert reader(name, language, without_checks()).pages


def test_drawn_but_not_looked_at_is_told_as_that() -> None:
    book = msgspec.structs.replace(public(), rows=())
    assert SENTENCES["no-draw"].nb in text_of("log", "nb", book)
    silent = msgspec.structs.replace(public(), papers=None)
    assert "kan ikke sies noe" in " ".join(text_of("summary", "nb", silent).split())


def test_the_log_has_every_field_of_its_record_in_every_language() -> None:
    columns = {
        language: [column.key for column in document("log", language).tables()[0].columns]
        for language in LANGUAGES
    }
    assert columns["nb"] == columns["nn"] == columns["en"]
    row = usual().rows[0]
    cells = log_cells(row, usual(), Speech("nb", OSLO, public=False))
    assert list(cells)[:-1] == columns["nb"]
    assert list(cells)[-1] == "box_id"


def people_table(book: Logbook, language: str) -> list[tuple[str, ...]]:
    (table,) = [each for each in document("log", language, book).tables() if each.key == "people"]
    return [tuple(cell.text for cell in row) for row in table.rows]


def test_the_log_tells_who_took_part_and_public_copies_their_roles() -> None:
    named = PersonLine(Person("CN", Role.OFFICER), unverified=True)
    sure = PersonLine(Person("ZZ", Role.CONTROLLER), ("2025-09-08", "2025-09-09"))
    book = msgspec.structs.replace(usual(), people=(named, sure))
    days = "8. september 2025, 9. september 2025"
    assert people_table(book, "nb") == [
        ("valgansvarlig (CN)", "–", "nei"),
        ("kontrollør (ZZ)", days, "ja"),
    ]
    assert people_table(public_copy(book), "en") == [
        ("controller", "8 September 2025, 9 September 2025", "yes"),
        ("election officer", "–", "no"),
    ]


def test_an_internal_log_tells_every_single_look_and_its_minute() -> None:
    tables = {table.key: table for table in document("log", "nb", usual()).tables()}
    looks = tables["looks"].rows
    assert len(looks) == sum(len(row.looks) for row in usual().rows)
    said = text_of("log", "nb", usual())
    assert "kl. " in said
    assert "(AH)" in said
    assert "Intern utgave" in said
    assert written("log", Format.PDF, "nb", usual()).keys() == {"log-nb-internal.pdf"}


def test_the_pick_list_names_papers_only_inside() -> None:
    assert [table.key for table in document("picklist").tables()] == ["boxes"]
    inside = {table.key: table for table in document("picklist", "nb", usual()).tables()}
    places = [row[2].value for row in inside["papers"].rows]
    assert len(places) == sum(1 for row in usual().rows for look in row.looks if look.sample.place)


def test_a_replay_that_differs_is_told_before_anything_else() -> None:
    for name in ("log", "table", "summary", "deviations", "night"):
        book = msgspec.structs.replace(public(), replay="differs")
        paragraphs = [
            each.text for each in document(name, "nb", book).blocks if isinstance(each, Paragraph)
        ]
        assert paragraphs[0] == SENTENCES["replay-differs"].nb


def numbers(content: bytes) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(content.decode(), newline=""))


@pytest.mark.parametrize("name", list(COMPOSERS))
def test_csv_and_json_hold_the_same_numbers(name: str) -> None:
    (told,) = written(name, Format.JSON).values()
    tables = json.loads(told)["tables"]
    for (key, table), content in zip(
        tables.items(), written(name, Format.CSV).values(), strict=True
    ):
        rows = list(numbers(content))
        assert len(rows) == len(table["rows"]), key
        for row, expected in zip(rows, table["rows"], strict=True):
            for field, value in expected.items():
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert float(row[field]) == value


def test_the_summary_says_the_bound_with_its_risk_and_its_assumption() -> None:
    said = " ".join(text_of("summary").split())
    assert "høyst 5 % risiko" in said
    assert "Forutsetning" in said
    assert "Grensene for gruppene gjelder alle samtidig" in said


def test_the_plan_says_how_many_papers_a_claim_takes() -> None:
    tables = {table.key: table for table in document("plan").tables()}
    assert [row[0].value for row in tables["needed"].rows] == [0.02, 0.01, 0.005, 0.002]
    tiny = msgspec.structs.replace(public(), boxes=())
    assert [table.key for table in document("plan", "nb", tiny).tables()] == ["rounds"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_says_in_every_format_what_it_takes_to_move_a_seat(language: str) -> None:
    stake = SeatStake(17, Counted.TOTALS, 100_000, 3, weight=19)
    book = public_copy(msgspec.structs.replace(usual(), seats=stake))
    papers = usual().papers
    assert papers is not None
    beside = 100_000 - papers.together.units
    said = " ".join(text_of("summary", language, book).split())
    speech = Speech(language, OSLO, public=True)
    sentences = (
        *outcome_sentences(17, papers.together.upper + beside, 0.05, language),
        speech.say("seats-beside", beside=speech.number(beside)),
        speech.say("seats-weight"),
    )
    for sentence in sentences:
        assert " ".join(sentence.split()) in said
    assert f"seats-{language}.csv" in " ".join(written("summary", Format.CSV, language, book))
    pages = " ".join(plain(page.extract_text()) for page in reader("summary", language, book).pages)
    assert "17" in pages
    (html,) = written("summary", Format.HTML, language, book).values()
    assert speech.say("seats-heading") in html.decode()


def test_the_reread_alone_calls_no_seat_safe() -> None:
    for stake in (SeatStake(10**6, Counted.REREAD, 900), SeatStake(None, Counted.REREAD, 900)):
        book = msgspec.structs.replace(usual(), seats=stake)
        assert "has moved" not in text_of("summary", "en", book)
        assert "moved no seat" not in text_of("summary", "en", book)
    unchecked = msgspec.structs.replace(without_checks(), seats=stake)
    assert "No misread ballot can move a seat" in text_of("summary", "en", unchecked)
    assert "Upper bound on misread" not in text_of("summary", "en", unchecked)
