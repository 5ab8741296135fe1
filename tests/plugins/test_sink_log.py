"""The log sink: a line for each alarm and finding, nothing for the rest."""

import io
import json

import pytest
from hypothesis import given

from qc_service.api.protocols import Sink
from qc_service.model.events import AlarmRecord, Cell, Entry, Finding, Note
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_sink_log import qc_sinks
from qc_sink_log.sink import LogSink
from strategies import entries

KEY = SheetKey("hall-2", "s1", "b1", 7)


def test_it_is_offered_as_a_sink() -> None:
    (sink,) = qc_sinks()
    assert isinstance(sink, Sink)
    assert sink.name == "log"


def test_an_alarm_is_one_line_that_reads_like_the_ledger(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cell = Cell(DifferenceKind.MISS, "hall-2", "mayor", "smith")
    LogSink().deliver(AlarmRecord(cell, 420, 300, 17, 120, 30.5, 20.1, KEY))
    out, err = capsys.readouterr()
    assert out == ""
    said = json.loads(err)
    assert err.endswith("\n")
    assert said["entry"] == "alarm"
    told = {name: value for name, value in said["cell"].items() if value}
    assert told == {"kind": "miss", "scanner": "hall-2", "contest": "mayor", "option": "smith"}


def test_a_finding_is_told_and_a_note_is_not() -> None:
    stream = io.StringIO()
    sink = LogSink(stream)
    sink.deliver(Note("now", "started", ""))
    sink.deliver(Finding("gap", KEY, "number 6 did not come"))
    assert json.loads(stream.getvalue())["kind"] == "gap"


@given(entries)
def test_every_entry_gives_one_line_or_none(entry: Entry) -> None:
    stream = io.StringIO()
    LogSink(stream).deliver(entry)
    told = isinstance(entry, AlarmRecord | Finding)
    assert len(stream.getvalue().split("\n")) == 1 + told
