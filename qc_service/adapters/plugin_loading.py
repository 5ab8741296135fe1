"""The one loader: from the configuration to the lineup of the night and its bill of materials.

House law: shipped, installed and dropped-in plugins come the same way; exactly what the
configuration enables is loaded; whatever differs from it is refused.
"""

import difflib
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from qc_service import __version__
from qc_service.adapters.config import Config, config_digest
from qc_service.adapters.logs import make_log
from qc_service.adapters.plugin_offers import Offers, collect
from qc_service.adapters.plugin_sources import Plugin, load_plugins, refuse
from qc_service.adapters.source_digest import bytes_digest, module_digest
from qc_service.api.protocols import Format, LayoutImporter
from qc_service.flow.lineup import Lineup
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Component
from qc_service.model.layout import Layout
from qc_service.model.verdict import Profile

VERSION_PARTS = 2
"""Major and minor of OpenCV: within a minor, pixels come out the same to one grey level."""


def load_lineup(config: Config, secret: bytes = b"") -> Lineup:
    """Load all that a night needs, and say what it is; `secret` as in `Lineup`.

    Raises:
        QcError: `plugins.*` (exit 4), `profile.*` and `layouts.*` (exit 6).
    """
    plugins = load_plugins(config)
    offers = collect(plugins)
    for kind in ("locators", "identifiers", "readers"):
        if not getattr(offers, kind):
            raise refuse(
                "incomplete",
                f"no enabled plugin offers {kind}: no ballot could be reread",
                "Enable one in [plugins]; `qc plugins` lists what is installed.",
            )
    profile = choose_profile(offers.profiles, config.reading.profile)
    layouts, origin = _layouts(offers, config)
    return Lineup(
        locators=offers.locators,
        identifiers=offers.identifiers,
        readers=offers.readers,
        inspectors=offers.inspectors,
        profile=profile,
        layouts=layouts,
        formats=offers.formats,
        sinks=offers.sinks,
        makers=offers.makers,
        components=tuple(_components(config, plugins, profile, layouts, origin)),
        secret=secret,
    )


def bill_of_materials(lineup: Lineup) -> tuple[Component, ...]:
    """Give every part in use: what the ledger's first record holds and `qc plugins` prints."""
    return lineup.components


def importers(config: Config) -> tuple[LayoutImporter, ...]:
    """Load the enabled plugins and give their importers; needs no profile and no layouts."""
    return collect(load_plugins(config)).importers


def load_formats(config: Config) -> tuple[Format, ...]:
    """Load the enabled plugins and give their record formats; needs no profile and no layouts."""
    return collect(load_plugins(config)).formats


def choose_profile(profiles: Sequence[Profile], wanted: str) -> Profile:
    """Choose a profile by its id, and check that it was made with this OpenCV.

    Raises:
        QcError: `profile.unknown`, listing the known; `profile.opencv` for another major version,
            whose warps give other pixels.
    """
    known = {profile.id: profile for profile in profiles}
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise QcError(
            "profile.unknown",
            f"profile {wanted!r}: no enabled plugin offers it; {meant}"
            f"known are {', '.join(sorted(known)) or 'none at all'}",
            "Correct [reading] profile, or enable the plugin that has it in [plugins].",
            ExitCode.PROFILE,
        )
    profile = known[wanted]
    complaint = _opencv_complaint(profile)
    if complaint and _versions(profile.cv2)[:1] != _versions(_opencv_version())[:1]:
        raise QcError(
            "profile.opencv",
            complaint,
            "Install the OpenCV it was made with, or calibrate a profile with this one.",
            ExitCode.PROFILE,
        )
    if complaint:
        make_log().warning("profile", code="profile.opencv", message=complaint)
    return profile


def _opencv_version() -> str:
    # Here, not above: reading a configuration or a ledger needs no OpenCV.
    import cv2  # noqa: PLC0415 - as said

    return str(cv2.__version__)


def _opencv_complaint(profile: Profile) -> str:
    """Say that a profile was made with another OpenCV, or nothing."""
    made, here = profile.cv2, _opencv_version()
    parts = min(VERSION_PARTS, len(_versions(made)))
    if _versions(made)[:parts] == _versions(here)[:parts]:
        return ""
    return f"profile {profile.id!r}: made with OpenCV {made}, here is {here}"


def _versions(text: str) -> tuple[str, ...]:
    return tuple(text.split("."))


def _layouts(offers: Offers, config: Config) -> tuple[tuple[Layout, ...], str]:
    """Give the layouts of the night and where they come from."""
    folder = config.reading.layouts
    if folder:
        # Here, not above: the shipped layouts need no files.
        from qc_service.adapters.layout_files import load_layouts  # noqa: PLC0415 - as said

        layouts, origin = load_layouts(Path(folder)), folder
    else:
        layouts, origin = offers.layouts, "shipped"
    if not layouts:
        raise QcError(
            "layouts.none",
            f"{folder}: holds no layout" if folder else "no enabled plugin offers layouts",
            "Name a folder in [reading] layouts; `qc layout import` makes layout files.",
            ExitCode.PROFILE,
        )
    return layouts, origin


def _components(
    config: Config,
    plugins: Sequence[Plugin],
    profile: Profile,
    layouts: Sequence[Layout],
    origin: str,
) -> Iterator[Component]:
    own = module_digest(sys.modules["qc_service"])
    yield Component("service", "qc-service", __version__, "qc-service", own)
    yield from (plugin.component for plugin in plugins)
    yield Component("profile", profile.id, profile.cv2, "plugin", record_digest(profile))
    complaint = _opencv_complaint(profile)
    if complaint:
        yield Component("warning", "profile.opencv", _opencv_version(), complaint, "")
    for layout in layouts:
        yield Component("layout", layout.id, str(layout.format), origin, record_digest(layout))
    implementation = platform.python_implementation()
    yield Component("library", "python", platform.python_version(), implementation, "")
    for name in ("numpy", "cv2"):
        version = str(getattr(sys.modules.get(name), "__version__", ""))
        yield Component("library", name, version, "imported", "")
    default = "defaults" if config == Config() else "given"
    yield Component("config", "configuration", "", default, config_digest(config))


def record_digest(record: Profile | Layout) -> str:
    """Give the SHA-256 of a record as canonical JSON."""
    return bytes_digest(msgspec.json.encode(record, order="sorted"))
