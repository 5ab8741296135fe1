"""A trial alarm through every sink: does it arrive, before a night depends on it?"""

from collections.abc import Iterator, Sequence

from qc_service.api.alarm_words import TRIAL_NUMBER
from qc_service.api.protocols import Sink
from qc_service.api.sinks import RepeatingSink
from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind

TRIAL = AlarmRecord(
    Cell(DifferenceKind.MISS, "trial"),
    at=0,
    start=0,
    wrong=0,
    seen=0,
    log_evidence=0.0,
    threshold=0.0,
    sheet=SheetKey("trial", "trial", "", 0),
    number=TRIAL_NUMBER,
)
"""An alarm that says of itself that it is none; it stands in no ledger."""


def try_sinks(sinks: Sequence[Sink]) -> Iterator[tuple[str, str]]:
    """Hand every sink the trial once, and end it; give each sink's name and what went wrong."""
    for sink in sinks:
        try:
            sink.deliver(TRIAL)
            if isinstance(sink, RepeatingSink):
                sink.repeat(())
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            yield sink.name, f"{type(error).__name__}: {error}"
        else:
            yield sink.name, ""
