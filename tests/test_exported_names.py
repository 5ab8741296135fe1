"""`qc_service.api` is the one public surface: what it exports is a promise to plugin authors."""

import types

from qc_service import api

PROMISED = [
    "API_VERSION",
    "FilePath",
    "Format",
    "Identifier",
    "Inspector",
    "LayoutImporter",
    "Locator",
    "Means",
    "Reader",
    "RepeatingSink",
    "SecretFile",
    "Sink",
    "SinkMaker",
    "TryAgainError",
    "hookimpl",
]
"""A name that leaves this list breaks plugins: raise API_VERSION with it."""


def test_the_exported_names_are_those_promised() -> None:
    assert api.__all__ == PROMISED


def test_nothing_else_can_be_taken_for_public() -> None:
    public = {
        name
        for name, value in vars(api).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }
    assert public == set(PROMISED)


def test_the_version_is_a_whole_number() -> None:
    assert api.API_VERSION == 1
