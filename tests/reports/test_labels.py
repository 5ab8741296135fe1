"""Placeholder sheets: one a sample, in three languages, with a barcode a reader types back."""

import io
import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from check_nights import Evening
from qc_service.flow.check_views import BoxView
from qc_service.model.words import Language
from qc_service.reports.code128 import PATTERNS, QUIET, START_B, STOP, barcode_svg, bars, values
from qc_service.reports.labels import labels_pdf

signs = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)


def drawn_boxes() -> tuple[BoxView, ...]:
    evening = Evening()
    evening.draw()
    return evening.desk.checks.work().boxes


def read_back(text: str) -> str:
    """Read a barcode as a reader does: from the widths of its bars and gaps."""
    edges = [edge for x, width in bars(text) for edge in (x, x + width)]
    widths = "".join(str(after - before) for before, after in itertools.pairwise(edges))
    found = [PATTERNS.index(widths[i : i + 6]) for i in range(0, len(widths) - 7, 6)]
    start, *body, check = found
    assert widths[-7:] == PATTERNS[STOP]
    assert start == START_B
    assert (start + sum(n * v for n, v in enumerate(body, 1))) % 103 == check
    return "".join(chr(32 + value) for value in body)


@given(signs)
def test_a_reader_types_what_was_drawn(text: str) -> None:
    assert read_back(text) == text


def test_the_signs_are_those_of_the_standard() -> None:
    assert len(set(PATTERNS)) == 107
    assert {sum(map(int, each)) for each in PATTERNS[:STOP]} == {11}
    assert {sum(map(int, each[::2])) % 2 for each in PATTERNS[:STOP]} == {0}
    # The standard's own example, "PJJ123C", with this set's start sign.
    assert values("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]


def test_a_barcode_has_its_quiet_zones() -> None:
    drawn = bars("R1-001")
    assert drawn[0][0] == QUIET
    width = drawn[-1][0] + drawn[-1][1] + QUIET
    assert f'viewBox="0 0 {width} 40"' in barcode_svg("R1-001")


def test_a_text_that_the_set_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="set B"):
        values("Å")


@pytest.mark.parametrize("language", list(Language))
def test_every_sample_has_its_sheet_and_its_label(language: Language) -> None:
    boxes = drawn_boxes()
    reader = PdfReader(io.BytesIO(labels_pdf(1, boxes, language)))
    samples = [sample for box in boxes for sample in box.samples]
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(texts) == len(samples) + 1
    for text, sample in zip(texts, samples, strict=False):
        assert sample.id in text
        assert sample.id in texts[-1]
        assert sample.whole or str(sample.place) in text
        for word in ("unsure", "R1-0000", "random", "scanner="):
            assert word not in text
    assert str(reader.root_object["/Lang"]) == language.value
    assert reader.metadata is not None
    assert "1" in str(reader.metadata.title)


def test_names_of_boxes_are_text_and_nothing_else() -> None:
    box = drawn_boxes()[0]
    odd = '#panic("x") $a$ *b* \\ "'
    batch = msgspec.structs.replace(
        box.batch, id=odd, count=2, boxes=0, category="?", locale="", locale_name=""
    )
    made = labels_pdf(1, [msgspec.structs.replace(box, batch=batch)], Language.EN)
    text = " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    assert f"Box {odd}, count 2" in text


def test_a_round_without_samples_gives_no_sheet() -> None:
    assert PdfReader(io.BytesIO(labels_pdf(1, [], Language.NB))).pages[0].extract_text() == ""
