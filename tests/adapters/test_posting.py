"""Posting over HTTP, against real servers: well, refused, redirected, hanging, cut, encrypted."""

import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest

from fakes.certificates import make_certificate
from fakes.programs import free_port
from fakes.web_server import CLOSE, DRIP, HANG, receiver
from qc_service.adapters import posting
from qc_service.adapters.posting import post
from qc_service.api import TryAgainError

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer token"}


def test_a_body_arrives_as_it_is() -> None:
    with receiver(204) as web:
        post(f"{web.url}/in/here?a=b", b'{"a": 1}', HEADERS)
        ((path, headers, body),) = web.taken
    assert (path, body) == ("/in/here?a=b", b'{"a": 1}')
    assert headers["Authorization"] == "Bearer token"
    assert headers["User-Agent"].startswith("qc-service/")


@pytest.mark.parametrize("status", [500, 503, 408, 425, 429])
def test_some_answers_ask_for_another_try(status: int) -> None:
    with receiver(status) as web, pytest.raises(TryAgainError, match=str(status)):
        post(web.url, b"", HEADERS)


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_some_answers_are_final(status: int) -> None:
    with receiver(status) as web, pytest.raises(OSError, match=f"127.0.0.1 answered {status}$"):
        post(f"{web.url}/token-in-the-path", b"", HEADERS)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with receiver(200) as other, receiver(status) as web:
        web.location = f"{other.url}/elsewhere"
        with pytest.raises(OSError, match="redirects are not followed"):
            post(web.url, b"secret", HEADERS)
        assert len(web.taken) == 1
        assert other.taken == []


def test_a_server_that_hangs_costs_its_time_and_no_more() -> None:
    with receiver(HANG) as web:
        began = time.monotonic()
        with pytest.raises(TryAgainError, match="timed out"):
            post(web.url, b"", HEADERS, seconds=0.2)
        assert time.monotonic() - began < 5


def test_a_server_that_sends_a_byte_now_and_then_is_cut_off() -> None:
    with receiver(DRIP) as web:
        began = time.monotonic()
        with pytest.raises(TryAgainError, match="no answer within"):
            post(web.url, b"", HEADERS, seconds=0.3)
        assert 0.5 < time.monotonic() - began < 10


def test_a_line_that_is_cut_asks_for_another_try() -> None:
    with receiver(CLOSE) as web, pytest.raises(TryAgainError, match=r"127\.0\.0\.1: "):
        post(web.url, b"", HEADERS)


def test_nobody_there_asks_for_another_try() -> None:
    with pytest.raises(TryAgainError, match="refused"):
        post(f"http://127.0.0.1:{free_port()}/secret", b"", HEADERS)
    with pytest.raises(TryAgainError) as raised:
        post("http://nowhere.invalid/secret", b"", HEADERS)
    assert "secret" not in str(raised.value)


def test_certificates_are_checked(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with receiver(200, certificate=certificate) as web:
        with pytest.raises(OSError, match="certificate does not hold: self"):
            post(web.url, b"{}", HEADERS)
        assert web.taken == []
        post(web.url, b"{}", HEADERS, str(certificate[0]))
        assert len(web.taken) == 1


def test_a_certificate_of_another_host_is_none(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "elsewhere.example")
    with receiver(200, certificate=certificate) as web:
        with pytest.raises(OSError, match="certificate does not hold: IP address mismatch"):
            post(web.url, b"{}", HEADERS, str(certificate[0]))
        assert web.taken == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    with receiver(200) as web:
        post(web.url, b"{}", HEADERS)
        assert len(web.taken) == 1


def test_cutting_a_connection_that_is_over_is_nothing() -> None:
    with receiver(200) as web:
        connection = HTTPConnection("127.0.0.1", int(web.url.rpartition(":")[2]))
        posting._cut(connection, Event())
        connection.connect()
        posting._cut(connection, Event())
        posting._cut(connection, Event())
        connection.close()
