"""Placeholder sheets and labels of a round: what lies in the box while a paper is on the table.

One A5 sheet a sample, in the order of the pick list, then the same as labels to stick, 24 an A4
page. They tell box, place and number: nothing of why a paper was drawn, and nothing read from it.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import typst

from qc_service.flow.check_views import BoxView, SampleView
from qc_service.model.batch import Batch
from qc_service.model.categories import find_category
from qc_service.model.words import Language, Words
from qc_service.reports.code128 import barcode_svg
from qc_service.reports.words import WORDS as DOCUMENT_WORDS

WORDS = {
    "title": Words(
        "Plassholderark, trekning {n}",
        "Plasshaldarark, trekking {n}",
        "Placeholder sheets, round {n}",
    ),
    "control": DOCUMENT_WORDS["control"],
    "box": Words("Kasse {id}", "Kasse {id}", "Box {id}"),
    "count": Words("telling {n}", "teljing {n}", "count {n}"),
    "of": Words("kasse {box} av {boxes}", "kasse {box} av {boxes}", "box {box} of {boxes}"),
    "place": Words("Seddel nr. {n}", "Setel nr. {n}", "Paper {n}"),
    "whole": Words("Hele kassen telles", "Heile kassa blir talt", "The whole box is counted"),
    "instead": Words(
        "Stemmeseddelen som lå her, er tatt ut til stikkprøvekontroll av to personer. Den skal "
        "tilbake hit.",
        "Stemmesetelen som låg her, er teken ut til stikkprøvekontroll av to personar. Han skal "
        "tilbake hit.",
        "The ballot that lay here was taken out by two people for a sample check. It goes back "
        "here.",
    ),
    "counted": Words(
        "To personer teller alle sedlene i kassen, liste for liste, hver for seg.",
        "To personar tel alle setlane i kassa, liste for liste, kvar for seg.",
        "Two people count all ballots of the box, list by list, each alone.",
    ),
    "barcode": Words("Strekkode for {id}", "Strekkode for {id}", "Barcode of {id}"),
}


class _Sheet(msgspec.Struct):
    id: str
    box: str
    where: str
    place: str
    text: str
    svg: str
    alt: str


def labels_pdf(number: int, boxes: Sequence[BoxView], language: Language) -> bytes:
    """Make the PDF (PDF/UA-1) of a round's placeholder sheets and labels."""
    sheets = [_sheet(box, sample, language) for box in boxes for sample in box.samples]
    given = {
        "lang": language.value,
        "title": _say("title", language, n=number),
        "control": _say("control", language),
        "sheets": sheets,
    }
    return typst.compile(
        (Path(__file__).parent / "labels.typ").read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=0,
        sys_inputs={"given": msgspec.json.encode(given).decode()},
    )


def _sheet(box: BoxView, sample: SampleView, language: Language) -> _Sheet:
    whole = sample.whole
    return _Sheet(
        id=sample.id,
        box=_box(box.batch, language),
        where=_where(box.batch, language),
        place=_say("whole", language) if whole else _say("place", language, n=sample.place),
        text=_say("counted" if whole else "instead", language),
        svg=barcode_svg(sample.id),
        alt=_say("barcode", language, id=sample.id),
    )


def _box(batch: Batch, language: Language) -> str:
    name = _say("box", language, id=batch.id)
    return name if batch.count == 1 else f"{name}, {_say('count', language, n=batch.count)}"


def _where(batch: Batch, language: Language) -> str:
    category = find_category(batch.category)
    parts = [
        " ".join(each for each in (batch.locale, batch.locale_name) if each),
        _say("of", language, box=batch.box, boxes=batch.boxes) if batch.boxes else "",
        batch.category if category is None else str(getattr(category, language.value)),
    ]
    return ", ".join(each for each in parts if each)


def _say(name: str, language: Language, **values: object) -> str:
    return WORDS[name].say(language.value, **values)
