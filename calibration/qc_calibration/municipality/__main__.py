"""`python -m qc_calibration.municipality`: a small municipality's count night."""

import argparse
import shutil
import sys
from pathlib import Path

import msgspec

from qc_calibration.demo.asking import count, seconds_between
from qc_calibration.demo.guard import guarded, prepare_folder, without_end, without_screen
from qc_calibration.municipality.crew import enrol_all, new_pin
from qc_calibration.municipality.night import run_night
from qc_calibration.municipality.plan import Night, boxes, config_text, plan_csv
from qc_calibration.municipality.staying import stay
from qc_calibration.municipality.summary import Summary, summarize
from qc_service.model.errors import ExitCode
from qc_service.model.words import LANGUAGES

SECONDS, SECONDS_LEAST, SECONDS_MOST = 100.0, 50.0, 600.0
"""With less, no machine draws and reads the night's ballots; with the first it ends within two
minutes. More is for a slow or busy machine, and taken only where it is needed."""


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; exit 0 where all that was planted was found, and nothing else was told."""
    asked = parser().parse_args(arguments)
    night = Night(
        out=asked.out.resolve(),
        seconds=asked.seconds,
        seed=asked.seed,
        headless=without_screen(headless=asked.headless),
        web=asked.web,
        language=asked.lang,
        pin=new_pin(),
        boxes=boxes(asked.seed),
    )
    return guarded(lambda: _run(night, stays=asked.stay), night.out, night.seconds)


def _run(night: Night, *, stays: bool) -> int:
    files = {"qc.toml": config_text(night), "boxes.csv": plan_csv(night.boxes)}
    prepare_folder(night.out, files)
    enrol_all(night.out, night.pin)
    summary = summarize(night, run_night(night))
    _leave(night.out, summary)
    sys.stdout.write(f"\n{summary.text}\n")
    sys.stdout.flush()
    if stays:
        without_end()
        stay(night, summary.page)
    return ExitCode.OK if summary.well else ExitCode.FINDING


def _leave(out: Path, summary: Summary) -> None:
    """Keep what came of the night, and take away what is left of the drawing."""
    shutil.rmtree(out / "pool")
    data = msgspec.json.format(msgspec.json.encode(summary), indent=1)
    (out / "summary.json").write_bytes(data + b"\n")
    (out / "summary.txt").write_text(summary.text + "\n", encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """Give the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m qc_calibration.municipality",
        description="A small municipality's count: four scanners, twelve boxes, three faults.",
    )
    parser.add_argument(
        "--seconds",
        type=seconds_between(SECONDS_LEAST, SECONDS_MOST),
        default=SECONDS,
        help=f"longest it may take, {SECONDS_LEAST:g} to {SECONDS_MOST:g} (default {SECONDS:g})",
    )
    parser.add_argument(
        "--stay", action="store_true", help="keep the pages up after the night, until Ctrl-C"
    )
    parser.add_argument("--headless", action="store_true", help="plain lines, no live table")
    parser.add_argument(
        "--out", type=Path, default=Path("qc-demo"), help="folder for all outputs (default qc-demo)"
    )
    parser.add_argument(
        "--seed", type=count, default=1, help="the same seed, the same ballots (default 1)"
    )
    parser.add_argument(
        "--web", default="127.0.0.1:0", help="HOST:PORT of the page (default: any free port)"
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="nb", help="bokmål, nynorsk or English (default nb)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
