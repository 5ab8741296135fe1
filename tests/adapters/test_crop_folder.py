"""The folder of crops: for its owner only, within bounds, and only what is whole."""

import hashlib
import stat
from pathlib import Path

import pytest

from qc_service.adapters import crop_folder
from qc_service.adapters.crop_folder import MOST_OF_FIELD, open_crops, read_crop
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.sheet import Crop, Examination, SheetKey


def digest(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()


def sheet(number: int, *pictures: bytes, option: str = "a") -> Examination:
    crops = tuple(Crop("x", option, digest(picture)) for picture in pictures)
    return Examination(SheetKey("s1", "1", "1", number), (), crops=crops)


def test_crops_are_for_the_owner_only_and_their_names_tell_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "night"
    open_crops(folder).keep(sheet(1, b"one", b"two"), (b"one", b"two"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert {file.name for file in files} == {f"{digest(b'one')}.png", f"{digest(b'two')}.png"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert read_crop(folder, digest(b"one")) == b"one"


def test_a_folder_that_others_could_enter_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_crops(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_of_one_field_only_so_many_are_kept(tmp_path: Path) -> None:
    crops = open_crops(tmp_path)
    for number in range(MOST_OF_FIELD + 5):
        crops.keep(sheet(number, b"%d" % number), (b"%d" % number,))
    assert len(list(tmp_path.iterdir())) == MOST_OF_FIELD
    crops.keep(sheet(1, b"other", option="b"), (b"other",))
    assert len(list(tmp_path.iterdir())) == MOST_OF_FIELD + 1


def test_the_folder_has_a_bound_that_a_restart_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crop_folder, "MOST", 2)
    open_crops(tmp_path).keep(sheet(1, b"one"), (b"one",))
    again = open_crops(tmp_path)
    again.keep(sheet(2, b"one", b"two", b"three"), (b"one", b"two", b"three"))
    assert len(list(tmp_path.iterdir())) == 2


def test_what_was_changed_or_deleted_is_not_shown(tmp_path: Path) -> None:
    open_crops(tmp_path).keep(sheet(1, b"one"), (b"one",))
    (tmp_path / f"{digest(b'one')}.png").write_bytes(b"another")
    assert read_crop(tmp_path, digest(b"one")) is None
    assert read_crop(tmp_path, digest(b"two")) is None


def test_a_folder_that_cannot_be_made_is_refused_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(QcError) as caught:
        open_crops(file)
    assert (caught.value.code, caught.value.exit_code) == ("evidence.folder", ExitCode.CONFIG)
    assert str(file) in str(caught.value)
