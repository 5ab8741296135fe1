"""An audit over an archive: every sheet once, whatever happens between two runs."""

import os
import signal
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path

import msgspec
import pytest

from qc_service.adapters.config import BoxesSection, Config, PlanSection, ServiceSection
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.scan_folder import SheetFiles
from qc_service.api.protocols import Format
from qc_service.flow.replaying import replay
from qc_service.model.batch import BatchEvent, BatchPlan
from qc_service.model.errors import QcError
from qc_service.model.events import Component, Entry, Finding, SheetRecord
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Layout
from qc_service.model.reported import Leniency, RecordFile, Reported
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Candidate, Difference, DifferenceKind, Mark, MarkState
from qc_service.service.audit_keys import AuditKeys
from qc_service.service.audit_summary import AuditReport
from qc_service.service.auditing import Archive, AuditJob, Examiner, _read, audit

CONFIG = Config(service=ServiceSection(workers=1))
BILL = (Component("plugin", "fake", "1", "test", "00"),)


class PlainFormat:
    """Records as the house's own JSON."""

    name = "plain"

    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"[")

    def read(self, data: bytes, name: str) -> RecordFile:
        del name
        records = msgspec.json.decode(data, type=tuple[Reported, ...])
        return RecordFile(records, (Leniency("loose", "top"),))

    def write(self, reported: tuple[Reported, ...], layouts: tuple[Layout, ...]) -> bytes:
        raise NotImplementedError


@pytest.fixture(scope="module", autouse=True)
def tracker() -> None:
    """Start the standard library's tracker process, which lives as long as the tests do."""
    resource_tracker.ensure_running()


FORMATS: tuple[Format, ...] = (PlainFormat(),)  # type: ignore[assignment]  # it never writes


def fake_examiner(config: Config, secret: bytes) -> Examiner:
    del config
    assert len(secret) == 32
    return fake_examination


def fake_examination(job: AuditJob) -> Examination:
    """Make of a sheet what its first image's text says."""
    submission, _ = _read(job, 1000)
    words = submission.images[0].decode().split()
    if "die" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    fault = Fault(FaultCode.NOT_LOCATED, "no frame") if "fault" in words else None
    state = MarkState.UNSURE if "unsure" in words else MarkState.MARKED
    mark = Mark("mayor", "ada", 0.2, state, (1, 2, 3, 4))
    reported = msgspec.json.decode(job.reported, type=Reported) if job.reported else None
    difference = Difference(DifferenceKind.MISS, "mayor", "ada", "empty", "marked", 0.2)
    return Examination(
        key=job.key,
        pages=tuple(
            PageReread(h.name, h.sha256, fault, marks=() if fault else (mark,))
            for h in submission.heads
        ),
        differences=(difference,) if "miss" in words else (),
        candidates=(Candidate("unsure", "mayor", "ada"),) if "unsure" in words else (),
        compared=reported is not None and fault is None,
        record=reported.record if reported else "",
        digest=submission.heads[0].sha256,
    )


def put(folder: Path, **images: str) -> None:
    for name, text in images.items():
        (folder / f"{name}.jpg").write_text(text)


def put_records(folder: Path, *records: Reported) -> None:
    (folder / "records.json").write_bytes(msgspec.json.encode(records))


def record(name: str, sequence: int | None = None) -> Reported:
    return Reported(
        name, "", (), scanner="s1", batch="b", sequence=sequence, images=(f"{name}.jpg",)
    )


def run(
    folder: Path, ledger: Path | None = None, done: Callable[[int], None] = lambda _: None
) -> AuditReport:
    archive = Archive(folder, None, FORMATS)
    return audit(CONFIG, archive, BILL, ledger, done, fake_examiner)


def entries(path: Path) -> list[Entry]:
    with Ledger.read(path) as ledger:
        assert not ledger.verify().broken
        return list(ledger.entries())


def keys(path: Path) -> list[SheetKey]:
    return [e.examination.key for e in entries(path) if isinstance(e, SheetRecord)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    put(folder, a="", b="miss", c="unsure", d="fault", e="")
    put_records(folder, *(record(name) for name in "abcd"))
    return folder


def test_the_report_adds_up(archive: Path) -> None:
    seen: list[int] = []
    report = run(archive, done=seen.append)
    assert (report.sheets, report.new_sheets, report.compared) == (5, 5, 3)
    assert (report.faults, report.unsure, report.unreported) == (1, 1, 1)
    assert report.marks == {"marked": 3, "empty": 0, "unsure": 1}
    assert report.faults_by_code == {"not-located": 1}
    assert [(f.sheet, f.image, f.code) for f in report.fault_list] == [
        ("d", "d.jpg", "not-located")
    ]
    assert report.candidates == {"unsure": 1}
    assert report.leniencies == (Leniency("loose", "top"),)
    assert report.record_troubles == ()
    (found,) = report.differences
    assert (found.sheet, found.contest, found.option) == ("b", "mayor", "ada")
    assert (found.reported, found.reread, found.score) == ("empty", "marked", 0.2)
    assert (found.scanner, found.batch, found.images) == ("s1", "b", ("b.jpg",))
    assert not report.clean
    assert seen == [1, 1, 1, 1, 1]


def test_a_clean_archive_is_clean(tmp_path: Path) -> None:
    put(tmp_path, a="", b="unsure")
    put_records(tmp_path, record("a"), record("b"))
    assert run(tmp_path).clean


def test_a_record_without_images_is_not_clean(tmp_path: Path) -> None:
    put(tmp_path, a="")
    put_records(tmp_path, record("a"), record("gone"))
    report = run(tmp_path)
    assert not report.clean
    assert report.record_troubles == (Leniency("record-without-images", "gone"),)


def test_the_ledger_holds_every_sheet_and_replays(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    report = run(archive, path)
    assert keys(path) == [
        SheetKey("archive", "audit", "", 1),
        *(SheetKey("s1", "audit", "b", n) for n in (1, 2, 3, 4)),
    ]
    replayed = replay(entries(path))
    assert replayed.difference == ""
    assert replayed.desk.digest() == report.state
    assert report.ledger == str(path)


def test_the_same_run_with_and_without_a_ledger_says_the_same(
    archive: Path, tmp_path: Path
) -> None:
    without = run(archive)
    assert msgspec.structs.replace(run(archive, tmp_path / "ledger"), ledger="") == without


def test_running_again_does_nothing_twice(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    first = run(archive, path)
    rows = entries(path)
    seen: list[int] = []
    again = run(archive, path, seen.append)
    assert entries(path) == rows
    assert again == msgspec.structs.replace(first, new_sheets=0)
    assert seen == [1, 1, 1, 1, 1]


def test_sheets_that_came_later_are_added(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    run(archive, path)
    put(archive, aa="", f="")
    put_records(archive, *(record(name) for name in ("aa", "a", "b", "c", "d")))
    report = run(archive, path)
    assert (report.sheets, report.new_sheets) == (7, 2)
    assert keys(path)[-2:] == [SheetKey("archive", "audit", "", 2), SheetKey("s1", "audit", "b", 5)]
    assert replay(entries(path)).difference == ""


class Interrupted(Exception):  # noqa: N818 - stands in for a person's Ctrl-C
    """Raised from within the run."""


@pytest.mark.parametrize("after", [1, 3, 5])
def test_an_interrupted_run_goes_on(archive: Path, tmp_path: Path, after: int) -> None:
    path, left = tmp_path / "ledger", after

    def interrupt(_count: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Interrupted

    with pytest.raises(Interrupted):
        run(archive, path, interrupt)
    assert len(keys(path)) == after
    report = run(archive, path)
    whole = run(archive)
    assert report == msgspec.structs.replace(whole, new_sheets=5 - after, ledger=str(path))
    assert len(set(keys(path))) == 5


def test_a_sheet_that_kills_its_worker_is_recorded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, a="", b="die", c="")
    report = run(tmp_path)
    assert (report.sheets, report.faults) == (3, 1)
    assert report.faults_by_code == {"worker-died": 1}
    assert [f.sheet for f in report.fault_list] == ["b.jpg"]
    assert capfd.readouterr().out == ""


def test_gaps_in_the_scanners_numbers_are_found(tmp_path: Path) -> None:
    put(tmp_path, a="", b="")
    put_records(tmp_path, record("a", 1), record("b", 4))
    report = run(tmp_path)
    assert [(f.kind, f.key.sequence) for f in report.findings] == [("gap", 2)]


def test_a_ledger_of_another_plan_is_refused(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    run(archive, path)
    other = Config(service=CONFIG.service, plan=PlanSection(alpha=0.01))
    with pytest.raises(QcError) as caught:
        audit(other, Archive(archive), BILL, path, lambda _: None, fake_examiner)
    assert caught.value.code == "ledger.plan"


def sheet(name: str, reported: Reported | None = None, folder: str = "") -> SheetFiles:
    return SheetFiles(name, (Path(f"{name}.jpg"),), reported, folder)


def test_keys_follow_the_record_else_the_folder() -> None:
    made = AuditKeys()
    assert made.key_for(sheet("a", record("a", 7))) == SheetKey("s1", "audit", "b", 7)
    assert made.key_for(sheet("b", record("b"))) == SheetKey("s1", "audit", "b", 1)
    assert made.key_for(sheet("c", None, "box 3")) == SheetKey("archive", "audit", "box 3", 1)
    assert made.key_for(sheet("d", None, "box 3")) == SheetKey("archive", "audit", "box 3", 2)


def test_a_number_used_twice_gets_a_key_of_its_own() -> None:
    made = AuditKeys()
    found = [made.key_for(sheet(name, record(name, 7))) for name in "abc"]
    assert found == [
        SheetKey("s1", "audit", "b", 7),
        SheetKey("s1", "audit-again", "b", 1),
        SheetKey("s1", "audit-again", "b", 2),
    ]


def test_an_image_that_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    put(tmp_path, a="x" * 2000, b="well")
    images = (tmp_path / "a.jpg", tmp_path / "b.jpg", tmp_path / "gone.jpg")
    submission, unread = _read(AuditJob(SheetKey("s", "audit", "", 1), images, None), 1000)
    assert submission.images == (b"", b"well", b"")
    assert [(n, f.code, f.message) for n, f in unread.items()] == [
        (0, FaultCode.UNDECODABLE, "a.jpg: the file has 2000 bytes, allowed are 1000"),
        (2, FaultCode.UNDECODABLE, "gone.jpg: the file cannot be read: No such file or directory"),
    ]


def put_box(folder: Path, name: str, images: int, extra: str = "closed = true") -> Path:
    box = folder / name
    box.mkdir(parents=True, exist_ok=True)
    put(box, **{f"{name}-sheet-{letter}": "plain" for letter in "abcdefgh"[:images]})
    (box / "box.toml").write_text(f'id = "{name}"\n{extra}\n')
    return box


def told(path: Path) -> list[tuple[str, str]]:
    """Give what a ledger holds of boxes and sheets, in its order."""
    found: list[tuple[str, str]] = []
    for entry in entries(path):
        if isinstance(entry, BatchEvent):
            found.append((entry.notice.batch.id, entry.notice.kind.value))
        elif isinstance(entry, SheetRecord):
            found.append((entry.examination.key.batch, "sheet"))
        elif isinstance(entry, Finding):
            found.append((entry.key.batch, entry.kind))
    return found


def test_boxes_of_an_archive_are_opened_filled_and_closed_and_never_told_twice(
    tmp_path: Path,
) -> None:
    scans, ledger = tmp_path / "scans", tmp_path / "ledger.sqlite"
    put_box(scans, "K1", 3, "closed = true\nexpected = 4")
    put_box(scans, "K2", 2, 'category = "day-other"')
    put_box(scans, "K3", 0)
    report = run(scans, ledger)
    assert sorted(each.kind for each in report.findings) == ["box-count", "box-open"]
    events = told(ledger)
    assert [what for box, what in events if box == "K1"] == [
        "opened", "sheet", "sheet", "sheet", "closed", "box-count",
    ]  # fmt: skip
    assert [what for box, what in events if box == "K2"] == [
        "opened", "sheet", "sheet", "box-open",
    ]  # fmt: skip
    assert [what for box, what in events if box == "K3"] == ["opened", "closed"]
    assert run(scans, ledger).new_sheets == 0
    assert told(ledger) == events
    assert replay(entries(ledger)).difference == ""
    put_box(scans, "K2", 2)
    run(scans, ledger)
    assert told(ledger)[-1] == ("K2", "closed")
    assert replay(entries(ledger)).difference == ""


def test_a_second_count_of_a_box_is_audited_beside_the_first(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    for number, folder in ((1, tmp_path / "first"), (2, tmp_path / "second")):
        put_box(folder, "K1", 2, f"closed = true\ncount = {number}\nexpected = 2")
        assert run(folder, ledger).new_sheets == 2
    assert {key.session for key in keys(ledger)} == {"audit", "audit-2"}
    assert [what for _, what in told(ledger) if what.startswith("box-")] == []


def test_the_plan_of_boxes_goes_into_the_ledger_once_and_again_when_it_changes(
    tmp_path: Path,
) -> None:
    scans, ledger, plan = tmp_path / "scans", tmp_path / "ledger.sqlite", tmp_path / "boxes.csv"
    put_box(scans, "K1", 1)
    config = msgspec.structs.replace(CONFIG, boxes=BoxesSection(str(plan)))

    def again(text: str, path: Path | None = ledger) -> list[str]:
        plan.write_text(text)
        report = audit(config, Archive(scans), BILL, path, lambda _: None, fake_examiner)
        return sorted(each.key.batch for each in report.findings if each.kind == "box-forgotten")

    assert again("id\nK1\nK2\n", None) == ["K2"]
    assert again("id\nK1\nK2\n") == ["K2"]
    again("id\nK1\nK2\n")
    again("id\nK1\n")
    plans = [entry for entry in entries(ledger) if isinstance(entry, BatchPlan)]
    assert [[box.id for box in each.boxes] for each in plans] == [["K1", "K2"], ["K1"]]
    assert replay(entries(ledger)).difference == ""
