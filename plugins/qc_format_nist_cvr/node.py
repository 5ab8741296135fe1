"""A place in a record file, read leniently: every departure from the standard is counted."""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field

import msgspec

from qc_format_nist_cvr.vocabulary import REPORT, Kind
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency, each_once

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 8259, 6)."""

LONGEST_NUMBER = 15
"""Digits of a number in a text that are sure to stay below `LARGEST`."""


@dataclass
class Log:
    """What reading one file has taken so far; `name` is the file, for messages."""

    name: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def leniencies(self) -> tuple[Leniency, ...]:
        """Give each leniency once, with how often it was taken, in the order of code and place."""
        return each_once(self.counts)

    def trouble(self, code: str, path: str, what: str, way_out: str) -> QcError:
        """Make the error that ends the reading of this file."""
        return QcError(f"cvr.{code}", f"{self.name}: at {path}: {what}", way_out, ExitCode.USAGE)


@dataclass(frozen=True)
class Node:
    """One JSON object, with where it stands: under `key` (and `index`) of its parent."""

    data: dict[str, object]
    log: Log
    parent: "Node | None" = None
    key: str = ""
    index: int | None = None

    def path(self) -> str:
        """Give the exact JSON path, for a person who opens the file."""
        if self.parent is None:
            return "$"
        step = "" if self.index is None else f"[{self.index}]"
        return f"{self.parent.path()}.{self.key}{step}"

    def place(self) -> str:
        """Give the path without indexes: all records' places of one sort are counted together."""
        if self.parent is None:
            return ""
        step = "" if self.index is None else "[]"
        above = self.parent.place()
        return f"{above}.{self.key}{step}" if above else f"{self.key}{step}"

    def lenient(self, code: str, key: str = "") -> None:
        """Count one leniency at this node or at one of its keys."""
        place = self.place()
        if key:
            place = f"{place}.{key}" if place else key
        self.log.counts[code, place or "$"] += 1

    def trouble(self, code: str, what: str, way_out: str, key: str = "") -> QcError:
        """Make the error that names this node, or one of its keys."""
        return self.log.trouble(code, f"{self.path()}.{key}" if key else self.path(), what, way_out)

    def check(self, kind: Kind) -> "Node":
        """Count what the standard would not allow here: a missing or strange type, key or word."""
        word = self.data.get("@type")
        if word is None:
            self.lenient("missing-type")
        elif not isinstance(word, str) or word not in kind.types:
            self.lenient("wrong-type-name", "@type")
        keys = self.data.keys()
        if not keys <= kind.allowed:
            for key in sorted(keys - kind.allowed):
                self.lenient("unknown-key", key)
        if not kind.required <= keys:
            for key in sorted(kind.required - keys):
                self.lenient("missing-key", key)
        return self

    def nodes(self, key: str, kind: Kind) -> tuple["Node", ...]:
        """Give the objects of a list, each checked; a lone object counts as a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        if isinstance(value, dict):
            self.lenient("single-not-list", key)
            value = [value]
        if not isinstance(value, list):
            raise self._shape(key, "a list of objects", value)
        found = []
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                raise self._shape(f"{key}[{index}]", "an object", item)
            found.append(Node(item, self.log, self, key, index).check(kind))
        return tuple(found)

    def node(self, key: str, kind: Kind) -> "Node | None":
        """Give the object under a key, checked."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._shape(key, "an object", value)
        return Node(value, self.log, self, key).check(kind)

    def text(self, key: str) -> str:
        """Give the text under a key, empty where there is none; a number is taken as its digits."""
        value = self.data.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            self.lenient("number-not-text", key)
            return str(value)
        raise self._shape(key, "a text", value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts; a lone text counts as a list of one, a number as its digits."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.lenient("single-not-list", key)
            value = [value]
        found = []
        for item in value:
            if isinstance(item, int | float) and not isinstance(item, bool):
                self.lenient("number-not-text", key)
                found.append(str(item))
            elif isinstance(item, str):
                found.append(item)
            else:
                raise self._shape(key, "a list of texts", item)
        return tuple(found)

    def whole(self, key: str) -> int | None:
        """Give the whole number under a key; digits in a text are taken, else it is left out."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, str) and len(value) <= LONGEST_NUMBER and _digits(value):
            self.lenient("text-not-number", key)
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
            return value
        self.lenient("bad-number", key)
        return None

    def flag(self, key: str) -> bool:
        """Give the boolean under a key; the words yes and true are taken as such."""
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.lenient("text-not-boolean", key)
        return str(value).lower() in {"yes", "true", "1"}

    def word(self, key: str, words: frozenset[str]) -> str:
        """Give a word of a fixed list, empty where it is missing or, counted, none of the list."""
        value = self.text(key)
        if value and value not in words:
            self.lenient("unknown-word", key)
            return ""
        return value

    def reference(self, key: str, known: Container[str]) -> str:
        """Give an id that should name an object of this file; one that names none is counted."""
        value = self.text(key)
        if value and value not in known:
            self.lenient("dangling-reference", key)
        return value

    def _shape(self, key: str, wanted: str, value: object) -> QcError:
        return self.trouble(
            "wrong-shape",
            f"expected {wanted}, found {_sort(value)}",
            "ask the vendor for a file that follows NIST SP 1500-103, or repair this place",
            key,
        )


def _digits(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _sort(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean"}
    return names.get(type(value), "nothing" if value is None else "a number")


BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""UTF-8's, which the JSON standard (RFC 8259, 8.1) forbids and some writers set all the same."""


def open_report(data: bytes, log: Log) -> Node:
    """Parse the bytes and give the report's top object."""
    if data.startswith(BYTE_ORDER_MARK):
        log.counts["byte-order-mark", "$"] += 1
        data = data[len(BYTE_ORDER_MARK) :]
    try:
        value: object = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise log.trouble(
            "not-json",
            "$",
            f"the {len(data)} bytes are no whole JSON document ({error})",
            "the file may still be being written, or was cut short in copying: fetch it again",
        ) from error
    named = isinstance(value, dict) and str(value.get("@type")) in REPORT.types
    if not isinstance(value, dict) or not (named or isinstance(value.get("CVR"), list | dict)):
        raise log.trouble(
            "not-a-report",
            "$",
            "this is no cast vote record report",
            "name the file that the scanner exported as NIST cast vote records (JSON)",
        )
    return Node(value, log).check(REPORT)
