"""The hooks a plugin may implement. Each is called once, at start, and only *offers* objects."""

from collections.abc import Sequence

import pluggy

from qc_service.api.protocols import (
    Format,
    Identifier,
    Inspector,
    LayoutImporter,
    Locator,
    Reader,
    Sink,
)
from qc_service.api.sinks import SinkMaker
from qc_service.model.layout import Layout
from qc_service.model.verdict import Profile

PROJECT = "qc_service"
"""The pluggy project name; the entry-point group is `qc_service.plugins`."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def qc_locators() -> Sequence[Locator]:
    """Offer locators; tried in the order of the configuration."""
    return ()


@hookspec
def qc_identifiers() -> Sequence[Identifier]:
    """Offer identifiers; the first that names a layout wins."""
    return ()


@hookspec
def qc_readers() -> Sequence[Reader]:
    """Offer readers; the first that knows a target's shape, or a region, reads it."""
    return ()


@hookspec
def qc_inspectors() -> Sequence[Inspector]:
    """Offer inspectors; all are called."""
    return ()


@hookspec
def qc_formats() -> Sequence[Format]:
    """Offer record formats; a file is read by the first that recognises it."""
    return ()


@hookspec
def qc_sinks() -> Sequence[Sink]:
    """Offer sinks; all are called, each on its own."""
    return ()


@hookspec
def qc_sink_makers() -> Sequence[SinkMaker]:
    """Offer sinks that need settings; each is made where the configuration has its table."""
    return ()


@hookspec
def qc_layout_importers() -> Sequence[LayoutImporter]:
    """Offer importers for `qc layout import NAME`."""
    return ()


@hookspec
def qc_profiles() -> Sequence[Profile]:
    """Offer calibrated profiles, chosen by id."""
    return ()


@hookspec
def qc_layouts() -> Sequence[Layout]:
    """Offer shipped layouts, used where no folder of layouts is given."""
    return ()
