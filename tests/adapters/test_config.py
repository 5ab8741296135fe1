"""The configuration: read strictly, wrong ones answered with file, line, key and the way out."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from qc_service.adapters.address import endpoint_complaint, split_address, web_complaint
from qc_service.adapters.config import Baseline, Config, config_digest, load_config, schema_text
from qc_service.adapters.toml_lines import line_of
from qc_service.detecting.mixture import HIGHEST_BASELINE
from qc_service.model.errors import ExitCode, QcError

BASE = """\
# a comment
[service]
bind = "tcp://127.0.0.1:5557"
workers = 3

[plugins]
enable = [
  # the first
  "a",
  "b",
]
[[plugins.file]]
path = "x.py"
sha256 = "%s"
""" % ("0" * 64)


def write(folder: Path, text: str) -> Path:
    path = folder / "qc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> QcError:
    with pytest.raises(QcError) as raised:
        load_config(write(folder, text))
    assert raised.value.exit_code is ExitCode.CONFIG
    assert raised.value.hint
    assert str(folder / "qc.toml") in raised.value.message
    return raised.value


def test_no_file_gives_the_defaults() -> None:
    assert load_config(None) == Config()


def test_an_empty_file_gives_the_defaults_beside_it(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, ""))
    assert config.service.ledger == str(tmp_path / "qc-ledger.sqlite")
    assert config.reading.layouts == ""
    assert config.limits == Config().limits
    assert config.plan == Config().plan


def test_paths_are_taken_from_the_files_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = BASE + '[reading]\nlayouts = "ballots"\n[decks]\nfolder = "decks"\n'
    write(tmp_path, text.replace("workers = 3", 'ledger = "/var/lib/qc/night.sqlite"'))
    monkeypatch.chdir(tmp_path)
    config = load_config(Path("qc.toml"))
    assert config.service.ledger == "/var/lib/qc/night.sqlite"
    assert config.reading.layouts == str(tmp_path / "ballots")
    assert config.decks.folder == str(tmp_path / "decks")
    assert config.plugins.file[0].path == str(tmp_path / "x.py")


def test_the_environment_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, BASE)
    before = load_config(path)
    for name in ("QC_SERVICE_BIND", "SERVICE_BIND", "BIND", "QC_WORKERS"):
        monkeypatch.setenv(name, "tcp://1.2.3.4:1")
    assert load_config(path) == before


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            "workers = 3",
            "wrokers = 3",
            "unknown-key",
            ":4: service.wrokers: unknown key; did you mean `workers`?",
        ),
        (
            "workers = 3",
            "credit = 3",
            "unknown-key",
            ":4: service.credit: unknown key; it belongs in section [limits]",
        ),
        ("workers = 3", "zzz = 3", "unknown-key", "known here are bind, key, ledger, web, workers"),
        (
            "[service]",
            "[sevrice]",
            "unknown-key",
            ":2: sevrice: unknown key; did you mean `service`?",
        ),
        (
            "path =",
            "paht =",
            "unknown-key",
            ":13: plugins.file[1].paht: unknown key; did you mean `path`?",
        ),
        (
            "workers = 3",
            'workers = "3"',
            "wrong-type",
            ":4: service.workers: expected a whole number, got a text in quotes",
        ),
        ("workers = 3", "workers = 1.5", "wrong-type", "expected a whole number, got a number"),
        (
            "workers = 3",
            "workers = true",
            "wrong-type",
            "expected a whole number, got true or false",
        ),
        (
            "workers = 3",
            "workers = -1",
            "out-of-range",
            ":4: service.workers: expected a whole number >= 0, got -1",
        ),
        ("workers = 3", "workers = 3\nledger = ''", "out-of-range", ":5: service.ledger: "),
        (
            '  "b",',
            "  7,",
            "wrong-type",
            ":7: plugins.enable[2]: expected a text in quotes, got a whole number",
        ),
        ('  "b",', '  "a",', "bad-value", ":7: plugins.enable[2]: `a` is enabled twice"),
        ('path = "x.py"', "", "missing-key", ":12: plugins.file[1]: the key `path` is missing"),
        (
            "0" * 64,
            "A" * 64,
            "bad-value",
            ":14: plugins.file[1].sha256: expected 64 hexadecimal digits",
        ),
        (":5557", ":65536", "bad-value", ":3: service.bind: expected a port from 0 to 65535"),
        (
            "tcp://",
            "udp://",
            "bad-value",
            ":3: service.bind: expected tcp://HOST:PORT or ipc://PATH",
        ),
        ("workers = 3", "web = 'here'", "bad-value", ":4: service.web: expected HOST:PORT"),
        ("workers = 3", "workers =", "syntax", ":4: this is not TOML"),
        ('"%s"' % ("0" * 64), "", "syntax", ":14: this is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_key(
    tmp_path: Path, old: str, new: str, code: str, said: str
) -> None:
    assert old in BASE
    error = refused(tmp_path, BASE.replace(old, new))
    assert error.code == f"config.{code}"
    assert said in error.message


@pytest.mark.parametrize(
    "line",
    [
        "alpha = 0", "alpha = 1", "alpha = nan", "alpha = 1.5", "scanners = 0", "options = 0",
        "ballots_per_scanner = -5", "baseline_option = 0.0", "baseline_scanner = 0.3",
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_meant_is_refused(tmp_path: Path, line: str) -> None:
    error = refused(tmp_path, f"[plan]\n{line}\n")
    assert error.code == "config.out-of-range"
    assert f":2: plan.{line.split(maxsplit=1)[0]}: expected" in error.message


@pytest.mark.parametrize(
    "line",
    [
        "image_bytes = 0", "image_bytes = 3000000000", "images_per_sheet = 0", "credit = 0",
        "examine_seconds = 0", "heartbeat_seconds = inf", "drain_seconds = -1",
    ],
)  # fmt: skip
def test_a_limit_that_cannot_be_meant_is_refused(tmp_path: Path, line: str) -> None:
    error = refused(tmp_path, f"[limits]\n{line}\n")
    assert error.code == "config.out-of-range"
    assert f":2: limits.{line.split(maxsplit=1)[0]}: expected" in error.message


def test_silence_shorter_than_the_heartbeat_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "[limits]\nheartbeat_seconds = 5\nsilence_seconds = 5.0\n")
    assert ":3: limits.silence_seconds: expected more than heartbeat_seconds (5)" in error.message


def test_every_unknown_key_is_named_at_once(tmp_path: Path) -> None:
    error = refused(tmp_path, "[service]\nbnid = 1\n[limits]\n\ncrdit = 2\n[plan]\nalhpa=1\n")
    assert [line.split(": ")[0].rpartition(":")[2] for line in error.message.splitlines()] == [
        "2", "5", "7",
    ]  # fmt: skip


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(QcError, match="there is no such file") as raised:
        load_config(tmp_path / "none.toml")
    assert raised.value.code == "config.missing-file"
    (tmp_path / "qc.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(QcError) as raised:
        load_config(tmp_path / "qc.toml")
    assert raised.value.code == "config.unreadable"
    with pytest.raises(QcError) as raised:
        load_config(tmp_path)
    assert raised.value.code == "config.unreadable"


def test_lines_are_found_in_every_way_of_writing_a_key() -> None:
    text = 'a.b = 1\n[c]\nd = """\nx = 1\n"""\n# y\ne = { f = 1,\n g = 2 }\n[[h]]\n[[h]]\ni = 1\n'
    text = text.replace(",\n", ",")
    assert line_of(text, ("a", "b")) == 1
    assert line_of(text, ("c", "d")) == 3
    assert line_of(text, ("c", "e", "g")) == 7
    assert line_of(text, ("h", 0)) == 8
    assert line_of(text, ("h", 1, "i")) == 10
    assert line_of(text, ("c", "missing")) == 2
    assert line_of(text, ("missing",)) == 1


def test_the_schema_takes_what_we_take_and_refuses_what_we_refuse(tmp_path: Path) -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(json.loads(msgspec.json.encode(Config())))
    for wrong in ({"service": {"wrokers": 1}}, {"plan": {"alpha": 0}}, {"limits": {"credit": "1"}}):
        assert not validator.is_valid(wrong)
        refused(tmp_path, _toml(wrong))


def _toml(tables: object) -> str:
    assert isinstance(tables, dict)
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())
        for name, keys in tables.items()
    )


def test_the_baseline_is_bounded_below_the_detectors_own_bound() -> None:
    (limits,) = Baseline.__metadata__  # type: ignore[attr-defined]  # Annotated has it at run time
    assert 0.9 * HIGHEST_BASELINE < limits.lt <= HIGHEST_BASELINE


def test_one_changed_key_changes_the_digest() -> None:
    other = msgspec.structs.replace(
        Config(), plan=msgspec.structs.replace(Config().plan, alpha=0.04)
    )
    assert config_digest(Config()) == config_digest(Config())
    assert config_digest(other) != config_digest(Config())


@pytest.mark.parametrize("text", ["tcp://*:5557", "tcp://127.0.0.1:*", "tcp://[::1]:1", "ipc:///x"])
def test_good_endpoints(text: str) -> None:
    assert endpoint_complaint(text) == ""


@pytest.mark.parametrize("text", ["", "tcp://", "tcp://x", "tcp://a:b", "tcp://a:1/x", "ipc://"])
def test_bad_endpoints(text: str) -> None:
    assert endpoint_complaint(text)


def test_web_addresses_are_split() -> None:
    assert web_complaint("[::1]:8080") == ""
    assert split_address("[::1]:8080") == ("::1", 8080)
    assert split_address("localhost:0") == ("localhost", 0)
    assert web_complaint("localhost:99999")
    assert web_complaint("8080")
