"""`python -m qc_calibration.demo`: a small count night, begun, watched and ended by itself."""

import argparse
import shutil
import sys
from pathlib import Path

import cv2
import msgspec

from qc_calibration.demo.asking import count, seconds_between
from qc_calibration.demo.guard import guarded, prepare_folder, without_screen
from qc_calibration.demo.night import Clock, run_night
from qc_calibration.demo.plan import (
    SCANNERS,
    SECONDS,
    SECONDS_LEAST,
    SECONDS_MOST,
    Wanted,
    config_text,
)
from qc_calibration.demo.summary import Summary, disagreeing, summarize
from qc_service.model.errors import ExitCode


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; exit 0 where the planted fault was found and nothing else was alarmed."""
    wanted = _wanted(parser().parse_args(arguments))
    cv2.setNumThreads(1)
    return guarded(lambda: _run(wanted), wanted.out, wanted.seconds)


def _run(wanted: Wanted) -> int:
    clock = Clock(wanted.seconds)
    config = prepare(wanted)
    night = run_night(wanted, config, clock)
    summary = summarize(night, wanted.out / "ledger.sqlite")
    _leave(wanted.out, summary)
    sys.stdout.write(f"\n{summary.text}\nAll of it is in {wanted.out}/\n")
    return ExitCode.OK if summary.well else ExitCode.FINDING


def prepare(wanted: Wanted) -> Path:
    """Make the folder anew, write the configuration into it and give that file."""
    prepare_folder(wanted.out, {"qc.toml": config_text(wanted)})
    return wanted.out / "qc.toml"


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
        headless=without_screen(headless=asked.headless),
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
        type=seconds_between(SECONDS_LEAST, SECONDS_MOST),
        default=SECONDS,
        help=f"longest it may take, {SECONDS_LEAST:g} to {SECONDS_MOST:g} (default {SECONDS:g})",
    )
    parser.add_argument("--headless", action="store_true", help="plain lines, no live table")
    parser.add_argument(
        "--out", type=Path, default=Path("qc-demo"), help="folder for all outputs (default qc-demo)"
    )
    parser.add_argument(
        "--sheets", type=count, default=0, help="sheets of each scanner (default: by the time)"
    )
    parser.add_argument(
        "--seed", type=count, default=1, help="the same seed, the same ballots (default 1)"
    )
    parser.add_argument(
        "--web", default="127.0.0.1:0", help="HOST:PORT of the page (default: any free port)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
