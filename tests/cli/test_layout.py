"""`qc layout`: what it prints, what it writes and how it ends."""

import json
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from drawing import layout as drawn
from fakes.distributions import install
from qc_calibration.draw_layouts import demo_layouts
from qc_service.adapters.layout_files import layout_text, load_layouts, schema_text, write_layout
from qc_service.cli import layout as command
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    Box,
    CornerMark,
    CornerMarks,
    CornerShape,
    Layout,
    NoCode,
    NumberLine,
    PrintedText,
    Region,
    RegionKind,
    TargetShape,
    Title,
)
from qc_service.reports.layout_canvas import MARGIN, SCALE
from qc_service.reports.layout_picture import layout_png
from shared import real_data

replace = msgspec.structs.replace

IMPORTER = """
import msgspec
from qc_calibration.draw_layouts import demo_layouts
from qc_service.api import hookimpl

class Importer:
    name = "toy"
    def convert(self, data, name):
        words = data.decode().split()
        layouts = [msgspec.structs.replace(demo_layouts()[0], id=word) for word in words]
        return tuple(layouts)

@hookimpl
def qc_layout_importers():
    return (Importer(),)

@hookimpl
def qc_layouts():
    return demo_layouts()
"""


def qc(*arguments: object) -> int:
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    code = app(["layout", *map(str, arguments)], standalone_mode=False)
    return int(code or 0)


def refused(code: str, *arguments: object) -> QcError:
    with pytest.raises(QcError) as caught:
        qc(*arguments)
    assert caught.value.code == code
    return caught.value


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a configuration whose one plugin offers a toy importer and the demo layouts."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    install(site, "toy-layouts", {"fake_toy_layouts": IMPORTER}, {"toy": "fake_toy_layouts"})
    path = tmp_path / "qc.toml"
    path.write_text('[plugins]\nenable = ["toy"]\n', encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for layout in demo_layouts():
        write_layout(layout, tmp_path / "layouts")
    return tmp_path / "layouts"


# check


def test_sound_layouts_are_told_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("check", folder) == ExitCode.OK
    assert capsys.readouterr().out.count(": sound") == 2


def test_complaints_end_with_a_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = write_layout(replace(demo_layouts()[0], id="wrong", title=""), folder)
    wrong.rename(folder / "misnamed.layout.json")
    assert qc("check", folder, folder / "demo-legal.layout.json", "--json") == ExitCode.FINDING
    said = json.loads(capsys.readouterr().out)
    assert len(said["files"]) == 3
    complaints = said["files"][str(folder / "misnamed.layout.json")]
    assert complaints[0] == "$.title: is empty"
    assert "is to be named wrong.layout.json" in complaints[1]
    assert any("demo-letter/front" in one for one in said["together"])
    assert qc("check", folder) == ExitCode.FINDING
    assert "together: no bar tells" in capsys.readouterr().out


def test_a_file_that_is_no_layout_ends_with_6_and_hides_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.layout.json").write_text('{"format": 1, "idd": 2}', encoding="utf-8")
    assert qc("check", folder) == ExitCode.PROFILE
    out = capsys.readouterr().out
    assert "$.idd: unknown key; did you mean `id`?" in out
    assert out.count(": sound") == 2
    assert refused("layout.none", "check", folder.parent).exit_code is ExitCode.PROFILE
    assert qc("check", folder / "absent.layout.json") == ExitCode.PROFILE


# list


def test_a_folder_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("list", "--layouts", folder, "--json") == ExitCode.OK
    legal, letter = json.loads(capsys.readouterr().out)
    assert letter == {
        "id": "demo-letter",
        "title": "Demo ballot, letter",
        "sides": ["front", "back"],
        "paper_mm": [215.9, 279.4],
        "contests": 9,
        "targets": 38,
        "style": "card-number-101",
        "election": "Demo election 2026-11-03",
        "format": 1,
    }
    assert (legal["id"], legal["paper_mm"]) == ("demo-legal", [215.9, 355.6])
    assert qc("list", "--layouts", folder) == ExitCode.OK
    head, first, _ = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["id", "title"]
    assert "front, back" in first


def test_without_a_folder_the_shipped_ones_are_listed(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qc("list", "--config", config, "--json") == ExitCode.OK
    ids = [one["id"] for one in json.loads(capsys.readouterr().out)]
    assert ids == ["demo-letter", "demo-legal"]


def test_the_configuration_s_folder_is_listed(
    config: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "demo-legal.layout.json").unlink()
    text = config.read_text(encoding="utf-8") + '[reading]\nlayouts = "layouts"\n'
    config.write_text(text, encoding="utf-8")
    assert qc("list", "--config", config, "--json") == ExitCode.OK
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == ["demo-letter"]


# import


def test_an_import_writes_what_the_importer_gives(config: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out" / "deep"
    source.write_text("one", encoding="utf-8")
    arguments = ("import", "toy", source, "--out", out, "--config", config)
    assert qc(*arguments) == ExitCode.OK
    (layout,) = load_layouts(out)
    assert layout.id == "one"
    # The same again changes nothing and is no error.
    assert qc(*arguments) == ExitCode.OK


def test_a_file_that_says_something_else_is_replaced_only_by_force(
    config: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_text("one", encoding="utf-8")
    path = write_layout(replace(demo_layouts()[0], id="one", title="Mended by hand"), tmp_path)
    arguments = ("import", "toy", source, "--out", tmp_path, "--config", config)
    refused("layout.exists", *arguments)
    assert "Mended by hand" in path.read_text(encoding="utf-8")
    assert qc(*arguments, "--force") == ExitCode.OK
    assert "Mended by hand" not in path.read_text(encoding="utf-8")


def test_what_is_unsound_is_not_written(config: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.write_text("sl/ash one two", encoding="utf-8")
    error = refused(
        "layout.import-unsound", "import", "toy", source, "--out", out, "--config", config
    )
    assert "'sl/ash' must be letters" in error.message
    assert "no code on any side tells" in error.message
    assert error.exit_code is ExitCode.PROFILE
    assert not out.exists()


def test_an_importer_or_file_that_is_not_there_is_told(config: Path, tmp_path: Path) -> None:
    more = ("--out", tmp_path, "--config", config)
    error = refused("layout.no-importer", "import", "toi", tmp_path / "x", *more)
    assert "did you mean toy?" in error.message
    assert error.exit_code is ExitCode.USAGE
    refused("layout.unreadable", "import", "toy", tmp_path / "absent", *more)


@pytest.mark.real
def test_the_shipped_importer_is_called_vxsuite(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path / "site", "votes", {}, {"votes": "qc_layout_vxsuite"})
    config.write_text('[plugins]\nenable = ["votes"]\n', encoding="utf-8")
    for name in ("m17", "nh-test-ballot", "nh-hudson", "nh-ashland"):
        definition = real_data() / name / "election.json"
        arguments = ("--out", tmp_path / "out", "--config", config)
        assert qc("import", "vxsuite", definition, *arguments) == ExitCode.OK
    assert qc("check", tmp_path / "out") == ExitCode.OK
    capsys.readouterr()
    assert qc("list", "--layouts", tmp_path / "out", "--json") == ExitCode.OK
    assert [one["id"] for one in json.loads(capsys.readouterr().out)] == [
        "nh-00701-test-ballot-card-number-3",
        "nh-01001-ashland-card-number-5",
        "nh-12101-hudson-card-number-54",
    ]


# show


def pixels(path: Path) -> Any:  # noqa: ANN401 - an array as OpenCV gives it
    image = cv2.imread(str(path))
    assert image is not None
    return image


def test_a_side_is_drawn_to_scale(folder: Path, tmp_path: Path) -> None:
    png = tmp_path / "front.png"
    assert qc("show", "demo-letter", "--layouts", folder, "--png", png, "--side", "front") == 0
    image = pixels(png)
    layout = next(one for one in load_layouts(folder) if one.id == "demo-letter")
    left, top = MARGIN, 3 * MARGIN

    def at(x: float, y: float) -> list[int]:
        colour: list[int] = image[round(top + y * SCALE), round(left + x * SCALE)].tolist()
        return colour

    assert at(3.175, 12.7) == [0, 0, 0]
    assert at(3.175 + 6.35 * 2, 12.7 + 6.35 * 40) == [255, 255, 255]
    box = layout.sides[0].targets[0].box
    blue, green, red = at(box.x + box.width / 2, box.y)
    assert red > 150 > max(blue, green)
    assert at(100, 5) == [255, 255, 255]


def test_all_sides_stand_next_to_each_other(folder: Path, tmp_path: Path) -> None:
    for side in ((), ("--side", "front"), ("--side", "back")):
        png = tmp_path / f"{''.join(side)}.png"
        assert qc("show", folder / "demo-letter.layout.json", "--png", png, *side) == 0
    both, front, back = (pixels(tmp_path / f"{n}.png") for n in ("", "--sidefront", "--sideback"))
    assert np.array_equal(both, np.concatenate([front, back], axis=1))


def test_the_shipped_are_shown_by_id(config: Path, tmp_path: Path) -> None:
    png = tmp_path / "out.png"
    assert qc("show", "demo-legal", "--config", config, "--png", png, "--side", "back") == 0
    error = refused("layout.unknown", "show", "demo-leter", "--config", config, "--png", png)
    assert "did you mean demo-letter?" in error.message
    refused("layout.no-side", "show", "demo-legal", "--config", config, "--png", png, "--side", "x")
    refused("out.unwritable", "show", "demo-legal", "--config", config, "--png", png / "out.png")
    made = tmp_path / "new" / "out.png"
    assert qc("show", "demo-legal", "--config", config, "--png", made) == 0
    assert made.is_file()
    refused("layout.unreadable", "show", "gone.layout.json", "--png", png)


def test_every_region_leaves_its_mark_on_the_picture() -> None:
    layout = drawn()
    front, back = layout.sides
    bare = replace(layout, sides=(replace(front, regions=()), back))
    empty = cv2.imdecode(np.frombuffer(layout_png(bare, "front"), np.uint8), 1)
    for kind in RegionKind:
        region = Region("r-1-name", kind, Box(60.0, 220.0, 40.0, 12.0), "c0", "o0")
        one = replace(layout, sides=(replace(front, regions=(region,)), back))
        image = cv2.imdecode(np.frombuffer(layout_png(one, "front"), np.uint8), 1)
        assert image is not None
        assert empty is not None
        differs = np.abs(image.astype(int) - empty.astype(int)).max(axis=2)
        changed = np.argwhere(differs[:, : round(216 * SCALE)])
        low = changed[changed[:, 0] > 100].min(axis=0)
        expected = (3 * MARGIN + 220 * SCALE, MARGIN + 60 * SCALE)
        assert np.abs(low - np.array(expected)).max() <= 2, kind


@settings(max_examples=8)  # a picture takes a third of a second
@given(st.text(max_size=30), st.sampled_from(TargetShape), st.booleans())
def test_any_readable_layout_can_be_drawn(text: str, shape: TargetShape, corners: bool) -> None:
    """Also unsound ones: the picture shows what is wrong with them."""
    layout: Layout = drawn()
    places = ((-3.0, 5.0), (200.0, 5.0), (5.0, 275.0))
    kinds = zip(places, CornerShape, strict=True)
    marks = tuple(CornerMark(Box(x, y, 8.0, 8.0), kind) for (x, y), kind in kinds)
    words = PrintedText(text, Box(-5, 400, 3, 3), 700.0)
    line = NumberLine(Box(0, 0, 900, 3), 2.0, text, -8.0, text, 800.0, 3, 90.0, words)
    side = layout.sides[1]
    targets = (replace(side.targets[0], shape=shape, contest=text, box=Box(300, 300, 3, 3)),)
    regions = tuple(Region(f"{text}{k}", k, Box(-9, -9, 4, 400), text, text) for k in RegionKind)
    sides = (replace(side, targets=targets, regions=regions, identification=NoCode()),)
    changed = replace(layout, id=text, title=text, sides=sides)
    if corners:
        own = CornerMarks(marks, (Box(-9, -9, 4, 400),))
        side = replace(sides[0], identification=line, fiducials=own, texts=(words,), folds=(-3.0,))
        changed = replace(changed, sides=(side, replace(side, identification=Title(words))))
    assert layout_png(changed).startswith(b"\x89PNG")


# schema


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert qc("schema") == ExitCode.OK
    assert capsys.readouterr().out == schema_text()


def test_a_layout_s_text_is_what_a_file_holds(tmp_path: Path) -> None:
    path = write_layout(drawn(), tmp_path)
    assert path.read_text(encoding="utf-8") == layout_text(drawn())
