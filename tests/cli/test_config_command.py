"""`qc config`: checks without loading a plugin, shows what is in force, prints the schema."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest

from qc_service.adapters.config import Config, load_config
from shared import REPO

QC = Path(sys.executable).with_name("qc")


def qc(*arguments: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QC, "config", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )


def test_a_good_file_is_well(tmp_path: Path) -> None:
    path = tmp_path / "qc.toml"
    path.write_text('[plugins]\nenable = ["not-installed"]\n', encoding="utf-8")
    done = qc("check", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: well\n", "")


def test_a_wrong_key_is_exit_3_with_file_line_and_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "qc.toml").write_text("[service]\n\nwrokers = 1\n", encoding="utf-8")
    done = qc("check", "qc.toml", folder=tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    first, second = done.stderr.splitlines()
    assert first == (
        "qc: config.unknown-key: qc.toml:3: service.wrokers: unknown key; did you mean `workers`?"
    )
    assert "docs/configuration.md" in second


def test_what_is_shown_is_toml_and_means_the_same(tmp_path: Path) -> None:
    path = tmp_path / "qc.toml"
    path.write_text(
        f'[service]\nledger = "næste \\"kveld\\".sqlite"\n[[plugins.file]]\npath = "x.py"\n'
        f'sha256 = "{"0" * 64}"\n[plan]\nalpha = 0.01\n',
        encoding="utf-8",
    )
    shown = qc("show", path).stdout
    assert msgspec.convert(tomllib.loads(shown), Config) == load_config(path)
    as_json = json.loads(qc("show", path, "--json").stdout)
    assert msgspec.convert(as_json, Config) == load_config(path)


def test_without_a_file_the_defaults_are_shown() -> None:
    assert msgspec.convert(tomllib.loads(qc("show").stdout), Config) == Config()


def test_the_schema_is_printed() -> None:
    written = (REPO / "docs" / "config.schema.json").read_text(encoding="utf-8")
    assert qc("schema").stdout == written


@pytest.mark.parametrize("arguments", [(), ("check",), ("eat", "it")])
def test_slips_of_the_hand_are_exit_2(arguments: tuple[str, ...]) -> None:
    assert qc(*arguments).returncode == 2
