"""Crops of the running service: written after the record, and nothing they do holds the ledger."""

import hashlib
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import cv2
import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from drawing import draw, layout
from fakes.examiner import CROP
from fakes.running import configured, hand_feeder, records, running, sheet, wait_for
from qc_service.adapters.config import Config, EvidenceSection, ReadingSection
from qc_service.adapters.crop_folder import CropFolder, read_crop
from qc_service.adapters.layout_files import write_layout
from qc_service.flow.examine import Examined
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from qc_service.model.sheet import Crop, Examination, ImageHead, SheetKey, Submission
from qc_service.service import crops
from qc_service.service.crops import CropThread
from qc_service.service.job import Job
from qc_service.service.worker import make_examiner
from qc_service.wire.messages import Ack

LAYOUT = layout()
CUT = Examined(
    Examination(SheetKey("s", "1", "1", 1), (), crops=(Crop("x", "a", "00"),)), (), (b"",)
)


def jobs(*results: Examined | None) -> list[Job]:
    return [cast("Job", SimpleNamespace(result=result)) for result in results]


def with_folder(config: Config, folder: Path) -> Config:
    return replace(config, evidence=EvidenceSection(str(folder)))


def test_a_crop_is_kept_beside_its_record_and_named_only_there(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    config = with_folder(configured(tmp_path), folder)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        feeder.say(sheet(1, "crop"))
        feeder.say(sheet(2, "differ"))
        feeder.hear(Ack)
        feeder.hear(Ack)
        wait_for(lambda: any(folder.glob("*.png")))
        assert service.kill(15) == 0
    kept = {r.examination.key.sequence: r.examination.crops for r in records(config)}
    assert kept[2] == ()
    assert read_crop(folder, kept[1][0].sha256) == CROP
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


def test_a_disk_that_fails_costs_the_crop_and_not_the_record(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    config = with_folder(configured(tmp_path), folder)
    with running(config) as service, hand_feeder(service.address) as feeder:
        feeder.greet()
        folder.rmdir()
        folder.touch()
        feeder.say(sheet(1, "crop"))
        feeder.hear(Ack)
        assert service.kill(15) == 0
    assert len(records(config)) == 1
    assert "NotADirectoryError" in (tmp_path / "stderr.txt").read_text(encoding="utf-8")


def test_without_a_folder_there_is_no_thread() -> None:
    before = threading.active_count()
    thread = CropThread("", lambda _name, _why: None)
    thread.keep(jobs(CUT))
    thread.close()
    assert threading.active_count() == before


def test_a_disk_that_hangs_costs_crops_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    hangs, go = threading.Event(), threading.Event()

    def hang(_self: CropFolder, _examination: Examination, _pictures: object) -> None:
        hangs.set()
        go.wait()

    monkeypatch.setattr(CropFolder, "keep", hang)
    monkeypatch.setattr(crops, "STOP_SECONDS", 0.05)
    thread = CropThread(str(tmp_path / "e"), lambda _name, why: told.append(why))
    thread.keep(jobs(None, CUT))
    assert hangs.wait(10)
    thread.keep(jobs(*[CUT] * (crops.WAITING_MOST + 2)))
    thread.close()
    go.set()
    monkeypatch.setattr(crops, "STOP_SECONDS", 10.0)
    thread.close()
    assert told == [*["the queue of crops is full"] * 2, "the queue of crops is full at the end"]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    thread = CropThread(str(tmp_path / "e"), lambda name, why: told.append((name, why)))
    thread.keep(jobs(replace(CUT, pictures=(b"", b""))))
    thread.close()
    assert told[0][0] == "evidence"
    assert told[0][1].startswith("ValueError")


def a_sheet(number: int, *, lost: bool) -> Submission:
    """Give a drawn ballot with one filled oval; the scanner's record may have lost it."""
    drawn = draw(LAYOUT)
    filled = LAYOUT.sides[0].targets[0]
    drawn.fill(filled)
    data = cv2.imencode(".png", drawn.pixels)[1].tobytes()
    marks = tuple(
        ReportedMark(option, indicated=option == filled.option and not lost)
        for option in ("o0", "o1")
    )
    votes = () if lost else (filled.option,)
    said = Reported(
        "r", LAYOUT.style, (ReportedContest(filled.contest, marks, votes, complete=True),)
    )
    head = ImageHead("front.png", hashlib.sha256(data).hexdigest(), len(data))
    key = SheetKey("s1", "1", "1", number)
    return Submission(key, (head,), (data,), msgspec.json.encode(said))


def test_a_worker_cuts_the_field_that_was_lost_and_nothing_else(tmp_path: Path) -> None:
    """The shipped plugins, on a drawn ballot."""
    (tmp_path / "layouts").mkdir()
    write_layout(LAYOUT, tmp_path / "layouts")
    reading = ReadingSection(layouts=str(tmp_path / "layouts"))
    plain = Config(reading=reading)
    cutting = make_examiner(with_folder(plain, tmp_path / "evidence"), b"secret")
    without = make_examiner(plain, b"secret")
    found = cutting(a_sheet(1, lost=True))
    assert [d.kind.value for d in found.examination.differences] == ["miss"]
    (crop,), (picture,) = found.examination.crops, found.pictures
    assert (crop.contest, crop.option) == ("c0", "o0")
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    height, width = pixels.shape
    assert pixels[height // 2, width // 2] < 60
    assert pixels[0, 0] > 200
    assert len(picture) < 10_000
    for examined in (without(a_sheet(2, lost=True)), cutting(a_sheet(3, lost=False))):
        assert examined.pictures == ()
        assert examined.examination.crops == ()
