"""`qc serve` as people start it: the real plugins, the real command line."""

import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest

from decks import deck_sheets, write_deck
from fakes.running import PATIENCE_SECONDS, environment, hand_feeder, sheet
from qc_service.adapters.config import Config, load_config
from qc_service.adapters.layout_files import write_layout
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.people_file import enrol, save_people
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.cli.serve import make_face, make_keeper
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Genesis, SheetRecord
from qc_service.model.people import Role
from qc_service.service.bootstrap import load_crew
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


def test_a_scanner_s_page_tells_its_test_deck_and_what_read_it(tmp_path: Path) -> None:
    (tmp_path / "decks").mkdir()
    write_deck(tmp_path / "decks" / "S01-1.sqlite", *deck_sheets(20))
    config = tmp_path / "qc.toml"
    config.write_text('[decks]\nfolder = "decks"\n[page]\nlanguage = "en"\n', encoding="utf-8")
    options = ["--bind=tcp://127.0.0.1:*", "--web=127.0.0.1:0", "--workers=1"]
    with subprocess.Popen(
        [*QC, "serve", *options, f"--config={config}"],
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("feeders connect to ").strip()
        page = process.stdout.readline().removeprefix("the page is at ").strip()
        with hand_feeder(address) as feeder:
            feeder.greet()
            feeder.say(sheet(1))
            feeder.hear(Ack)
        told = _until(f"{page}scanners/S01", "S01-1.sqlite")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert "All agreed" in told
    # The deck's bill of materials is made up, the night's is real.
    assert "Read with something else than tonight: program qc-service, " in told


def _until(address: str, wanted: str) -> str:
    """Ask for a page until it says something, as a browser that renews it does."""
    last = ""
    until = time.monotonic() + PATIENCE_SECONDS
    while wanted not in last and time.monotonic() < until:
        time.sleep(0.2)
        with suppress(HTTPError), urllib.request.urlopen(address) as answer:  # noqa: S310 - ours
            last = answer.read().decode()
    return last


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


def test_people_who_cannot_be_read_end_the_start(tmp_path: Path) -> None:
    config = tmp_path / "qc.toml"
    config.write_text('[people]\nfile = "nobody.toml"\n', encoding="utf-8")
    with pytest.raises(QcError) as refused:
        make_face(load_config(config))
    assert refused.value.code == "people.missing-file"
    assert refused.value.exit_code == ExitCode.CONFIG


def test_the_pages_know_the_configured_layouts_and_people(tmp_path: Path) -> None:
    people, layouts = tmp_path / "people.toml", tmp_path / "layouts"
    save_people(people, [enrol("AB", Role.OFFICER, "123456")])
    layouts.mkdir()
    shipped = collect(load_plugins(Config())).layouts
    write_layout(next(each for each in shipped if each.id == "kst-blank"), layouts)
    config = tmp_path / "qc.toml"
    config.write_text(
        f'[people]\nfile = "{people}"\n[reading]\nlayouts = "{layouts}"\n', encoding="utf-8"
    )
    assert [each.id for each in load_crew(load_config(config)).layouts] == ["kst-blank"]
    assert make_keeper(load_config(config)) is not None
    assert make_keeper(Config()) is None
