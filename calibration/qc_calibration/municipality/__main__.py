"""`python -m qc_calibration.municipality`: a small municipality's count night."""

import argparse
import shutil
import sys
from pathlib import Path

import msgspec

from qc_calibration.demo.guard import guarded, prepare_folder, without_screen
from qc_calibration.municipality.night import run_night
from qc_calibration.municipality.plan import Night, boxes, config_text, plan_csv
from qc_calibration.municipality.summary import Summary, summarize
from qc_service.model.errors import ExitCode
from qc_service.model.words import LANGUAGES

SECONDS, SECONDS_LEAST, SECONDS_MOST = 100.0, 50.0, 105.0
"""With less, a slow machine cannot draw and read the night's ballots; more is over two minutes."""


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
        boxes=boxes(asked.seed),
    )
    return guarded(lambda: _run(night), night.out, night.seconds)


def _run(night: Night) -> int:
    files = {"qc.toml": config_text(night), "boxes.csv": plan_csv(night.boxes)}
    prepare_folder(night.out, files)
    summary = summarize(night, run_night(night))
    _leave(night.out, summary)
    sys.stdout.write(f"\n{summary.text}\n")
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
        type=_seconds,
        default=SECONDS,
        help=f"longest it may take, {SECONDS_LEAST:g} to {SECONDS_MOST:g} (default {SECONDS:g})",
    )
    parser.add_argument("--headless", action="store_true", help="plain lines, no live table")
    parser.add_argument("--out", type=Path, default=Path("qc-demo"), help="folder for all outputs")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same ballots")
    parser.add_argument(
        "--web", default="127.0.0.1:0", help="HOST:PORT of the page (default: any free port)"
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="nb", help="bokmål, nynorsk or English (default nb)"
    )
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not SECONDS_LEAST <= seconds <= SECONDS_MOST:
        raise argparse.ArgumentTypeError(f"{text}: {SECONDS_LEAST:g} to {SECONDS_MOST:g}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
