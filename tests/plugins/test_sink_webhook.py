"""The webhook: one POST an alarm, to a real server, with a token from a file and nothing secret."""

import json

import msgspec
import pytest
from hypothesis import given

from fakes.alarms import ALARM, OTHER, TOLD_ANEW
from fakes.web_server import receiver
from qc_service.adapters.posting import post
from qc_service.api import Means, SinkMaker, TryAgainError
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import AlarmRecord, Entry, Finding, Note
from qc_sink_webhook import qc_sink_makers
from qc_sink_webhook.settings import WebhookSettings
from qc_sink_webhook.sink import WebhookMaker, WebhookSink, alarm_body
from strategies import entries

FILE = "token"


def made(secrets: dict[str, str] | None = None, **table: object) -> WebhookSink:
    settings = msgspec.convert(table, WebhookSettings)
    return WebhookMaker().make(settings, Means(post, secrets or {}))


def test_it_is_offered() -> None:
    (maker,) = qc_sink_makers()
    assert isinstance(maker, SinkMaker)
    assert maker.name == "webhook"


def test_an_alarm_is_one_post() -> None:
    with receiver(200) as web:
        sink = made(
            url=f"{web.url}/in",
            language="en",
            page="https://qc.example",
            source="Voss",
            options=True,
        )
        sink.deliver(ALARM)
        sink.deliver(TOLD_ANEW)
        sink.deliver(Note("now", "started", ""))
        sink.deliver(Finding("gap", ALARM.sheet, "number 6 did not come"))
        first, anew = (json.loads(body) for _, _, body in web.taken)
        assert web.taken[0][1]["Content-Type"] == "application/json"
        assert web.taken[0][1]["Authorization"] is None
    assert first["title"] == "Alarm 3: Scanner hall-2: marks on the paper are not recorded"
    assert (first["alarm"], first["updated"], anew["alarm"], anew["updated"]) == (3, False, 3, True)
    assert first["cell"] == {
        "kind": "miss", "scanner": "hall-2", "contest": "mayor", "option": "smith",
    }  # fmt: skip
    assert (first["start"], first["start_set"], first["raised_at"]) == (301, [290, 310], 420)
    assert first["page"] == "https://qc.example/#alarm-3"
    assert first["source"] == "Voss"


def test_what_was_voted_leaves_only_where_the_settings_say_so() -> None:
    for settings, named in (
        (WebhookSettings(url="http://localhost"), False),
        (WebhookSettings(url="http://localhost", options=True), True),
    ):
        said = json.dumps(alarm_body(ALARM, settings))
        assert ("smith" in said) is named
        assert ("mayor" in said) is named
        assert "hall-2" in said


def test_nothing_of_a_sheet_leaves() -> None:
    for alarm in (ALARM, TOLD_ANEW, OTHER):
        said = json.dumps(alarm_body(alarm, WebhookSettings(url="http://localhost")))
        assert "secret" not in said
        assert "424242" not in said


def test_the_token_goes_along() -> None:
    with receiver(200) as web:
        made({"token_file": "abc"}, url=web.url, token_file=FILE).deliver(ALARM)
        assert web.taken[0][1]["Authorization"] == "Bearer abc"


def test_a_secret_address_comes_from_its_file_and_is_not_told() -> None:
    with receiver(500) as web:
        sink = made({"url_file": f"{web.url}/hush"}, url_file="address")
        with pytest.raises(TryAgainError) as raised:
            sink.deliver(ALARM)
        assert web.taken[0][0] == "/hush"
    assert "hush" not in str(raised.value)
    with pytest.raises(QcError, match="address: expected http") as trouble:
        made({"url_file": "hush"}, url_file="address")
    assert trouble.value.exit_code is ExitCode.CONFIG
    assert "hush" not in str(trouble.value)
    secrets = {"url_file": "http://a.example", "token_file": "x"}
    with pytest.raises(QcError, match="expected https"):
        made(secrets, url_file="address", token_file=FILE)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "url: expected either"),
        ({"url": "http://localhost", "url_file": "x"}, "url: expected either"),
        ({"url": "a.example"}, "url: expected http"),
        ({"url": "http://localhost", "page": "qc"}, "page: expected http"),
        ({"url": "http://a.example", "token_file": "t"}, "url: expected https://, for a token"),
        ({"url": "http://localhost", "language": "se"}, "language"),
        ({"url": "http://localhost", "seconds": 0}, "seconds"),
    ],
)
def test_settings_that_cannot_be_meant(table: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(table, WebhookSettings)


@given(entries)
def test_every_alarm_can_be_posted_and_nothing_else(entry: Entry) -> None:
    bodies: list[bytes] = []
    means = Means(lambda _url, body, _headers, _ca, _seconds: bodies.append(body))
    WebhookMaker().make(WebhookSettings(url="http://localhost"), means).deliver(entry)
    assert len(bodies) == isinstance(entry, AlarmRecord)
