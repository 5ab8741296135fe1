"""`qc serve` as people start it: the real plugins, the real command line."""

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from fakes.running import PATIENCE_SECONDS, environment, hand_feeder, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.model.events import Genesis, SheetRecord
from qc_service.wire.messages import Ack

QC = [sys.executable, "-c", "from qc_service.cli.main import run; run()"]


def test_it_listens_rereads_shows_and_stops(tmp_path: Path) -> None:
    options = ["--bind=tcp://127.0.0.1:*", "--web=127.0.0.1:0", "--workers=1"]
    ledger = tmp_path / "ledger.sqlite"
    with subprocess.Popen(
        [*QC, "serve", *options, f"--ledger={ledger}"],
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=tmp_path,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("feeders connect to ").strip()
        page = process.stdout.readline().removeprefix("the page is at ").strip()
        with hand_feeder(address) as feeder:
            feeder.greet()
            feeder.say(sheet(1))
            assert feeder.hear(Ack).faults == ("undecodable",)
        with urllib.request.urlopen(f"{page.rstrip('/')}/metrics") as answer:  # noqa: S310 - ours
            metrics = answer.read().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert 'qc_sheets_total{scanner="S01"} 1.0' in metrics
    with Ledger.read(ledger) as reading:
        entries = list(reading.entries())
    assert isinstance(entries[0], Genesis)
    assert "read-ovals" in {component.name for component in entries[0].components}
    assert sum(isinstance(entry, SheetRecord) for entry in entries) == 1


def test_a_configuration_that_is_not_there_is_3(tmp_path: Path) -> None:
    done = subprocess.run(
        [*QC, "serve", f"--config={tmp_path / 'none.toml'}"],
        env=environment(),
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 3
    assert b"none.toml" in done.stderr
