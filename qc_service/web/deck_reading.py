"""Ledgers of test decks, read in a process that gives way to the service.

A deck is a few hundred ballots, but the folder may hold any ledger: reading one takes a core.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from qc_service.adapters.deck_folder import DeckFile, read_deck
from qc_service.web.beside import answer, ask_beside


class Asked(msgspec.Struct, frozen=True):
    """Ledgers to be read."""

    paths: tuple[str, ...]


async def read_beside(paths: Sequence[Path]) -> dict[Path, DeckFile]:
    """Have ledgers read by another process; nothing where it ends without an answer.

    The process ends with the task that waits for it.
    """
    asked = Asked(tuple(map(str, paths)))
    told = await ask_beside(__name__, msgspec.msgpack.encode(asked))
    found = msgspec.msgpack.decode(told, type=tuple[DeckFile, ...]) if told else ()
    return dict(zip(paths, found, strict=False))


def main() -> None:
    """Take the names of ledgers on standard input, give what they hold on standard output."""
    answer(_answer)


def _answer(question: bytes) -> bytes:
    asked = msgspec.msgpack.decode(question, type=Asked)
    return msgspec.msgpack.encode([read_deck(Path(path)) for path in asked.paths])


if __name__ == "__main__":
    main()
