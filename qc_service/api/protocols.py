"""What a plugin must be able to do. Per-ballot calls are plain method calls on these objects."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from qc_service.model.events import Entry
from qc_service.model.faults import Fault
from qc_service.model.layout import (
    Fiducials,
    Identification,
    Layout,
    Region,
    Side,
    Size,
    TargetShape,
)
from qc_service.model.page import Identity, Page, Placement
from qc_service.model.reading import Inspection, Reading
from qc_service.model.reported import RecordFile, Reported


@runtime_checkable
class Locator(Protocol):
    """Finds where the paper lies in the image, by one family of printed fiducials."""

    name: str

    def fits(self, fiducials: Fiducials) -> bool:
        """Say whether this locator knows such fiducials."""

    def locate(self, page: Page, fiducials: Fiducials, paper: Size) -> Placement | Fault:
        """Place the layout's frame on the page, or say what is wrong (mark, border, index)."""


@runtime_checkable
class Identifier(Protocol):
    """Tells which layout and side a placed page is."""

    name: str

    def knows(self, identification: Identification) -> bool:
        """Say whether this identifier can read what names such a side."""

    def identify(
        self, page: Page, placement: Placement, layouts: Sequence[Layout]
    ) -> Identity | Fault:
        """Choose among layouts that share the placed fiducials, or say why none fits."""


@runtime_checkable
class Reader(Protocol):
    """Measures ink in targets and regions. It scores; it never judges.

    A side's targets are shared out by shape and its regions one by one: each is read by the first
    reader in the configuration's order that knows it.
    """

    name: str

    def reads(self, shape: TargetShape) -> bool:
        """Say whether this reader knows targets of that shape."""

    def scores(self, region: Region) -> bool:
        """Say whether this reader scores such a region."""

    def read(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Reading:
        """Score every target of `side` once, in its order, and the regions this reader knows."""


@runtime_checkable
class Inspector(Protocol):
    """Measures the image itself and looks for marks outside targets."""

    name: str

    def inspect(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Inspection:
        """Give named measures and outside marks; a measure that cannot be had is left out."""


@runtime_checkable
class Format(Protocol):
    """Reads and writes a vendor's or a standard's record files."""

    name: str

    def sniff(self, head: bytes) -> bool:
        """Say from the first 4096 bytes whether a file looks like this format."""

    def read(self, data: bytes, name: str) -> RecordFile:
        """Read all records leniently, counting every leniency.

        Raises:
            QcError: naming file and place, where a file cannot be read at all.
        """

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        """Write records strictly by the standard.

        Raises:
            QcError: where a record cannot be expressed in it.
        """


@runtime_checkable
class Sink(Protocol):
    """Takes ledger entries to the outside (log line, webhook …); failing never holds the ledger."""

    name: str

    def deliver(self, entry: Entry) -> None:
        """Hand one entry on; whatever it raises is counted and logged by the service."""


@runtime_checkable
class LayoutImporter(Protocol):
    """Makes layouts from another system's election definition."""

    name: str

    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        """Convert one file; keeps contest and option ids.

        Raises:
            QcError: naming file and place.
        """
