"""Who takes part tonight: plugins, layouts and the profile, in the order of the configuration."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import msgspec

from qc_service.api.protocols import Format, Identifier, Inspector, Locator, Reader, Sink
from qc_service.api.sinks import SinkMaker
from qc_service.flow.duties import Duties, share_out
from qc_service.model.events import Component
from qc_service.model.layout import Fiducials, Layout, Side, Size
from qc_service.model.verdict import Profile
from qc_service.reading.kept import Kept


@dataclass(frozen=True)
class Frame:
    """One way in which sides are printed on paper, and the layouts with just the sides that are."""

    paper: Size
    fiducials: Fiducials
    layouts: tuple[Layout, ...]


@dataclass(frozen=True)
class Lineup:
    """All that `examine` needs besides the sheet; `adapters.plugin_loading` makes it at start.

    `secret` keys the hash of a sheet's own number for one session; without one no hash is made.
    """

    locators: tuple[Locator, ...]
    identifiers: tuple[Identifier, ...]
    readers: tuple[Reader, ...]
    inspectors: tuple[Inspector, ...]
    profile: Profile
    layouts: tuple[Layout, ...]
    formats: tuple[Format, ...] = ()
    sinks: tuple[Sink, ...] = ()
    makers: tuple[SinkMaker, ...] = ()
    components: tuple[Component, ...] = field(default=(), compare=False)
    secret: bytes = field(default=b"", repr=False, compare=False)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Give the layouts by paper and fiducials, each with only the sides that bear those."""
        return frames_of(self.layouts)

    @cached_property
    def duties(self) -> Kept[Side, Duties]:
        """Tell who reads what of a side, shared out once for each side."""
        return Kept(partial(share_out, self.readers))

    def only(self, layouts: Collection[str]) -> "Lineup":
        """Give the lineup with only these layouts, the same object each time."""
        chosen = frozenset(layouts)
        if chosen not in self._narrowed:
            fewer = tuple(one for one in self.layouts if one.id in chosen)
            self._narrowed[chosen] = replace(self, layouts=fewer)
        return self._narrowed[chosen]

    @cached_property
    def _narrowed(self) -> dict[frozenset[str], "Lineup"]:
        return {}


def frames_of(layouts: Sequence[Layout]) -> tuple[Frame, ...]:
    """Group sides by paper and fiducials, in the order of the layouts."""
    groups: dict[tuple[Size, Fiducials], list[Layout]] = {}
    for layout in layouts:
        sides: dict[Fiducials, list[Side]] = {}
        for side in layout.sides:
            sides.setdefault(side.fiducials or layout.fiducials, []).append(side)
        for fiducials, alike in sides.items():
            only = msgspec.structs.replace(layout, sides=tuple(alike)) if len(sides) > 1 else layout
            groups.setdefault((layout.paper, fiducials), []).append(only)
    return tuple(Frame(paper, marks, tuple(group)) for (paper, marks), group in groups.items())
