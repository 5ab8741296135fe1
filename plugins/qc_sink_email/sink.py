"""The sink: one message for each alarm, later ones of the same alarm in reply to the first."""

import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, make_msgid

from qc_service.api import Means, TryAgainError
from qc_service.api.alarm_words import (
    Language,
    alarm_link,
    alarm_number,
    alarm_words,
    clean,
)
from qc_service.model.events import AlarmRecord, Entry
from qc_sink_email.settings import EmailSettings

TEMPORARY = range(400, 500)
"""SMTP replies that ask for another try (RFC 5321, 4.2.1)."""

FOOTER: dict[Language, str] = {
    "nb": "Sendt av qc-service, som kontrollerer opptellingen og aldri teller selv.",
    "nn": "Sendt av qc-service, som kontrollerer oppteljinga og aldri tel sjølv.",
    "en": "Sent by qc-service, which controls the count and never counts.",
}


class EmailMaker:
    """Makes the sink from `[sinks.email]`."""

    name = "email"
    settings = EmailSettings

    def make(self, settings: EmailSettings, means: Means) -> "EmailSink":
        """Make it."""
        return EmailSink(settings, means)


def _now() -> datetime:
    return datetime.now(UTC)


class EmailSink:
    """Writes to people; a connection for each message, for hours lie between two."""

    name = "email"

    def __init__(
        self, settings: EmailSettings, means: Means, now: Callable[[], datetime] = _now
    ) -> None:
        """Keep whom to write to, and the password."""
        self._settings, self._now = settings, now
        self._password = means.secrets.get("password_file", "")
        self._first: dict[int, str] = {}

    def deliver(self, entry: Entry) -> None:
        """Send an alarm.

        Raises:
            TryAgainError: the server is not there, or asks for another try.
            OSError: refused for good; named are the recipients that got nothing.
        """
        if isinstance(entry, AlarmRecord):
            message = self._message(entry)
            self._send(message)
            self._first.setdefault(alarm_number(entry), message["Message-ID"])

    def _message(self, alarm: AlarmRecord) -> EmailMessage:
        settings = self._settings
        words = alarm_words(alarm, settings.language, options=settings.options)
        message = EmailMessage(policy=LINES)
        message["From"] = settings.sender
        message["To"] = ", ".join(settings.recipients)
        message["Subject"] = f"[{clean(settings.source)}] {words.title}"
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2])
        # So that no holiday greeting answers it (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        first = self._first.get(alarm_number(alarm))
        if first:
            message["In-Reply-To"] = message["References"] = first
        link = alarm_link(settings.page, alarm)
        parts = filter(None, [words.title, "\n".join(words.facts), words.advice, link])
        message.set_content("\n\n".join([*parts, f"-- \n{FOOTER[settings.language]}\n"]))
        return message

    def _send(self, message: EmailMessage) -> None:
        try:
            with self._connected() as server:
                refused = server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
            codes = [code for code, _ in refused.values()]
            if all(code in TEMPORARY for code in codes):
                raise TryAgainError(f"{self._settings.host}: all recipients later") from None
        except smtplib.SMTPResponseException as error:
            reply = f"{self._settings.host} answered {error.smtp_code}"
            if error.smtp_code in TEMPORARY:
                raise TryAgainError(reply) from None
            raise OSError(reply) from None
        except ssl.SSLCertVerificationError as error:
            what = f"its certificate does not hold: {error.verify_message}"
            raise OSError(f"{self._settings.host}: {what}") from None
        except smtplib.SMTPNotSupportedError as error:
            raise OSError(f"{self._settings.host}: {error}") from None
        except OSError as error:
            what = str(error) or type(error).__name__
            raise TryAgainError(f"{self._settings.host}: {what}") from None
        if refused:
            # Not again: the others have it, and would get it twice.
            raise OSError(f"{self._settings.host} refused {', '.join(sorted(refused))}")

    def _connected(self) -> smtplib.SMTP:
        """Connect, encrypt and log in, as the settings say."""
        settings = self._settings
        context = ssl.create_default_context(cafile=settings.ca_file or None)
        server: smtplib.SMTP
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=settings.seconds, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds)
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, self._password)
        except BaseException:
            server.close()
            raise
        return server
