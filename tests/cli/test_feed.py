"""`qc feed`: options to a run, a run to an exit code, and words for people on standard error."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace

from fakes.running import LIMITS, PATIENCE_SECONDS, configured, environment, records, running
from qc_service.cli import feed
from qc_service.cli.feed import exit_code
from qc_service.model.errors import QcError
from qc_service.service.feeder import FeedSummary


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """Give a command over a folder of three sheets, without any plugin."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.png").write_text(f"plain {number}")
    (tmp_path / "qc.toml").write_text("[plugins]\nenable = []\n")
    return [
        "feed",
        str(folder),
        "--scanner=S01",
        "--no-records",
        "--settle=0.05",
        f"--state={tmp_path / 'state.jsonl'}",
        f"--config={tmp_path / 'qc.toml'}",
    ]


def qc(*arguments: str) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    feed.register(app)
    code = app(arguments, standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_all_acknowledged_is_0_and_told(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path)
    with running(config) as service:
        assert qc(*command, "--once", f"--to={service.address}", "--batch=b7") == 0
        service.kill()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1].startswith("3 acknowledged, 0 before, 0 left, 0 refused")
    keys = {record.examination.key.text() for record in records(config)}
    assert keys == {f"S01/scans/b7/{number}" for number in (1, 2, 3)}


def test_a_refused_sheet_is_1_and_told_by_its_file_name(
    tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "scans" / "large.png").write_bytes(b"x" * 200)
    with running(configured(tmp_path, limits=replace(LIMITS, image_bytes=100))) as service:
        assert qc(*command, "--once", f"--to={service.address}") == 1
        service.kill()
    assert "refused: large.png: image-size" in capsys.readouterr().err


def test_no_service_is_7(command: list[str]) -> None:
    with pytest.raises(QcError) as error:
        qc(*command, "--once", "--to=tcp://127.0.0.1:9", "--give-up=0.2")
    assert error.value.exit_code == 7


def test_sigterm_ends_a_watch_with_0(tmp_path: Path, command: list[str]) -> None:
    code = (
        "import sys, typer; from qc_service.cli import feed; app = typer.Typer();"
        "app.callback()(lambda: None); feed.register(app);"
        "sys.exit(app(sys.argv[1:], standalone_mode=False))"
    )
    with (
        running(configured(tmp_path)) as service,
        subprocess.Popen(
            [sys.executable, "-c", code, *command, f"--to={service.address}"],
            stderr=subprocess.PIPE,
            env=environment(),
            text=True,
        ) as process,
    ):
        assert process.stderr is not None
        while "3 acknowledged" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        service.kill()


@pytest.mark.parametrize(
    ("summary", "once", "expected"),
    [
        (FeedSummary(3, 0, 0, 0), True, 0),
        (FeedSummary(3, 0, 0, 0, refused=(("a", "conflict"),)), True, 1),
        (FeedSummary(3, 0, 0, 0, faulty=(("a", "not-a-ballot"),)), True, 1),
        (FeedSummary(3, 0, 0, 0, waiting=(("a", "no record of it"),)), True, 1),
        (FeedSummary(3, 0, 2, 0, interrupted=True), True, 130),
        (FeedSummary(3, 0, 0, 0, interrupted=True), True, 0),
        (FeedSummary(3, 0, 2, 0, refused=(("a", ""),), interrupted=True), False, 0),
    ],
)
def test_exit_codes(summary: FeedSummary, once: bool, expected: int) -> None:
    assert exit_code(summary, once=once) == expected
