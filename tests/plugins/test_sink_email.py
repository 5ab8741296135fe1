"""E-mail: plain text through a real SMTP server, encrypted, and told apart by alarm."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.alarms import ALARM, TOLD_ANEW
from fakes.certificates import make_certificate
from fakes.mail_server import mailbox
from fakes.programs import free_port
from qc_service.adapters.posting import post
from qc_service.api import Means, SinkMaker, TryAgainError
from qc_service.model.events import Finding, Note
from qc_sink_email import qc_sink_makers
from qc_sink_email.settings import EmailSettings
from qc_sink_email.sink import FOOTER, EmailMaker, EmailSink

TABLE: dict[str, object] = {
    "host": "127.0.0.1", "security": "none", "from": "qc@voss.example",
    "to": ["leader@voss.example", "it@voss.example"], "page": "https://qc.voss.example",
}  # fmt: skip


HUSH = "hush"


def made(password: str = "", **table: object) -> EmailSink:
    settings = msgspec.convert(TABLE | table, EmailSettings)
    return EmailMaker().make(settings, Means(post, {"password_file": password}))


def test_it_is_offered() -> None:
    (maker,) = qc_sink_makers()
    assert isinstance(maker, SinkMaker)
    assert maker.name == "email"


def test_an_alarm_is_one_message_in_plain_text() -> None:
    with mailbox() as box:
        sink = made(port=box.port)
        sink._now = lambda: datetime(2027, 9, 13, 21, 30, tzinfo=UTC)
        sink.deliver(ALARM)
        sink.deliver(Note("now", "started", ""))
        sink.deliver(Finding("gap", ALARM.sheet, "number 6 did not come"))
    (message,) = box.taken
    assert message["From"] == "qc@voss.example"
    assert message["To"] == "leader@voss.example, it@voss.example"
    assert message["Subject"] == (
        "[qc-service] Alarm 3: Skanner hall-2: merker på papiret blir ikke registrert"
    )
    assert message["Date"] == "Mon, 13 Sep 2027 21:30:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[^@>]+@voss\.example>", message["Message-ID"])
    assert message.get_content_type() == "text/plain"
    text = message.get_content()
    assert "Avvik på 17 av 120 stemmesedler" in text
    assert "https://qc.voss.example/#alarm-3" in text
    assert text.rstrip().endswith(FOOTER["nb"])
    assert "secret" not in message.as_string()
    assert "424242" not in text
    assert "smith" not in text


def test_what_was_voted_is_named_where_the_settings_say_so() -> None:
    assert "felt smith i mayor" in made(options=True)._message(ALARM).get_content()


def test_one_that_is_told_anew_answers_the_first() -> None:
    with mailbox() as box:
        sink = made(port=box.port, page="")
        sink.deliver(ALARM)
        sink.deliver(TOLD_ANEW)
        sink.deliver(replace(TOLD_ANEW, refines=9))
    first, anew, unknown = box.taken
    assert anew["In-Reply-To"] == anew["References"] == first["Message-ID"]
    assert anew["Message-ID"] != first["Message-ID"]
    assert unknown["In-Reply-To"] is None
    assert "http" not in first.get_content()


def test_starttls_and_a_password(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mailbox(certificate, password=HUSH) as box:
        table = {"port": box.port, "security": "starttls", "user": "qc", "password_file": "p"}
        made(HUSH, ca_file=str(certificate[0]), **table).deliver(ALARM)
        assert (box.logins, box.encrypted) == (["qc"], [True])
        with pytest.raises(OSError, match="answered 535") as raised:
            made("wrong", ca_file=str(certificate[0]), **table).deliver(ALARM)
        assert "wrong" not in str(raised.value)
        with pytest.raises(OSError, match="certificate does not hold: self"):
            made(HUSH, **table).deliver(ALARM)
        assert len(box.taken) == 1


def test_encrypted_from_the_start(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with mailbox(certificate, wrapped=True) as box:
        made(port=box.port, security="tls", ca_file=str(certificate[0])).deliver(ALARM)
    assert box.encrypted == [True]


def test_without_starttls_nothing_is_sent() -> None:
    with mailbox() as box, pytest.raises(OSError, match="STARTTLS"):
        made(port=box.port, security="starttls").deliver(ALARM)
    assert box.taken == []


def test_one_refused_recipient_is_named_and_the_others_have_it_once() -> None:
    with mailbox() as box:
        box.refused["it@voss.example"] = 550
        with pytest.raises(OSError, match=r"refused it@voss\.example"):
            made(port=box.port).deliver(ALARM)
        assert len(box.taken) == 1
        box.refused["leader@voss.example"] = 550
        with pytest.raises(OSError, match=r"refused it@.*, leader@voss\.example"):
            made(port=box.port).deliver(ALARM)


def test_a_server_that_says_later_is_tried_again() -> None:
    with mailbox() as box:
        box.refused.update({"it@voss.example": 450, "leader@voss.example": 451})
        with pytest.raises(TryAgainError, match="all recipients later"):
            made(port=box.port).deliver(ALARM)
        box.refused.clear()
        box.data_reply = 452
        with pytest.raises(TryAgainError, match="answered 452"):
            made(port=box.port).deliver(ALARM)
        box.data_reply = 554
        with pytest.raises(OSError, match="answered 554"):
            made(port=box.port).deliver(ALARM)


def test_a_server_that_hangs_or_is_not_there_is_tried_again() -> None:
    with mailbox() as box:
        box.hang = True
        began = time.monotonic()
        with pytest.raises(TryAgainError, match="timed out"):
            made(port=box.port, seconds=0.2).deliver(ALARM)
        assert time.monotonic() - began < 5
    with pytest.raises(TryAgainError, match="refused"):
        made(port=free_port()).deliver(ALARM)


@given(st.text(min_size=1, max_size=80))
def test_no_name_can_add_a_header(source: str) -> None:
    sink = made(source=source)
    cell = replace(ALARM.cell, scanner=source)
    message = sink._message(replace(ALARM, cell=cell))
    assert len(message.keys()) == len(set(message.keys()))
    assert "Bcc" not in message
    assert message.as_bytes()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"host": "a b"}, "host"),
        ({"to": []}, "to"),
        ({"to": ["Leader <l@a.example>"]}, "to: expected NAME@HOST"),
        ({"to": ["l@a.example\r\nBcc: x@a.example"]}, "to: expected NAME@HOST"),
        ({"to": ["nobody"]}, "to: expected NAME@HOST"),
        ({"from": "@"}, "from: expected NAME@HOST"),
        ({"from": ""}, "from: expected NAME@HOST"),
        ({"user": "qc"}, "user: expected `user` and `password_file` together"),
        ({"password_file": "p"}, "user: expected"),
        (
            {"host": "a.example", "user": "qc", "password_file": "p"},
            "security: expected starttls or tls",
        ),
        ({"page": "qc"}, "page: expected http"),
        ({"security": "maybe"}, "security"),
    ],
)
def test_settings_that_cannot_be_meant(table: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(TABLE | table, EmailSettings)
