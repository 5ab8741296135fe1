"""The feeder against a real service: a folder goes over once, whatever happens in between."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.running import LIMITS, PATIENCE_SECONDS, Running, configured, records, running
from qc_service.model.errors import QcError
from qc_service.service.feeder import FeedOptions, feed


def drawn(folder: Path, count: int, word: str = "plain", first: int = 1) -> Path:
    """Write images that hold a word for the fake examiner and their number."""
    folder.mkdir(exist_ok=True)
    for number in range(first, first + count):
        (folder / f"sheet-{number:04}.png").write_text(f"{word} {number}")
    return folder


def told(folder: Path, to: str, **more: object) -> FeedOptions:
    options = FeedOptions(
        to=to,
        scanner="S01",
        session="night",
        formats=(),
        need_record=False,
        state=folder.parent / "state.jsonl",
        once=True,
        settle=0.05,
        give_up=PATIENCE_SECONDS,
    )
    fields = {name: getattr(options, name) for name in options.__dataclass_fields__}
    return FeedOptions(**{**fields, **more})


def test_every_sheet_of_the_folder_gets_one_record_in_order_of_name(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 40)
    config = configured(tmp_path)
    with running(config) as service:
        summary = feed(folder, told(folder, service.address))
        service.kill()
    assert (summary.acknowledged, summary.left, summary.refused) == (40, 0, ())
    names = {
        record.examination.pages[0].image: record.examination.key.sequence
        for record in records(config)
    }
    assert names == {f"sheet-{number:04}.png": number for number in range(1, 41)}


def test_a_second_run_sends_only_what_is_new_and_goes_on_counting(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 5)
    config = configured(tmp_path)
    with running(config) as service:
        feed(folder, told(folder, service.address))
        drawn(folder, 2, first=6)
        summary = feed(folder, told(folder, service.address))
        service.kill()
    assert (summary.acknowledged, summary.before) == (2, 5)
    assert sorted(each.examination.key.sequence for each in records(config)) == list(range(1, 8))


def test_the_folder_is_left_as_it_was(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 3)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    stamp = folder.stat().st_mtime_ns
    with running(configured(tmp_path)) as service:
        feed(folder, told(folder, service.address))
        service.kill()
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert (after, folder.stat().st_mtime_ns) == (before, stamp)


def test_faults_and_refusals_are_told_by_file_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 3)
    drawn(folder, 1, "fault", first=4)
    (folder / "sheet-0005.png").write_bytes(b"x" * 200)
    config = configured(tmp_path, limits=replace(LIMITS, image_bytes=100))
    lines: list[str] = []
    with running(config) as service:
        summary = feed(folder, told(folder, service.address), tell=lines.append)
        service.kill()
    assert summary.acknowledged == 4
    assert summary.faulty == (("sheet-0004.png", "not-a-ballot"),)
    assert [name for name, _ in summary.refused] == ["sheet-0005.png"]
    assert summary.refused[0][1].startswith("image-size: sheet-0005.png: 200 bytes")
    assert any("sheet-0005.png" in line for line in lines)


def test_a_sheet_without_its_record_waits_and_is_told(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 1)
    with running(configured(tmp_path)) as service:
        summary = feed(folder, told(folder, service.address, need_record=True))
        service.kill()
    assert (summary.acknowledged, len(summary.waiting)) == (0, 1)


def test_a_service_that_is_not_there_ends_a_single_run(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 1)
    options = told(folder, "tcp://127.0.0.1:9", give_up=0.3)
    with pytest.raises(QcError) as error:
        feed(folder, options)
    assert (error.value.code, error.value.exit_code) == ("feed.unreachable", 7)


@pytest.mark.parametrize(
    "more",
    [
        {"to": "nowhere"},
        {"scanner": ""},
        {"session": "a\nb"},
        {"state": Path("scans/state.jsonl")},
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, object]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = drawn(tmp_path / "scans", 1)
    with pytest.raises(QcError) as error:
        feed(folder, told(folder, **{"to": "tcp://127.0.0.1:9", **more}))  # type: ignore[arg-type]
    assert error.value.exit_code == 2
    assert sorted(path.name for path in folder.iterdir()) == ["sheet-0001.png"]


def test_a_service_that_comes_back_gets_what_it_did_not_acknowledge(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 30, "slow")
    config = configured(tmp_path)
    with running(config) as first:
        again = configured(tmp_path, bind=first.address)
        killer = threading.Timer(1.0, first.process.kill)
        killer.start()
        second: list[Running] = []

        def come_back() -> None:
            first.process.wait()
            with running(again) as service:
                second.append(service)
                done.wait(PATIENCE_SECONDS)
                service.kill()

        done = threading.Event()
        thread = threading.Thread(target=come_back)
        thread.start()
        summary = feed(folder, told(folder, first.address))
        done.set()
        thread.join()
        killer.join()
    assert (summary.acknowledged, summary.left) == (30, 0)
    assert second
    sequences = [record.examination.key.sequence for record in records(config)]
    assert sorted(sequences) == list(range(1, 31))


def test_an_image_still_being_written_waits_until_it_rests(tmp_path: Path) -> None:
    folder = drawn(tmp_path / "scans", 1)
    growing = folder / "sheet-0002.png"
    config = configured(tmp_path)
    with running(config) as service, growing.open("w") as file:
        file.write("plain")
        file.flush()
        stop = threading.Event()

        def write() -> None:
            while not stop.wait(0.05):
                file.write(" more")
                file.flush()
                if os.path.getsize(growing) > 60:  # noqa: PTH202 - shorter in a thread
                    return

        thread = threading.Thread(target=write)
        thread.start()
        summary = feed(folder, told(folder, service.address, settle=0.4))
        stop.set()
        thread.join()
        service.kill()
    assert summary.acknowledged == 2
    sent = {page.sha256 for record in records(config) for page in record.examination.pages}
    assert sent == {sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
