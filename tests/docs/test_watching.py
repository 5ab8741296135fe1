"""The page on watching tells the truth: every setting of every sink, and its examples are read."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from fakes.alarms import ALARM
from qc_service.adapters.config import Config, load_config
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.api.sinks import SinkMaker
from qc_sink_webhook.settings import WebhookSettings
from qc_sink_webhook.sink import alarm_body
from shared import REPO

PAGE = (REPO / "docs" / "watching.md").read_text(encoding="utf-8")


def makers() -> tuple[SinkMaker, ...]:
    return collect(load_plugins(Config())).makers


def test_every_setting_is_described_with_its_default() -> None:
    rows = re.findall(
        r"^\| `sinks\.(\w+)\.(\w+)` \| (required|`.*?`) \| .+ \|$", PAGE, re.MULTILINE
    )
    told = {(sink, key): default for sink, key, default in rows}
    assert len(rows) == len(told)
    own = {}
    for maker in makers():
        for field in msgspec.structs.fields(maker.settings):
            required = field.default is msgspec.NODEFAULT
            default = "required" if required else f"`{json.dumps(field.default)}`"
            own[maker.name, field.encode_name] = default
    assert told == own


def tables() -> list[str]:
    blocks = re.findall(r"^( *)```toml\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in blocks]


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.splitlines()[0])
def test_every_example_is_read(tmp_path: Path, table: str) -> None:
    path = tmp_path / "qc.toml"
    path.write_text(table, encoding="utf-8")
    assert len(load_config(path).sinks) == 1


def test_every_key_that_a_webhook_gets_is_described() -> None:
    section = PAGE.split("one POST of one JSON object")[1].split("Any 2xx")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", section, re.MULTILINE)
    told = {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}
    assert told == set(alarm_body(ALARM, WebhookSettings(url="http://localhost")))
