"""What must hold of a format that remembers: the same answer, asked once, never a stale one."""

from collections.abc import Sequence

import pytest

from qc_service.adapters.read_once import ReadOnce
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported


class Counting:
    """A format whose records bear the file's text; bytes that begin with ! are refused."""

    name = "counting"

    def __init__(self) -> None:
        self.reads: list[bytes] = []

    def sniff(self, head: bytes) -> bool:
        return head.startswith(b"r")

    def read(self, data: bytes, name: str) -> RecordFile:
        self.reads.append(data)
        if data.startswith(b"!"):
            raise QcError("x.bad", name, "", ExitCode.USAGE)
        return RecordFile((Reported(data.decode(), "", ()),))

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        return f"{len(reported)} {len(layouts)}".encode()


def test_the_same_file_is_read_once() -> None:
    slow = Counting()
    quick = ReadOnce(slow)
    assert quick.read(b"r1", "a") == quick.read(b"r1", "a") == RecordFile((Reported("r1", "", ()),))
    assert slow.reads == [b"r1"]


def test_a_changed_file_is_read_anew() -> None:
    quick = ReadOnce(Counting())
    quick.read(b"r1", "a")
    assert quick.read(b"r2", "a").reported[0].record == "r2"


def test_two_files_of_one_content_are_two() -> None:
    slow = Counting()
    quick = ReadOnce(slow)
    quick.read(b"r1", "a")
    quick.read(b"r1", "b")
    assert len(slow.reads) == 2


def test_a_failure_is_not_remembered() -> None:
    slow = Counting()
    quick = ReadOnce(slow)
    for _ in range(2):
        with pytest.raises(QcError):
            quick.read(b"!", "a")
    assert len(slow.reads) == 2


def test_the_rest_is_the_formats_own() -> None:
    quick = ReadOnce(Counting())
    assert quick.name == "counting"
    assert quick.sniff(b"r")
    assert not quick.sniff(b"x")
    assert quick.write((), ()) == b"0 0"
