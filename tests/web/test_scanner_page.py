"""The page of one scanner: spots on the ballot, charts of its images."""

import asyncio

import httpx
import pytest

from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.adapters.metrics import Metrics
from qc_service.flow.story import Block, PlaceCount
from qc_service.model.layout import Layout
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import Language
from qc_service.web.app import Shown, make_app
from qc_service.web.ballot_maps import MAPS_MOST, SPOT_LEAST, SPOT_MOST, ballot_maps
from qc_service.web.charts import HEIGHT, LEAST_BLOCKS, charts, evidence_chart
from web_board import Clock, alarm, busy_board

MISS = DifferenceKind.MISS


@pytest.fixture(scope="module")
def layouts() -> tuple[Layout, ...]:
    return tuple(each for each in shipped_layouts() if each.id in {"kst-01-A", "demo-letter"})


def count(layout: Layout, target: int, sheets: int) -> PlaceCount:
    place = layout.sides[0].targets[target]
    return PlaceCount(layout.style, place.contest, place.option, MISS, sheets)


def test_a_spot_lies_on_its_place_and_its_area_tells_how_many(layouts: tuple[Layout, ...]) -> None:
    layout = next(each for each in layouts if each.id == "kst-01-A")
    places = [count(layout, 3, 40), count(layout, 5, 10), count(layout, 7, 1)]
    (drawn,) = ballot_maps(places, layouts)
    box = layout.sides[0].targets[3].box
    assert (drawn.spots[0].x, drawn.spots[0].y) == (box.x + box.width / 2, box.y + box.height / 2)
    assert [spot.radius for spot in drawn.spots] == [SPOT_MOST, SPOT_MOST / 2, SPOT_LEAST]
    assert (drawn.sheets, drawn.side) == (51, "front")
    assert len(drawn.targets) == len(layout.sides[0].targets)


def test_places_that_no_layout_has_are_not_drawn(layouts: tuple[Layout, ...]) -> None:
    places = [PlaceCount("?", "x", "y", MISS, 3), PlaceCount("A", "no", "such", MISS, 3)]
    assert ballot_maps(places, layouts) == ()


def test_only_the_worst_maps_are_drawn() -> None:
    every = tuple(each for each in shipped_layouts() if each.sides[0].targets)
    places = [count(layout, 0, number) for number, layout in enumerate(every, start=1)]
    drawn = ballot_maps(places, every)
    assert len(drawn) == MAPS_MOST
    assert [each.sheets for each in drawn] == sorted((e.sheets for e in drawn), reverse=True)


def blocks(*values: float) -> list[Block]:
    return [Block(25 * n + 1, 25 * (n + 1), 0, {"focus": value}) for n, value in enumerate(values)]


def test_a_chart_has_control_limits_from_the_first_ballots() -> None:
    usual = [0.80, 0.81, 0.79, 0.80, 0.80, 0.81, 0.79, 0.80]
    (steady,) = charts(blocks(*usual, 0.80, 0.81))
    assert steady.outside == 0
    (dimmed,) = charts(blocks(*usual, 0.60, 0.55))
    assert dimmed.outside == 2
    assert dimmed.low is not None
    assert dimmed.low > 0.6
    assert dimmed.last == 0.55
    heights = [float(point.split(",")[1]) for point in dimmed.points.split()]
    assert all(0 <= height <= HEIGHT for height in heights)
    assert heights[-1] == max(heights)


def test_too_few_ballots_set_no_limits() -> None:
    (chart,) = charts(blocks(*[0.8] * (LEAST_BLOCKS - 1)))
    assert (chart.low, chart.high, chart.upper, chart.outside) == (None, None, None, 0)


def test_evidence_is_drawn_under_the_line_of_an_alarm_until_it_is_one() -> None:
    assert evidence_chart([]) is None
    near = evidence_chart([Block(1, 25, 1, {}, 0.5), Block(26, 50, 2, {}, 0.9)])
    assert near is not None
    assert (near.outside, near.last, near.lower) == (0, 0.9, None)
    assert near.upper is not None
    heights = [float(point.split(",")[1]) for point in near.points.split()]
    assert heights[0] > heights[1] > near.upper
    over = evidence_chart([Block(1, 25, 1, {}, 0.5), Block(26, 50, 2, {}, 1.4)])
    assert over is not None
    assert over.outside == 1
    assert over.upper is not None
    assert float(over.points.split(",")[-1]) < over.upper


def test_a_long_night_takes_its_limits_from_its_first_blocks() -> None:
    long = [Block(400 * n + 1, 400 * (n + 1), 0, {"focus": 0.8}) for n in range(LEAST_BLOCKS)]
    (chart,) = charts(long)
    assert chart.low == pytest.approx(0.8)


def get(path: str, *, hour: float = 9.0, compared: int = 1600) -> httpx.Response:
    async def ask() -> httpx.Response:
        shown = Shown(Language.EN, 5.0, tuple(shipped_layouts()), clock=lambda: hour)
        board = busy_board(Clock(), (alarm(),), compared=compared)
        app = make_app(board, Metrics().registry, None, shown)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path, headers={"accept": "text/html"})

    return asyncio.run(ask())


def test_the_page_of_a_scanner_says_where_and_how_it_differs() -> None:
    text = get("/scanners/hall-2").text
    assert "<h1>Scanner hall-2</h1>" in text
    assert "mayor" in text
    assert 'data-label="Ballots">37<' in text
    assert "Focus" in text
    assert "How near is an alarm?" in text
    assert "<polyline" in text


def test_before_the_embargo_hour_a_scanner_is_told_without_places() -> None:
    text = get("/scanners/hall-2", hour=1.0).text
    assert "mayor" not in text
    assert "shown after the embargo" in text


@pytest.mark.parametrize("name", ["hall-3", "a/b", "%3Cscript%3E"])
def test_a_scanner_nobody_knows_has_no_page(name: str) -> None:
    assert get(f"/scanners/{name}").status_code == 404
