"""The watched folder: a sheet comes out once, complete and at rest; a lost share is awaited."""

import shutil
from pathlib import Path

from qc_service.adapters.box_file import BoxFile
from qc_service.model.errors import QcError
from qc_service.service.hot_folder import BoxLook, FolderWatch, HotFolder, Look


def watched(folder: Path, *, need_record: bool = False) -> HotFolder:
    return HotFolder(folder, (), records=None, need_record=need_record, settle=1.0)


def test_a_sheet_comes_out_once_after_a_settle_interval_without_change(tmp_path: Path) -> None:
    folder = watched(tmp_path)
    image = tmp_path / "1.png"
    image.write_bytes(b"half")
    assert folder.look(0.0).settling == 1
    image.write_bytes(b"whole image")
    assert folder.look(0.9).ready == ()
    assert folder.look(1.8).ready == ()
    (sheet,) = folder.look(1.95).ready
    assert sheet.images == (image,)
    assert folder.name(sheet) == "1.png"
    assert folder.look(9.0) == Look((), (), ())


def test_front_and_back_are_one_sheet_named_by_both(tmp_path: Path) -> None:
    folder = watched(tmp_path)
    for side in ("front", "back"):
        (tmp_path / f"7-{side}.png").write_bytes(b"image")
    folder.look(0.0)
    (sheet,) = folder.look(1.0).ready
    assert folder.name(sheet) == "7-front.png|7-back.png"


def test_a_sheet_without_its_record_says_so(tmp_path: Path) -> None:
    folder = watched(tmp_path, need_record=True)
    (tmp_path / "1.png").write_bytes(b"image")
    folder.look(0.0)
    look = folder.look(1.0)
    assert (look.ready, [name for name, _ in look.waiting]) == ((), ["1"])


def test_a_folder_that_goes_is_told_and_looked_for_again(tmp_path: Path) -> None:
    place = tmp_path / "scans"
    place.mkdir()
    watch = FolderWatch(HotFolder(place, (), records=None, need_record=False, settle=0.02), 0.02)
    try:
        kinds: list[type] = []
        shutil.rmtree(place)
        while QcError not in kinds:
            kinds += [type(look) for look in watch.looks()]
        place.mkdir()
        kinds.clear()
        while Look not in kinds:
            kinds += [type(look) for look in watch.looks()]
    finally:
        watch.close()


def test_a_box_is_seen_with_its_sheets_once_its_file_rests(tmp_path: Path) -> None:
    box = tmp_path / "K07"
    box.mkdir()
    (box / "a.png").write_bytes(b"image")
    folder = watched(tmp_path)
    (box / "box.toml").write_text('id = "K0')
    assert folder.look(0.0).boxes == ()
    (box / "box.toml").write_text('id = "K07"\n')
    half = folder.look(1.0)
    assert (half.ready, half.boxes) == ((), ())
    look = folder.look(2.0)
    assert [each.images for each in look.ready] == [(box / "a.png",)]
    assert look.boxes == (BoxLook(BoxFile("K07"), 1, at_rest=True),)
    (box / "b.png").write_bytes(b"image")
    assert folder.look(3.0).boxes == (BoxLook(BoxFile("K07"), 2, at_rest=False),)


def test_sheets_wait_while_their_box_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"image")
    (tmp_path / "box.toml").write_text("id = 7\n")
    folder = watched(tmp_path)
    folder.look(0.0)
    look = folder.look(1.0)
    assert (look.ready, look.boxes) == ((), ())
    assert [reason.split(":")[0] for _, reason in look.waiting] == ["box-file.wrong-type"]
