"""Alertmanager: one alert for each alarm, in a real Alertmanager where there is one."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fakes.alarms import ALARM, OTHER, TOLD_ANEW
from fakes.programs import free_port, server
from fakes.running import wait_for
from fakes.web_server import receiver
from qc_service.adapters.posting import post
from qc_service.api import Means, RepeatingSink, SinkMaker, TryAgainError
from qc_service.model.events import Note
from qc_sink_alertmanager import qc_sink_makers
from qc_sink_alertmanager.sink import (
    LASTS,
    AlertmanagerMaker,
    AlertmanagerSettings,
    AlertmanagerSink,
)
from shared import REPO

FILE = "token"


def made(secrets: dict[str, str] | None = None, **table: object) -> AlertmanagerSink:
    settings = msgspec.convert(table, AlertmanagerSettings)
    return AlertmanagerMaker().make(settings, Means(post, secrets or {}))


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[str]:
    """Give the address of a running Alertmanager with the configuration we ship."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with server(
        "prometheus-alertmanager",
        tmp_path,
        f"{url}/-/ready",
        f"--config.file={REPO / 'deploy' / 'alertmanager' / 'alertmanager.yml'}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ):
        yield url


def alerts(url: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{url}/api/v2/alerts") as answer:  # noqa: S310 - on loopback
        said: list[dict[str, Any]] = json.load(answer)
    return said


def test_it_is_offered() -> None:
    (maker,) = qc_sink_makers()
    assert isinstance(maker, SinkMaker)
    assert maker.name == "alertmanager"
    assert isinstance(made(url="http://localhost"), RepeatingSink)


def test_an_alarm_is_one_alert_until_it_no_longer_stands(manager: str) -> None:
    sink = made(url=manager, language="nn", source="Voss", page="https://qc.voss.example")
    sink.deliver(ALARM)
    sink.deliver(Note("now", "started", ""))
    (first,) = alerts(manager)
    assert first["labels"] == {
        "alertname": "QcAlarm", "severity": "critical", "service": "qc-service",
        "instance": "Voss", "alarm": "3",
    }  # fmt: skip
    assert first["annotations"]["summary"].startswith("Alarm 3: Skannar hall-2")
    assert first["generatorURL"] == "https://qc.voss.example/#alarm-3"
    assert first["status"]["state"] in {"active", "unprocessed"}
    sink.deliver(TOLD_ANEW)
    (anew,) = alerts(manager)
    assert anew["annotations"]["summary"].startswith("Alarm 3, oppdatert")
    assert anew["fingerprint"] == first["fingerprint"]
    assert anew["startsAt"] == first["startsAt"]
    sink.repeat([TOLD_ANEW, OTHER])
    assert {alert["labels"]["alarm"] for alert in alerts(manager)} == {"3", "4"}
    sink.repeat([OTHER])
    wait_for(lambda: [alert["labels"]["alarm"] for alert in alerts(manager)] == ["4"])
    sink.repeat([])
    wait_for(lambda: alerts(manager) == [])


def test_a_restarted_service_goes_on_with_the_same_alert(manager: str) -> None:
    made(url=manager).deliver(ALARM)
    (before,) = alerts(manager)
    made(url=manager + "/").repeat([ALARM])
    (after,) = alerts(manager)
    assert (after["fingerprint"], after["startsAt"]) == (before["fingerprint"], before["startsAt"])


def test_what_is_posted() -> None:
    with receiver(200) as web:
        sink = made({"token_file": "abc"}, url=f"{web.url}/am", token_file=FILE)
        sink._now = lambda: datetime(2027, 9, 13, 21, 30, tzinfo=UTC)
        sink.deliver(ALARM)
        sink._now = lambda: datetime(2027, 9, 13, 21, 40, tzinfo=UTC)
        sink.repeat([])
        sink.repeat([])
        (path, headers, first), (_, _, last) = web.taken
    assert path == "/am/api/v2/alerts"
    assert headers["Authorization"] == "Bearer abc"
    (raised,), (ended,) = json.loads(first), json.loads(last)
    assert raised["startsAt"] == ended["startsAt"] == "2027-09-13T21:30:00+00:00"
    assert raised["endsAt"] == "2027-09-14T21:30:00+00:00"
    assert ended["endsAt"] == "2027-09-13T21:40:00+00:00"
    assert raised["generatorURL"] == ""
    assert b"secret" not in first
    assert b"424242" not in first
    assert b"smith" not in first


def test_what_was_voted_is_named_where_the_settings_say_so() -> None:
    with receiver(200) as web:
        made(url=web.url, options=True, language="en").deliver(ALARM)
        assert b"field smith in mayor" in web.taken[0][2]


def test_an_end_that_did_not_arrive_is_told_again() -> None:
    with receiver(200, 503, 200) as web:
        sink = made(url=web.url)
        sink.deliver(ALARM)
        with pytest.raises(TryAgainError):
            sink.repeat([])
        sink.repeat([])
        assert json.loads(web.taken[1][2])[0]["labels"] == json.loads(web.taken[2][2])[0]["labels"]


def test_a_stop_of_the_service_is_not_taken_for_an_end() -> None:
    assert timedelta(hours=12) < LASTS


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "url"),
        ({"url": "localhost:9093"}, "url: expected http"),
        ({"url": "http://localhost", "page": "qc"}, "page: expected http"),
        ({"url": "http://a.example", "token_file": "t"}, "url: expected https"),
        ({"url": "http://localhost", "every_seconds": 0}, "every_seconds"),
    ],
)
def test_settings_that_cannot_be_meant(table: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(table, AlertmanagerSettings)
