"""The acceptance: kill -9 of worker, service and feeder at random while 2,000 sheets flow."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

from fakes.running import (
    PATIENCE_SECONDS,
    Running,
    configured,
    environment,
    records,
    running,
    wait_for,
)
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.flow.replaying import replay
from qc_service.model.batch import BatchEvent, BatchKind
from qc_service.model.events import Finding, SheetRecord

SHEETS = 2000
KILLS_OF_EACH = 4
SEED = 20261123


class Feeder:
    """A feeder that is started again whenever it was killed."""

    def __init__(self, folder: Path, address: str) -> None:
        self._command = [
            sys.executable,
            "-m",
            "fakes.feeder_process",
            str(folder),
            address,
            str(folder.parent / "state.jsonl"),
        ]
        self.process = self._start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=environment())


def recorded(config: Config) -> int:
    """Count the sheets on disk, from outside, without a lock that could disturb the writer."""
    with closing(sqlite3.connect(f"file:{config.service.ledger}?mode=ro", uri=True)) as reading:
        count = reading.execute("SELECT count(*) FROM entries WHERE kind = 'sheet'").fetchone()[0]
        return int(count)


def children(process: int) -> list[int]:
    return [
        int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()
    ]


def kill_a_worker(service: Running, chance: random.Random) -> None:
    wait_for(lambda: bool(children(service.process.pid)))
    # It may have been replaced since it was listed; then the next one is hit another time.
    with suppress(ProcessLookupError):
        os.kill(chance.choice(children(service.process.pid)), signal.SIGKILL)


def run_through(folder: Path, config: Config, chance: random.Random) -> None:
    """Let all sheets flow while things are killed; ends when the feeder has settled everything."""
    targets = ["worker", "service", "feeder"] * KILLS_OF_EACH
    chance.shuffle(targets)
    moments = sorted(chance.sample(range(1, SHEETS - 200), len(targets)))
    plan = list(zip(moments, targets, strict=True))
    feeder: Feeder | None = None
    try:
        while True:
            with running(config) as service:
                if feeder is None:
                    feeder = Feeder(folder, config.service.bind)
                if live_until_killed(service, feeder, config, plan, chance):
                    assert service.kill(signal.SIGTERM) == 0
                    return
    finally:
        if feeder is not None:
            feeder.process.kill()
            feeder.process.wait()


def live_until_killed(
    service: Running,
    feeder: Feeder,
    config: Config,
    plan: list[tuple[int, str]],
    chance: random.Random,
) -> bool:
    """Kill what the plan says; true when all is done, false when the service was killed."""
    until = time.monotonic() + 2 * PATIENCE_SECONDS
    while plan or feeder.process.poll() is None:
        assert time.monotonic() < until, f"stuck at {recorded(config)} with {plan}"
        if plan and recorded(config) >= plan[0][0]:
            _, target = plan.pop(0)
            if target == "service":
                service.kill()
                return False
            if target == "feeder":
                feeder.kill()
            else:
                kill_a_worker(service, chance)
        time.sleep(0.005 * chance.random())
    assert feeder.process.returncode == 0
    return True


def test_every_sheet_has_exactly_one_record_whatever_is_killed(
    tmp_path: Path, unused_port: int
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(1, SHEETS + 1):
        word = "differ" if number % 50 == 0 else "brief"
        (folder / f"sheet-{number:04}.png").write_text(f"{word} {number}")
    (folder / "box.toml").write_text(f'id = "K07"\nclosed = true\nexpected = {SHEETS}\n')
    config = configured(tmp_path, bind=f"tcp://127.0.0.1:{unused_port}")
    run_through(folder, config, random.Random(SEED))  # noqa: S311 - a test must be repeatable
    numbers = sorted(record.examination.key.sequence for record in records(config))
    assert numbers == list(range(1, SHEETS + 1))
    images = {record.examination.pages[0].image for record in records(config)}
    assert len(images) == SHEETS
    assert not any(record.examination.faults for record in records(config))
    with Ledger.read(Path(config.service.ledger)) as ledger:
        assert ledger.verify().complaint == ""
        assert replay(ledger.entries()).difference == ""
        written = list(ledger.entries())
    # The box adds up: opened once before its first sheet, closed once after its last.
    told = [entry for entry in written if isinstance(entry, BatchEvent | SheetRecord)]
    events = {n: e.notice.kind for n, e in enumerate(told) if isinstance(e, BatchEvent)}
    assert events == {0: BatchKind.OPENED, SHEETS + 1: BatchKind.CLOSED}
    kinds = {entry.kind for entry in written if isinstance(entry, Finding)}
    assert not any(kind.startswith("box-") for kind in kinds)
