"""`qc checks`: a whole ceremony at the command line, and what it refuses."""

import json
from pathlib import Path

import pytest
import typer

from check_nights import GENESIS, SEED, Evening
from fakes.running import entries
from qc_service.adapters.config import Config, ServiceSection
from qc_service.adapters.ledger import Ledger
from qc_service.cli import checks
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord
from qc_service.model.checks import Draw
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry

BY = ("--by", "AB:officer", "--by", "CD:controller")


def qc(*arguments: str) -> int:
    app = typer.Typer()
    checks.register(app)
    code = app(["checks", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def refused(*arguments: str) -> str:
    with pytest.raises(QcError) as error:
        qc(*arguments)
    assert error.value.exit_code == ExitCode.USAGE
    return error.value.code


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "night.sqlite"
    with Ledger.create(path, GENESIS) as made:
        made.append(Evening().entries[1:])
    return path


def kept(ledger: Path) -> list[Entry]:
    return entries(Config(service=ServiceSection(ledger=str(ledger))))


def acts(ledger: Path) -> list[str]:
    records = [entry for entry in kept(ledger) if isinstance(entry, ActRecord)]
    return [str(record.act.__struct_config__.tag) for record in records]


def test_a_ceremony_from_plan_to_pick_list(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "qc.toml"
    config.write_text("[checks]\nballots_least = 3\nrisk_most = 1\n", encoding="utf-8")
    at = ("--ledger", str(ledger))
    assert qc("plan", *at, *BY, "--config", str(config)) == ExitCode.OK
    assert qc("commit", *at, *BY, "--box", "K01", "--box", "K03") == ExitCode.OK
    said = capsys.readouterr().out
    assert "K01 count 1: 8 sheets, " in said
    root = said.splitlines()[-1].removeprefix("round 1 bound: ")
    assert len(root) == 64
    assert qc("list", *at) == ExitCode.OK
    assert "seed not entered" in capsys.readouterr().out
    assert qc("seed", SEED, *at, *BY) == ExitCode.OK
    assert "samples; qc checks list" in capsys.readouterr().out
    assert qc("list", *at) == ExitCode.OK
    listed = capsys.readouterr().out
    assert f"root {root}" in listed
    assert "R1-001  the whole box  open" in listed
    assert "box K01: 0 of" in listed
    assert "unsure" not in listed
    assert qc("list", *at, "--json") == ExitCode.OK
    (draw,) = [each for each in kept(ledger) if isinstance(each, Draw)]
    assert json.loads(capsys.readouterr().out)["seed"] == draw.seed
    config.write_text("[checks]\nthreshold = 0.9\n", encoding="utf-8")
    assert qc("plan", *at, *BY, "--config", str(config)) == ExitCode.OK
    assert "more samples" in capsys.readouterr().out
    assert replay(kept(ledger)).difference == ""


def test_what_the_desk_refuses_is_told_and_not_written(ledger: Path) -> None:
    at = ("--ledger", str(ledger))
    assert refused("seed", SEED, *at, *BY) == "checks.not-bound"
    assert refused("seed", SEED, "--round", "7", *at, *BY) == "checks.not-bound"
    assert refused("commit", *at, *BY, "--box", "K99") == "checks.box-open"
    assert refused("commit", *at, "--by", "AB:officer") == "acts.people"
    assert refused("commit", *at, "--by", "AB:captain") == "checks.by"
    assert acts(ledger) == []
    qc("commit", *at, *BY)
    assert refused("seed", "123", *at, *BY) == "checks.seed-digits"
    assert acts(ledger) == ["boxes-committed"]
