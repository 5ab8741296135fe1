"""Sheets of a folder: images by record, by name, alone; trouble told; the folder never altered."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_format_nist_cvr import NistCvrFormat
from qc_service.adapters.image_groups import group_images, is_image
from qc_service.adapters.scan_folder import SheetFiles, find_sheets
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import Leniency, RecordFile, Reported
from shared import real_data


class PlainFormat:
    """Records as the house's own JSON, behind a marker; one leniency a file."""

    name = "plain"

    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"plain:")

    def read(self, data: bytes, name: str) -> RecordFile:
        try:
            records = msgspec.json.decode(data[len(b"plain:") :], type=tuple[Reported, ...])
        except msgspec.DecodeError as error:
            raise QcError("plain.broken", f"{name}: {error}", "wait", ExitCode.USAGE) from error
        return RecordFile(records, (Leniency("plain", "top"),))

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        del layouts
        return b"plain:" + msgspec.json.encode(reported)


FORMATS = (PlainFormat(),)


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def put_records(path: Path, *records: Reported) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FORMATS[0].write(records, ()))


def record(name: str, *images: str, **fields: object) -> Reported:
    return msgspec.structs.replace(Reported(name, "", (), images=images), **fields)


def seen(sheets: Sequence[SheetFiles]) -> list[tuple[str, list[str], str]]:
    return [
        (s.sheet, [i.name for i in s.images], s.reported.record if s.reported else "")
        for s in sheets
    ]


def codes(told: Sequence[Leniency]) -> dict[str, int]:
    return {each.code: each.count for each in told if each.code != "plain"}


@pytest.mark.parametrize(
    ("names", "sheets"),
    [
        (["a-front.jpg", "a-back.jpg"], [("a", ["a-front.jpg", "a-back.jpg"])]),
        (["a_Back.PNG", "a_Front.png"], [("a", ["a_Front.png", "a_Back.PNG"])]),
        (["a-front.jpg"], [("a", ["a-front.jpg"])]),
        (["front.tif", "back.tif"], [("", ["front.tif", "back.tif"])]),
        (["a-1.jpg", "a-2.jpg"], [("a", ["a-1.jpg", "a-2.jpg"])]),
        (["a-1.jpg"], [("a-1", ["a-1.jpg"])]),
        (["1.jpg", "2.jpg"], [("", ["1.jpg", "2.jpg"])]),
        (
            ["a-1.jpg", "a-2.jpg", "a-3.jpg"],
            [("a-1", ["a-1.jpg"]), ("a-2", ["a-2.jpg"]), ("a-3", ["a-3.jpg"])],
        ),
        (["a-01.jpg", "a-02.jpg"], [("a-01", ["a-01.jpg"]), ("a-02", ["a-02.jpg"])]),
        (["a.jpg", "b.tiff"], [("a", ["a.jpg"]), ("b", ["b.tiff"])]),
        (["a.jpg", "a.png"], [("a", ["a.jpg"]), ("a.png", ["a.png"])]),
        (
            ["a-front.jpg", "a-front.png", "a-back.jpg"],
            [
                ("a-back", ["a-back.jpg"]),
                ("a-front", ["a-front.jpg"]),
                ("a-front.png", ["a-front.png"]),
            ],
        ),
        (["a.jpg", "a-front.jpg"], [("a", ["a.jpg"]), ("a-front.jpg", ["a-front.jpg"])]),
    ],
)
def test_images_are_grouped_by_name(names: list[str], sheets: list[tuple[str, list[str]]]) -> None:
    for given_names in (names, names[::-1]):
        groups = group_images(Path(name) for name in given_names)
        assert [(name, [i.name for i in images]) for name, images in groups] == sheets


FILE_NAMES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["a", "b", "a-1", ""]),
        st.sampled_from(["", "-front", "_back", "-1", "-2", "-3", "front", "x"]),
        st.sampled_from([".jpg", ".png"]),
    ),
).filter(lambda name: name[0] != ".")


@given(st.lists(FILE_NAMES, unique=True))
def test_every_image_is_in_exactly_one_sheet(names: list[str]) -> None:
    groups = group_images(Path(name) for name in names)
    assert sorted(image.name for _, images in groups for image in images) == sorted(names)
    assert len({name for name, _ in groups}) == len(groups)


def test_images_are_told_by_their_ending() -> None:
    assert all(is_image(name) for name in ("a.jpg", "a.JPEG", "a.png", "a.TIF", "a.b.tiff"))
    assert not any(is_image(name) for name in ("a.json", "jpg", "a.jpg.part", "a.layout.json"))


def test_one_record_file_for_all(tmp_path: Path) -> None:
    put(tmp_path, "x-front.jpg", "x-back.jpg", "y-front.jpg", "y-back.jpg", "z.jpg")
    put_records(
        tmp_path / "records.json",
        record("2", "y-back.jpg", "y-front.jpg", sequence=1),
        record("1", "x-front.jpg", "x-back.jpg", sequence=2),
    )
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    # In the order of scanning, images in the record's order; what has no record goes by name.
    assert seen(sheets) == [
        ("2", ["y-back.jpg", "y-front.jpg"], "2"),
        ("1", ["x-front.jpg", "x-back.jpg"], "1"),
        ("z", ["z.jpg"], ""),
    ]
    assert told == (Leniency("plain", "top"),)


def test_a_folder_for_each_sheet(tmp_path: Path) -> None:
    for name in ("s1", "s2"):
        put(tmp_path, f"{name}/front.jpg", f"{name}/back.jpg")
        (tmp_path / name / "front.layout.json").write_bytes(b"{}")
        put_records(tmp_path / name / "cvr.json", record(name, "front.jpg", "back.jpg"))
    put(tmp_path, "s3/front.jpg")
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [
        ("s1/s1", ["front.jpg", "back.jpg"], "s1"),
        ("s2/s2", ["front.jpg", "back.jpg"], "s2"),
        ("s3", ["front.jpg"], ""),
    ]
    assert [s.folder for s in sheets] == ["s1", "s2", "s3"]
    assert [s.waits for s in sheets] == ["", "", ""]
    assert codes(told) == {}


def test_a_record_beside_its_images_without_references(tmp_path: Path) -> None:
    put(tmp_path, "a-front.jpg", "a-back.jpg", "b.jpg", "c.jpg")
    put_records(tmp_path / "a.json", record("r1"))
    put_records(tmp_path / "x.json", record("b"))
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [
        ("b", ["b.jpg"], "b"),
        ("c", ["c.jpg"], ""),
        ("r1", ["a-front.jpg", "a-back.jpg"], "r1"),
    ]
    assert codes(told) == {}


def test_the_only_record_belongs_to_the_only_sheet(tmp_path: Path) -> None:
    put(tmp_path, "s/scan.jpg", "t/one.jpg", "t/two.jpg")
    put_records(tmp_path / "s" / "cvr.json", record("r1"))
    put_records(tmp_path / "t" / "cvr.json", record("r2"))
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [
        ("s/r1", ["scan.jpg"], "r1"),
        ("t/one", ["one.jpg"], ""),
        ("t/two", ["two.jpg"], ""),
    ]
    assert told[-1] == Leniency("record-without-images", "r2")


def test_records_above_their_images(tmp_path: Path) -> None:
    put(tmp_path, "images/b/a.jpg", "other/a.jpg")
    put_records(tmp_path / "images" / "cvr.json", record("r1", "a.jpg"))
    sheets, _, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [("images/b/r1", ["a.jpg"], "r1"), ("other/a", ["a.jpg"], "")]


def test_records_kept_apart(tmp_path: Path) -> None:
    images, records = tmp_path / "images", tmp_path / "records"
    for name in ("s1", "s2"):
        put(images, f"{name}/front.jpg")
        put_records(images / name / "own.json", record("not-this", "front.jpg"))
        put_records(records / name / "cvr.json", record(f"r-{name}", "front.jpg"))
    sheets, told, _ = find_sheets(images, FORMATS, records)
    assert seen(sheets) == [
        ("s1/r-s1", ["front.jpg"], "r-s1"),
        ("s2/r-s2", ["front.jpg"], "r-s2"),
    ]
    assert codes(told) == {}
    put_records(tmp_path / "all.json", record("one", "front.jpg"))
    sheets, _, _ = find_sheets(images, FORMATS, tmp_path / "all.json")
    assert seen(sheets) == [("s1/one", ["front.jpg"], "one"), ("s2", ["front.jpg"], "")]


def test_images_that_got_another_ending_keep_their_record(tmp_path: Path) -> None:
    put(tmp_path, "a-front.png", "a-back.png")
    put_records(tmp_path / "all.json", record("a", "a-front.jpg", "a-back.jpg"), record("b"))
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [("a", ["a-front.png", "a-back.png"], "a")]
    assert codes(told) == {"record-without-images": 1}


def test_a_missing_image_makes_the_sheet_wait(tmp_path: Path) -> None:
    put(tmp_path, "a-front.jpg")
    put_records(tmp_path / "all.json", record("a", "a-front.jpg", "a-back.jpg"))
    (sheet,), told, _ = find_sheets(tmp_path, FORMATS)
    assert sheet.waits == "its record names a-back.jpg, which is not there"
    assert Leniency("image-missing", "a: a-back.jpg") in told


def test_doubled_records_and_claims_are_told(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "b.jpg")
    put_records(
        tmp_path / "all.json", record("r", "a.jpg"), record("r", "b.jpg"), record("s", "a.jpg")
    )
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [("r", ["a.jpg"], "r"), ("r+b.jpg", ["b.jpg"], "r")]
    assert codes(told) == {
        "record-doubled": 1,
        "image-claimed-twice": 1,
        "record-without-images": 1,
    }


@pytest.mark.parametrize("content", [b"plain:[{", b""])
def test_a_half_written_record_holds_its_own_sheet_only(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    (tmp_path / "a.json").write_bytes(content)
    put_records(tmp_path / "b.json", record("b"))
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert [(s.sheet, bool(s.waits)) for s in sheets] == [("a", True), ("b", False), ("c", False)]
    assert "a.json" in sheets[0].waits
    assert codes(told) == {"record-unreadable": 1}


def test_a_half_written_record_of_all_holds_all_without_another(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "below/b.jpg", "below/c.jpg")
    (tmp_path / "records.json").write_bytes(b"plain:[")
    put_records(tmp_path / "below" / "c.json", record("c"))
    sheets, _, _ = find_sheets(tmp_path, FORMATS)
    assert [(s.sheet, bool(s.waits)) for s in sheets] == [
        ("a", True),
        ("below/b", True),
        ("below/c", False),
    ]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "a.jpg", "DONE", ".a.jpg.part", ".hidden/b.jpg")
    (tmp_path / "election.json").write_bytes(b'{"title": "General Election"}')
    (tmp_path / "round").symlink_to(tmp_path)
    sheets, told, _ = find_sheets(tmp_path, FORMATS)
    assert seen(sheets) == [("a", ["a.jpg"], "")]
    assert told == ()


def test_the_folder_is_not_altered(tmp_path: Path) -> None:
    put(tmp_path, "s/a-front.jpg", "s/a-back.jpg")
    put_records(tmp_path / "s" / "a.json", record("a"))
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")}
    first = find_sheets(tmp_path, FORMATS)
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")} == before
    assert find_sheets(tmp_path, FORMATS) == first


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    put(tmp_path, "images/a.jpg")
    (tmp_path / "letter.txt").write_text("dear board")
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "half.json").write_bytes(b"plain:[")
    images = tmp_path / "images"
    for folder, records, code in (
        (tmp_path / "none", None, "folder.unreadable"),
        (images, tmp_path / "none", "folder.no-records"),
        (images, tmp_path / "letter.txt", "record.unknown-format"),
        (images, tmp_path / "empty.json", "record.empty"),
        (images, tmp_path / "half.json", "plain.broken"),
    ):
        with pytest.raises(QcError) as caught:
            find_sheets(folder, FORMATS, records)
        assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.USAGE)


@pytest.mark.real
def test_the_real_sheets_of_one_scanner() -> None:
    folder = real_data() / "m17"
    for records in (None, folder / "cast-vote-record-report.json"):
        sheets, told, _ = find_sheets(folder, (NistCvrFormat(),), records)
        assert len(sheets) == 14
        assert sum(sheet.reported is not None for sheet in sheets) == 10
        for sheet in sheets:
            assert [i.name for i in sheet.images] == [
                f"{sheet.sheet}-front.jpg",
                f"{sheet.sheet}-back.jpg",
            ]
        assert not any(each.code.startswith(("record", "image")) for each in told)


@pytest.mark.real
def test_the_real_folders_together() -> None:
    sheets, _, _ = find_sheets(real_data(), (NistCvrFormat(),))
    images = [image for sheet in sheets for image in sheet.images]
    assert len(images) == len(set(images))
    assert sum(image.parent.name == "m17" for image in images) == 28
    assert sum(sheet.folder == "cedar2008" for sheet in sheets) == 16


def test_the_nearest_box_file_above_a_sheet_is_its_box(tmp_path: Path) -> None:
    for place in ("K1/images", "K2", "loose"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "1.png").write_bytes(b"image")
    (tmp_path / "K1" / "box.toml").write_text('id = "K1"')
    (tmp_path / "K2" / "box.toml").write_text('id = "K2"')
    sheets, told, boxes = find_sheets(tmp_path, FORMATS)
    of = {s.folder: s.box.file.id if s.box and s.box.file else None for s in sheets}
    assert of == {"K1/images": "K1", "K2": "K2", "loose": None}
    assert [box.folder for box in boxes] == ["K1", "K2"]
    assert told == ()


def test_a_box_file_that_cannot_be_read_or_is_doubled_holds_its_sheets_back(tmp_path: Path) -> None:
    for place, text in (("K1", 'id = "K"'), ("K2", 'id = "K"\ncount = 2'), ("K3", "id = ")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "1.png").write_bytes(b"image")
        (tmp_path / place / "box.toml").write_text(text)
    sheets, told, boxes = find_sheets(tmp_path, FORMATS)
    assert [bool(sheet.waits) for sheet in sheets] == [False, True, True]
    assert [box.file is None for box in boxes] == [False, True, True]
    assert {each.code for each in told} == {"box-doubled", "box-unreadable"}
    assert any("K1/box.toml" in each.place for each in told)
