"""Tables of sinks: strict as the rest of the configuration, and secrets only from safe files."""

from pathlib import Path

import msgspec
import pytest

from fakes.distributions import drop
from qc_service.adapters.config import Config, load_config
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.adapters.sink_settings import Tables, make_sinks, read_secret
from qc_service.api.protocols import Sink
from qc_service.api.sinks import SinkMaker
from qc_service.model.errors import ExitCode, QcError

PAGER = """
import msgspec
from qc_service.api import FilePath, SecretFile, hookimpl

class PagerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    sound: FilePath = ""
    pin_file: SecretFile = ""

    def __post_init__(self):
        if self.number < 100:
            raise ValueError(f"number: expected three digits, got {self.number}")

class PagerSink:
    name = "pager"
    def __init__(self, settings, means):
        self.settings, self.means = settings, means
    def deliver(self, entry):
        return None

class PagerMaker:
    name = "pager"
    settings = PagerSettings
    def make(self, settings, means):
        return PagerSink(settings, means)

@hookimpl
def qc_sink_makers():
    return [PagerMaker()]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a plugin file and a secret."""
    secret = tmp_path / "pin"
    secret.write_text("4711\n", encoding="ascii")
    secret.chmod(0o600)
    return tmp_path


def configured(folder: Path, table: str, source: str = PAGER) -> Config:
    digest = drop(folder / "drops" / "pager.py", source)
    path = folder / "qc.toml"
    path.write_text(
        f'[plugins]\nenable = []\n[[plugins.file]]\npath = "drops/pager.py"\n'
        f'sha256 = "{digest}"\n\n{table}',
        encoding="utf-8",
    )
    return load_config(path)


def makers(config: Config) -> tuple[SinkMaker, ...]:
    return collect(load_plugins(config)).makers


def made(config: Config) -> tuple[Sink, ...]:
    return make_sinks(makers(config), config)


def refused(folder: Path, table: str) -> str:
    with pytest.raises(QcError) as raised:
        configured(folder, table)
    assert raised.value.exit_code is ExitCode.CONFIG
    return f"{raised.value.code}: {raised.value.message.removeprefix(str(folder))}"


def test_a_sink_is_made_of_its_table_with_its_secret(folder: Path) -> None:
    config = configured(
        folder, '[sinks.pager]\nnumber = 112\nsound = "bell.wav"\npin_file = "pin"\n'
    )
    assert config.sinks["pager"]["sound"] == str(folder / "bell.wav")
    (sink,) = made(config)
    assert sink.means.secrets == {"pin_file": "4711"}  # type: ignore[attr-defined]
    assert sink.settings.number == 112  # type: ignore[attr-defined]
    assert "4711" not in msgspec.json.encode(config).decode()
    assert "4711" not in repr(sink.means)  # type: ignore[attr-defined]


def test_without_a_table_there_is_no_sink(folder: Path) -> None:
    config = configured(folder, "")
    assert makers(config)
    assert made(config) == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[sinks.pagr]\n", "config.unknown-sink: /qc.toml:7: sinks.pagr: no enabled plugin has"),
        ("[sinks.pagr]\n", "did you mean `pager`? known are pager"),
        ("[sinks.smoke]\n", "has such a sink; known are pager"),
        ("[sinks]\npager = 3\n", "config.wrong-type: /qc.toml:7: sinks: expected a table"),
        ("[sinks.pager]\n", "config.missing-key: /qc.toml:7: sinks.pager: the key `number`"),
        (
            "[sinks.pager]\nnumber = 112\nsuond = 1\n",
            "config.unknown-key: /qc.toml:9: sinks.pager.suond: unknown key; did you mean `sound`?",
        ),
        (
            '[sinks.pager]\nnumber = "112"\n',
            "config.wrong-type: /qc.toml:8: sinks.pager.number: expected a whole number, got",
        ),
        (
            "[sinks.pager]\nnumber = 11\n",
            "config.bad-value: /qc.toml:8: sinks.pager.number: expected three digits, got 11",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(
    folder: Path, table: str, said: str
) -> None:
    assert said in refused(folder, table)


def test_where_no_plugin_has_settings_it_is_told(folder: Path) -> None:
    path = folder / "qc.toml"
    path.write_text('[plugins]\nenable = ["sink-log"]\n[sinks.email]\n', encoding="utf-8")
    with pytest.raises(QcError, match="known are none at all"):
        load_config(path)


def test_a_configuration_that_was_not_read_from_a_file_is_checked_as_well(folder: Path) -> None:
    config = configured(folder, "[sinks.pager]\nnumber = 112\n")
    tables: tuple[Tables, ...] = ({"pager": {"number": "x"}}, {"pagre": {}})
    for sinks in tables:
        with pytest.raises(QcError, match="does not fit an enabled plugin") as raised:
            make_sinks(makers(config), msgspec.structs.replace(config, sinks=sinks))
        assert raised.value.exit_code is ExitCode.CONFIG


def test_what_a_maker_gives_must_be_a_sink(folder: Path) -> None:
    source = PAGER.replace("def deliver", "def delvier")
    config = configured(folder, "[sinks.pager]\nnumber = 112\n", source)
    with pytest.raises(QcError, match=r"sink pager: .*no method `deliver`") as raised:
        made(config)
    assert raised.value.exit_code is ExitCode.PLUGINS


def test_a_maker_that_raises_is_named(folder: Path) -> None:
    source = PAGER.replace("return PagerSink(settings, means)", "raise OSError('no line')")
    config = configured(folder, "[sinks.pager]\nnumber = 112\n", source)
    with pytest.raises(QcError, match="sink pager: make failed: OSError: no line"):
        made(config)


@pytest.mark.parametrize(
    ("text", "mode", "code"),
    [
        (b"", 0o600, "config.bad-secret"),
        (b"one\ntwo\n", 0o600, "config.bad-secret"),
        (b"\xff\xfe", 0o600, "config.bad-secret"),
        (b"x" * 5000, 0o600, "config.bad-secret"),
        (b"good", 0o604, "config.open-secret"),
        (b"good", 0o602, "config.open-secret"),
        (None, 0, "config.missing-secret"),
    ],
)
def test_a_secret_that_is_none_or_is_open_to_all(
    tmp_path: Path, text: bytes | None, mode: int, code: str
) -> None:
    path = tmp_path / "secret"
    if text is not None:
        path.write_bytes(text)
        path.chmod(mode)
    with pytest.raises(QcError) as raised:
        read_secret(path)
    assert (raised.value.code, raised.value.exit_code) == (code, ExitCode.CONFIG)
    assert str(path) in raised.value.message
    assert not text or text.decode("latin-1")[:4] not in raised.value.message


def test_a_secret_may_be_readable_by_a_group(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"pass word\r\n")
    path.chmod(0o640)
    assert read_secret(path) == "pass word"
