"""The study of an alarm beside the service: the same answer, and no process left behind."""

import asyncio
import io
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from msgspec.structs import replace

from qc_service.flow.stake import Seats
from qc_service.web.beside import GIVES_WAY
from qc_service.web.studying import Asked, Study, main, study, study_beside
from view_nights import rig


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    made = rig(tmp_path_factory.mktemp("night"), sheets=720)
    case = made.board.severities[0].case
    return Asked(str(made.ledger), case.latest, case.raised.sheet, Seats(0))


def test_another_process_gives_the_same(asked: Asked) -> None:
    here = study(asked)
    assert here is not None
    assert here.trace.points
    assert asyncio.run(study_beside(asked)) == here


def test_a_ledger_that_is_gone_gives_none(asked: Asked, tmp_path: Path) -> None:
    gone = replace(asked, ledger=str(tmp_path / "gone.sqlite"))
    assert study(gone) is None
    assert asyncio.run(study_beside(gone)) is None


def children() -> set[str]:
    path = Path(f"/proc/{os.getpid()}/task")
    return {pid for each in path.iterdir() for pid in (each / "children").read_text().split()}


def test_the_process_ends_with_the_task_that_waits_for_it(asked: Asked) -> None:
    before = children()

    async def give_up() -> None:
        task = asyncio.create_task(study_beside(asked))
        await asyncio.sleep(0.1)
        assert children() > before
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(give_up())
    until = time.monotonic() + 5
    while not children() <= before and time.monotonic() < until:
        time.sleep(0.01)
    assert children() <= before


def test_the_process_gives_way_and_answers_on_standard_output(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    nice: list[int] = []
    out = io.BytesIO()
    monkeypatch.setattr(os, "nice", nice.append)
    monkeypatch.setattr(
        sys, "stdin", SimpleNamespace(buffer=io.BytesIO(msgspec.msgpack.encode(asked)))
    )
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    main()
    assert nice == [GIVES_WAY]
    assert msgspec.msgpack.decode(out.getvalue(), type=Study) == study(asked)
