"""Runs one failing plugin on one drawn ballot, as a worker would: `python failing_run.py FILE`."""

import hashlib
import sys
import time
from pathlib import Path

import cv2

from qc_identify_timing_code import qc_identifiers
from qc_locate_timing_marks import qc_locators
from qc_service.adapters.config import Config, PluginFile, PluginsSection
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.api.protocols import Reader
from qc_service.api.trial import trial_layout, trial_sheets
from qc_service.flow.examine import examine
from qc_service.flow.lineup import Lineup
from qc_service.model.sheet import Examination, ImageHead, SheetKey, Submission
from qc_service.model.verdict import Profile

PROFILE = Profile("trial", 0.4, 0.6, 0.1, 0.1, 0.5, 0.02, 0.1, cv2.__version__, "")


def load_reader(path: Path) -> Reader:
    """Load a plugin file as the service does."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    section = PluginsSection(enable=(), file=(PluginFile(str(path), digest),))
    (reader,) = collect(load_plugins(Config(plugins=section))).readers
    return reader


def examine_with(*readers: Reader) -> Examination:
    """Examine a drawn sheet with these readers and the shipped locator and identifier."""
    lineup = Lineup(
        tuple(qc_locators()),
        tuple(qc_identifiers()),
        readers,
        (),
        PROFILE,
        (trial_layout(),),
    )
    images = []
    for sheet in trial_sheets():
        done, data = cv2.imencode(".png", sheet.page.pixels)
        if not done:
            raise RuntimeError("the drawn page could not be written as PNG")
        images.append(data.tobytes())
    heads = tuple(
        ImageHead(f"{number}.png", hashlib.sha256(data).hexdigest(), len(data))
        for number, data in enumerate(images)
    )
    key = SheetKey("scanner", "session", "batch", 1)
    return examine(lineup, Submission(key, heads, tuple(images)), time.perf_counter).examination


if __name__ == "__main__":
    sys.stdout.write(f"{len(examine_with(load_reader(Path(sys.argv[1]))).pages)}\n")
