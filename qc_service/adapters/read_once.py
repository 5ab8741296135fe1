"""Lets a format read the same bytes only once: a hot folder is looked through again and again."""

import hashlib
from collections.abc import Sequence

from qc_service.api.protocols import Format
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported


class ReadOnce:
    """A format that remembers what it read, by file name and content.

    A count night's records are a few kilobytes each; what is kept of them is smaller than one image
    in a hundred. A file that has changed is read anew, and what it was before is forgotten.
    """

    def __init__(self, format_: Format) -> None:
        """Stand before a format."""
        self.name = format_.name
        self._format = format_
        self._known: dict[str, tuple[bytes, RecordFile]] = {}

    def sniff(self, head: bytes) -> bool:
        """Ask the format itself."""
        return self._format.sniff(head)

    def read(self, data: bytes, name: str) -> RecordFile:
        """Give what the format made of these bytes, now or before.

        Raises:
            QcError: as the format does; a failure is not remembered.
        """
        digest = hashlib.sha256(data).digest()
        before, found = self._known.get(name, (b"", RecordFile(())))
        if before != digest:
            found = self._format.read(data, name)
            self._known[name] = digest, found
        return found

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        """Let the format write."""
        return self._format.write(reported, layouts)
