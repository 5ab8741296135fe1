"""Alarms as the desk gives them, for tests of what leaves the house."""

from msgspec.structs import replace

from qc_service.model.events import AlarmRecord, Cell
from qc_service.model.sheet import SheetKey
from qc_service.model.verdict import DifferenceKind

KEY = SheetKey("hall-2", "session-secret", "batch-secret", 424_242)
"""The sheet at which it came; nothing of it but the scanner may leave."""

ALARM = AlarmRecord(
    Cell(DifferenceKind.MISS, "hall-2", "mayor", "smith"),
    at=420,
    start=301,
    wrong=17,
    seen=120,
    log_evidence=30.5,
    threshold=20.1,
    sheet=KEY,
    number=3,
    start_set=(290, 310),
    rate_interval=(0.08321, 0.2149),
    rivals=(Cell(DifferenceKind.MISS, "hall-2", district="0101", batch="K7"),),
)
TOLD_ANEW = replace(ALARM, cell=Cell(DifferenceKind.MISS, "hall-2"), at=920, refines=3, rivals=())
OTHER = replace(ALARM, cell=Cell(DifferenceKind.STYLE), number=4, rivals=())
