"""The sink: one POST for each alarm, and for each time it is told anew."""

import msgspec

from qc_service.api import Means
from qc_service.api.alarm_words import (
    alarm_link,
    alarm_number,
    alarm_words,
    cell_fields,
    without_options,
)
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import AlarmRecord, Entry
from qc_sink_webhook.settings import WebhookSettings

BODY_VERSION = 1
"""Rises when a receiver that reads the body by its keys would no longer understand it."""


class WebhookMaker:
    """Makes the sink from `[sinks.webhook]`."""

    name = "webhook"
    settings = WebhookSettings

    def make(self, settings: WebhookSettings, means: Means) -> "WebhookSink":
        """Make it. Raises QcError where the address in `url_file` is none."""
        url = settings.url or means.secrets["url_file"]
        if complaint := settings.complaint(url):
            raise QcError(
                "config.bad-value",
                f"{settings.url_file}: {complaint}",
                "Write the whole address, and nothing else, into the file.",
                ExitCode.CONFIG,
            )
        return WebhookSink(settings, means, url)


class WebhookSink:
    """Posts alarms; findings and the service's health are for Prometheus to tell."""

    name = "webhook"

    def __init__(self, settings: WebhookSettings, means: Means, url: str) -> None:
        """Keep what goes with every POST."""
        self._settings, self._post, self._url = settings, means.post, url
        self._headers = {"Content-Type": "application/json"}
        if settings.token_file:
            self._headers["Authorization"] = f"Bearer {means.secrets['token_file']}"

    def deliver(self, entry: Entry) -> None:
        """Post an alarm. Raises what `Post` raises."""
        if isinstance(entry, AlarmRecord):
            body = msgspec.json.encode(alarm_body(entry, self._settings))
            settings = self._settings
            self._post(self._url, body, self._headers, settings.ca_file, settings.seconds)


def alarm_body(alarm: AlarmRecord, settings: WebhookSettings) -> dict[str, object]:
    """Give the object that is posted; `docs/watching.md` describes each key."""
    words = alarm_words(alarm, settings.language, options=settings.options)
    alarm = alarm if settings.options else without_options(alarm)
    return {
        "version": BODY_VERSION,
        "event": "alarm",
        "source": settings.source,
        "alarm": alarm_number(alarm),
        "updated": bool(alarm.refines),
        "cell": cell_fields(alarm.cell),
        "rivals": [cell_fields(cell) for cell in alarm.rivals],
        "also": [cell_fields(cell) for cell in alarm.also],
        "raised_at": alarm.at,
        "start": alarm.start,
        "start_set": alarm.start_set,
        "wrong": alarm.wrong,
        "seen": alarm.seen,
        "rate_interval": alarm.rate_interval,
        "log_evidence": alarm.log_evidence,
        "threshold": alarm.threshold,
        "title": words.title,
        "text": "\n".join(words.facts),
        "advice": words.advice,
        "language": settings.language,
        "page": alarm_link(settings.page, alarm),
    }
