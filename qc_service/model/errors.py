"""Trouble that an operator must mend: one exception with a stable code, and the exit codes."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What `qc` returns to the shell: a promise, tested."""

    OK = 0
    FINDING = 1
    USAGE = 2
    CONFIG = 3
    PLUGINS = 4
    LEDGER = 5
    PROFILE = 6
    UNREACHABLE = 7
    OURS = 70
    INTERRUPTED = 130


class QcError(Exception):
    """Say what stops the work, where, and what to do about it.

    `code` is stable and the same word in logs, JSON and documents (`config.unknown-key`);
    `message` names the file and the place; `hint` is the way out.
    """

    def __init__(self, code: str, message: str, hint: str, exit_code: ExitCode) -> None:
        """Keep the four parts; `str()` gives the message and the hint."""
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
