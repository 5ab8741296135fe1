"""The night at the end: one page to print, with nothing by list before the hour."""

import asyncio
import re
from itertools import pairwise
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.adapters.board import ScannerView
from qc_service.adapters.ledger_lookup import Pace
from qc_service.adapters.metrics import Metrics
from qc_service.flow.figures import CheckFigures
from qc_service.model.checks import SampleKind
from qc_service.web.app import make_app
from qc_service.web.night_charts import BARS_MOST, HOUR_WIDTH, WIDTHS, agreements, pace_charts
from qc_service.web.night_page import SMALL, shown_checks
from qc_service.web.words import BOXES_MOST
from view_nights import Rig, browse, rig
from web_big_hall import big_hall
from web_board import Clock, busy_board

PACES = st.lists(
    st.builds(
        lambda at, sheets: Pace(
            f"2027-09-{13 + at // 1440}T{at // 60 % 24:02}:{at % 60:02}", "s", sheets
        ),
        st.integers(0, 3 * 1440),
        st.integers(1, 500),
    ),
    min_size=1,
    max_size=40,
)


@given(PACES)
def test_no_ballot_is_lost_or_drawn_twice_in_the_bars(pace: list[Pace]) -> None:
    charts = pace_charts(pace)
    assert [chart.width for chart in charts] == list(WIDTHS)
    sheets = sum(each.sheets for each in pace)
    for chart in charts:
        assert sum(bar.sheets for bar in chart.bars) == sheets == chart.sheets
        assert len(chart.bars) <= BARS_MOST + 1
        assert max(bar.sheets for bar in chart.bars) == chart.most
        assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)


@given(PACES)
def test_times_along_the_axis_neither_touch_nor_leave_the_chart(pace: list[Pace]) -> None:
    for chart in pace_charts(pace):
        places = [hour.x for hour in chart.hours]
        assert all(after - before >= HOUR_WIDTH for before, after in pairwise(places))
        assert places[-1] + 0.4 * HOUR_WIDTH <= chart.width


@pytest.mark.parametrize("path", ["/", "/night"])
def test_the_night_lists_every_box_and_the_hall_the_first(path: str) -> None:
    """The page of a night with boxes could not be made at all."""
    boxes = 2 * BOXES_MOST

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(big_hall(4, boxes), Metrics().registry))
        async with httpx.AsyncClient(transport=transport, base_url="http://qc.example") as client:
            return await client.get(path, params={"lang": "en"})

    answer = asyncio.run(ask())
    assert answer.status_code == 200
    shown = len(re.findall(r'data-label="Polling place"', answer.text))
    assert shown == (boxes if path == "/night" else BOXES_MOST)
    assert f"{boxes} counts of boxes: " in answer.text


def test_bars_begin_where_a_clock_is_read_and_without_ballots_there_are_none() -> None:
    chart, _ = pace_charts([Pace("2027-09-13T20:07", "s", 3), Pace("2027-09-13T21:52", "t", 1)])
    assert (chart.minutes, chart.bars[0].at) == (5, "2027-09-13T20:05Z")
    assert chart.bars[0].height > 2 * chart.bars[-1].height
    assert pace_charts(()) == ()


def test_the_worst_scanner_has_the_longest_bar() -> None:
    def scanner(name: str, compared: int, differing: int) -> ScannerView:
        view = busy_board(Clock()).snapshot().scanners[0]
        return msgspec.structs.replace(view, scanner=name, compared=compared, differing=differing)

    drawn = agreements([scanner("a", 100, 10), scanner("b", 100, 5), scanner("c", 0, 0)])
    assert [each.length for each in drawn] == [100.0, 50.0, 0.0]
    assert [each.length for each in agreements([scanner("a", 9, 0)])] == [0.0]


def figures(stratum: str, papers: int) -> CheckFigures:
    return CheckFigures(1, SampleKind.RANDOM, boxes=False, stratum=stratum, papers=papers, drawn=9,
                        settled=9, reread_known=9, reread_agreed=9)  # fmt: skip


def test_small_strata_keep_their_results_and_lists_wait_for_the_hour() -> None:
    both = [figures("A", SMALL), figures("B", SMALL - 1)]
    assert [told for _, told in shown_checks(both, by_stratum=True)] == [True, False]
    assert [each.stratum for each, _ in shown_checks(both, by_stratum=False)] == ["", ""]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return rig(tmp_path_factory.mktemp("night"), sheets=720)


def test_the_night_has_its_parts_in_every_language(night: Rig) -> None:
    async def look(client: httpx.AsyncClient) -> None:
        for lang, said in (("nb", "Samsvar for hver skanner"), ("nn", "Samsvar for kvar skannar"),
                           ("en", "Agreement by scanner")):  # fmt: skip
            page = (await client.get(f"/night?lang={lang}")).text
            assert said in page
            assert page.count('class="bar"') > 3
            assert 'href="/alarms/1?lang=' in page
            assert not re.search(r"<style|\sstyle=|\son\w+=", page)

    browse(night, look)


def test_the_checks_of_paper_stand_on_the_page_and_small_ones_without_results(
    tmp_path: Path,
) -> None:
    made = rig(tmp_path, sheets=30)
    checks = (figures("S1 K11", SMALL), figures("S3 K31", SMALL - 1))
    made.board.figures(msgspec.structs.replace(made.board._figures, checks=checks))

    async def look(client: httpx.AsyncClient) -> None:
        page = (await client.get("/night?lang=en")).text
        assert "S1 K11" in page
        assert page.count("9 of 9") == 1
        assert page.count(">·<") == 4

    browse(made, look)
