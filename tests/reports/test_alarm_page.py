"""An alarm's page: whole by itself, without script, readable in every language and scheme."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from alarm_nights import ACTS, GENESIS, entries
from qc_service.adapters.crop_folder import open_crops, read_crop
from qc_service.flow.alarm_words import shown
from qc_service.flow.brief import Brief, brief
from qc_service.flow.replaying import replay
from qc_service.flow.trace import Trace, trace
from qc_service.model.events import Cell, Entry, SheetRecord
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import LANGUAGES
from qc_service.reports.alarm_page import CROPS_MOST, Source, alarm_page, crop_views, plot_words
from qc_service.reports.alarm_plot import HEIGHT, LEFT, POINTS_MOST, TOP, alarm_plot

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script>'


def told(night: list[Entry]) -> tuple[Brief, Trace]:
    said = brief(replay(night).desk, 1, (), 0.05, ())
    assert said is not None
    case = said.severity.case
    return said, trace(night, case.latest, case.raised.sheet)


NIGHT = list(entries(ACTS, 1200))
SAID, TRACED = told(NIGHT)


def plot(traced: Trace = TRACED, said: Brief = SAID, language: str = "en") -> ET.Element:
    drawn = alarm_plot(traced, said.severity.case.latest, plot_words(traced, said, language))
    return ET.fromstring(drawn)  # noqa: S314 - we made it


def points(svg: ET.Element) -> list[tuple[float, float]]:
    (line,) = svg.iter(f"{SVG}polyline")
    pairs = (pair.split(",") for pair in line.attrib["points"].split())
    return [(float(x), float(y)) for x, y in pairs]


def test_the_plot_is_svg_with_title_and_description_and_no_script() -> None:
    svg = plot()
    assert svg.attrib["role"] == "img"
    names = {child.attrib.get("id"): child.text for child in svg}
    assert names["qc-plot-title"] == "Evidence ballot by ballot"
    assert "; the alarm came at ballot 210; " in (names["qc-plot-about"] or "")
    assert not list(svg.iter(f"{SVG}script"))
    assert not [name for each in svg.iter() for name in each.attrib if name.startswith("on")]


def test_the_line_crosses_the_limit_at_the_alarm_and_stays_in_the_picture() -> None:
    svg = plot()
    (limit,) = (each for each in svg.iter(f"{SVG}path") if each.attrib["class"] == "limit")
    found = re.match(r"M\d+ ([\d.]+)H", limit.attrib["d"])
    assert found is not None
    height = float(found[1])
    drawn = points(svg)
    first = next(x for x, y in drawn if y <= height)
    (dot,) = svg.iter(f"{SVG}circle")
    assert first == pytest.approx(float(dot.attrib["cx"]))
    assert all(TOP <= y <= HEIGHT for _, y in drawn)
    assert drawn == sorted(drawn, key=lambda point: point[0])


def test_a_night_of_many_points_is_thinned_and_keeps_its_end() -> None:
    many = msgspec.structs.replace(
        TRACED, points=tuple((n, float(n % 40)) for n in range(5001)), last=5000
    )
    drawn = points(plot(many))
    assert len(drawn) <= POINTS_MOST + 1
    assert drawn[-1][0] > drawn[-2][0]


def test_an_empty_night_can_be_drawn() -> None:
    empty = Trace(Cell(DifferenceKind.MISS), ((0, 0.0),), 20.0, (0, 0.0), 0)
    assert points(plot(empty)) == [(float(LEFT), 254.0)]


def test_names_from_elsewhere_are_escaped() -> None:
    latest = msgspec.structs.replace(
        SAID.severity.case.latest, cell=Cell(DifferenceKind.MISS, EVIL, "", EVIL)
    )
    case = msgspec.structs.replace(SAID.severity.case, latest=latest)
    severity = msgspec.structs.replace(SAID.severity, case=case)
    advice = msgspec.structs.replace(SAID.advice, cell=latest.cell)
    said = msgspec.structs.replace(SAID, severity=severity, advice=advice)
    page = alarm_page(said, TRACED, (), Source(EVIL, 3), "en")
    assert "<script" not in page
    assert "&lt;script" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_else(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "crops"
    night = list(entries((), 1500, open_crops(folder)))
    said, traced = told(night)
    views = crop_views(said, night, lambda sha256: read_crop(folder, sha256), language)
    assert len(views) == CROPS_MOST
    page = alarm_page(said, traced, views, Source("night.sqlite", len(night)), language)
    assert f'<html lang="{language}">' in page
    assert page.count("data:image/png;base64,") == CROPS_MOST
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "<script" not in page
    assert "night.sqlite" in page


def test_sheets_to_look_at_come_first(tmp_path: Path) -> None:
    night = list(entries((), 1000, open_crops(tmp_path)))
    said, _ = told(night)
    views = crop_views(said, night, lambda sha256: read_crop(tmp_path, sha256), "en")
    first = {view.sheet for view in views[: len(said.severity.look_at)]}
    keys = said.severity.look_at
    assert first == {f"box {key.batch} (scanner S3): no. {key.sequence}" for key in keys}
    assert {(view.reported, view.reread, view.field) for view in views} == {
        ("empty", "marked", "field bo in mayor")
    }


def test_crops_that_are_gone_are_not_shown() -> None:
    night = list(entries((), 1200))
    said, traced = told(night)
    assert crop_views(said, night, lambda _: None, "nb") == []
    assert "Ingen utsnitt" in alarm_page(said, traced, (), Source("l", 1), "nb")


def test_crops_of_fields_that_do_not_differ_are_not_shown(tmp_path: Path) -> None:
    night: list[Entry] = []
    for entry in entries((), 1200, open_crops(tmp_path)):
        if isinstance(entry, SheetRecord):
            bare = msgspec.structs.replace(entry.examination, differences=())
            night.append(msgspec.structs.replace(entry, examination=bare))
    assert crop_views(SAID, night, lambda _: b"", "en") == []
    assert crop_views(SAID, (GENESIS,), lambda _: b"", "en") == []


def test_what_a_reading_says_is_told_or_stays_as_it_is() -> None:
    assert shown("marked", "nn") == "merkt"
    assert shown("H", "nn") == "H"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_finds_no_fault_of_access(scheme: str, tmp_path: Path) -> None:
    night = list(entries((), 1200, open_crops(tmp_path / "crops")))
    said, traced = told(night)
    views = crop_views(said, night, lambda sha256: read_crop(tmp_path / "crops", sha256), "nb")
    file = tmp_path / "alarm.html"
    file.write_text(alarm_page(said, traced, views, Source("l", 1), "nb"), encoding="utf-8")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_page(viewport={"width": 390, "height": 800}, bypass_csp=True)
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(file.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = Axe().run(page)
        browser.close()
    assert wide <= 390
    assert found.violations_count == 0, found.generate_report()
