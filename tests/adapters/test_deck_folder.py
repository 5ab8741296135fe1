"""The folder of test decks: real ledgers, broken ones, copies, the night's own."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from decks import deck_sheet, deck_sheets, write_deck, write_decks
from qc_service.adapters.deck_folder import deck_stamps, load_deck, read_deck, read_decks
from qc_service.adapters.ledger import Ledger
from qc_service.model.errors import ExitCode, QcError


def test_every_ledger_gives_its_decks_and_a_broken_one_is_told(tmp_path: Path) -> None:
    shelf = read_decks(write_decks(tmp_path / "decks"))
    assert (shelf.decks[0].deck.scanner, shelf.decks[0].file) == ("S03", "S03-cleaned.sqlite")
    rest = [(each.deck.scanner, each.deck.differing, each.file) for each in shelf.decks[1:]]
    assert rest == [(name, n, "before.sqlite") for name, n in (("S01", 0), ("S02", 0), ("S03", 4))]
    (broken,) = shelf.unread
    assert (broken.name, broken.code) == ("S04.sqlite", "ledger.damaged")
    assert "qc verify" in broken.hint
    assert broken.known() == ()


def test_reading_leaves_no_trace_and_gives_the_chain_s_head(tmp_path: Path) -> None:
    path = write_deck(tmp_path / "a.sqlite", *deck_sheets(3))
    before = {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()}
    found = read_deck(path)
    assert {each.name: each.stat().st_mtime_ns for each in tmp_path.iterdir()} == before
    with Ledger.read(path) as opened:
        assert found.head == opened.verify().head
    assert (found.rows, found.code) == (4, "")


def test_a_ledger_that_was_altered_is_no_deck(tmp_path: Path) -> None:
    path = write_deck(tmp_path / "a.sqlite", *deck_sheets(3, wrong=1))
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE entries SET body = replace(CAST(body AS TEXT), '\"miss\"', '\"false\"')"
        )
    connection.close()
    (file,) = read_decks(tmp_path).unread
    assert file.code == "ledger.damaged"
    assert "row 2" in file.message
    with pytest.raises(QcError, match="row 2"):
        load_deck(path)


def test_a_copy_counts_once_and_the_longer_one_counts(tmp_path: Path) -> None:
    path = write_deck(tmp_path / "z.sqlite", *deck_sheets(3))
    shutil.copy(path, tmp_path / "a.sqlite")
    with Ledger.open(path) as opened:
        opened.append([deck_sheet(4)])
    shelf = read_decks(tmp_path)
    assert [(each.file, each.deck.sheets) for each in shelf.decks] == [("z.sqlite", 4)]
    assert shelf.copies == (("a.sqlite", "z.sqlite"),)


def test_the_night_s_own_ledger_is_no_deck_nor_is_what_else_lies_there(tmp_path: Path) -> None:
    night = write_deck(tmp_path / "night.sqlite", deck_sheet(1))
    deck = write_deck(tmp_path / "deck.sqlite", deck_sheet(1))
    (tmp_path / "README.txt").write_text("test decks", "utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "link.sqlite").symlink_to(night)
    assert list(deck_stamps(tmp_path, night)) == [deck]
    assert list(deck_stamps(tmp_path / "images")) == []


def test_a_stamp_changes_with_the_ledger_also_while_it_is_written(tmp_path: Path) -> None:
    path = write_deck(tmp_path / "a.sqlite", deck_sheet(1))
    at_rest = deck_stamps(tmp_path)
    assert deck_stamps(tmp_path) == at_rest
    with Ledger.open(path) as opened:
        begun = deck_stamps(tmp_path)
        opened.append([deck_sheet(2)])
        assert deck_stamps(tmp_path) not in (at_rest, begun)
        assert read_deck(path).known()[0].deck.sheets == 2
    assert deck_stamps(tmp_path) != at_rest


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(QcError) as told:
        read_decks(tmp_path / "none")
    assert (told.value.code, told.value.exit_code) == ("decks.folder", ExitCode.CONFIG)


def test_a_ledger_that_goes_away_meanwhile_is_told_not_raised(tmp_path: Path) -> None:
    assert read_deck(tmp_path / "gone.sqlite").code == "ledger.missing"
    (tmp_path / "hung.sqlite").symlink_to(tmp_path / "gone.sqlite")
    assert list(deck_stamps(tmp_path).values()) == [()]
    assert read_decks(tmp_path).unread[0].name == "hung.sqlite"
