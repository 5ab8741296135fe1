"""What an operator is told, and what the shell gets, are promises."""

import pytest

from qc_service.model.errors import ExitCode, QcError


def test_the_exit_codes_are_those_promised() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FINDING": 1,
        "USAGE": 2,
        "CONFIG": 3,
        "PLUGINS": 4,
        "LEDGER": 5,
        "PROFILE": 6,
        "UNREACHABLE": 7,
        "OURS": 70,
        "INTERRUPTED": 130,
    }


def test_an_error_says_what_and_then_the_way_out() -> None:
    error = QcError("config.unknown-key", "qc.toml:3: `bnd`", "Say `bind`.", ExitCode.CONFIG)
    assert str(error) == "qc.toml:3: `bnd`\nSay `bind`."
    assert (error.code, error.exit_code) == ("config.unknown-key", 3)


@pytest.mark.parametrize("message", ["a message", ""])
def test_without_a_hint_there_is_no_empty_line(message: str) -> None:
    assert str(QcError("ledger.damaged", message, "", ExitCode.LEDGER)) == message
