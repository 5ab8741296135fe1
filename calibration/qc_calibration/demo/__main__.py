"""`python -m qc_calibration.demo`: a small count night, begun, watched and ended by itself."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

import cv2
import msgspec

from qc_calibration.demo.night import Clock, run_night
from qc_calibration.demo.plan import (
    HARD_STOP,
    SCANNERS,
    SECONDS,
    SECONDS_LEAST,
    SECONDS_MOST,
    Wanted,
    config_text,
)
from qc_calibration.demo.summary import Summary, disagreeing, summarize
from qc_service.model.errors import ExitCode, QcError

MARKER = ".qc-demo"
"""Stands in a folder that a demo made, so that the next one may clear it."""


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What a terminal, a shell or a machine going down says to end a program."""


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; exit 0 where the planted fault was found and nothing else was alarmed."""
    wanted = _wanted(parser().parse_args(arguments))
    cv2.setNumThreads(1)
    for number in STOPPING:
        signal.signal(number, _interrupt)
    signal.signal(signal.SIGALRM, _out_of_time)
    clock = Clock(wanted.seconds)
    # The last word: whatever hangs, hangs no longer than this.
    signal.setitimer(signal.ITIMER_REAL, wanted.seconds + HARD_STOP)
    try:
        config = prepare(wanted)
        night = run_night(wanted, config, clock)
        summary = summarize(night, wanted.out / "ledger.sqlite")
        _leave(wanted.out, summary)
    except QcError as error:
        sys.stderr.write(f"demo: {error.code}: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(f"demo: interrupted; what there is lies in {wanted.out}\n")
        return ExitCode.INTERRUPTED
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    sys.stdout.write(f"\n{summary.text}\nAll of it is in {wanted.out}/\n")
    return ExitCode.OK if summary.well else ExitCode.FINDING


def prepare(wanted: Wanted) -> Path:
    """Make the folder anew, write the configuration into it and give that file.

    Raises:
        QcError: `demo.folder` where it holds what no demo left there.
    """
    out = wanted.out
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
        config = out / "qc.toml"
        config.write_text(config_text(wanted), encoding="utf-8")
    except OSError as error:
        raise QcError(
            "demo.folder",
            f"{error.filename or out}: {error.strerror}",
            "Name a folder with --out that this user may write to.",
            ExitCode.USAGE,
        ) from error
    return config


def _leave(out: Path, summary: Summary) -> None:
    """Keep what a person may want to look at, and take away the images that agree."""
    for examination in disagreeing(out / "ledger.sqlite"):
        kept = out / "disagreeing" / examination.key.scanner
        kept.mkdir(parents=True, exist_ok=True)
        for page in examination.pages:
            shutil.move(out / examination.key.scanner / page.image, kept / page.image)
    for name in SCANNERS:
        for image in (out / name).glob("*.jpg"):
            image.unlink()
    shutil.rmtree(out / "pool")
    data = msgspec.json.format(msgspec.json.encode(summary), indent=1)
    (out / "summary.json").write_bytes(data + b"\n")
    (out / "summary.txt").write_text(summary.text + "\n", encoding="utf-8")


def _wanted(asked: argparse.Namespace) -> Wanted:
    return Wanted(
        out=asked.out.resolve(),
        seconds=asked.seconds,
        sheets=asked.sheets,
        seed=asked.seed,
        headless=asked.headless or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb",
        web=asked.web,
    )


def parser() -> argparse.ArgumentParser:
    """Give the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m qc_calibration.demo",
        description="A small count night: two scanners, one of which begins to lose faint marks.",
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=SECONDS,
        help=f"longest it may take, {SECONDS_LEAST:g} to {SECONDS_MOST:g} (default {SECONDS:g})",
    )
    parser.add_argument("--headless", action="store_true", help="plain lines, no live table")
    parser.add_argument("--out", type=Path, default=Path("qc-demo"), help="folder for all outputs")
    parser.add_argument(
        "--sheets", type=_count, default=0, help="sheets of each scanner (default: by the time)"
    )
    parser.add_argument("--seed", type=_count, default=1, help="the same seed, the same ballots")
    parser.add_argument(
        "--web", default="127.0.0.1:0", help="HOST:PORT of the page (default: any free port)"
    )
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not SECONDS_LEAST <= seconds <= SECONDS_MOST:
        raise argparse.ArgumentTypeError(f"{text}: {SECONDS_LEAST:g} to {SECONDS_MOST:g}")
    return seconds


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"{text}: must not be below 0")
    return number


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not keep the processes from being ended.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise QcError(
        "demo.out-of-time",
        "the night did not end in its time",
        "The machine may be very busy: look at the logs in the folder, or give --sheets 100.",
        ExitCode.OURS,
    )


if __name__ == "__main__":
    sys.exit(main())
