"""The records found so far and which sheets they belong to; trouble with a record file is told."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qc_service.api.protocols import Format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency, Reported

HEAD = 4096
"""Bytes from which a format tells its files: what `Format.sniff` is promised."""

RECORD_SUFFIXES = frozenset((".json", ".xml", ".csv"))
"""What an empty file must be called to count as a record not yet written, rather than a marker."""


@dataclass(eq=False)
class Entry:
    """One record, where its file lies, and from which folder down its images may lie."""

    reported: Reported
    place: str
    scope: str
    names: frozenset[str]
    claimed: bool = False

    def covers(self, place: str) -> bool:
        """Say whether images in that folder may be this record's."""
        return _within(place, self.scope)


@dataclass(frozen=True)
class _Unreadable:
    place: str
    stem: str
    why: str


class RecordIndex:
    """Takes record files as they are found, hands out each record once."""

    def __init__(self, formats: Sequence[Format]) -> None:
        """Start empty; a file is read by the first format that recognises it."""
        self._formats = formats
        self._by_image: dict[str, list[Entry]] = defaultdict(list)
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        self._without_images: dict[str, list[Entry]] = defaultdict(list)
        self._seen: set[int] = set()
        self._unreadable: list[_Unreadable] = []
        self._told: Counter[tuple[str, str]] = Counter()

    def add_file(self, file: Path, place: str, *, whole_tree: bool, needed: bool = False) -> None:
        """Read a file if it is one of records.

        `place` is its folder; its records are for images there and below, or, with `whole_tree`,
        anywhere. Trouble is told, unless the file is `needed`: then it is raised.

        Raises:
            QcError: a needed file is of no known format, or cannot be read.
        """
        try:
            found = self._read(file, needed=needed)
        except QcError as error:
            if needed:
                raise
            self._unreadable.append(_Unreadable(place, file.stem, f"{file.name}: {error.code}"))
            self._told["record-unreadable", f"{error.code}: {error.message}"] += 1
            return
        scope = "" if whole_tree else place
        stem = {file.stem} if len(found) == 1 else set()
        for reported in found:
            self._add(Entry(reported, place, scope, frozenset({reported.record} | stem)))

    def _read(self, file: Path, *, needed: bool) -> tuple[Reported, ...]:
        try:
            with file.open("rb") as opened:
                head = opened.read(HEAD)
                known = next((each for each in self._formats if each.sniff(head)), None)
                data = head + opened.read() if known is not None else b""
        except OSError as error:
            raise QcError(
                "record.unreadable",
                f"{file}: {error.strerror}",
                "Check that this user may read the file.",
                ExitCode.USAGE,
            ) from error
        if known is None:
            self._unknown(file, head, needed=needed)
            return ()
        records = known.read(data, str(file))
        for leniency in records.leniencies:
            self._told[leniency.code, leniency.place] += leniency.count
        return records.reported

    def _unknown(self, file: Path, head: bytes, *, needed: bool) -> None:
        if not head and file.suffix.lower() in RECORD_SUFFIXES:
            raise QcError(
                "record.empty",
                f"{file}: the file is empty",
                "The scanner may still be writing it.",
                ExitCode.USAGE,
            )
        if needed:
            names = ", ".join(each.name for each in self._formats) or "none"
            raise QcError(
                "record.unknown-format",
                f"{file}: no enabled format recognises this file (enabled: {names})",
                "Name the scanner's record file, or enable the plugin that reads it.",
                ExitCode.USAGE,
            )

    def _add(self, entry: Entry) -> None:
        record = entry.reported
        identity = hash((record.record, record.sheet))
        if identity in self._seen:
            self._told["record-doubled", record.record] += 1
        self._seen.add(identity)
        for name in record.images:
            if any(other.place == entry.place for other in self._by_image[name]):
                self._told["image-claimed-twice", f"{record.record}: {name}"] += 1
            self._by_image[name].append(entry)
        for name in sorted(entry.names):
            self._by_name[name].append(entry)
        if not record.images:
            self._without_images[entry.place].append(entry)

    def naming(self, names: Iterable[str], place: str) -> list[Reported]:
        """Give, once, the records that name images of this folder."""
        found = []
        for name in names:
            entry = self._best(self._by_image.get(name, ()), place)
            if entry is not None:
                found.append(self._claim(entry))
        return found

    def named(self, place: str, name: str, *, alone: bool) -> Reported | None:
        """Give the record that bears a sheet's name, or the only one where the sheet is `alone`.

        For records without image references, and for images that got another ending on the way.
        """
        entry = self._best(self._by_name.get(name, ()), place)
        if entry is None and alone:
            here = [each for each in self._without_images.get(place, ()) if not each.claimed]
            entry = here[0] if len(here) == 1 else None
        return None if entry is None else self._claim(entry)

    def unreadable_for(self, place: str, name: str, names: Collection[str]) -> str:
        """Say which unreadable file may be the record of the sheet `name`, one of `names` here."""
        for file in self._unreadable:
            for_another = file.place == place and file.stem != name and file.stem in names
            if _within(place, file.place) and not for_another:
                return f"its record may be {file.why}"
        return ""

    def tell(self, code: str, place: str) -> None:
        """Count something wrong with a record."""
        self._told[code, place] += 1

    def take_told(self) -> tuple[Leniency, ...]:
        """Give what was told since the last time."""
        told = tuple(Leniency(code, place, count) for (code, place), count in self._told.items())
        self._told.clear()
        return told

    def finish(self) -> None:
        """Tell of every record that no image was found for."""
        left = {id(entry): entry for entries in self._by_name.values() for entry in entries}
        for entry in left.values():
            self._told["record-without-images", entry.reported.record] += 1

    def _best(self, entries: Iterable[Entry], place: str) -> Entry | None:
        """Choose the record that lies nearest: in the same folder, else deepest above it."""
        free = [each for each in entries if not each.claimed and each.covers(place)]
        return max(free, key=lambda each: (each.place == place, len(each.scope)), default=None)

    def _claim(self, entry: Entry) -> Reported:
        """Hand a record out, and forget it: a folder of millions leaves no trace here."""
        entry.claimed = True
        for index, keys in (
            (self._by_image, entry.reported.images),
            (self._by_name, entry.names),
            (self._without_images, (entry.place,)),
        ):
            for key in keys:
                left = [each for each in index.pop(key, ()) if each is not entry]
                if left:
                    index[key] = left
        return entry.reported


def _within(place: str, scope: str) -> bool:
    return not scope or place == scope or place.startswith(f"{scope}/")
