"""Acts at the command line, on a ledger that no service writes: the ceremony without a browser."""

from collections.abc import Sequence
from pathlib import Path

from qc_service.adapters.config import Config, ServiceSection
from qc_service.adapters.ledger import Ledger
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import replay
from qc_service.model.acts import Act, ActRecord
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Effect
from qc_service.model.people import Person
from qc_service.service.bootstrap import now_text, reopen_ledger


def enter(path: Path, by: Sequence[Person], act: Act) -> tuple[ActRecord, tuple[Effect, ...]]:
    """Have people act on a ledger; give the act as recorded, and what followed from it.

    Raises:
        QcError: the ledger's own, or the code with which the desk refuses the act.
    """
    opened = reopen_ledger(Config(service=ServiceSection(ledger=str(path))))
    try:
        record = ActRecord(now_text(), tuple(by), opened.desk.complete(act))
        refusal = opened.desk.refuses(record)
        if refusal is not None:
            raise QcError(
                refusal.code,
                f"{path}: {refusal.message}",
                "Nothing was written; docs/checks.md tells what each refusal means.",
                ExitCode.USAGE,
            )
        effects = opened.desk.take_act(record)
        opened.ledger.append([record, *effects])
    finally:
        opened.ledger.close()
    return record, effects


def look(path: Path) -> Desk:
    """Give the desk as it stands at a ledger's end; a service may write meanwhile."""
    with Ledger.read(path) as ledger:
        return replay(ledger.entries()).desk
