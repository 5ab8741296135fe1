"""The sink: one JSON object a line for what a person must hear of."""

import sys
from typing import TextIO

import msgspec

from qc_service.model.events import AlarmRecord, Entry, Finding


class LogSink:
    """Passes over everything but alarms and findings: the ledger has the rest.

    The line is the ledger's own entry, its kind under `entry`, so that both read the same.
    """

    name = "log"

    def __init__(self, stream: TextIO | None = None) -> None:
        """Choose where the lines go; standard error where nothing is said."""
        self._stream = stream

    def deliver(self, entry: Entry) -> None:
        """Write one line for an alarm or a finding, and see that it leaves at once."""
        if not isinstance(entry, AlarmRecord | Finding):
            return
        # Looked up at each call: what standard error is may change after the sink was made.
        stream = self._stream or sys.stderr
        stream.write(msgspec.json.encode(entry).decode() + "\n")
        stream.flush()
