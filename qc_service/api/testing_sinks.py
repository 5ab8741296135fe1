"""The part of the conformance kit for sinks: what they take, what they ask for, what leaves."""

from collections.abc import Callable, Mapping

import msgspec

from qc_service.api.protocols import Sink
from qc_service.api.sinks import Means, RepeatingSink, SinkMaker, TryAgainError
from qc_service.api.trying import Trial, check_name, need
from qc_service.model.events import AlarmRecord, Cell, Entry, Finding, Genesis, Note, SheetRecord
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import DifferenceKind

MADE_AT = "2026-11-03T19:20:21+00:00"
KEY = SheetKey("scanner", "trial-session", "trial-batch", 987_654_321)
ALARM = AlarmRecord(
    Cell(DifferenceKind.MISS, "scanner", "contest", "option"), 9, 1, 2, 4, 9.0, 8.0, KEY, number=1
)
OF_A_SHEET = ("trial-session", "trial-batch", "987654321")
"""What tells one sheet from others, in `KEY`: none of it may leave with an alarm."""

ENTRIES: tuple[Entry, ...] = (
    Genesis(MADE_AT, "1", ()),
    SheetRecord(MADE_AT, Examination(KEY, ())),
    ALARM,
    msgspec.structs.replace(ALARM, refines=1),
    Finding("gap", KEY, "number 0 did not come"),
    Note(MADE_AT, "started", ""),
)
SECRET = "trial-secret"  # noqa: S105 - it is none


def check_sink(sink: Sink) -> None:
    """Check a sink: takes every kind of entry, gives nothing back; so does `repeat`, if it has."""
    check_name(sink)
    for entry in ENTRIES:
        with Trial(sink, f"an entry: {type(entry).__name__}"):
            deliver: Callable[[Entry], object] = sink.deliver
            need(deliver(entry) is None, sink, "deliver() must give nothing")
    if isinstance(sink, RepeatingSink):
        need(sink.every_seconds > 0, sink, "every_seconds must be above 0")
        for standing in ((), (ALARM,), (ALARM,), ()):
            with Trial(sink, f"repeat with {len(standing)} alarms"):
                repeat: Callable[[tuple[AlarmRecord, ...]], object] = sink.repeat
                need(repeat(standing) is None, sink, "repeat() must give nothing")


def check_sink_maker(maker: SinkMaker, table: Mapping[str, object]) -> None:
    """Check a maker with a table as it would stand under `[sinks.NAME]`, and the sink it makes.

    Nothing is posted in earnest; every secret is `trial-secret`.
    """
    check_name(maker)
    kind = maker.settings
    shape = kind.__struct_config__
    need(shape.forbid_unknown_fields, maker, "its settings must forbid unknown fields")
    need(shape.frozen, maker, "its settings must be frozen")
    settings = msgspec.convert(dict(table), kind)
    posted: list[str] = []

    def post(
        url: str, body: bytes, headers: Mapping[str, str], ca_file: str, seconds: float
    ) -> None:
        del url, headers, ca_file
        need(seconds > 0, maker, "must post with a limit of time")
        posted.append(body.decode())

    secrets = dict.fromkeys((field.name for field in msgspec.structs.fields(kind)), SECRET)
    with Trial(maker, "make"):
        sink = maker.make(settings, Means(post, secrets))
    need(sink.name == maker.name, maker, f"made a sink of another name: {sink.name!r}")
    need(SECRET not in repr(sink), maker, "shows a secret")
    check_sink(sink)
    for word in (*OF_A_SHEET, SECRET):
        need(word not in "".join(posted), maker, f"lets {word!r} leave")
    if posted:
        _check_again(maker, settings, secrets)


def _check_again(maker: SinkMaker, settings: object, secrets: Mapping[str, str]) -> None:
    """Check that a sink does not keep to itself that it could not post."""

    def post(
        url: str, body: bytes, headers: Mapping[str, str], ca_file: str, seconds: float
    ) -> None:
        del url, body, headers, ca_file, seconds
        raise TryAgainError("nobody there")

    sink = maker.make(settings, Means(post, secrets))
    try:
        sink.deliver(ALARM)
    except TryAgainError:
        return
    need(holds=False, who=maker, what="swallows TryAgainError")
