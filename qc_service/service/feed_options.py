"""What `qc feed` is told, where it keeps its state, and what it says at the end."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from qc_service.api.protocols import Format
from qc_service.model.errors import ExitCode, QcError
from qc_service.wire.limits import text_complaint


@dataclass(frozen=True)
class FeedOptions:
    """What `qc feed` is told. `state` None puts the journal where this user's state belongs.

    `session` empty means the folder's name; `give_up` is how long `once` waits for a service.
    """

    to: str
    scanner: str
    formats: tuple[Format, ...]
    session: str = ""
    batch: str = ""
    records: Path | None = None
    need_record: bool = True
    state: Path | None = None
    once: bool = False
    settle: float = 1.0
    give_up: float = 30.0


@dataclass(frozen=True)
class FeedSummary:
    """What came of it. `left` were not acknowledged, `waiting` are not complete in the folder.

    `refused` and `faulty` name sheets with the reason or the faults; faulty ones are recorded.
    """

    acknowledged: int
    before: int
    left: int
    resent: int
    refused: tuple[tuple[str, str], ...] = ()
    faulty: tuple[tuple[str, str], ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    interrupted: bool = False


@dataclass
class FeedCount:
    """What one run has done so far."""

    acknowledged: int = 0
    before: int = 0
    order: int = 0
    last_line: str = ""
    refused: list[tuple[str, str]] = field(default_factory=list)
    faulty: list[tuple[str, str]] = field(default_factory=list)

    def next_order(self) -> int:
        """Give the next place in the order of sending."""
        self.order += 1
        return self.order


def default_state(folder: Path, scanner: str, session: str) -> Path:
    """Give the journal's usual place: one for each folder, scanner and session of this user."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = hashlib.sha256("\n".join((str(folder), scanner, session)).encode()).hexdigest()
    return Path(home) / "qc-service" / f"feed-{name[:16]}.jsonl"


def check_options(folder: Path, options: FeedOptions, session: str, state: Path) -> None:
    """Refuse options that cannot be meant. Raises QcError `feed.option`."""
    complaint = text_complaint("scanner", options.scanner) or text_complaint("session", session)
    complaint = complaint or text_complaint("batch", options.batch, least=0)
    if not folder.is_dir():
        complaint = f"{folder}: no such folder"
    elif state.resolve().is_relative_to(folder):
        complaint = f"{state}: the state must lie outside the scanner's folder"
    if complaint:
        hint = "`qc feed --help` lists the options."
        raise QcError("feed.option", complaint, hint, ExitCode.USAGE)
