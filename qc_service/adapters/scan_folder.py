"""Finds the sheets of a folder as a scanner writes it: images by sheet, with their records.

The rules in words: `docs/audit.md`, "How sheets are found". The folder is only ever read, folder
by folder, so that a folder of millions needs no more memory than its largest part.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qc_service.adapters.box_file import BOX_FILE, BoxFile, read_box_file
from qc_service.adapters.image_groups import group_images, is_image
from qc_service.adapters.record_index import RecordIndex
from qc_service.api.protocols import Format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency, Reported

TROUBLE_CODES = frozenset(
    (
        "record-unreadable",
        "record-without-images",
        "record-doubled",
        "image-missing",
        "image-claimed-twice",
        "box-unreadable",
        "box-doubled",
    )
)
"""What may be wrong with whole records and boxes; any other code is a leniency of a format."""


@dataclass(frozen=True)
class BoxFolder:
    """A folder with a box file: relative, empty for the top; the file, or what is wrong with it."""

    folder: str
    path: Path
    file: BoxFile | None
    trouble: str = ""


@dataclass(frozen=True)
class SheetFiles:
    """One sheet as it lies in the folder.

    `sheet` names it: the record's id, else the name its images share, with the folder in front
    where that is not the top one. `folder` is where its images lie, relative, empty for the top.
    `images` are in the record's order, else front before back. `waits` is empty, or says what the
    scanner seems not to have finished writing: send such a sheet later, or as it is at the end.
    `box` is the box that it lies in, where a box file says so.
    """

    sheet: str
    images: tuple[Path, ...]
    reported: Reported | None
    folder: str = ""
    waits: str = ""
    box: BoxFolder | None = None


def find_sheets(
    folder: Path, formats: Sequence[Format], records: Path | None = None
) -> tuple[tuple[SheetFiles, ...], tuple[Leniency, ...], tuple[BoxFolder, ...]]:
    """Find all sheets of a folder, in a stable order, what was wrong with its records, its boxes.

    `records` is a file or folder of records kept apart; without it records lie among the images.
    The second part counts the leniencies of the format over all files, and what was told
    of whole records (`TROUBLE_CODES`).

    Raises:
        QcError: `folder.*` where a folder or file is not there or cannot be listed.
    """
    sheets: list[SheetFiles] = []
    told: Counter[tuple[str, str]] = Counter()
    boxes: list[BoxFolder] = []
    for found in walk_sheets(folder, formats, records):
        if isinstance(found, SheetFiles):
            sheets.append(found)
        elif isinstance(found, BoxFolder):
            boxes.append(found)
        else:
            told[found.code, found.place] += found.count
    leniencies = tuple(Leniency(code, at, count) for (code, at), count in told.items())
    return tuple(sheets), leniencies, tuple(boxes)


def walk_sheets(
    folder: Path, formats: Sequence[Format], records: Path | None = None
) -> Iterator[SheetFiles | Leniency | BoxFolder]:
    """Give the same as `find_sheets`, one by one, holding no more than one folder's sheets.

    A box comes before the sheets in it.
    """
    index = RecordIndex(formats)
    boxes = _Boxes()
    if records is not None:
        for place, file in _record_files(records):
            index.add_file(file, place, whole_tree=True, needed=file == records)
        yield from index.take_told()
    for place, images, others in _walk(folder):
        for file in others:
            if file.name == BOX_FILE:
                yield from boxes.add(place, file)
            elif records is None:
                index.add_file(file, place, whole_tree=False)
        box = boxes.of(place)
        waits = "" if box is None else box.trouble
        for sheet in _sheets_of(place, images, index):
            yield replace(sheet, box=box, waits=sheet.waits or waits)
        yield from index.take_told()
    index.finish()
    yield from index.take_told()


class _Boxes:
    """The box files met so far on a walk from the top down."""

    def __init__(self) -> None:
        self._folders: dict[str, BoxFolder] = {}
        self._ids: dict[str, str] = {}

    def add(self, place: str, path: Path) -> Iterator[BoxFolder | Leniency]:
        """Read a folder's box file; tell what is wrong with it."""
        code, trouble, file = "box-unreadable", "", None
        try:
            file = read_box_file(path)
        except QcError as error:
            trouble = f"{error.code}: {error.message}"
        else:
            first = self._ids.setdefault(file.id, place)
            if first != place:
                code, trouble = "box-doubled", f"{path}: the same id as {first or '.'}/{BOX_FILE}"
                file = None
        self._folders[place] = folder = BoxFolder(place, path, file, trouble)
        yield folder
        if trouble:
            yield Leniency(code, trouble)

    def of(self, place: str) -> BoxFolder | None:
        """Give the box of a folder: its own, else that of the nearest folder above it."""
        while place not in self._folders:
            if not place:
                return None
            place = place.rpartition("/")[0]
        return self._folders[place]


def _sheets_of(place: str, images: Sequence[Path], index: RecordIndex) -> list[SheetFiles]:
    """Make sheets of one folder's images: by the records' references, then by name."""
    by_name = {image.name: image for image in images}
    free = dict(by_name)
    sheets: list[SheetFiles] = []
    for record in index.naming(by_name, place):
        lost = [name for name in record.images if name not in by_name]
        for name in lost:
            index.tell("image-missing", f"{record.record}: {name}")
        waits = f"its record names {lost[0]}, which is not there" if lost else ""
        found = tuple(free.pop(name) for name in record.images if name in free)
        if found:
            sheets.append(SheetFiles(_name(place, record.record), found, record, place, waits))
    groups = group_images(free.values())
    names = {name for name, _ in groups}
    for name, members in groups:
        given = index.named(place, name, alone=len(groups) == 1 and not sheets)
        waits = "" if given is not None else index.unreadable_for(place, name, names)
        shown = name if given is None else given.record
        sheets.append(SheetFiles(_name(place, shown), members, given, place, waits))
    return sorted(_named_apart(sheets), key=_order)


def _named_apart(sheets: Iterable[SheetFiles]) -> Iterator[SheetFiles]:
    """Give each sheet a name of its own: two records may bear one id (sheets of one ballot)."""
    taken: set[str] = set()
    for sheet in sheets:
        name = sheet.sheet
        if name in taken:
            name = f"{name}+{sheet.images[0].name}"
        taken.add(name)
        yield replace(sheet, sheet=name)


def _name(place: str, name: str) -> str:
    if not name:
        return place or "sheet"
    return f"{place}/{name}" if place else name


def _order(sheet: SheetFiles) -> tuple[str, bool, int, str, tuple[Path, ...]]:
    """Order as scanned where the records say so, else by name."""
    reported = sheet.reported
    batch = reported.batch if reported is not None else ""
    sequence = reported.sequence if reported is not None else None
    return batch, sequence is None, sequence or 0, sheet.sheet, sheet.images


def _walk(folder: Path) -> Iterator[tuple[str, list[Path], list[Path]]]:
    """Go through a folder and those below it in order of name: relative place, images, other files.

    Hidden files are a scanner's or a copier's unfinished business; links to folders may lead round.
    """
    waiting = [""]
    while waiting:
        place = waiting.pop()
        below: list[str] = []
        images: list[Path] = []
        others: list[Path] = []
        for entry in _entries(folder / place):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(f"{place}/{entry.name}" if place else entry.name)
            elif entry.is_file():
                (images if is_image(entry.name) else others).append(Path(entry.path))
        yield place, sorted(images), sorted(others)
        waiting += sorted(below, reverse=True)


def _entries(folder: Path) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise QcError(
            "folder.unreadable",
            f"{folder}: {error.strerror}",
            "Check the name, and that this user may read the folder.",
            ExitCode.USAGE,
        ) from error


def _record_files(records: Path) -> Iterator[tuple[str, Path]]:
    if not records.is_dir():
        if not records.is_file():
            raise QcError(
                "folder.no-records",
                f"{records}: no such file or folder",
                "Name the scanner's record file, or the folder that holds its records.",
                ExitCode.USAGE,
            )
        yield "", records
        return
    for place, _, others in _walk(records):
        for file in others:
            yield place, file


def count_images(folder: Path) -> int:
    """Count the images of a folder and those below it, for a progress bar.

    Raises:
        QcError: `folder.*` where a folder is not there or cannot be listed.
    """
    return sum(len(images) for _, images, _ in _walk(folder))
