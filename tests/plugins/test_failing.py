"""Plugins that fail: each leaves a Fault in the record or a dead process, never a wrong reading."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fakes.failing_run import examine_with, load_reader
from qc_service.api.protocols import Reader
from qc_service.api.testing import NonconformityError, check_reader
from qc_service.model.faults import FaultCode
from qc_service.model.verdict import MarkState
from shared import REPO

FAILING = Path(__file__).parent / "failing"


def copied(folder: Path, name: str) -> Path:
    """Copy a plugin to where only its owner may write, as the loader wants it."""
    path = folder / f"{name}.py"
    path.write_bytes((FAILING / path.name).read_bytes())
    path.chmod(0o644)
    return path


def failing(folder: Path, name: str) -> Reader:
    return load_reader(copied(folder, name))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raises", "raises failed: ArithmeticError: no reading today"),
        ("lies", "lies did not score every target once"),
        ("exaggerates", "exaggerates gave a score outside 0..1"),
        ("scribbles", "scribbles failed: ValueError: assignment destination is read-only"),
    ],
)
def test_the_fault_names_the_plugin_and_nothing_is_read(
    tmp_path: Path, name: str, said: str
) -> None:
    examination = examine_with(failing(tmp_path, name))
    assert len(examination.pages) == 2
    for page in examination.pages:
        assert page.fault is not None
        assert page.fault.code is FaultCode.READER_FAILED
        assert page.fault.plugin == name
        assert said in page.fault.message
        assert page.marks == ()
    assert examination.contests == ()
    assert {candidate.reason for candidate in examination.candidates} == {"fault"}


@pytest.mark.parametrize("name", ["raises", "lies", "exaggerates", "scribbles"])
def test_the_kit_refuses_it(tmp_path: Path, name: str) -> None:
    kinds = (NonconformityError, ArithmeticError, ValueError)
    with pytest.raises(kinds) as raised:
        check_reader(failing(tmp_path, name))
    told = [*getattr(raised.value, "__notes__", ()), str(raised.value)]
    assert any(name in line for line in told)


def test_a_reader_that_reads_all_as_empty_is_refused_by_the_kit(tmp_path: Path) -> None:
    with pytest.raises(NonconformityError, match="does not stand above"):
        check_reader(failing(tmp_path, "prints"))


def test_printing_harms_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examination = examine_with(failing(tmp_path, "prints"))
    assert all(page.fault is None for page in examination.pages)
    assert "reading 8 targets" in capsys.readouterr().out


def test_leaking_harms_no_record(tmp_path: Path) -> None:
    reader = failing(tmp_path, "leaks")
    examination = examine_with(reader)
    assert all(page.fault is None for page in examination.pages)
    states = {mark.state for page in examination.pages for mark in page.marks}
    assert states == {MarkState.EMPTY}
    kept = importlib.import_module(type(reader).__module__)
    assert kept.__name__ == "qc_dropin_leaks"
    descriptors = [descriptor for _, descriptor in reader.kept]  # type: ignore[attr-defined]
    assert len(descriptors) == 2
    for descriptor in descriptors:
        os.close(descriptor)


def started(folder: Path, name: str) -> subprocess.Popen[str]:
    roots = [REPO, REPO / "plugins", REPO / "calibration"]
    path = os.pathsep.join([*map(str, roots), os.environ.get("PYTHONPATH", "")])
    script = REPO / "tests" / "fakes" / "failing_run.py"
    return subprocess.Popen(
        [sys.executable, str(script), str(copied(folder, name))],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_a_segfault_ends_the_process_and_so_belongs_in_a_worker(tmp_path: Path) -> None:
    with started(tmp_path, "segfaults") as process:
        assert process.wait() == -signal.SIGSEGV


def test_a_hang_is_ended_only_from_outside(tmp_path: Path) -> None:
    with started(tmp_path, "hangs") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "hanging\n"
        assert process.poll() is None
        process.kill()
        assert process.wait() == -signal.SIGKILL
