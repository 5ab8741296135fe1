"""What leaves the house: no public file names a person, a paper, a minute, or a list too early."""

import msgspec
from hypothesis import given, settings

from document_texts import reader, text_of, written
from evenings import CLOCK, CODES, SECRETS, Recipe, evenings, made
from qc_service.flow.publishing import public_copy, without_lists
from qc_service.reports.exporting import COMPOSERS, Format
from qc_service.reports.sentences import SENTENCES


def secrets_in(text: str) -> list[str]:
    return SECRETS.findall(text) + CLOCK.findall(text)


@settings(max_examples=10, deadline=None)
@given(evenings)
def test_no_public_file_holds_a_name_an_id_an_image_or_a_minute(recipe: Recipe) -> None:
    book = msgspec.structs.replace(made(recipe), parts="")
    shown = public_copy(book)
    forms = (Format.HTML, Format.CSV, Format.JSON, Format.TABLE)
    for name in COMPOSERS:
        for form in forms:
            for file, content in written(name, form, "nb", shown).items():
                assert secrets_in(content.decode()) == [], file
    assert secrets_in(text_of("log", "nb", book)) != []


@settings(max_examples=3, deadline=None)
@given(evenings)
def test_no_public_pdf_does_either(recipe: Recipe) -> None:
    shown = public_copy(msgspec.structs.replace(made(recipe), parts=""))
    for name in COMPOSERS:
        for page in reader(name, "nn", shown).pages:
            assert secrets_in(page.extract_text()) == []


@settings(max_examples=5, deadline=None)
@given(evenings)
def test_before_the_hour_no_file_names_a_list(recipe: Recipe) -> None:
    shown = public_copy(without_lists(made(recipe)))
    for name in COMPOSERS:
        for form in (Format.HTML, Format.CSV, Format.JSON, Format.TABLE):
            for file, content in written(name, form, "en", shown).items():
                said = content.decode()
                assert [code for code in CODES if code in said] == [], file
        if name in {"log", "table", "summary", "deviations", "night"}:
            assert SENTENCES["embargo"].en in " ".join(text_of(name, "en", shown).split())
