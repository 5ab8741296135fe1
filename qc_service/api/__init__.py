"""The only public surface for plugins: Protocols, hooks and the conformance kit (`api.testing`)."""

from qc_service.api.hooks import hookimpl
from qc_service.api.protocols import (
    Format,
    Identifier,
    Inspector,
    LayoutImporter,
    Locator,
    Reader,
    Sink,
)
from qc_service.api.sinks import (
    FilePath,
    Means,
    RepeatingSink,
    SecretFile,
    SinkMaker,
    TryAgainError,
)

API_VERSION = 1
"""Rises by one when a Protocol changes so that an old plugin would no longer work."""

__all__ = [
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
