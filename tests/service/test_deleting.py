"""Pictures are deleted, all of them and nothing else, by two people, and the ledger says so."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace

from fakes.running import configured
from qc_service.adapters.config import Config
from qc_service.adapters.ledger import Ledger
from qc_service.cli import delete_images as command
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord, ImagesDeleted, NoCandidate
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Genesis, Note
from qc_service.model.evidence import Checkpoint
from qc_service.model.people import Person, Role
from qc_service.service import deleting
from qc_service.service.actors import Actors, named
from qc_service.service.deleting import BEGUN, Deletion, Kept, delete_images
from shared import REPO

PAIR = (Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER))
APPROVED = "case 27/12"


def begun(folder: Path) -> Config:
    config = configured(folder)
    path = folder / "night.sqlite"
    Ledger.create(path, Genesis("t", "1", ())).close()
    return replace(config, service=replace(config.service, ledger=str(path)))


def crops(folder: Path) -> Path:
    """Fill a folder with pictures, folders and links that lead out of it."""
    made = folder / "crops"
    (made / "K1" / "deep").mkdir(parents=True)
    (made / "one.png").write_bytes(b"12345")
    (made / "K1" / "two.png").write_bytes(b"123")
    (made / "K1" / "deep" / "three.png").write_bytes(b"")
    (folder / "outside").mkdir()
    (folder / "outside" / "kept.txt").write_text("kept")
    (made / "to-folder").symlink_to(folder / "outside")
    (made / "to-file").symlink_to(folder / "outside" / "kept.txt")
    return made


def entries(config: Config) -> list[Entry]:
    with Ledger.read(Path(config.service.ledger)) as ledger:
        assert ledger.verify().broken == 0
        return list(ledger.entries())


def refusal(config: Config, deletion: Deletion) -> QcError:
    with pytest.raises(QcError) as refused:
        delete_images(config, deletion)
    return refused.value


def test_all_of_the_folder_goes_and_nothing_else(tmp_path: Path) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    kept = delete_images(config, Deletion(folder, named(PAIR), APPROVED))
    assert list(folder.iterdir()) == []
    assert (tmp_path / "outside" / "kept.txt").read_text() == "kept"
    assert kept.files == 5
    _, note, record, checkpoint = entries(config)
    assert isinstance(note, Note)
    assert note.kind == BEGUN
    assert isinstance(record, ActRecord)
    assert record.by == PAIR
    assert record.act == ImagesDeleted(5, kept.size, APPROVED)
    assert isinstance(checkpoint, Checkpoint)
    assert replay(entries(config)).difference == ""


def test_where_nothing_lies_nothing_is_recorded(tmp_path: Path) -> None:
    config = begun(tmp_path)
    (tmp_path / "crops").mkdir()
    assert delete_images(config, Deletion(tmp_path / "crops", named(PAIR), APPROVED)) == Kept(0, 0)
    assert len(entries(config)) == 1


@pytest.mark.parametrize(
    "by",
    [
        PAIR[:1],
        (PAIR[1], Person("EF", Role.CONTROLLER)),
        (PAIR[0], PAIR[0]),
        (PAIR[0], Person("EF", Role.OBSERVER)),
    ],
)
def test_two_people_delete_and_one_answers_for_it(tmp_path: Path, by: tuple[Person, ...]) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    error = refusal(config, Deletion(folder, named(by), APPROVED))
    assert (error.code, error.exit_code) == ("delete.people", ExitCode.USAGE)
    assert (folder / "one.png").exists()
    assert len(entries(config)) == 1


def test_what_is_no_folder_of_its_own_is_refused(tmp_path: Path) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    (tmp_path / "link").symlink_to(folder)
    for wrong in (tmp_path / "link", tmp_path / "none", folder / "one.png", tmp_path):
        assert refusal(config, Deletion(wrong, named(PAIR), APPROVED)).code == "delete.folder"
    assert (folder / "one.png").exists()


def test_a_file_with_a_second_name_would_not_be_gone(tmp_path: Path) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    (tmp_path / "second.png").hardlink_to(folder / "K1" / "two.png")
    error = refusal(config, Deletion(folder, named(PAIR), APPROVED))
    assert error.code == "delete.linked"
    assert "two.png" in error.message
    assert (folder / "one.png").exists()
    assert len(entries(config)) == 1


def test_what_cannot_be_deleted_is_named_and_not_recorded_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)

    def refuse(name: str, **_how: int) -> None:
        raise PermissionError(13, "Permission denied", name)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", refuse)
        error = refusal(config, Deletion(folder, named(PAIR), APPROVED))
    assert (error.code, error.exit_code) == ("delete.failed", ExitCode.LEDGER)
    assert "Permission denied" in error.message
    assert not any(isinstance(each, ActRecord) for each in entries(config))


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path, **_how: object) -> None:
        raise PermissionError(13, "Permission denied", "crops")

    monkeypatch.setattr(os, "fwalk", refuse)
    with pytest.raises(QcError) as refused:
        deleting.look(tmp_path)
    assert refused.value.code == "delete.failed"


def test_files_that_come_meanwhile_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    monkeypatch.setattr(deleting, "_remove", lambda _folder: None)
    assert refusal(config, Deletion(folder, named(PAIR), APPROVED)).code == "delete.left"
    assert not any(isinstance(each, ActRecord) for each in entries(config))


SLOW = """
import os, sys, time
sys.path.insert(0, sys.argv[1] + "/tests")
from pathlib import Path
from qc_service.adapters.config import Config, ServiceSection
from qc_service.model.people import Person, Role
from qc_service.service.actors import named
from qc_service.service.deleting import Deletion, delete_images
real = os.unlink
def slow(name, *, dir_fd):
    real(name, dir_fd=dir_fd)
    print(name, flush=True)
    time.sleep(60)
os.unlink = slow
pair = (Person("AB", Role.OFFICER), Person("CD", Role.CONTROLLER))
config = Config(service=ServiceSection(ledger=sys.argv[2]))
delete_images(config, Deletion(Path(sys.argv[3]), named(pair), "case 27/12"))
"""


def test_a_run_that_was_killed_is_ended_by_the_next_with_its_numbers(tmp_path: Path) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    whole = deleting.look(folder)
    arguments = [str(REPO), config.service.ledger, str(folder)]
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments], stdout=subprocess.PIPE, text=True, cwd=REPO
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert deleting.look(folder).files == whole.files - 1
    assert delete_images(config, Deletion(folder, named(PAIR), APPROVED)) == whole
    acts = [each.act for each in entries(config) if isinstance(each, ActRecord)]
    assert acts == [ImagesDeleted(whole.files, whole.size, APPROVED)]
    assert list(folder.iterdir()) == []


def test_a_run_killed_after_the_last_file_is_ended_too(tmp_path: Path) -> None:
    config = begun(tmp_path)
    (tmp_path / "crops").mkdir()
    with Ledger.open(Path(config.service.ledger)) as ledger:
        ledger.append([Note("t", BEGUN, '{"files":7,"size":70}')])
    assert delete_images(config, Deletion(tmp_path / "crops", named(PAIR), APPROVED)) == Kept(7, 70)
    assert delete_images(config, Deletion(tmp_path / "crops", named(PAIR), APPROVED)) == Kept(0, 0)
    acts = [each.act for each in entries(config) if isinstance(each, ActRecord)]
    assert acts == [ImagesDeleted(7, 70, APPROVED)]


def qc(*arguments: object) -> int:
    app = typer.Typer()
    command.register(app)
    code = app([str(each) for each in arguments], standalone_mode=False)
    assert isinstance(code, int)
    return code


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    asked = ("--ledger", config.service.ledger, "--folder", folder, "--approved", APPROVED)
    people = ("--by", "AB:officer", "--by", "Cecilie: Dahl:controller")
    assert qc(*asked, *people) == ExitCode.OK
    assert "5 files" in capsys.readouterr().out
    record = next(each for each in entries(config) if isinstance(each, ActRecord))
    assert [person.name for person in record.by] == ["AB", "Cecilie: Dahl"]
    assert record.unverified
    assert qc(*asked, *people) == ExitCode.OK
    assert "nothing lay there" in capsys.readouterr().out
    (folder / "again.png").write_bytes(b"1")
    (tmp_path / "qc.toml").write_text('[evidence]\nfolder = "crops"\n')
    configured_folder = ("--ledger", config.service.ledger, "--approved", APPROVED)
    assert qc(*configured_folder, "--config", tmp_path / "qc.toml", *people) == ExitCode.OK
    assert list(folder.iterdir()) == []
    with pytest.raises(QcError) as refused:
        qc(*configured_folder, *people)
    assert refused.value.code == "delete.folder"
    with pytest.raises(QcError) as refused:
        qc(*asked, "--by", "AB", "--by", "CD:king")
    assert refused.value.code == "people.by"


def test_who_gave_a_pin_confirms_before_anything_is_deleted(tmp_path: Path) -> None:
    config, folder = begun(tmp_path), crops(tmp_path)
    unwilling = Actors(PAIR, verified=True)
    assert refusal(config, Deletion(folder, unwilling, APPROVED)).code == "people.candidate"
    assert list(folder.iterdir()) != []
    assert delete_images(config, Deletion(folder, willing(), APPROVED)).files == 5
    records = [each for each in entries(config) if isinstance(each, ActRecord)]
    assert [type(each.act) for each in records] == [NoCandidate, NoCandidate, ImagesDeleted]
    assert not any(each.unverified for each in records)
    assert replay(entries(config)).difference == ""


def willing() -> Actors:
    return Actors(PAIR, verified=True, confirms=lambda _person: True)
