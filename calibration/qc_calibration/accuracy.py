"""Measures the reading against real scans of known truth: `python -m qc_calibration.accuracy`.

Every bar is printed with what was measured; exit 1 if one is missed. `docs/accuracy.md` says more.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
from rich.console import Console
from rich.progress import Progress

from qc_calibration.accuracy_audit import audit_lines, run_audit
from qc_calibration.accuracy_bars import all_lines
from qc_calibration.accuracy_drawn import (
    DrawnResult,
    drawn_jobs,
    drawn_lines,
    lost_drawn,
    make_drawn_measurer,
)
from qc_calibration.accuracy_lists import (
    ListResult,
    list_jobs,
    list_lines,
    lost_lists,
    make_list_measurer,
)
from qc_calibration.accuracy_pages import PageJob, PageResult, lost_page, make_measurer
from qc_calibration.accuracy_report import (
    FORMAT,
    Report,
    print_report,
    update_document,
    write_report,
)
from qc_calibration.accuracy_truth import (
    BALLOT_SETS,
    REFUSED_SET,
    TruePage,
    load_truth,
    no_data,
)
from qc_calibration.degrade import DEGRADATIONS, QUICK
from qc_service import __version__
from qc_service.adapters.config import Config, ReadingSection, ServiceSection
from qc_service.adapters.executors import PoolOptions, run_jobs
from qc_service.adapters.layout_files import write_layout
from qc_service.adapters.plugin_loading import importers, load_lineup
from qc_service.model.errors import ExitCode, QcError

WORKERS = 2
"""Processes: what the smallest machine we build on has; the figures do not depend on it."""

PAGE_SECONDS = 300.0
"""How long one page in all its degradations may take on a busy machine."""

PROFILE = "default"


def real_folder() -> Path:
    """Give the folder of real scans: QC_SHARED_DATA, or ../shared/data beside the working folder.

    Raises:
        QcError: `accuracy.no-data`.
    """
    shared = Path(os.environ.get("QC_SHARED_DATA", Path.cwd().parent / "shared" / "data"))
    if not (shared / "real").is_dir():
        raise no_data(f"{shared / 'real'}: there is no such folder")
    return shared / "real"


def config_for(data: Path, layouts: Path) -> Config:
    """Import the layouts of all sets into a folder, and give the configuration that reads by them.

    Raises:
        QcError: plugins or definitions are not as they must be.
    """
    for importer in importers(Config()):
        for folder in BALLOT_SETS:
            source = data / folder / "election.json"
            for layout in importer.convert(source.read_bytes(), source.name):
                write_layout(layout, layouts)
    return Config(
        service=ServiceSection(workers=WORKERS),
        reading=ReadingSection(profile=PROFILE, layouts=str(layouts)),
    )


def measure(
    data: Path,
    config: Config,
    truth: Sequence[TruePage],
    degradations: Sequence[str],
    done: Callable[[], None],
) -> tuple[PageResult, ...]:
    """Reread every page in every way, in worker processes; `done` hears of each finished page."""
    jobs = [PageJob(page, _ways(page, degradations)) for page in truth]
    options = PoolOptions(WORKERS, PAGE_SECONDS)
    results: list[PageResult] = []
    for _, found in run_jobs(jobs, partial(make_measurer, data, config), lost_page, options):
        results += found
        done()
    return tuple(results)


def measure_drawn(*, quick: bool, advance: Callable[[int, int], None]) -> list[DrawnResult]:
    """Draw sheets of the shipped layouts and reread them; `advance` hears how many are done."""
    config = Config(
        service=ServiceSection(workers=WORKERS), reading=ReadingSection(profile=PROFILE)
    )
    jobs = drawn_jobs(load_lineup(config), quick=quick)
    options = PoolOptions(WORKERS, PAGE_SECONDS)
    results = []
    for _, found in run_jobs(jobs, partial(make_drawn_measurer, config), lost_drawn, options):
        results.append(found)
        advance(len(results), len(jobs))
    return results


def measure_lists(*, quick: bool, advance: Callable[[int, int], None]) -> list[ListResult]:
    """Draw ballots of one list and examine them; `advance` hears how many jobs are done."""
    config = Config(
        service=ServiceSection(workers=WORKERS), reading=ReadingSection(profile=PROFILE)
    )
    jobs = list_jobs(load_lineup(config), quick=quick)
    options = PoolOptions(WORKERS, PAGE_SECONDS)
    results = []
    for _, found in run_jobs(jobs, partial(make_list_measurer, config), lost_lists, options):
        results.append(found)
        advance(len(results), len(jobs))
    return results


def _ways(page: TruePage, degradations: Sequence[str]) -> tuple[str, ...]:
    """Spoil only ballots: a page that must be refused is refused as it is."""
    return tuple(degradations[:1] if page.must_be_refused else degradations)


def run(quick: bool, console: Console) -> Report:
    """Measure everything and give the report.

    Raises:
        QcError: scans, plugins or layouts are not as they must be.
    """
    data = real_folder()
    truth = load_truth(data, (*BALLOT_SETS, REFUSED_SET))
    degradations = QUICK if quick else tuple(DEGRADATIONS)
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as progress:
        config = config_for(data, Path(folder))
        real = progress.add_task("real pages", total=len(truth))
        results = measure(data, config, truth, degradations, partial(progress.advance, real))
        audited = audit_lines(run_audit(data, config), truth)
        drawn = progress.add_task("drawn sheets", total=None)
        sheets = measure_drawn(
            quick=quick,
            advance=lambda done, total: progress.update(drawn, completed=done, total=total),
        )
        listed = progress.add_task("ballots of one list", total=None)
        ballots = measure_lists(
            quick=quick,
            advance=lambda done, total: progress.update(listed, completed=done, total=total),
        )
    lines = (
        *all_lines(results, truth),
        *audited,
        *drawn_lines(sheets),
        *list_lines(ballots),
    )
    return Report(
        format=FORMAT,
        version=__version__,
        cv2=str(cv2.__version__),
        profile=PROFILE,
        quick=quick,
        met=all(line.met for line in lines),
        lines=lines,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; the exit code is 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for accuracy.json and accuracy.md")
    parser.add_argument("--document", type=Path, help="document to bring up to date")
    parser.add_argument("--quick", action="store_true", help="originals and three degradations")
    asked = parser.parse_args(arguments)
    # Progress to people on standard error, the table to standard output.
    try:
        report = run(asked.quick, Console(stderr=True))
        print_report(report, Console())
        if asked.out is not None:
            write_report(report, asked.out)
        if asked.document is not None:
            update_document(report, asked.document)
    except QcError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return error.exit_code
    return ExitCode.OK if report.met else ExitCode.FINDING


if __name__ == "__main__":
    sys.exit(main())
