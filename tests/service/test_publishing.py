"""From a ledger to a bundle that holds, and that holds nothing it must not."""

import hashlib
import re
import sqlite3
from pathlib import Path

import pytest
import typer
from msgspec.structs import replace

from check_nights import ANN, BO, BOXES, MISREAD, SHEETS, Evening, renumbered, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.signing import SigningKey, is_signed, make_key
from qc_service.cli import bundle as command
from qc_service.cli import verify
from qc_service.flow.logbook import make_logbook
from qc_service.flow.verifying import CHECKS, Asked, first_broken, verify_bundle
from qc_service.model.acts import ActRecord, BoxesCommitted, BoxReturned, RoundSigned
from qc_service.model.checks import CheckPlan, Draw
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Component, Entry, Genesis, Note
from qc_service.recording.bundle import Result, read_bundle
from qc_service.recording.checkpoints import fingerprint
from qc_service.reports.observer_page import observer_page
from qc_service.service.notary import Notary
from qc_service.service.publishing import publish

AT = "2027-09-13T21:47:31.204+00:00"
PART = Component("plugin", "read-ovals", "1", "file at /srv/secret-folder", "0" * 64)
FRONT = ("front.jpg", "ab" * 32)


def evening(plan: CheckPlan) -> list[Entry]:
    """Play a whole evening of checks, with the people and times of a real one."""
    played = Evening()
    drawn = played.draw(plan)
    played.take_out_all()
    played.settle(drawn.samples)
    for each in played.desk.checks.work().boxes:
        played.act(ANN, BO, act=BoxReturned(each.batch.id, each.batch.count, "5678"))
    played.act(ANN, BO, act=RoundSigned(1, "all by hand"))
    return played.entries[1:]


def ledger_of(folder: Path, entries: list[Entry], *, signed: bool = True) -> SigningKey | None:
    """Write entries as the one writer does, with a checkpoint before the seed and at the end."""
    key = make_key(folder / "key.pem") if signed else None
    path = folder / "night.sqlite"
    first = Genesis(AT, "0.1.0", (PART,), {"alpha": 0.05, "scanners": 2}, key.public if key else "")
    with Ledger.create(path, first) as ledger:
        notary = Notary(ledger, path, key)
        for entry in entries:
            ledger.append([entry])
            if isinstance(entry, ActRecord) and isinstance(entry.act, BoxesCommitted):
                ledger.append([notary.checkpoint(AT)])
        ledger.append([Note(AT, "stopped", "IMG_0042.jpg serial 99887766")])
        ledger.append([notary.checkpoint(AT)])
    return key


BY_BOX = CheckPlan(ballots_least=SHEETS, risk_most=2)
BY_LIST = CheckPlan(strata=("scanner", "list"), ballots_least=3, risk_most=2)


def test_a_night_s_bundle_holds_and_says_what_was_found(tmp_path: Path) -> None:
    key = ledger_of(tmp_path, evening(BY_BOX))
    assert key is not None
    document = tmp_path / "log.pdf"
    document.write_bytes(b"the log")
    made, data = publish(tmp_path / "night.sqlite", [document], key)
    files = {"log.pdf": hashlib.sha256(b"the log").hexdigest()}
    steps = verify_bundle(data, Asked(is_signed, fingerprint(key.public), files))
    assert first_broken(steps) is None
    assert tuple(step.check for step in steps) == CHECKS
    assert len(made.results) >= 2 * SHEETS
    assert {each.stratum for each in made.bounds} == {
        "scanner=S01 category=day-locale",
        "scanner=S02 category=advance-locale",
    }
    assert publish(tmp_path / "night.sqlite", [document], key)[1] == data


def test_documents_and_bundle_state_the_same_bounds(tmp_path: Path) -> None:
    entries = evening(CheckPlan(ballots_least=5))
    key = ledger_of(tmp_path, entries)
    made, _ = publish(tmp_path / "night.sqlite", [], key)
    with Ledger.read(tmp_path / "night.sqlite") as opened:
        papers = make_logbook(opened.entries).papers
    assert papers is not None
    assert [
        (each.stratum.name, each.units, each.checked, each.misread, each.risk, each.upper)
        for each in papers.strata
        if each.stratum is not None
    ] == [
        (each.stratum, each.papers, each.checked, each.errors, each.risk, each.upper)
        for each in made.bounds
    ]


def test_the_misread_ballot_is_a_difference_once_it_is_drawn(tmp_path: Path) -> None:
    plan = CheckPlan(ballots_least=2 * SHEETS)
    key = ledger_of(tmp_path, evening(plan))
    made, data = publish(tmp_path / "night.sqlite", [], key)
    assert [result for result in made.results.values() if result is not Result.AGREES] == [
        Result.DIFFERS
    ]
    assert [(each.checked, each.errors, each.upper) for each in made.bounds] == [
        (2 * SHEETS, 1, 1),
        (SHEETS, 0, 0),
    ]
    assert MISREAD.batch == "K02"
    assert first_broken(verify_bundle(data, Asked(is_signed))) is None


def without_a_ballot(drawn: Draw) -> Draw:
    left_out = next(
        each for each in drawn.samples if each.ticket and not each.reason and each.order == 1
    )
    return replace(drawn, samples=tuple(each for each in drawn.samples if each != left_out))


def test_a_ledger_s_own_draws_are_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()
    verify.register(app)
    entries = evening(BY_BOX)
    (tmp_path / "whole").mkdir()
    ledger_of(tmp_path / "whole", entries)
    path = str(tmp_path / "whole" / "night.sqlite")
    assert app([path, "--json"], standalone_mode=False) == ExitCode.OK
    assert '"bounds":true' in capsys.readouterr().out
    # Whoever writes the ledger anew, with the key, is found out by the draw.
    forged = [without_a_ballot(each) if isinstance(each, Draw) else each for each in entries]
    (tmp_path / "forged").mkdir()
    ledger_of(tmp_path / "forged", forged)
    path = str(tmp_path / "forged" / "night.sqlite")
    assert app([path], standalone_mode=False) == ExitCode.FINDING
    assert "BROKEN: ballots" in capsys.readouterr().out


def test_strata_of_lists_are_drawn_and_not_shown(tmp_path: Path) -> None:
    key = ledger_of(tmp_path, evening(BY_LIST))
    made, data = publish(tmp_path / "night.sqlite", [], key)
    assert first_broken(verify_bundle(data, Asked(is_signed))) is None
    assert {box.stratum for each in made.rounds for box in each.boxes} == {""}
    assert made.bounds == ()
    assert b"list=" not in data


PAPER = sheet(MISREAD)
LISTS = {sheet(renumbered(MISREAD, sequence=n)).style for n in (1, 2)}

PRIVATE = {
    "a name of an image": "front.jpg",
    "the hash of an image": "ab" * 32,
    "a sheet's key": '"sequence"',
    "a session": '"session"',
    "a mark": PAPER.contests[0].contest,
    "the list of a paper": f'"style":"{PAPER.style}"',
    "counts by list": f'"counts":{{"{min(LISTS)}"',
    "who did it": '"AB"',
    "a seal's number": '"seal":"1234"',
    "a text that people wrote": "all by hand",
    "a note": "serial 99887766",
    "a place on a disk": "secret-folder",
    "a reason for a risk draw": "unsure",
}


@pytest.mark.parametrize("plan", [BY_BOX, BY_LIST], ids=["by-box", "by-list"])
@pytest.mark.parametrize("what", PRIVATE)
def test_no_private_thing_of_the_ledger_is_in_the_bundle(
    tmp_path: Path, what: str, plan: CheckPlan
) -> None:
    key = ledger_of(tmp_path, evening(plan))
    _, data = publish(tmp_path / "night.sqlite", [], key)
    connection = sqlite3.connect(tmp_path / "night.sqlite")
    bodies = b"".join(body for (body,) in connection.execute("SELECT body FROM entries"))
    connection.close()
    text = data.decode().replace('\\"', '"')
    assert PRIVATE[what] in bodies.decode()
    assert PRIVATE[what] not in text


def test_no_time_below_the_hour_and_no_figure_of_a_list_is_in_the_bundle(tmp_path: Path) -> None:
    key = ledger_of(tmp_path, evening(BY_LIST))
    _, data = publish(tmp_path / "night.sqlite", [], key)
    text = data.decode().replace('\\"', '"')
    assert "2027-09-13T21" in text
    assert not re.search(r"\d\d:\d\d", text)
    # Eight sheets of a list in a box are far fewer than sixty: no list is named at all.
    names = "|".join(sorted(LISTS))
    assert not re.search(rf'"(?:{names})"|[ =](?:{names})\b', text)
    assert {each.id for each in BOXES} <= set(re.findall(r"K\d\d", text))


def test_without_a_key_the_bundle_is_unsigned_and_holds(tmp_path: Path) -> None:
    ledger_of(tmp_path, evening(BY_BOX), signed=False)
    _, data = publish(tmp_path / "night.sqlite", [], None)
    steps = verify_bundle(data, Asked(is_signed))
    assert first_broken(steps) is None
    assert "unsigned" in next(step.note for step in steps if step.check == "seal")


def test_only_the_ledger_s_own_key_signs_its_bundle(tmp_path: Path) -> None:
    ledger_of(tmp_path, [])
    other = make_key(tmp_path / "other.pem")
    for wrong in (other, None):
        with pytest.raises(QcError) as refused:
            publish(tmp_path / "night.sqlite", [], wrong)
        assert (refused.value.code, refused.value.exit_code) == ("bundle.key", ExitCode.CONFIG)


def test_nothing_is_published_of_a_broken_ledger(tmp_path: Path) -> None:
    key = ledger_of(tmp_path, [])
    connection = sqlite3.connect(tmp_path / "night.sqlite")
    connection.execute("UPDATE entries SET salt = zeroblob(16) WHERE seq = 2")
    connection.commit()
    connection.close()
    with pytest.raises(QcError) as refused:
        publish(tmp_path / "night.sqlite", [], key)
    assert (refused.value.code, refused.value.exit_code) == ("bundle.broken", ExitCode.FINDING)


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    key = ledger_of(tmp_path, [])
    with pytest.raises(QcError) as refused:
        publish(tmp_path / "night.sqlite", [tmp_path / "none.pdf"], key)
    assert refused.value.code == "bundle.document"


def test_the_command_writes_bundle_and_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ledger_of(tmp_path, evening(BY_BOX))
    assert key is not None
    app = typer.Typer()
    command.register(app)
    out, page = tmp_path / "b.json", tmp_path / "p.html"
    arguments = ["--ledger", tmp_path / "night.sqlite", "--key", tmp_path / "key.pem"]
    arguments += ["--out", out, "--page", page]
    assert app([str(each) for each in arguments], standalone_mode=False) == ExitCode.OK
    said = capsys.readouterr().out
    made, _, _ = read_bundle(out.read_bytes())
    assert f"root {made.root}" in said
    assert fingerprint(key.public) in said
    assert page.read_bytes() == observer_page()
    assert not list(tmp_path.glob("*.new"))
