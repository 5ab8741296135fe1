"""Acts at the command line, on a ledger that no service writes: the ceremony without a browser."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from qc_service.adapters.act_queue import Asked
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import replay
from qc_service.model.acts import Act, ActRecord
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Effect, Entry
from qc_service.service.actors import Actors
from qc_service.service.bootstrap import now_text, reopen_ledger, today_text
from qc_service.service.clerk import Clerk
from qc_service.service.job import Job


def enter(
    path: Path, actors: Actors, act: Act, config: Config
) -> tuple[ActRecord, tuple[Effect, ...]]:
    """Have people act on a ledger; give the act as recorded, and what followed from it.

    Raises:
        QcError: the ledger's own, the code with which the desk refuses the act, or
            `people.candidate`.
    """
    service = replace(config.service, ledger=str(path))
    opened = reopen_ledger(replace(config, service=service))
    written: list[Entry] = []

    def committed(entries: Sequence[Entry], jobs: Sequence[Job]) -> None:
        if not jobs:  # no sheet comes in here
            written.extend(entries)

    try:
        _require_taken(opened.desk, ActRecord(now_text(), actors.people, act), path)
        clerk = Clerk(opened.ledger, opened.desk, committed, now_text, opened.notary.checkpoint)
        for person, confirmation in actors.confirmations(opened.desk, today_text()):
            clerk.take_act(Asked((person,), confirmation), 0.0)
        asked = Asked(actors.people, act, unverified=not actors.verified)
        clerk.take_act(asked, 0.0)
        clerk.commit(0.0)
    finally:
        opened.ledger.close()
    answer = asked.wait(0.0)
    records = [entry for entry in written if isinstance(entry, ActRecord)]
    return records[-1], answer.effects


def _require_taken(desk: Desk, asked: ActRecord, path: Path) -> None:
    """Refuse what the desk refuses, before anybody is asked to confirm anything."""
    refusal = desk.refuses(replace(asked, act=desk.complete(asked.act)))
    if refusal is not None:
        raise QcError(
            refusal.code,
            f"{path}: {refusal.message}",
            "Nothing was written; docs/checks.md tells what each refusal means.",
            ExitCode.USAGE,
        )


def look(path: Path) -> Desk:
    """Give the desk as it stands at a ledger's end; a service may write meanwhile."""
    with Ledger.read(path) as ledger:
        return replay(ledger.entries()).desk
