"""Test decks read beside the service: the same answer, and none where the process fails."""

import asyncio
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from decks import deck_sheets, write_deck
from qc_service.adapters.deck_folder import DeckFile, read_deck
from qc_service.web import deck_reading
from qc_service.web.beside import GIVES_WAY
from qc_service.web.deck_reading import Asked, main, read_beside


@pytest.fixture
def paths(tmp_path: Path) -> tuple[Path, ...]:
    return write_deck(tmp_path / "a.sqlite", *deck_sheets(3, wrong=1)), tmp_path / "gone.sqlite"


def test_another_process_gives_the_same(paths: tuple[Path, ...]) -> None:
    found = asyncio.run(read_beside(paths))
    assert found == {path: read_deck(path) for path in paths}
    assert found[paths[1]].code == "ledger.missing"


def test_a_process_that_fails_gives_nothing(
    paths: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failed(_module: str, _question: bytes) -> bytes:
        return b""

    monkeypatch.setattr(deck_reading, "ask_beside", failed)
    assert asyncio.run(read_beside(paths)) == {}


def test_the_process_gives_way_and_answers_on_standard_output(
    paths: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    nice: list[int] = []
    question = msgspec.msgpack.encode(Asked(tuple(map(str, paths))))
    out = io.BytesIO()
    monkeypatch.setattr(os, "nice", nice.append)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(question)))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    main()
    assert nice == [GIVES_WAY]
    told = msgspec.msgpack.decode(out.getvalue(), type=list[DeckFile])
    assert told == [read_deck(path) for path in paths]
