"""`qc plugins`: the bill of materials as the service would run it, or why it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import cv2

from fakes.distributions import drop, install, whole
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup

QC = Path(sys.executable).with_name("qc")


def qc(*arguments: object, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [QC, "plugins", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(site or "")},
        check=False,
    )


def test_the_defaults_load_all_that_is_shipped() -> None:
    done = qc("--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    kinds = [each["kind"] for each in said["components"]]
    names = [each["name"] for each in said["components"] if each["kind"] == "plugin"]
    assert names == list(Config().plugins.enable)
    assert {"service", "plugin", "profile", "layout", "library", "config"} <= set(kinds)
    for each in said["components"]:
        assert len(each["digest"]) == (0 if each["kind"] in {"library", "warning"} else 64)
    assert said["not_enabled"] == {}


def test_people_get_a_table_with_the_same_lines() -> None:
    lines = qc().stdout.splitlines()
    components = load_lineup(Config()).components
    assert lines[0].split() == ["kind", "name", "version", "from", "sha-256"]
    assert len(lines) == 1 + len(components)
    for line, component in zip(lines[1:], components, strict=True):
        assert line.startswith(component.kind)
        assert component.name in line
        assert line.endswith(component.digest[:12] or component.origin)


def test_what_is_installed_but_not_enabled_is_told(tmp_path: Path) -> None:
    install(
        tmp_path, "fake-idle", {"fake_idle": whole("x", cv2.__version__)}, {"idle": "fake_idle"}
    )
    assert "not enabled: idle (fake-idle 1.2)" in qc(site=tmp_path).stdout


def test_a_dropped_in_file_is_in_the_bill_with_its_digest(tmp_path: Path) -> None:
    source = "from qc_service.api import hookimpl\n@hookimpl\ndef qc_sinks():\n    return ()\n"
    digest = drop(tmp_path / "drops" / "extra.py", source)
    config = tmp_path / "qc.toml"
    config.write_text(f'[[plugins.file]]\npath = "drops/extra.py"\nsha256 = "{digest}"\n')
    said = json.loads(qc("--config", config, "--json").stdout)
    assert digest in {each["digest"] for each in said["components"]}
    drop(tmp_path / "drops" / "extra.py", source + "#\n")
    done = qc("--config", config)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("qc: plugins.changed: ")


def test_exit_codes_for_what_is_missing(tmp_path: Path) -> None:
    config = tmp_path / "qc.toml"
    for text, code, word in (
        ('[plugins]\nenable = ["read-ovls"]\n', 4, "did you mean read-ovals?"),
        ('[reading]\nprofile = "nowhere"\n', 6, "known are default"),
        ('[reading]\nlayouts = "nowhere"\n', 6, "nowhere"),
        ("[plugins]\nenabel = []\n", 3, "did you mean `enable`?"),
    ):
        config.write_text(text, encoding="utf-8")
        done = qc("--config", config)
        assert done.returncode == code, done.stderr
        assert word in done.stderr
