import json
from pathlib import Path

import pytest
import typer

from qc_service.cli import synth
from qc_service.model.errors import ExitCode, QcError


def qc(*arguments: object) -> int:
    app = typer.Typer()
    synth.register(app)
    code = app([str(each) for each in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_sheets_with_their_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "drawn"
    assert (
        qc(
            "--layout",
            "kst-01-H",
            "--n",
            2,
            "--seed",
            3,
            "--out",
            out,
            "--effects",
            "stamp=missing",
        )
        == 0
    )
    assert "2 sheets, 4 images" in capsys.readouterr().out
    truth = json.loads((out / "truth.json").read_bytes())
    assert [one["image"] for one in truth] == [
        f"kst-01-H-0000{n}-{side}.jpg" for n in (1, 2) for side in ("front", "back")
    ]
    assert all((out / one["image"]).stat().st_size > 50_000 for one in truth)
    assert {one["list"] for one in truth} == {"H"}
    assert {one["form_code"] for one in truth} == {"01"}
    assert [one["stamp"] for one in truth] == ["", "missing", "", "missing"]
    assert [row["row"] for row in truth[0]["writeins"]] == list(range(1, 11))


def test_black_and_white_comes_as_tiff(tmp_path: Path) -> None:
    assert (
        qc(
            "--layout",
            "kst-blank",
            "--n",
            1,
            "--out",
            tmp_path,
            "--effects",
            "bilevel=on",
            "--dpi",
            150,
        )
        == ExitCode.OK
    )
    assert sorted(path.name for path in tmp_path.glob("*.tif")) == [
        "kst-blank-00001-back.tif",
        "kst-blank-00001-front.tif",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--layout", "kst-1"), "synth.no-layout", "kst-01-H"),
        (("--layout", "kst-01-H", "--effects", "scew=1"), "synth.effect", "did you mean skew?"),
        (("--layout", "kst-01-H", "--effects", "skew"), "synth.effect", "skew"),
        (("--layout", "kst-01-H", "--effects", "skew=often"), "synth.effect", "expected a number"),
        (("--layout", "kst-01-H", "--effects", "skew=40"), "synth.effect", "-10 to 10"),
        (("--layout", "kst-01-H", "--effects", "stamp=blue"), "synth.effect", "one of clear"),
        (("--layout", "kst-01-H", "--effects", "crossed=5"), "synth.effect", "on or off"),
        (("--layout", "demo-letter", "--effects", "skew=1"), "synth.effect", "kst-"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    tmp_path: Path, arguments: tuple[str, ...], code: str, said: str
) -> None:
    with pytest.raises(QcError) as told:
        qc(*arguments, "--n", 1, "--out", tmp_path)
    assert told.value.code == code
    assert said in str(told.value)
    assert told.value.exit_code == ExitCode.USAGE


def test_without_the_calibration_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synth, "NAME", "nothing-offers-this")
    with pytest.raises(QcError) as told:
        qc("--layout", "kst-01-H", "--out", tmp_path)
    assert told.value.code == "synth.not-installed"
