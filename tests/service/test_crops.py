"""Crops of the running service: written after the record, and nothing they do holds the ledger."""

import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from msgspec.structs import replace

from fakes.examiner import CROP
from fakes.running import configured, hand_feeder, records, running, sheet, wait_for
from qc_service.adapters.config import Config, EvidenceSection
from qc_service.adapters.crop_folder import CropFolder, read_crop
from qc_service.flow.examine import Examined
from qc_service.model.sheet import Crop, Examination, SheetKey
from qc_service.service import crops
from qc_service.service.crops import CropThread
from qc_service.service.job import Job
from qc_service.wire.messages import Ack

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
