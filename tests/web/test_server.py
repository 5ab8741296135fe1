"""The real server in its thread: it listens, sends updates, and lets go."""

import json
import socket
import threading
from collections.abc import Generator, Iterator

import httpx
import pytest

from qc_service.adapters.board import Board
from qc_service.adapters.metrics import Metrics
from qc_service.model.errors import ExitCode, QcError
from qc_service.web import app as app_module
from qc_service.web.app import make_app
from qc_service.web.server import WebServer
from web_board import Clock, make_board


@pytest.fixture
def board() -> Board:
    return make_board(Clock())


@pytest.fixture
def server(board: Board) -> Iterator[WebServer]:
    server = WebServer(make_app(board, Metrics().registry), "127.0.0.1:0")
    server.start()
    yield server
    server.stop()


def events(answer: httpx.Response) -> Generator[dict[str, object]]:
    for line in answer.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def sections(event: dict[str, object]) -> dict[str, str]:
    found = event["sections"]
    assert isinstance(found, dict)
    return found


def test_it_has_a_real_port_when_start_returns(server: WebServer) -> None:
    assert not server.address.endswith(":0/")
    answer = httpx.get(server.address)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert "Venter på den første seddelen" in answer.text


def test_a_change_reaches_the_browser(server: WebServer, board: Board) -> None:
    with httpx.stream("GET", server.address + "events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        stream = events(answer)
        assert "hall-9" not in sections(next(stream))["scanners"]
        board.credit({"hall-9": 16})
        assert "hall-9" in sections(next(stream))["scanners"]


def test_updates_come_at_most_twice_a_second(server: WebServer, board: Board) -> None:
    with httpx.stream("GET", server.address + "events") as answer:
        stream = events(answer)
        next(stream)
        for number in range(500):
            board.ledger(rows=number)
        # All of them are in the one next update: the last row is what it shows.
        assert "499" in sections(next(stream))["house"]


def test_the_stream_tells_the_browser_when_to_come_again(server: WebServer) -> None:
    with httpx.stream("GET", server.address + "events") as answer:
        assert next(answer.iter_lines()) == "retry: 2000"


def test_stopping_ends_the_streams_and_frees_the_port(board: Board) -> None:
    server = WebServer(make_app(board, Metrics().registry), "127.0.0.1:0")
    server.start()
    port = int(server.address.rsplit(":", 1)[1].strip("/"))
    with httpx.stream("GET", server.address + "events") as answer:
        stream = events(answer)
        next(stream)
        server.stop()
        assert list(stream) == []
    assert not [each for each in threading.enumerate() if each.name == "qc-web"]
    again = WebServer(make_app(board, Metrics().registry), f"127.0.0.1:{port}")
    again.start()
    assert httpx.get(again.address + "healthz").status_code == 200
    again.stop()


def test_a_port_that_is_taken_is_exit_7(board: Board) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        server = WebServer(make_app(board, Metrics().registry), address)
        with pytest.raises(QcError, match=address) as raised:
            server.start()
    assert raised.value.code == "web.bind"
    assert raised.value.exit_code is ExitCode.UNREACHABLE
    server.stop()


def test_a_host_that_is_not_ours_is_exit_7(board: Board) -> None:
    server = WebServer(make_app(board, Metrics().registry), "192.0.2.1:0")
    with pytest.raises(QcError) as raised:
        server.start()
    assert raised.value.exit_code is ExitCode.UNREACHABLE


def test_too_many_browsers_are_told_so(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "STREAMS_MOST", 1)
    with httpx.stream("GET", server.address + "events") as first:
        stream = events(first)
        next(stream)
        answer = httpx.get(server.address + "events")
        assert answer.status_code == 503
        assert answer.json()["code"] == "web.busy"
        assert answer.headers["retry-after"]
        stream.close()
    assert httpx.get(server.address).status_code == 200


def test_ipv6_addresses_are_written_as_browsers_want_them(board: Board) -> None:
    assert WebServer(make_app(board, Metrics().registry), "[::1]:8080").address == (
        "http://[::1]:8080/"
    )
