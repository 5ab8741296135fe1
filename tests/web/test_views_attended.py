"""Alarms and sheets on the real service: looks and answers are on disk before the page says so."""

import re
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from alarm_nights import GENESIS
from check_desks import PINS, attended
from check_desks import begun as begun_checks
from qc_service.adapters.config import EvidenceSection
from qc_service.adapters.ledger import Ledger
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord, AlarmAcknowledged, ImageSeen, Meaning, NoCandidate
from qc_service.model.people import Person, Role
from qc_service.web.addresses import sheet_address
from view_nights import evening, key

LOST_AT = 542


def sign_in(client: httpx.Client, address: str, name: str) -> None:
    fields = {"name": name, "pin": PINS[name], "no_candidate": "yes", "next": "/alarms"}
    answer = client.post("/sign-in", data=fields, headers={"origin": address})
    assert answer.status_code == 303


def test_a_look_and_an_answer_are_in_the_ledger_and_replay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qc_service.web.archive.WAIT_SECONDS", 60.0)
    config = begun_checks(tmp_path)
    ledger = Path(config.service.ledger)
    ledger.unlink()
    crops = tmp_path / "crops"
    with Ledger.create(ledger, GENESIS) as opened:
        opened.append(list(evening(Desk(GENESIS.plan), crops, 720))[1:])
    config = replace(config, evidence=EvidenceSection(str(crops)))
    with attended(config) as address, httpx.Client(base_url=address) as client:
        assert "Alarm 1" in client.get("/alarms").text
        assert "<polyline" in client.get("/alarms/1").text
        assert 'class="bar"' in client.get("/night").text
        sign_in(client, address, "AB")
        page = client.get(sheet_address(key(LOST_AT)) + "?lang=en").text
        assert "AB (officer)" in page
        (crop,) = re.findall(r'src="(/crops/[^"]+)"', page)
        assert client.get(crop).content.startswith(b"\x89PNG")
        token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        answer = client.post(
            "/alarms/1/acknowledge",
            data={"token": token, "meaning": "known", "second_name": "CD",
                  "second_pin": PINS["CD"], "second_no_candidate": "yes"},
            headers={"origin": address},
        )  # fmt: skip
        assert answer.status_code == 303
        assert "CD (controller)" in client.get("/alarms/1?lang=en").text
    with Ledger.read(ledger) as opened:
        entries = list(opened.entries())
        assert opened.verify().broken == 0
    acts = [entry.act for entry in entries if isinstance(entry, ActRecord)]
    confirmed = [each for each in acts if isinstance(each, NoCandidate)]
    assert [acts[0], acts[3]] == confirmed  # each before the first other act of theirs
    acts = [each for each in acts if not isinstance(each, NoCandidate)]
    assert acts[0] == ImageSeen(key(LOST_AT), "sheet")
    assert isinstance(acts[1], ImageSeen)
    assert acts[2] == AlarmAcknowledged(1, Meaning.KNOWN)
    assert not replay(entries).difference


def test_who_confirmed_before_a_restart_is_not_asked_again(tmp_path: Path) -> None:
    config = begun_checks(tmp_path)
    fields = {"name": "GH", "pin": PINS["GH"], "next": "/alarms"}
    found = []
    for ticked in ({}, {"no_candidate": "yes"}, {}):
        with attended(config) as address, httpx.Client(base_url=address) as client:
            answer = client.post("/sign-in", data=fields | ticked, headers={"origin": address})
            found.append(answer.status_code)
    assert found == [403, 303, 303]
    with Ledger.read(Path(config.service.ledger)) as opened:
        entries = list(opened.entries())
    (record,) = [each for each in entries if isinstance(each, ActRecord)]
    assert record.by == (Person("GH", Role.OBSERVER),)
    assert isinstance(record.act, NoCandidate)
    assert not replay(entries).difference
