"""The study of one alarm over the whole ledger, in a process that gives way to the service.

It follows every sheet of the night again, which takes a core for seconds: in the service itself it
would hold up the writing of records.
"""

from pathlib import Path

import msgspec

from qc_service.adapters.ledger import Ledger
from qc_service.flow.brief import stakes_of
from qc_service.flow.stake import Seats, Stake
from qc_service.flow.trace import Trace, trace
from qc_service.model.errors import QcError
from qc_service.model.events import AlarmRecord
from qc_service.model.sheet import SheetKey
from qc_service.web.beside import answer, ask_beside


class Asked(msgspec.Struct, frozen=True):
    """A study to be made of an alarm as it was told last; `raised` is the sheet it came at."""

    ledger: str
    latest: AlarmRecord
    raised: SheetKey
    seats: Seats


class Study(msgspec.Struct, frozen=True):
    """What the whole ledger says of one alarm: its evidence over the sheets, and the stakes."""

    trace: Trace
    stakes: tuple[Stake, ...]


async def study_beside(asked: Asked) -> Study | None:
    """Have a study made by another process; None where the ledger cannot be read there.

    The process ends with the task that waits for it.
    """
    told = await ask_beside(__name__, msgspec.msgpack.encode(asked))
    return msgspec.msgpack.decode(told, type=Study) if told else None


def study(asked: Asked) -> Study | None:
    """Follow the whole ledger again for one alarm; None where it cannot be read."""
    try:
        with Ledger.read(Path(asked.ledger)) as ledger:
            entries = list(ledger.entries())
    except QcError:
        return None
    return Study(trace(entries, asked.latest, asked.raised), stakes_of(entries, asked.seats))


def main() -> None:
    """Take what is asked on standard input, give the study on standard output."""
    answer(_answer)


def _answer(question: bytes) -> bytes:
    made = study(msgspec.msgpack.decode(question, type=Asked))
    return b"" if made is None else msgspec.msgpack.encode(made)


if __name__ == "__main__":
    main()
