"""The leak check sees what it is there to see."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from leaks import nothing_left_behind

pytestmark = pytest.mark.usefixtures("_impatient")


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leaks.SETTLE_SECONDS", 0.1)


def test_a_clean_block_passes(tmp_path: Path) -> None:
    with nothing_left_behind(tmp_path), (tmp_path / "file").open("w") as file:
        file.write("word")


def test_an_open_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="kept"), nothing_left_behind(tmp_path):
        kept = (tmp_path / "kept").open("w")
    kept.close()


def test_an_open_pipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="pipe:"), nothing_left_behind(tmp_path):
        ends = os.pipe()
    for end in ends:
        os.close(end)


def test_a_running_thread_is_named(tmp_path: Path) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="lingering")
    with pytest.raises(AssertionError, match="lingering"), nothing_left_behind(tmp_path):
        thread.start()
    end.set()
    thread.join()


def test_a_child_process_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="process"), nothing_left_behind(tmp_path):
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    child.communicate(b"\n")
