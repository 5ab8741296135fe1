"""The feeder against a real service: a folder goes over once, whatever happens in between."""

import os
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.running import (
    LIMITS,
    PATIENCE_SECONDS,
    Running,
    configured,
    entries,
    records,
    running,
)
from qc_service.adapters.config import Config
from qc_service.flow.replaying import replay
from qc_service.model.batch import BatchEvent
from qc_service.model.errors import QcError
from qc_service.model.events import Finding, SheetRecord
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


def boxed(folder: Path, name: str, count: int, **more: object) -> Path:
    """Write a box with its sheets; the last of `more` are keys of its file."""
    box = drawn(folder / name, count)
    keys = {"id": name, "closed": True, **more}
    lines = [f"{key} = {str(value).lower()}" for key, value in keys.items() if key != "id"]
    (box / "box.toml").write_text("\n".join([f'id = "{name}"', *lines]))
    return box


def story(config: Config) -> list[tuple[str, str]]:
    """Give what the ledger tells of boxes and sheets, in its order."""
    found: list[tuple[str, str]] = []
    for entry in entries(config):
        if isinstance(entry, BatchEvent):
            found.append((entry.notice.batch.id, entry.notice.kind.value))
        elif isinstance(entry, SheetRecord):
            found.append((entry.examination.key.batch, "sheet"))
        elif isinstance(entry, Finding):
            found.append((entry.key.batch, entry.kind))
    return found


def test_a_box_is_opened_before_its_sheets_and_closed_after_the_last(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    boxed(folder, "K1", 12, expected=13)
    boxed(folder, "K2", 3, expected=3)
    boxed(folder, "K3", 0)
    boxed(folder, "K4", 0, closed=False)
    config = configured(tmp_path)
    with running(config) as service:
        options = told(folder, service.address, batch="not this one")
        first = feed(folder, options)
        second = feed(folder, options)
        service.kill(15)
    assert (first.acknowledged, first.left, second.acknowledged, second.before) == (15, 0, 0, 15)
    told_of = story(config)
    for name, sheets in (("K1", 12), ("K2", 3), ("K3", 0)):
        mine = [what for box, what in told_of if box == name and not what.startswith("box-")]
        assert mine == ["opened", *["sheet"] * sheets, "closed"]
    assert [each for each in told_of if each[1].startswith("box-")] == [("K1", "box-count")]
    assert replay(entries(config)).difference == ""


def test_an_open_box_is_closed_by_a_later_run_and_opened_anew(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    box = boxed(folder, "K1", 2, closed=False)
    config = configured(tmp_path)
    with running(config) as service:
        options = told(folder, service.address)
        feed(folder, options)
        boxed(folder, "K1", 2)
        feed(folder, options)
        (box / "box.toml").write_text('id = "K1"\nreason = "one more was found"\n')
        feed(folder, options)
        boxed(folder, "K1", 3)
        feed(folder, options)
        service.kill(15)
    kinds = ["opened", "sheet", "sheet", "closed", "reopened", "sheet", "closed"]
    assert [what for _, what in story(config)] == kinds
    events = [entry.notice for entry in entries(config) if isinstance(entry, BatchEvent)]
    assert [event.number for event in events] == [1, 2, 3, 4]
    assert [event.sheets for event in events] == [None, 2, None, 3]
    assert events[2].reason == "one more was found"


def test_without_its_journal_a_feeder_doubles_no_notice(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    boxed(folder, "K1", 3)
    config = configured(tmp_path)
    with running(config) as service:
        feed(folder, told(folder, service.address))
        (tmp_path / "state.jsonl").unlink()
        summary = feed(folder, told(folder, service.address))
        service.kill(15)
    assert summary.refused == ()
    kinds = [what for _, what in story(config) if what != "double"]
    assert kinds == ["opened", "sheet", "sheet", "sheet", "closed"]


def test_a_box_of_another_scanner_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    box = boxed(folder, "K1", 1)
    with (box / "box.toml").open("a") as file:
        file.write('\nscanner = "S09"\n')
    lines: list[str] = []
    with running(configured(tmp_path)) as service:
        feed(folder, told(folder, service.address), tell=lines.append)
        service.kill()
    assert sum("'S09'" in line and "'S01'" in line for line in lines) == 1
