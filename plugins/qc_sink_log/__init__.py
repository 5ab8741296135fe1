"""Writes each alarm and finding as one line of JSON to standard error, where operators look."""

from qc_service.api import Sink, hookimpl
from qc_sink_log.sink import LogSink


@hookimpl
def qc_sinks() -> tuple[Sink, ...]:
    """Offer the log sink."""
    return (LogSink(),)
