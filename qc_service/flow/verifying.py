"""A bundle, checked step by step by someone who has nothing else: each step holds or names a place.

The observer's page (`reports/observer`) does the same steps under the same names.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from qc_service.flow.verifying_draws import (
    ballots_broken,
    boxes_broken,
    commitments_broken,
    seeds_broken,
)
from qc_service.flow.verifying_results import bounds_broken, results_broken
from qc_service.model.errors import QcError
from qc_service.model.events import Entry, Genesis
from qc_service.model.evidence import Checkpoint
from qc_service.recording.bundle import Bundle, BundleSeal, read_bundle, signed_bytes
from qc_service.recording.canonical import decode_entry
from qc_service.recording.chain import leaf
from qc_service.recording.checkpoints import Summit, Trail, complaint, fingerprint
from qc_service.recording.public import public_part

IsSigned = Callable[[str, bytes, str], bool]
"""Tells whether a signature is that of a public key over some bytes, both hexadecimal."""

CHECKS = (
    "form",
    "rows",
    "key",
    "checkpoints",
    "end",
    "signatures",
    "commitments",
    "seeds",
    "ballots",
    "boxes",
    "results",
    "bounds",
    "documents",
    "seal",
)
"""The steps in the order in which they are taken: what is named first is nearest to the cause."""


DRAWS = frozenset({"commitments", "seeds", "ballots", "boxes", "results", "bounds"})
"""The steps that a ledger is taken through as well: what its acts say, computed again."""


@dataclass(frozen=True)
class Step:
    """One step: `broken` names the first place that does not hold, `note` what is worth knowing."""

    check: str
    broken: str = ""
    note: str = ""


@dataclass
class Night:
    """What the steps learn of a bundle on their way."""

    bundle: Bundle
    entries: list[tuple[int, Entry]] = field(default_factory=list)
    at: list[tuple[int, Checkpoint, Summit]] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True)
class Asked:
    """What is held against a bundle beside itself: numbers read from paper, and files.

    `root` is one that somebody noted on the way: the rows must have led to it. `documents` are
    SHA-256 (hexadecimal) by file name; None where no folder was named.
    """

    is_signed: IsSigned
    fingerprint: str = ""
    documents: Mapping[str, str] | None = None
    root: str = ""


def verify_bundle(data: bytes, asked: Asked) -> tuple[Step, ...]:
    """Take all steps; those after a broken `form` or `rows` cannot be taken, and are left out."""
    try:
        bundle, seal, line = read_bundle(data)
    except QcError as error:
        return (Step("form", error.message),)
    night = Night(bundle)
    broken = _rows_broken(night)
    steps = [Step("form"), Step("rows", broken)]
    if not broken:
        steps += _further(night, seal, line, asked)
    return tuple(steps)


def first_broken(steps: tuple[Step, ...]) -> Step | None:
    """Give the first step that does not hold, or None."""
    return next((step for step in steps if step.broken), None)


def _further(night: Night, seal: BundleSeal, line: bytes, asked: Asked) -> Iterator[Step]:
    bundle, entries = night.bundle, night.entries
    yield Step("key", _key_broken(night, asked), fingerprint(night.key) or UNSIGNED)
    yield Step("checkpoints", _checkpoints_broken(night), f"{len(night.at)} checkpoints")
    yield _end(night, asked)
    signed = night.at[-1][1].rows if night.at and night.key else 0
    yield Step("signatures", _signatures_broken(night, asked), f"{signed} rows signed")
    yield Step("commitments", commitments_broken(bundle, entries))
    yield Step("seeds", seeds_broken(entries))
    yield Step("ballots", ballots_broken(bundle, entries))
    yield Step("boxes", boxes_broken(bundle, entries))
    yield Step("results", results_broken(bundle, entries))
    yield Step("bounds", bounds_broken(bundle, entries), f"{len(bundle.bounds)} bounds")
    held = "" if asked.documents is None else f"{len(bundle.documents)} documents"
    yield Step("documents", _documents_broken(bundle, asked), held or "no files to compare")
    note = "" if seal.key else UNSIGNED
    yield Step("seal", _seal_broken(night, seal, line, asked), note)


UNSIGNED = "unsigned: there was no key"


def _rows_broken(night: Night) -> str:
    """Read every public part; each must be what an entry of its kind may show, and no more."""
    for number, row in enumerate(night.bundle.rows, start=1):
        sealed, public = (row, "") if isinstance(row, str) else row
        if len(sealed) != 2 * hashlib.sha256().digest_size or not _is_hex(sealed):
            return f"row {number}: its seal is no SHA-256"
        if not public:
            continue
        try:
            entry = decode_entry(public.encode())
            right = public_part(entry) == public.encode()
        except (QcError, UnicodeEncodeError):
            return f"row {number}: its public part is no entry"
        if not right:
            return f"row {number}: it shows what an entry does not show"
        if isinstance(entry, Genesis):
            night.key = entry.key
        night.entries.append((number, entry))
    firsts = [number for number, entry in night.entries if isinstance(entry, Genesis)]
    return "" if firsts == [1] else "row 1, and only that, must be the ledger's first entry"


def _is_hex(text: str) -> bool:
    try:
        return bytes.fromhex(text).hex() == text
    except ValueError:
        return False


def _key_broken(night: Night, asked: Asked) -> str:
    wanted = asked.fingerprint.replace(" ", "").lower()
    its = fingerprint(night.key).replace(" ", "")
    if wanted and wanted != its:
        return f"the ledger's key is {fingerprint(night.key) or 'none'}, not the one asked for"
    return ""


def _checkpoints_broken(night: Night) -> str:
    """Follow chain and tree over all rows, and hold each checkpoint against them."""
    entries, trail = dict(night.entries), Trail()
    for number, row in enumerate(night.bundle.rows, start=1):
        sealed, public = (row, "") if isinstance(row, str) else row
        entry = entries.get(number)
        if isinstance(entry, Checkpoint):
            summit = trail.summit()
            if wrong := complaint(entry, summit, night.key):
                before = night.at[-1][0] if night.at else 0
                return f"row {number}: {wrong} (rows {before + 1} to {number - 1})"
            night.at.append((number, entry, summit))
        trail.take(leaf(bytes.fromhex(sealed), public.encode()))
    return ""


def _end(night: Night, asked: Asked) -> Step:
    """Follow the rows to their end, past the root that somebody noted."""
    trail, noted = Trail(), 0
    wanted = asked.root.replace(" ", "").lower()
    for row in night.bundle.rows:
        sealed, public = (row, "") if isinstance(row, str) else row
        trail.take(leaf(bytes.fromhex(sealed), public.encode()))
        # A root costs as many hashes as the tree is high: only where one is asked for.
        if wanted and trail.summit().root == wanted:
            noted = trail.rows
    summit, bundle = trail.summit(), night.bundle
    if (summit.head, summit.root) != (bundle.head, bundle.root):
        words = f"the {summit.rows} rows do not lead to the head and root that the bundle names"
        return Step("end", words)
    if wanted and not noted:
        return Step("end", "the rows never led to the root from paper")
    found = f", the root from paper after {noted}" if noted else ""
    return Step("end", note=f"{summit.rows} rows{found}")


def _signatures_broken(night: Night, asked: Asked) -> str:
    if not night.key:
        return ""
    for number, checkpoint, summit in night.at:
        if not asked.is_signed(night.key, summit.signed(), checkpoint.signature):
            return f"row {number}: the checkpoint's signature is not that of the ledger's key"
    return ""


def _documents_broken(bundle: Bundle, asked: Asked) -> str:
    names = [each.name for each in bundle.documents]
    if len(set(names)) < len(names):
        return "a document is named twice"
    for each in bundle.documents if asked.documents is not None else ():
        found = (asked.documents or {}).get(each.name)
        if found is None:
            return f"{each.name}: there is no such file"
        if found != each.sha256:
            return f"{each.name}: this is not the document that was published"
    return ""


def _seal_broken(night: Night, seal: BundleSeal, line: bytes, asked: Asked) -> str:
    if hashlib.sha256(line).hexdigest() != seal.sha256:
        return "the content is not what was sealed"
    if seal.key and seal.key != night.key:
        return "the bundle is sealed by another key than the ledger's"
    if seal.key and not asked.is_signed(seal.key, signed_bytes(line), seal.signature):
        return "the bundle's signature is not that of the ledger's key"
    if night.key and not seal.key:
        return "the ledger has a key, and the bundle is not signed by it"
    return ""
