"""`qc read`: one line for each image, by the contract; slips of the hand end it at once."""

import json
from pathlib import Path

import cv2
import pytest
import typer

from drawing import draw
from fakes.crew import make_crew
from qc_service.cli import read
from qc_service.model.errors import ExitCode, QcError

KEYS = {
    "image", "fault", "layout", "side", "rotation_deg", "residual_px", "registration", "marks",
    "outside", "write_ins", "quality", "troubles", "elapsed_ms",
    "identity", "stamp", "writeins",
}  # fmt: skip


def qc(*arguments: object) -> int:
    app = typer.Typer()
    read.register(app)
    code = app([str(each) for each in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Draw a front with a mark and one turned round, and a blank page beside them."""
    made, ballot = make_crew(tmp_path, monkeypatch)
    images = tmp_path / "images"
    images.mkdir()
    sheet = draw(ballot)
    sheet.fill(ballot.sides[0].targets[0])
    cv2.imwrite(str(images / "a.png"), sheet.pixels)
    cv2.imwrite(str(images / "b.png"), cv2.rotate(sheet.pixels, cv2.ROTATE_180))
    (images / "notes.txt").write_text("no image")
    return made


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_for_each_image(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images = config.parent / "images"
    assert qc("--config", config, "--json", images) == ExitCode.OK
    upright, turned = lines(capsys)
    assert (upright["image"], turned["image"]) == ("a.png", "b.png")
    assert (upright["rotation_deg"], turned["rotation_deg"]) == (0, 180)
    for line in (upright, turned):
        assert set(line) == KEYS
        assert (line["fault"], line["layout"], line["side"]) == (None, "test", "front")
        marks = line["marks"]
        assert isinstance(marks, list)
        assert len(marks) == 8
        assert set(marks[0]) == {"contest", "option", "score", "state", "px", "match", "reason"}
        marked = [(m["contest"], m["option"]) for m in marks if m["state"] == "marked"]
        assert marked == [("c0", "o0")]
        assert all(m["state"] == "empty" for m in marks[1:])
        elapsed = line["elapsed_ms"]
        assert isinstance(elapsed, dict)
        assert {"decode", "locate", "read", "judge"} <= set(elapsed)


def test_an_image_with_a_fault_is_a_finding(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = config.parent / "images"
    (images / "c.png").write_bytes(b"no picture")
    arguments = ("--config", config, images / "a.png", images / "c.png")
    assert qc("--json", *arguments) == ExitCode.FINDING
    well, broken = lines(capsys)
    assert well["fault"] is None
    assert set(broken) == KEYS
    fault = broken["fault"]
    assert isinstance(fault, dict)
    assert fault["code"] == "undecodable"
    assert fault["message"]
    assert (broken["layout"], broken["side"], broken["marks"]) == (None, None, [])
    assert qc(*arguments) == ExitCode.FINDING
    text = capsys.readouterr().out
    assert "c0" in text
    assert "marked" in text
    assert "fault undecodable" in text


def test_only_the_named_layout_is_considered(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = config.parent / "images"
    arguments = ("--config", config, "--layouts", config.parent / "layouts", images / "a.png")
    assert qc("--layout", "test", "--json", *arguments) == ExitCode.OK
    assert lines(capsys)[0]["layout"] == "test"
    with pytest.raises(QcError, match="did you mean test") as caught:
        qc("--layout", "tset", *arguments)
    assert caught.value.exit_code == ExitCode.USAGE


def test_the_named_profile_judges(config: Path) -> None:
    with pytest.raises(QcError) as caught:
        qc("--config", config, "--profile", "crwe", config.parent / "images")
    assert (caught.value.code, caught.value.exit_code) == ("profile.unknown", ExitCode.PROFILE)


@pytest.mark.parametrize("name", ["gone.jpg", "empty"])
def test_a_slip_of_the_hand_ends_it_before_it_begins(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.jpg").write_bytes(b"")
    with pytest.raises(QcError) as caught:
        qc("--json", tmp_path / "a.jpg", tmp_path / name)
    assert (caught.value.code, caught.value.exit_code) == ("read.no-image", ExitCode.USAGE)
    assert name in caught.value.message
    assert capsys.readouterr().out == ""
