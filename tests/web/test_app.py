"""The page and its answers: everything from ourselves, everything escaped, the same in JSON."""

import asyncio
import json
import re
from pathlib import Path

import httpx
import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

import qc_service.web
from qc_service.adapters.board import Board
from qc_service.adapters.metrics import Metrics
from qc_service.api.alarm_words import alarm_link
from qc_service.flow.figures import BoxFigures, BoxState, Figures
from qc_service.model.batch import Batch
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_words import make_finding
from qc_service.model.sheet import SheetKey
from qc_service.model.words import Language
from qc_service.web.app import Shown, make_app
from qc_service.web.headers import POLICY
from qc_service.web.rendering import SECTIONS, SILENT_S, Renderer
from qc_service.web.words import BOXES_MOST
from web_board import KEY, Clock, alarm, busy_board, make_board

WEB = Path(qc_service.web.__file__).parent
PATHS = [
    "/",
    "/wall",
    "/metrics",
    "/healthz",
    "/api/state",
    "/static/page.css",
    "/static/page.js",
    "/nope",
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> Board:
    return make_board(clock)


def get(board: Board, path: str, accept: str = "text/html", method: str = "GET") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(board, Metrics().registry))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path, headers={"accept": accept})

    return asyncio.run(ask())


def page_of(board: Board, language: str = "en") -> str:
    return get(board, f"/?lang={language}").text


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_bears_the_headers(board: Board, path: str) -> None:
    headers = get(board, path).headers
    assert headers["content-security-policy"] == POLICY
    assert "default-src 'self'" in POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
    assert "set-cookie" not in headers


def test_nothing_we_serve_names_another_host(board: Board) -> None:
    texts = [page_of(busy_board(Clock())), get(board, "/nope").text]
    texts += [path.read_text("utf-8") for path in sorted(WEB.glob("static/*"))]
    texts += [path.read_text("utf-8") for path in sorted(WEB.glob("templates/*"))]
    assert len(texts) > 10
    namespace = "http://www.w3.org/2000/svg"
    for text in texts:
        assert not re.search(r"(https?:)?//[\w.-]+\.\w+", text.replace(namespace, ""))
        assert "@import" not in text


def test_the_page_has_no_script_or_style_of_its_own() -> None:
    text = page_of(busy_board(Clock()))
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    linked = set(re.findall(r'(?:src|href)="([^"#]+)"', text))
    assert linked == {
        "/static/icon.svg", "/static/page.css", "/static/page.js", "/static/times.js",
        "/metrics", "/api/state", "/?lang=en", "/checks?lang=en", "/alarms?lang=en",
        "/night?lang=en",
        "?lang=nb", "?lang=nn", "?lang=en", "/wall?lang=en", "/scanners/hall-2?lang=en",
    }  # fmt: skip


def test_what_the_page_links_to_is_there(board: Board) -> None:
    for path in set(re.findall(r'(?:src|href)="([^"#]+)"', page_of(board))):
        assert get(board, path if path.startswith("/") else f"/{path}").status_code == 200


def test_the_script_uses_only_what_the_page_has() -> None:
    text = page_of(busy_board(Clock()))
    script = (WEB / "static" / "page.js").read_text("utf-8")
    for name in re.findall(r'getElementById\("([^"]+)"\)', script):
        assert f'id="{name}"' in text
    for name in re.findall(r"dataset\.(\w+)", script):
        attribute = re.sub(r"([A-Z])", r"-\1", name).lower()
        assert f"data-{attribute}=" in text
    assert "eval" not in script


def test_the_empty_page_says_what_to_do(board: Board) -> None:
    text = page_of(board)
    assert "Waiting for the first ballot" in text
    assert "qc feed FOLDER --scanner NAME --to tcp://127.0.0.1:5557" in text
    assert "No scanner has been heard of yet." in text


def test_the_busy_page_shows_scanners_differences_and_findings() -> None:
    text = page_of(busy_board(Clock()))
    assert "No alarm" in text
    assert ">hall-2</a></h3>" in text
    assert 'data-label="Kind">missed mark<' in text
    assert "<strong>Ballots missing</strong> on hall-2" in text


def test_boxes_are_shown_with_what_they_hold_and_those_that_do_not_add_up_first() -> None:
    board = busy_board(Clock())
    assert "<h2>Boxes</h2>" not in page_of(board)
    box = Batch("K07", category="day-locale", locale="0101", locale_name="Nes", box=1, boxes=2)
    figures = Figures(
        (),
        (),
        0.0,
        boxes=(
            BoxFigures(Batch("K01", count=2), BoxState.PLANNED, 0),
            BoxFigures(Batch("K02"), BoxState.CLOSED, 70, 70),
            BoxFigures(Batch("<K03>"), BoxState.OPEN, 5, 1000),
            BoxFigures(box, BoxState.CLOSED, 509, 512),
        ),
    )
    board.figures(figures)
    text = page_of(board)
    rows = re.findall(r'<th scope="row">([^<]+)</th>\s+<td[^>]* data-label="Category">', text)
    assert rows == ["K07", "&lt;K03&gt;", "K01, count 2", "K02"]
    assert "Election day votes – from the polling places" in text
    assert 'data-label="Polling place">0101 Nes<' in text
    assert 'data-label="No.">1 of 2<' in text
    assert "Closed, does not add up" in text
    assert 'data-label="Expected">1\u202f000<' in text
    assert "2 closed, 1 open" in text
    state = get(board, "/api/state").json()
    assert state["boxes"][3]["batch"]["id"] == "K07"


def test_many_boxes_do_not_make_the_page_endless() -> None:
    board = busy_board(Clock())
    boxes = [BoxFigures(Batch(f"K{n}"), BoxState.CLOSED, 1, 1) for n in range(500)]
    boxes.append(BoxFigures(Batch("late"), BoxState.CLOSED, 1, 2))
    board.figures(Figures((), (), 0.0, tuple(boxes)))
    text = page_of(board)
    assert text.count('data-label="No."') == BOXES_MOST
    assert '<th scope="row">late</th>' in text


def test_findings_of_whole_boxes_name_no_number() -> None:
    board = busy_board(Clock())
    board.effect(Finding("box-forgotten", SheetKey("", "", "K8", 0), "box K8 was never opened"))
    text = page_of(board)
    assert (
        '<strong>Box not opened</strong>, box K8: <span lang="en">box K8 was never opened' in text
    )
    assert "number 1633: numbers 1601 to 1602 did not come, 2 sheets</li>" in text


def test_findings_are_told_in_the_language_of_the_page_or_as_their_ledger_has_them() -> None:
    board = busy_board(Clock())
    key = SheetKey("hall-2", "s", "K1", 7)
    board.effect(make_finding("restart", key, "restart", {"session": "<b>", "before": "a"}))
    board.effect(Finding("gap", key, "number 7 did not come"))
    text = page_of(board, "nb")
    assert 'nummer 7: <span lang="en">number 7 did not come</span></li>' in text
    assert "nummer 1633: nummer 1601 til 1602 kom ikke, 2 sedler</li>" in text
    assert "økt «&lt;b&gt;» begynner etter økt «a»</li>" in text
    assert "nummer 1601 til 1602 kom ikkje, 2 setlar</li>" in page_of(board, "nn")


def test_an_alarm_is_said_in_words() -> None:
    text = page_of(busy_board(Clock(), (alarm(),)))
    assert "<h2>Alarm: hall-2</h2>" in text
    assert "Scanner hall-2: marks on the paper are not recorded, field smith in mayor" in text
    assert (
        "37 of 1\u202f416 ballots differ since about this scanner&#39;s ballot 1\u202f204" in text
    )
    assert "No alarm" not in text
    assert "▲</span> Alarm" in text


def test_an_alarm_has_the_place_that_messages_link_to() -> None:
    one = msgspec.structs.replace(alarm(), number=5, refines=3)
    text = page_of(busy_board(Clock(), (one,)))
    place = alarm_link("http://localhost", one).rpartition("#")[2]
    assert f'id="{place}"' in text


def test_no_alarm_is_not_said_where_little_was_compared() -> None:
    text = page_of(busy_board(Clock(), compared=5))
    assert "Little compared" in text
    assert "<h2>No alarm</h2>" not in text
    assert "Nothing compared" in page_of(busy_board(Clock(), compared=0))


def test_names_from_elsewhere_are_escaped() -> None:
    evil = "<script>alert(1)</script>"
    for text in (
        page_of(busy_board(Clock(), (alarm(option=evil),), scanner=evil)),
        Renderer(Language.EN).event(busy_board(Clock(), scanner=evil).snapshot()).decode(),
    ):
        assert evil not in text
        assert "&lt;script&gt;" in text


def test_the_state_is_the_snapshot_as_json() -> None:
    board = busy_board(Clock(), (alarm(),))
    state = get(board, "/api/state").json()
    assert state["version"] == board.version
    assert state["scanners"][0]["scanner"] == "hall-2"
    assert state["scanners"][0]["alarms"][0]["cell"]["kind"] == "miss"
    assert state["latest"][0]["difference"]["kind"] == "miss"


def test_the_metrics_are_in_prometheus_text(board: Board) -> None:
    answer = get(board, "/metrics", accept="*/*")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert "qc_build_info" in names or "qc_build" in names
    assert "qc_queue_sheets" in names
    wanted = "application/openmetrics-text; version=1.0.0"
    assert get(board, "/metrics", accept=wanted).text.endswith("# EOF\n")


def test_health_follows_the_service_and_not_the_web_server(board: Board, clock: Clock) -> None:
    assert get(board, "/healthz").json() == {"status": "ok", "heard_s": 0.0}
    clock.now += SILENT_S + 1
    answer = get(board, "/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "silent"
    board.queue(queued=0, in_hand=0, workers=2)
    assert get(board, "/healthz").status_code == 200


def test_nothing_is_there_for_people_and_for_programs(board: Board) -> None:
    answer = get(board, "/nope")
    assert answer.status_code == 404
    assert "Det er ingen side på denne adressen" in answer.text
    answer = get(board, "/nope", accept="application/json")
    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})
    for path in ("/static/", "/static/../app.py", "/static/%2e%2e/app.py"):
        assert get(board, path).status_code == 404


@pytest.mark.parametrize("path", [*PATHS[:-1], "/events"])
def test_head_gives_the_headers_and_no_body(board: Board, path: str) -> None:
    answer = get(board, path, method="HEAD")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_page_takes_no_orders(board: Board, method: str) -> None:
    answer = get(board, "/", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_an_event_holds_every_section_as_the_page_does() -> None:
    board = busy_board(Clock(), (alarm(),))
    snapshot = board.snapshot()
    event = json.loads(Renderer(Language.EN).event(snapshot))
    text = Renderer(Language.EN).page(snapshot)
    assert tuple(event["sections"]) == SECTIONS
    for name, html in event["sections"].items():
        assert f'<section id="{name}"' in text
        assert html.strip() in text


def test_every_state_of_a_scanner_has_a_sign_and_a_word() -> None:
    clock = Clock()
    board = busy_board(clock)
    board.credit({"hall-2": 3, "hall-3": 16})
    text = page_of(board)
    assert "●</span> Running" in text
    assert "◌</span> Quiet" in text
    clock.now += 61
    assert "●</span> Running" not in page_of(board)
    board.credit({})
    assert "○</span> No contact" in page_of(board)


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("/", "nb", "Sedler lest på nytt"),
        ("/?lang=nn", "nn", "Setlar lesne på nytt"),
        ("/?lang=en", "en", "Ballots reread"),
        ("/?lang=tlh", "nb", "Sedler lest på nytt"),
    ],
)
def test_every_language_is_spoken_and_bokmaal_without_a_wish(
    path: str, language: str, said: str
) -> None:
    text = get(busy_board(Clock()), path).text
    assert f'<html lang="{language}">' in text
    assert said in text


def ask_at(hour: float, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        shown = Shown(Language.EN, open_from=1000.0, clock=lambda: hour)
        board = busy_board(Clock(), (alarm(),))
        facts: Facts = {"box": "K1", "list": "smith", "ballots": 80, "sisters": 3}
        facts |= {"sisters_ballots": 40, "expected": 20}
        board.effect(make_finding("box-list-zero", KEY, "box-list-zero", facts))
        swapped: Facts = {"option": "smith", "other_option": "jones", "wrong": 3, "scanner": "S1"}
        board.effect(make_finding("swapped", KEY, "swapped", swapped))
        app = make_app(board, Metrics().registry, None, shown)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(path, headers={"accept": "text/html"})

    return asyncio.run(ask())


@pytest.mark.parametrize("path", ["/", "/wall", "/api/state"])
def test_before_the_embargo_hour_nothing_is_told_by_list_or_option(path: str) -> None:
    text = ask_at(999.0, path).text
    assert "hall-2" in text
    assert "smith" not in text
    assert "mayor" not in text


def test_after_the_embargo_hour_the_hall_is_told_and_the_wall_is_not() -> None:
    assert "smith" in ask_at(1000.0, "/").text
    assert "smith" in ask_at(1000.0, "/api/state").text
    assert "smith" not in ask_at(1000.0, "/wall").text


def test_the_wall_shows_what_everyone_may_see_and_no_way_to_more() -> None:
    text = get(busy_board(Clock()), "/wall?lang=en").text
    assert "Agreement" in text
    assert "Latest differences" not in text
    assert "/metrics" not in text
    assert 'data-events="/wall/events?lang=en"' in text
