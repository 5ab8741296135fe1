"""The public copy of a ledger: one file with which anyone can check the control alone.

Two lines (`docs/bundle.md`). The first is the content as canonical JSON; the second seals it: its
SHA-256, and a signature by the key that signs the ledger's checkpoints.
"""

import hashlib
from enum import StrEnum

import msgspec

from qc_service.model.errors import ExitCode, QcError

FORMAT, VERSION = "qc-bundle", 1

SEALED = "qc-service bundle 1"
"""First line of what is signed: a signature made for anything else is none of a bundle."""

_ENCODER = msgspec.json.Encoder(order="sorted")


class Result(StrEnum):
    """What a settled sample showed: the paper against what the scanner reported.

    `unreported`: the scanner's word of this ballot is not known.
    """

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_FOUND = "not-found"
    CANNOT_AGREE = "cannot-agree"
    UNREPORTED = "unreported"


class BundleBox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box of a round with its sheets as they were committed: name and SHA-256 of the examination.

    `stratum` is that of all its ballots, empty where they are of several; `shelf` the stratum in
    which the box itself was picked.
    """

    batch: str
    count: int
    stratum: str
    shelf: str
    sheets: tuple[tuple[str, str], ...]


class BundleRound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One round's boxes, in the order in which they were committed."""

    round: int
    boxes: tuple[BundleBox, ...]


class BundleBound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One statement: at most `upper` of `papers` are misread, at `risk`, however often one looks.

    `checked` is the longest beginning of the draw's order that is settled, `errors` are those of it
    that differ, were not found, not agreed on or not reported. `prior` is that of the plan.
    """

    round: int
    stratum: str
    papers: int
    checked: int
    errors: int
    risk: float
    prior: tuple[float, float]
    upper: int


class BundleDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published document, by its file's name and SHA-256 (hexadecimal)."""

    name: str
    sha256: str


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that an observer needs.

    Each of `rows` is a seal (hexadecimal), or a seal with the row's public part as text. `head` and
    `root` are those of the ledger after its last row. `results` are by the samples' ids.
    """

    format: str
    version: int
    head: str
    root: str
    rows: tuple[str | tuple[str, str], ...]
    rounds: tuple[BundleRound, ...] = ()
    results: dict[str, Result] = {}
    bounds: tuple[BundleBound, ...] = ()
    documents: tuple[BundleDocument, ...] = ()


class BundleSeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second line: SHA-256 of the first, and who signs it; `key` is empty where nobody does."""

    sha256: str
    key: str = ""
    signature: str = ""


def content_line(bundle: Bundle) -> bytes:
    """Write a bundle's first line, without its line feed; the same bundle gives the same bytes."""
    return _ENCODER.encode(bundle)


def signed_bytes(line: bytes) -> bytes:
    """Give what is signed of a first line: two lines, the second its SHA-256."""
    return f"{SEALED}\n{hashlib.sha256(line).hexdigest()}\n".encode()


def file_bytes(line: bytes, key: str = "", signature: str = "") -> bytes:
    """Put a bundle's file together from its first line and who signed it."""
    seal = BundleSeal(hashlib.sha256(line).hexdigest(), key, signature)
    return line + b"\n" + _ENCODER.encode(seal) + b"\n"


def read_bundle(data: bytes) -> tuple[Bundle, BundleSeal, bytes]:
    """Read a bundle's file: its content, its seal, and its first line as it stands.

    Raises:
        QcError: `bundle.unreadable` where it is no whole bundle of this version.
    """
    try:
        line, second, rest = data.split(b"\n")
        bundle = msgspec.json.decode(line, type=Bundle)
        seal = msgspec.json.decode(second, type=BundleSeal)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _unreadable(str(error)) from error
    if (bundle.format, bundle.version, rest) != (FORMAT, VERSION, b""):
        raise _unreadable(f"format {bundle.format!r}, version {bundle.version}")
    return bundle, seal, line


def is_bundle(data: bytes) -> bool:
    """Tell a bundle from a ledger by its first byte."""
    return data[:1] == b"{"


def _unreadable(why: str) -> QcError:
    return QcError(
        "bundle.unreadable",
        f"this is no whole bundle of version {VERSION}: {why}",
        "Fetch the file again; `qc bundle` makes it from a ledger.",
        ExitCode.FINDING,
    )
