"""The boxes of an archive: opened before their first sheet, closed when all sheets are done."""

from collections.abc import Callable
from dataclasses import dataclass

from qc_service.adapters.box_file import BoxFile
from qc_service.adapters.scan_folder import BoxFolder, SheetFiles
from qc_service.flow.boxes import Boxes
from qc_service.model.batch import BatchNotice
from qc_service.service.audit_keys import Place, box_place, place_of
from qc_service.service.box_notices import next_notice
from qc_service.service.hot_folder import BoxLook


@dataclass
class _Found:
    """One box of the archive: its file, how many sheets it has, under whose name it is told of."""

    file: BoxFile
    sheets: int = 0
    place: Place | None = None


class AuditBoxes:
    """Tells of an archive's boxes what its box files say; what the desk knows is not told again."""

    def __init__(self, known: Boxes, tell: Callable[[BatchNotice], None]) -> None:
        """Begin with none found; `known` are the desk's, `tell` writes a notice down."""
        self._known, self._tell = known, tell
        self._found: dict[str, _Found] = {}

    def folder(self, box: BoxFolder) -> None:
        """Take a folder with a box file."""
        if box.file is not None:
            self._found[box.folder] = _Found(box.file)

    def sheet(self, sheet: SheetFiles) -> None:
        """Take a sheet before it is examined: its box is opened, if it is not yet."""
        found = None if sheet.box is None else self._found.get(sheet.box.folder)
        if found is None:
            return
        found.sheets += 1
        if found.place is None:
            found.place = place_of(sheet)
        self._say(found, at_rest=False)

    def close(self) -> None:
        """Take the end of the run, with every sheet on record: finished boxes are closed."""
        for found in self._found.values():
            self._say(found, at_rest=False)
            self._say(found, at_rest=True)

    def _say(self, found: _Found, *, at_rest: bool) -> None:
        place = found.place or box_place(found.file)
        look = BoxLook(found.file, found.sheets, at_rest)
        last = self._known.last(place.scanner, place.session, place.batch)
        notice = next_notice(look, place.scanner, place.session, last)
        if notice is not None:
            self._tell(notice)
