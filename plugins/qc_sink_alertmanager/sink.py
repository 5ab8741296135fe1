"""The sink, by Alertmanager's interface v2: POST of a list of alerts, told again every minute.

Alertmanager keeps no alerts over a restart, so what stands is repeated. An alert ends a day after
it was told last, not minutes: that this service stops must never read as "resolved".
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from qc_service.api import FilePath, Means, SecretFile
from qc_service.api.addresses import address_complaint, keeps_secrets
from qc_service.api.alarm_words import (
    Language,
    alarm_link,
    alarm_number,
    alarm_words,
)
from qc_service.model.events import AlarmRecord, Entry

PATH = "/api/v2/alerts"

LASTS = timedelta(days=1)
"""How long an alert stands without being told again: longer than any night of counting."""


class AlertmanagerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where Alertmanager is, what its alerts are labelled with, in which language they speak."""

    url: str
    token_file: SecretFile = ""
    ca_file: FilePath = ""
    seconds: Annotated[float, Meta(gt=0, le=60)] = 5.0
    every_seconds: Annotated[float, Meta(ge=1, le=3600)] = 60.0
    language: Language = "nb"
    options: bool = False
    source: Annotated[str, Meta(min_length=1, max_length=80)] = "qc-service"
    page: str = ""

    def __post_init__(self) -> None:
        """Check the addresses. Raises ValueError naming the key."""
        for key, url in (("url", self.url), *([("page", self.page)] if self.page else [])):
            if complaint := address_complaint(url):
                raise ValueError(f"{key}: {complaint}")
        if self.token_file and not keeps_secrets(self.url):
            raise ValueError("url: expected https://, for a token goes with it")


def _now() -> datetime:
    return datetime.now(UTC)


class AlertmanagerMaker:
    """Makes the sink from `[sinks.alertmanager]`."""

    name = "alertmanager"
    settings = AlertmanagerSettings

    def make(self, settings: AlertmanagerSettings, means: Means) -> "AlertmanagerSink":
        """Make it."""
        return AlertmanagerSink(settings, means)


class AlertmanagerSink:
    """One alert for each alarm's number: an alarm that is told anew changes the same alert."""

    name = "alertmanager"

    def __init__(
        self, settings: AlertmanagerSettings, means: Means, now: Callable[[], datetime] = _now
    ) -> None:
        """Keep where to post, and begin with no alarm told."""
        self.every_seconds = settings.every_seconds
        self._settings, self._post, self._now = settings, means.post, now
        self._url = settings.url.rstrip("/") + PATH
        self._headers = {"Content-Type": "application/json"}
        if settings.token_file:
            self._headers["Authorization"] = f"Bearer {means.secrets['token_file']}"
        self._since: dict[int, datetime] = {}
        self._told: dict[int, AlarmRecord] = {}

    def deliver(self, entry: Entry) -> None:
        """Tell an alarm at once. Raises what `Post` raises."""
        if isinstance(entry, AlarmRecord):
            self._tell([entry], [])

    def repeat(self, standing: Sequence[AlarmRecord]) -> None:
        """Tell all that stand again, and end the alerts of those that no longer do."""
        numbers = {alarm_number(alarm) for alarm in standing}
        gone = [alarm for number, alarm in self._told.items() if number not in numbers]
        if standing or gone:
            self._tell(standing, gone)

    def _tell(self, standing: Sequence[AlarmRecord], gone: Sequence[AlarmRecord]) -> None:
        now = self._now()
        for alarm in standing:
            self._since.setdefault(alarm_number(alarm), now)
            self._told[alarm_number(alarm)] = alarm
        alerts = [self._alert(alarm, now + LASTS) for alarm in standing]
        alerts += [self._alert(alarm, now) for alarm in gone]
        settings = self._settings
        self._post(
            self._url,
            msgspec.json.encode(alerts),
            self._headers,
            settings.ca_file,
            settings.seconds,
        )
        # Only now: one whose end did not arrive is ended again at the next repeat.
        for alarm in gone:
            del self._told[alarm_number(alarm)]
            del self._since[alarm_number(alarm)]

    def _alert(self, alarm: AlarmRecord, ends: datetime) -> dict[str, object]:
        """Give one alert; no label may change when the alarm is told anew, so none names a cell."""
        settings = self._settings
        words = alarm_words(alarm, settings.language, options=settings.options)
        number = alarm_number(alarm)
        return {
            "labels": {
                "alertname": "QcAlarm",
                "severity": "critical",
                "service": "qc-service",
                "instance": self._settings.source,
                "alarm": str(number),
            },
            "annotations": {"summary": words.title, "description": words.text()},
            "startsAt": self._since[number].isoformat(),
            "endsAt": ends.isoformat(),
            "generatorURL": alarm_link(self._settings.page, alarm),
        }
