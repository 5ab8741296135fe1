import re
from pathlib import Path

import pytest
import typer

from qc_service.cli import key
from qc_service.model.errors import ExitCode, QcError


def qc(*arguments: str) -> int:
    app = typer.Typer()
    key.register(app)
    code = app(["key", *arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_a_key_is_made_and_shown_with_the_same_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "k.pem")
    assert qc("make", "--out", file) == ExitCode.OK
    made = capsys.readouterr()
    assert "copy it to nowhere" in made.err
    assert qc("show", file) == ExitCode.OK
    shown = capsys.readouterr().out
    assert shown == made.out
    assert re.fullmatch(
        r"public key  [0-9a-f]{64}\nfingerprint [0-9a-f]{4}( [0-9a-f]{4}){7}\n", shown
    )
    assert "PRIVATE" not in made.out + made.err


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    assert qc("make", "--out", str(tmp_path / "k.pem")) == ExitCode.OK
    with pytest.raises(QcError) as refused:
        qc("make", "--out", str(tmp_path / "k.pem"))
    assert refused.value.exit_code is ExitCode.CONFIG
