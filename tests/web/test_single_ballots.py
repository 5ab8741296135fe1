"""Single ballots among the latest differences: named to those who check paper, to nobody else."""

import json
from collections.abc import Iterator

import httpx
import pytest

from qc_service.web.addresses import sheet_address
from qc_service.web.server import WebServer
from view_nights import LOST, PINS, Rig, rig

SHEETS = 720
LATEST = "/?lang=en", "/api/state", "/events?lang=en"


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    return rig(tmp_path_factory.mktemp("ballots"), sheets=SHEETS)


@pytest.fixture
def address(night: Rig) -> Iterator[str]:
    night.app.state.closing.clear()  # an earlier server of the same application has set it
    server = WebServer(night.app, "127.0.0.1:0")
    server.start()
    yield server.address.rstrip("/")
    server.stop()


def sign_in(client: httpx.Client, address: str, name: str) -> None:
    fields = {"name": name, "pin": PINS[name], "no_candidate": "yes", "next": "/checks?lang=en"}
    answer = client.post("/sign-in", data=fields, headers={"origin": address})
    assert answer.status_code in {200, 303}
    assert client.cookies


def told(client: httpx.Client, path: str) -> str:
    """Give what an address sends: of a stream, its first event."""
    if "events" not in path:
        return client.get(path).text
    with client.stream("GET", path) as answer:
        data = next(line for line in answer.iter_lines() if line.startswith("data: "))
    return data.removeprefix("data: ")


@pytest.mark.parametrize("path", LATEST)
@pytest.mark.parametrize("name", ["", "OP", "GH"])
def test_who_may_not_open_ballots_is_told_scanner_kind_and_time(
    night: Rig, address: str, path: str, name: str
) -> None:
    latest = night.board.snapshot().latest
    assert latest
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        if name:
            sign_in(client, address, name)
        text = told(client, path)
    for each in latest:
        assert sheet_address(each.key) not in text
        assert f'"sequence":{each.key.sequence}' not in text
        assert f'"{each.key.batch}"' not in text
        assert f">{each.key.batch}<" not in text
    if name != "GH" or path != LATEST[0]:  # an observer is led from the hall's page to the wall
        assert "miss" in text
        assert latest[0].at in text
    if path == "/api/state":
        state = json.loads(text)
        first = state["latest"][0]
        assert first["key"] == {"scanner": "S3", "session": "", "batch": "", "sequence": 0}
        assert (first["difference"]["option"], first["difference"]["score"]) == ("", 0.0)
        standing = [alarm for view in state["scanners"] for alarm in view["alarms"]]
        assert [alarm["sheet"]["sequence"] for alarm in standing] == [0] * len(standing) != []


@pytest.mark.parametrize("path", LATEST)
@pytest.mark.parametrize("name", ["CD", "AB"])
def test_who_checks_paper_is_told_which_ballots(
    night: Rig, address: str, path: str, name: str
) -> None:
    latest = night.board.snapshot().latest[0]
    with httpx.Client(base_url=address) as client:
        sign_in(client, address, name)
        text = told(client, path)
    wanted = f'"sequence":{latest.key.sequence}' if "api" in path else sheet_address(latest.key)
    assert wanted in text
    assert LOST in text


def test_a_stream_with_ballots_ends_when_its_viewer_signs_out(night: Rig, address: str) -> None:
    with httpx.Client(base_url=address, timeout=20) as client:
        sign_in(client, address, "CD")
        page = client.get("/checks?lang=en").text
        token = page.partition('name="token" value="')[2].partition('"')[0]
        with client.stream("GET", "/events?lang=en") as answer:
            lines = answer.iter_lines()
            assert "/sheets/" in next(line for line in lines if line.startswith("data: "))
            with httpx.Client(base_url=address, cookies=client.cookies) as other:
                out = other.post("/sign-out", data={"token": token}, headers={"origin": address})
                assert out.status_code == 303
            night.board.sheet("S3")
            assert [line for line in lines if line.startswith("data: ")] == []
