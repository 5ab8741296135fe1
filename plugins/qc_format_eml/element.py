"""An XML document as a tree of elements that know their line; nothing but plain XML is let in."""

from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import Leniency, each_once

DEEPEST = 64
"""Elements within elements; an EML message has about ten levels."""

LONGEST_NUMBER = 9
"""Digits of a number of ballots; a country's voters need eight."""


@dataclass
class Log:
    """What reading one file has taken so far; `name` is the file, for messages."""

    name: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lenient(self, code: str, place: str) -> None:
        """Count one leniency."""
        self.counts[code, place] += 1

    def leniencies(self) -> tuple[Leniency, ...]:
        """Give each leniency once, with how often it was taken, in the order of code and place."""
        return each_once(self.counts)

    def trouble(self, code: str, line: int, what: str, way_out: str) -> QcError:
        """Make the error that ends the reading of this file."""
        return QcError(f"eml.{code}", f"{self.name}: line {line}: {what}", way_out, ExitCode.USAGE)


@dataclass(eq=False)
class Element:
    """One element: its local name, namespace, attributes, text and children."""

    name: str
    space: str
    attributes: dict[str, str]
    line: int
    log: Log
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def child(self, name: str) -> "Element | None":
        """Give the first child of that name."""
        return next((each for each in self.children if each.name == name), None)

    def all(self, name: str) -> list["Element"]:
        """Give all children of that name."""
        return [each for each in self.children if each.name == name]

    def at(self, *path: str) -> "Element | None":
        """Follow first children down a path of names."""
        found: Element | None = self
        for name in path:
            found = found.child(name) if found is not None else None
        return found

    def attribute(self, name: str) -> str:
        """Give an attribute, empty where there is none; another case of letters is a leniency."""
        if name in self.attributes:
            return self.attributes[name].strip()
        for key, value in self.attributes.items():
            if key.lower() == name.lower():
                self.log.lenient("attribute-case", f"{self.name}@{key}")
                return value.strip()
        return ""

    def number(self) -> int:
        """Give the element's text as a number of ballots.

        Raises:
            QcError: `eml.bad-number`, naming file and line.
        """
        text = "".join(self.text.split())
        if text != self.text.strip():
            self.log.lenient("spaces-in-number", self.name)
        if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER:
            return int(text)
        raise self.log.trouble(
            "bad-number",
            self.line,
            f"{self.name}: {self.text.strip()[:40]!r} is no number of ballots",
            "Ask for the file anew, or write the number as it stands in the protocol.",
        )


def parse(data: bytes, log: Log) -> Element:
    """Parse a document. Document types and entities are refused: they can make a file explode.

    Raises:
        QcError: `eml.not-xml`, `eml.document-type`, `eml.too-deep`, naming file and line.
    """
    builder = _Builder(log)
    isfinal = True
    try:
        builder.parser.Parse(data, isfinal)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise log.trouble(
            "not-xml",
            builder.parser.CurrentLineNumber,
            f"this is no whole XML document ({error})",
            "The file may have been cut short in copying: fetch it again.",
        ) from error
    return builder.top


class _Builder:
    """Takes expat's events and builds the tree."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self._open: list[Element] = []
        self.top = Element("", "", {}, 0, log)

    def _refuse(self, *_: object) -> None:
        raise self.log.trouble(
            "document-type",
            self.parser.CurrentLineNumber,
            "the file declares a document type or an entity; no EML message has one",
            "Ask for the file as plain EML; do not open it with anything else.",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(local, space, plain, self.parser.CurrentLineNumber, self.log)
        if len(self._open) >= DEEPEST:
            raise self.log.trouble(
                "too-deep",
                element.line,
                f"elements stand more than {DEEPEST} deep in each other",
                "This is no EML message: name another file.",
            )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.top = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _words(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text
