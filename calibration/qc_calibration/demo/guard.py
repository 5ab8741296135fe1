"""What every demo has around it: a folder of its own, an end by Ctrl-C, and a last word on time."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from qc_calibration.demo.plan import HARD_STOP
from qc_service.model.errors import ExitCode, QcError

MARKER = ".qc-demo"
"""Stands in a folder that a demo made, so that the next one may clear it."""

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a terminal, a shell or a machine going down says to end a program."""


def guarded(work: Callable[[], int], out: Path, seconds: float) -> int:
    """Run a demo and give its exit code; whatever hangs is ended soon after that time."""
    for number in STOPPING:
        signal.signal(number, _interrupt)
    signal.signal(signal.SIGALRM, _out_of_time)
    # The last word: whatever hangs, hangs no longer than this.
    signal.setitimer(signal.ITIMER_REAL, seconds + HARD_STOP)
    try:
        return work()
    except QcError as error:
        sys.stderr.write(f"demo: {error.code}: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(f"demo: interrupted; what there is lies in {out}\n")
        return ExitCode.INTERRUPTED
    finally:
        without_end()


def without_end() -> None:
    """Take away the end by time: from here on a person says when it is enough."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def prepare_folder(out: Path, files: Mapping[str, str]) -> None:
    """Make the folder anew and write these files into it.

    Raises:
        QcError: `demo.folder` where it holds what no demo left there.
    """
    try:
        if out.is_dir() and any(out.iterdir()):
            if not (out / MARKER).exists():
                raise QcError(
                    "demo.folder",
                    f"{out}: holds files that no demo has left there",
                    "Name another folder with --out, or empty this one.",
                    ExitCode.USAGE,
                )
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
        (out / MARKER).touch()
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise QcError(
            "demo.folder",
            f"{error.filename or out}: {error.strerror}",
            "Name a folder with --out that this user may write to.",
            ExitCode.USAGE,
        ) from error


def without_screen(*, headless: bool) -> bool:
    """Say whether only plain lines can be shown."""
    return headless or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb"


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not keep the processes from being ended.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise QcError(
        "demo.out-of-time",
        "the night did not end in its time",
        "The machine may be very busy: look at the logs in the folder, or give it more --seconds.",
        ExitCode.OURS,
    )
