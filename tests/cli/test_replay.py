import json
import sqlite3
from pathlib import Path

import pytest
import typer

from nights import GENESIS, faulty_night, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.cli import replay, verify
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import AlarmRecord


def made(folder: Path, *, without_alarms: bool = False) -> tuple[Path, str]:
    """Make the ledger of a night with a fault; give it and the state's digest at its end."""
    path, desk = folder / "ledger.sqlite", Desk(GENESIS.plan)
    with Ledger.create(path, GENESIS) as ledger:
        for record in [*faulty_night(), sheet(302)]:
            effects = desk.handle(record)
            if without_alarms:
                effects = tuple(e for e in effects if not isinstance(e, AlarmRecord))
            ledger.append([record, *effects])
        ledger.append(closing_entries(desk, "2026-11-04T02:00:00Z"))
    return path, desk.digest()


def qc(*arguments: str) -> int:
    app = typer.Typer()
    replay.register(app)
    verify.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    (line,) = capsys.readouterr().out.splitlines()
    value = json.loads(line)
    assert isinstance(value, dict)
    return value


def test_a_whole_ledger_replays_to_the_same_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, state = made(tmp_path)
    assert qc("replay", str(path), "--json") == ExitCode.OK
    assert printed(capsys) == {
        "ledger": str(path),
        "agrees": True,
        "rows": 306,
        "kinds": {"alarm": 1, "finding": 1, "genesis": 1, "note": 2, "sheet": 301},
        "state": state,
        "row": None,
        "difference": None,
    }
    assert qc("replay", str(path)) == ExitCode.OK
    text = capsys.readouterr().out
    assert f"state {state}" in text
    assert "the replay agrees" in text


def test_a_ledger_without_its_alarms_differs_and_the_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = made(tmp_path, without_alarms=True)
    assert qc("verify", str(path)) == ExitCode.OK
    capsys.readouterr()
    assert qc("replay", str(path), "--json") == ExitCode.FINDING
    said = printed(capsys)
    assert said["agrees"] is False
    assert "an alarm, miss on all scanners at x/a" in str(said["difference"])
    assert qc("replay", str(path)) == ExitCode.FINDING
    assert f"DIFFERS at row {said['row']}" in capsys.readouterr().out


def test_a_whole_ledger_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _ = made(tmp_path)
    assert qc("verify", str(path), "--json") == ExitCode.OK
    said = printed(capsys)
    assert (said["whole"], said["rows"], said["broken_row"]) == (True, 306, None)
    assert len(str(said["head"])) == 64
    assert qc("verify", str(path)) == ExitCode.OK
    assert "306 rows whole (1 alarm" in capsys.readouterr().out


def test_a_broken_chain_is_a_finding_of_both_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _ = made(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE entries SET hash = zeroblob(32) WHERE seq = 9")
    connection.commit()
    connection.close()
    assert qc("verify", str(path), "--json") == ExitCode.FINDING
    said = printed(capsys)
    assert (said["whole"], said["rows"], said["broken_row"]) == (False, 8, 9)
    assert qc("verify", str(path)) == ExitCode.FINDING
    assert "BROKEN at row 9: its hash" in capsys.readouterr().out
    assert qc("replay", str(path), "--json") == ExitCode.FINDING
    said = printed(capsys)
    assert (said["row"], said["state"]) == (9, None)
    assert "chain is broken" in str(said["difference"])
    assert qc("replay", str(path)) == ExitCode.FINDING


@pytest.mark.parametrize("command", ["verify", "replay"])
def test_what_is_no_ledger_is_damage_not_a_finding(tmp_path: Path, command: str) -> None:
    (tmp_path / "l").write_bytes(b"something else" * 100)
    for path in (tmp_path / "l", tmp_path / "missing"):
        with pytest.raises(QcError) as refused:
            qc(command, str(path))
        assert refused.value.exit_code is ExitCode.LEDGER
