"""A whole lineup for tests of commands: shipped plugins under other names, a profile, a layout.

The names differ from the shipped ones, so that it makes no difference whether those are there.
"""

import sys
from pathlib import Path

import cv2
import pytest

from drawing import layout
from fakes.distributions import install
from qc_service.adapters.layout_files import write_layout
from qc_service.model.layout import Layout

PROFILE = """
from qc_service.api import hookimpl
from qc_service.model.verdict import Profile

@hookimpl
def qc_profiles():
    return (Profile("crew", 0.1, 0.3, 0.03, 0.1, 0.4, 0.02, 0.1, "{cv2}", "for tests"),)
"""
"""Far apart limits: tests draw ovals that are full or empty."""

PLUGINS = {
    "crew-locate": "qc_locate_timing_marks",
    "crew-identify": "qc_identify_timing_code",
    "crew-read": "qc_read_ovals",
    "crew-inspect": "qc_inspect_image",
    "crew-records": "qc_format_nist_cvr",
    "crew-profile": "fake_crew_profile",
}


def make_crew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Layout]:
    """Make a configuration that needs nothing but this folder; give it and its one layout."""
    site = folder / "site"
    site.mkdir()
    source = PROFILE.replace("{cv2}", cv2.__version__)
    install(site, "crew", {"fake_crew_profile": source}, PLUGINS)
    monkeypatch.syspath_prepend(site)
    monkeypatch.delitem(sys.modules, "fake_crew_profile", raising=False)
    layouts = folder / "layouts"
    layouts.mkdir()
    made = layout()
    write_layout(made, layouts)
    config = folder / "qc.toml"
    names = ", ".join(f'"{name}"' for name in PLUGINS)
    config.write_text(
        f'[service]\nworkers = 1\n[reading]\nprofile = "crew"\nlayouts = "layouts"\n'
        f"[plugins]\nenable = [{names}]\n",
        encoding="utf-8",
    )
    return config, made
