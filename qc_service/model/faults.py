"""Trouble with one ballot: a value that goes into its record, never an exception."""

from enum import StrEnum

import msgspec


class FaultCode(StrEnum):
    """Stable names of what can be wrong with one image: metric label, JSON, documents."""

    DIGEST_MISMATCH = "digest-mismatch"
    UNDECODABLE = "undecodable"
    NOT_A_BALLOT = "not-a-ballot"
    NOT_LOCATED = "not-located"
    MARK_MISSING = "mark-missing"
    SCALE = "scale"
    STRETCH = "stretch"
    UNIDENTIFIED = "unidentified"
    FOREIGN_BALLOT = "foreign-ballot"
    FOLDED = "folded"
    READER_FAILED = "reader-failed"
    LOCATOR_FAILED = "locator-failed"
    IDENTIFIER_FAILED = "identifier-failed"
    REPORTED_UNREADABLE = "reported-unreadable"
    WORKER_DIED = "worker-died"
    TIMEOUT = "timeout"


class Fault(msgspec.Struct, frozen=True):
    """What kept a sheet or an image from being reread, with what a person needs to find it.

    `detail` holds the fields of the fault as plain numbers and words, for example
    `{"border": "left", "index": 12}` or `{"residual_px": 7.3}`; `plugin` names who found it.
    """

    code: FaultCode
    message: str
    detail: dict[str, str | float] = {}
    plugin: str = ""


DOUBTS = {
    "contradiction": "the printed name and the number line tell different lists",
    "number-unread": "the number line could not be read; the list is known by its name only",
    "name-unread": "the list's name could not be read; the list is known by its number only",
    "copy": "the sheet looks like a photocopy or a home-made print",
    "serial-unread": "the sheet's own number could not be read",
}
"""What may be doubtful of a page's identity, as the record says it."""

FOR_A_PERSON = frozenset({"contradiction", "number-unread", "copy"})
"""Doubts with which a person must look at the sheet before its list counts as known."""
