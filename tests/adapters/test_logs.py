"""The log: one JSON object a line, on standard error."""

import json
from datetime import datetime

import pytest

from qc_service.adapters.logs import make_log


def test_a_line_is_one_json_object_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    make_log(scanner="hall-2").warning("alarm", cell="ærlig\nmed linjeskift", at=7)
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    said = json.loads(line)
    assert datetime.fromisoformat(said.pop("timestamp")).utcoffset() is not None
    assert said == {
        "event": "alarm", "level": "warning", "scanner": "hall-2",
        "cell": "ærlig\nmed linjeskift", "at": 7,
    }  # fmt: skip


def test_two_logs_do_not_disturb_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = make_log(who="first"), make_log()
    second.info("b")
    first.info("a")
    second.debug("not shown")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line.get("who")) for line in lines] == [("b", None), ("a", "first")]
