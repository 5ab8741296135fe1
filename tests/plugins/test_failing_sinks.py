"""Sinks that fail: told by name, each at its own cost, and the others hear everything."""

import hashlib
from pathlib import Path

import pytest

from fakes.alarms import ALARM
from fakes.running import wait_for
from qc_service.adapters.config import Config, PluginFile, PluginsSection
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.api import Sink
from qc_service.model.events import Entry
from qc_service.service import sinks
from qc_service.service.sinks import Sinks

FAILING = Path(__file__).parent / "failing"


class Keeps:
    name = "keeps"

    def __init__(self) -> None:
        self.taken: list[Entry] = []

    def deliver(self, entry: Entry) -> None:
        self.taken.append(entry)


class Watch:
    def __init__(self) -> None:
        self.failed: list[tuple[str, str]] = []
        self.again = 0

    def sink_failed(self, name: str, reason: str) -> None:
        self.failed.append((name, reason))

    def sink_again(self, name: str, reason: str) -> None:
        self.again += 1


def failing(folder: Path, *names: str) -> tuple[Sink, ...]:
    files = []
    for name in names:
        path = folder / f"{name}.py"
        path.write_bytes((FAILING / path.name).read_bytes())
        path.chmod(0o644)
        files.append(PluginFile(str(path), hashlib.sha256(path.read_bytes()).hexdigest()))
    section = PluginsSection(enable=(), file=tuple(files))
    return collect(load_plugins(Config(plugins=section))).sinks


def test_each_fails_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "WAITS_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(sinks, "STOP_SECONDS", 0.3)
    watch, keeps = Watch(), Keeps()
    bad = failing(tmp_path, "sink_hangs", "sink_exits", "sink_insists")
    made = Sinks((*bad, keeps), watch)
    made.deliver([ALARM, ALARM])
    wait_for(lambda: len(keeps.taken) == 2 and len(watch.failed) == 4)
    made.close()
    assert sorted(watch.failed) == [
        ("exits", "SystemExit: 3"),
        ("exits", "SystemExit: 3"),
        ("hangs", "2 entries are left at the end"),
        ("insists", "not yet"),
        ("insists", "not yet"),
    ]
    assert watch.again == 4
    bad[0].go.set()  # type: ignore[attr-defined]
