"""One row of the ledger: how it is made, and whether it is what it must be."""

import secrets
from typing import NamedTuple

import msgspec

from qc_service.adapters.signing import is_signed
from qc_service.model.errors import QcError
from qc_service.model.events import Entry, Genesis, SheetRecord
from qc_service.model.evidence import Checkpoint
from qc_service.model.sheet import SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry, kind_of
from qc_service.recording.chain import SALT_BYTES, leaf, link, seal
from qc_service.recording.checkpoints import Trail, complaint
from qc_service.recording.public import public_part

INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

SELECT = """
SELECT seq, kind, key, digest,
    CAST(salt AS BLOB), CAST(body AS BLOB), CAST(public AS BLOB), CAST(hash AS BLOB)
FROM entries
"""
"""The casts give bytes even where someone has put text into a row."""


class Row(NamedTuple):
    """One row of the ledger, as it stands in the file."""

    seq: int
    kind: str
    key: str | None
    digest: str | None
    salt: bytes
    body: bytes
    public: bytes
    hash: bytes

    def leaf(self) -> bytes:
        """Give the row's leaf, computed from what it holds."""
        return leaf(seal(self.salt, self.body), self.public)


class Check:
    """One check under way, row by row, until the first that is wrong."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self.trail = Trail()
        self.key = ""
        self.covered = 0
        self.complaint = ""

    def take(self, row: Row) -> bool:
        """Check the next row; false where it is wrong, and `complaint` says why."""
        self.complaint = wrong_with(row, self.trail.rows + 1, self.trail.head)
        if not self.complaint:
            entry = decode_entry(row.body)
            if isinstance(entry, Genesis):
                self.key = entry.key
            elif isinstance(entry, Checkpoint):
                self.complaint = self._of_checkpoint(entry)
        if not self.complaint:
            self.trail.take(row.leaf())
        return not self.complaint

    def _of_checkpoint(self, checkpoint: Checkpoint) -> str:
        summit = self.trail.summit()
        if wrong := complaint(checkpoint, summit, self.key):
            return wrong
        if self.key and not is_signed(self.key, summit.signed(), checkpoint.signature):
            return "the checkpoint's signature is not that of its key"
        self.covered = summit.rows
        return ""


def wrong_with(row: Row, expected: int, previous: bytes) -> str:
    """Say what is wrong with one row, or nothing."""
    if row.seq > expected:
        return f"row {expected} is missing"
    if row.seq < expected:
        return f"its number is {row.seq}"
    if row.hash != link(previous, row.leaf()):
        return "its hash is not that of the row before it and its content"
    return _wrong_content(row)


def _wrong_content(row: Row) -> str:
    try:
        entry = decode_entry(row.body)
    except QcError as error:
        return error.message
    if isinstance(entry, Genesis) != (row.seq == 1):
        return "the ledger's first entry, and only that, must be its genesis"
    if (row.kind, row.key, row.digest) != (kind_of(entry), *_key_and_digest(entry)):
        return "its kind, key or digest is not that of its body"
    right = row.public == public_part(entry)
    return "" if right else "what it shows to the public is not what its body says"


def make_row(seq: int, entry: Entry, previous: bytes) -> Row:
    """Make the row of an entry; the salt is new each time, so that a seal tells nothing."""
    body, salt = encode_entry(entry), secrets.token_bytes(SALT_BYTES)
    # Of the entry as it reads back: a whole number comes back from the body as 2.0.
    public = public_part(decode_entry(body)) if public_part(entry) else b""
    own = link(previous, leaf(seal(salt, body), public))
    return Row(seq, kind_of(entry), *_key_and_digest(entry), salt, body, public, own)


def _key_and_digest(entry: Entry) -> tuple[str | None, str | None]:
    if isinstance(entry, SheetRecord):
        return key_text(entry.examination.key), entry.examination.digest
    return None, None


def key_text(key: SheetKey) -> str:
    """Write a key so that no two keys are the same text, whatever stands in their names."""
    return msgspec.json.encode((key.scanner, key.session, key.batch, key.sequence)).decode()
