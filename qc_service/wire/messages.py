"""What travels between feeder and service, protocol version 1: frames in, messages out, and back.

`docs/wire.md` is the same for implementers in other languages. Every message is
`[opening, header, …]`: four bytes that name protocol, version and kind, then one JSON object, then
for a submission its images and the reported interpretation as frames of their own.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from qc_service.model.batch import BatchNotice, NoticeKey
from qc_service.model.sheet import ImageHead, SheetKey, Submission
from qc_service.wire.limits import (
    HEADER_BYTES,
    WireLimits,
    head_complaint,
    notice_complaint,
    text_complaint,
)

VERSION = 1
"""Rises by one when an old peer could no longer understand a new one; a peer refuses any other."""

MAGIC = b"QC"
"""First two bytes of every message: a stray client of another protocol is told at once."""

OPENING_BYTES = 4
"""`QC`, the version as one byte, the kind as one letter."""

PLAIN_FRAMES = 2
"""Every kind but a submission has an opening and a header."""

FRAMES_BESIDE_IMAGES = 3
"""A submission has an opening, a header and a reported frame beside its images."""


class RefusalCode(StrEnum):
    """Stable names of why a message is refused; metric label and documents use them."""

    MALFORMED = "malformed"
    VERSION = "version"
    UNKNOWN_KIND = "unknown-kind"
    FRAME_COUNT = "frame-count"
    HEADER = "header"
    IMAGE_COUNT = "image-count"
    IMAGE_SIZE = "image-size"
    SIZE_MISMATCH = "size-mismatch"
    REPORTED_SIZE = "reported-size"
    DIRECTION = "direction"
    NO_HELLO = "no-hello"
    SCANNER = "scanner"
    CREDIT = "credit"
    BUSY = "busy"
    DRAINING = "draining"
    CONFLICT = "conflict"


RETRY = frozenset(
    {RefusalCode.NO_HELLO, RefusalCode.CREDIT, RefusalCode.BUSY, RefusalCode.DRAINING}
)
"""The codes after which the same submission may be sent again; after any other it never will do."""


class Refusal(msgspec.Struct, frozen=True):
    """What `unpack` answers to frames that are no message: a value, never an exception.

    `key` or `notice` is known where the header could be read, so that the sender learns which
    sheet or notice it was.
    """

    code: RefusalCode
    message: str
    key: SheetKey | None = None
    notice: NoticeKey | None = None


class Hello(msgspec.Struct, frozen=True):
    """Feeder to service, first of all: who sends; answered with `Credit` or a refusal."""

    scanner: str
    session: str
    software: str = ""


class SubmissionHead(msgspec.Struct, frozen=True):
    """The header of a submission: which sheet, and its images' names, SHA-256 and sizes."""

    key: SheetKey
    heads: tuple[ImageHead, ...]


class Ack(msgspec.Struct, frozen=True):
    """Service to feeder: the sheet's record is on disk; the feeder may forget it.

    `known` is true where the record stood before; `faults` names what kept the sheet from being
    reread, and never says anything of its marks.
    """

    key: SheetKey
    digest: str
    known: bool = False
    faults: tuple[str, ...] = ()


class RefusalMessage(msgspec.Struct, frozen=True):
    """Service to feeder: this was not accepted; with `retry` the same may be sent again later."""

    code: str
    message: str
    retry: bool = False
    key: SheetKey | None = None
    notice: NoticeKey | None = None


class Noted(msgspec.Struct, frozen=True):
    """Service to feeder: the notice of a box is on disk; `known` where it stood before."""

    key: NoticeKey
    known: bool = False


class Credit(msgspec.Struct, frozen=True):
    """Service to feeder: how many submissions and notices may be unacknowledged, and the limits."""

    credit: int
    limits: WireLimits = WireLimits()
    heartbeat_seconds: float = 1.0
    silence_seconds: float = 10.0


class Heartbeat(msgspec.Struct, frozen=True):
    """Both ways: I am here."""


class Bye(msgspec.Struct, frozen=True):
    """Both ways: I leave on purpose."""

    reason: str = ""


Plain = Hello | BatchNotice | Ack | Noted | RefusalMessage | Credit | Heartbeat | Bye
"""The messages that are nothing but their header."""

Message = Plain | Submission
"""Everything that may travel."""

Header = Plain | SubmissionHead
"""What the second frame can hold."""

_KINDS: dict[bytes, type[Header]] = {
    b"H": Hello,
    b"S": SubmissionHead,
    b"K": BatchNotice,
    b"A": Ack,
    b"N": Noted,
    b"R": RefusalMessage,
    b"C": Credit,
    b"B": Heartbeat,
    b"Y": Bye,
}
_LETTERS = {header: letter for letter, header in _KINDS.items()}
_DECODERS: dict[bytes, msgspec.json.Decoder[Header]] = {
    letter: msgspec.json.Decoder(header) for letter, header in _KINDS.items()
}


def pack(message: Message) -> list[bytes]:
    """Give the frames of one message; its images are handed on, not copied."""
    if isinstance(message, Submission):
        head = SubmissionHead(message.key, message.heads)
        return [*_opened(head), *message.images, message.reported or b""]
    return _opened(message)


def _opened(header: Header) -> list[bytes]:
    opening = MAGIC + bytes([VERSION]) + _LETTERS[type(header)]
    return [opening, msgspec.json.encode(header)]


def unpack(frames: Sequence[bytes], limits: WireLimits = WireLimits()) -> Message | Refusal:  # noqa: B008 - frozen
    """Give the message the frames hold, or why they hold none; it never raises."""
    header = unpack_header(frames[:2], [len(frame) for frame in frames], limits)
    if isinstance(header, SubmissionHead):
        return Submission(header.key, header.heads, tuple(frames[2:-1]), frames[-1] or None)
    return header


def unpack_header(
    first: Sequence[bytes], sizes: Sequence[int], limits: WireLimits
) -> Header | Refusal:
    """Judge a message by its first two frames and the sizes of all: no image need be copied."""
    refusal = _check_opening(first, sizes)
    if refusal:
        return refusal
    header = _decode(first[0][3:], first[1])
    if isinstance(header, SubmissionHead):
        return _check_submission(header, sizes, limits)
    return header


def _check_opening(first: Sequence[bytes], sizes: Sequence[int]) -> Refusal | None:
    if not first or len(first[0]) != OPENING_BYTES or first[0][:2] != MAGIC:
        return Refusal(RefusalCode.MALFORMED, "the first frame is no opening of this protocol")
    version, letter = first[0][2], first[0][3:]
    if version != VERSION:
        return Refusal(RefusalCode.VERSION, f"version {version} is not spoken here: {VERSION} is")
    if letter not in _DECODERS:
        return Refusal(RefusalCode.UNKNOWN_KIND, f"unknown kind {letter!r}")
    few = len(sizes) < FRAMES_BESIDE_IMAGES
    if few if letter == b"S" else len(sizes) != PLAIN_FRAMES:
        return Refusal(RefusalCode.FRAME_COUNT, f"{len(sizes)} frames are not what this kind has")
    if sizes[1] > HEADER_BYTES:
        return Refusal(RefusalCode.HEADER, f"the header has {sizes[1]} bytes, above {HEADER_BYTES}")
    return None


def _decode(letter: bytes, data: bytes) -> Header | Refusal:
    try:
        header = _DECODERS[letter].decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Refusal(RefusalCode.HEADER, f"the header is not as it must be: {error}")
    complaint = ""
    if isinstance(header, Hello):
        complaint = (
            text_complaint("scanner", header.scanner)
            or text_complaint("session", header.session)
            or text_complaint("software", header.software, least=0)
        )
    elif isinstance(header, SubmissionHead):
        complaint = head_complaint(header.key, header.heads)
    elif isinstance(header, BatchNotice):
        complaint = notice_complaint(header)
    return Refusal(RefusalCode.HEADER, complaint) if complaint else header


def _check_submission(
    head: SubmissionHead, sizes: Sequence[int], limits: WireLimits
) -> SubmissionHead | Refusal:
    key, images, reported = head.key, sizes[2:-1], sizes[-1]
    if not 1 <= len(images) <= limits.images_per_sheet:
        text = f"{len(images)} images: a sheet has 1 to {limits.images_per_sheet}"
        return Refusal(RefusalCode.IMAGE_COUNT, text, key)
    if len(images) != len(head.heads):
        text = f"the header names {len(head.heads)} images, {len(images)} came"
        return Refusal(RefusalCode.FRAME_COUNT, text, key)
    for told, size in zip(head.heads, images, strict=True):
        if size > limits.image_bytes:
            text = f"{told.name}: {size} bytes, above the limit of {limits.image_bytes}"
            return Refusal(RefusalCode.IMAGE_SIZE, text, key)
        if size != told.size:
            text = f"{told.name}: the header says {told.size} bytes, {size} came"
            return Refusal(RefusalCode.SIZE_MISMATCH, text, key)
    if reported > limits.reported_bytes:
        text = f"the reported frame has {reported} bytes, above {limits.reported_bytes}"
        return Refusal(RefusalCode.REPORTED_SIZE, text, key)
    return head
