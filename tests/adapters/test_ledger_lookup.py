"""Single rows of a ledger, found while somebody else writes it."""

import sqlite3
from pathlib import Path

import pytest

from nights import GENESIS, sheet
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.ledger_lookup import Lookup, Pace
from qc_service.model.acts import ActRecord, AlarmSeen, ImageSeen
from qc_service.model.errors import QcError
from qc_service.model.people import Person, Role
from qc_service.model.sheet import SheetKey

ANN = Person("AB", Role.OFFICER)
ODD = sheet(3, scanner='a/"b', session="..", batch="")


def look(key: SheetKey, what: str = "sheet") -> ActRecord:
    return ActRecord("2026-11-03T21:00:00Z", (ANN,), ImageSeen(key, what))


def test_a_sheet_is_found_while_the_ledger_is_being_written(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    with Ledger.create(path, GENESIS) as ledger:
        ledger.append([sheet(1), sheet(2), ODD])
        lookup = Lookup(path)
        assert lookup.sheet(ODD.examination.key) == ODD
        assert lookup.sheet(SheetKey("s1", "1", "1", 9)) is None
        ledger.append([sheet(9)])
        keys = [SheetKey("s1", "1", "1", number) for number in (9, 8, 1)]
        assert lookup.sheets(keys) == {keys[0]: sheet(9), keys[2]: sheet(1)}


def test_who_looked_at_a_sheet_stands_in_order_and_nothing_else(tmp_path: Path) -> None:
    path, key = tmp_path / "night.sqlite", sheet(1).examination.key
    looks = [look(key), look(key, "x/a")]
    with Ledger.create(path, GENESIS) as ledger:
        ledger.append([sheet(1), ODD, looks[0], look(ODD.examination.key), looks[1]])
        ledger.append([ActRecord("2026-11-03T21:00:00Z", (ANN,), AlarmSeen(1))])
    assert Lookup(path).looks(key) == tuple(looks)


def test_the_pace_counts_sheets_by_minute_and_scanner(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    with Ledger.create(path, GENESIS) as ledger:
        ledger.append([sheet(1), sheet(2), ODD])
    assert Lookup(path).pace() == (
        Pace("2026-11-03T20:00", 'a/"b', 1),
        Pace("2026-11-03T20:00", "s1", 2),
    )


def test_a_ledger_that_is_not_there_or_broken_is_told(tmp_path: Path) -> None:
    path = tmp_path / "night.sqlite"
    with pytest.raises(QcError, match="no such ledger"):
        Lookup(path).pace()
    with Ledger.create(path, GENESIS) as ledger:
        ledger.append([sheet(1)])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE entries SET body = x'00' WHERE kind = 'sheet'")
    connection.commit()
    connection.close()
    with pytest.raises(QcError) as found:
        Lookup(path).pace()
    assert found.value.code == "ledger.failed"
