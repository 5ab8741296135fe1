"""Who takes part tonight: plugins, layouts and the profile, in the order of the configuration."""

from dataclasses import dataclass, field

from qc_service.api.protocols import Format, Identifier, Inspector, Locator, Reader, Sink
from qc_service.model.events import Component
from qc_service.model.layout import Layout
from qc_service.model.verdict import Profile


@dataclass(frozen=True)
class Lineup:
    """All that `examine` needs besides the sheet; `adapters.plugin_loading` makes it at start."""

    locators: tuple[Locator, ...]
    identifiers: tuple[Identifier, ...]
    readers: tuple[Reader, ...]
    inspectors: tuple[Inspector, ...]
    profile: Profile
    layouts: tuple[Layout, ...]
    formats: tuple[Format, ...] = ()
    sinks: tuple[Sink, ...] = ()
    components: tuple[Component, ...] = field(default=(), compare=False)
