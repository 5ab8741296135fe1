"""How big things may be on the wire, and what a name may look like."""

import re
from collections.abc import Sequence

import msgspec

from qc_service.model.batch import Batch, BatchNotice
from qc_service.model.sheet import ImageHead, SheetKey

HEADER_BYTES = 65_536
"""Most bytes of a header: eight images with the longest names take under 16 kB in any script."""

NAME_CHARACTERS = 255
"""Longest file name of common file systems."""

ID_CHARACTERS = 128
"""Longest scanner, session or batch: a UUID or an address fits three times."""

REASON_CHARACTERS = 1_000
"""Longest reason for reopening a box: a few sentences."""

SEQUENCE_MOST = 2**53 - 1
"""Largest whole number that every JSON reader keeps exactly (IEEE 754 double)."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class WireLimits(msgspec.Struct, frozen=True):
    """The most that one submission may hold."""

    image_bytes: int = 33_554_432
    images_per_sheet: int = 8
    reported_bytes: int = 1_048_576


def text_complaint(field: str, text: str, least: int = 1, most: int = ID_CHARACTERS) -> str:
    """Say what is wrong with a name (its length, control characters), or nothing."""
    if not least <= len(text) <= most:
        return f"{field}: {len(text)} characters, {least} to {most} are allowed"
    if _CONTROL.search(text):
        return f"{field}: control characters are not allowed"
    return ""


def head_complaint(key: SheetKey, heads: Sequence[ImageHead]) -> str:
    """Say what is wrong with the header of a submission, or nothing."""
    complaint = (
        text_complaint("scanner", key.scanner)
        or text_complaint("session", key.session)
        or text_complaint("batch", key.batch, least=0)
    )
    if not 0 <= key.sequence <= SEQUENCE_MOST:
        complaint = complaint or f"sequence: {key.sequence} is not from 0 to {SEQUENCE_MOST}"
    for head in heads:
        complaint = complaint or text_complaint("image name", head.name, most=NAME_CHARACTERS)
        if not _SHA256.fullmatch(head.sha256):
            complaint = complaint or "sha256: 64 hexadecimal digits in lower case are needed"
    return complaint


def batch_complaint(batch: Batch) -> str:
    """Say what is wrong with what is told of a box, or nothing."""
    complaint = text_complaint("id", batch.id) or text_complaint("scanner", batch.scanner)
    for field in ("election", "category", "locale", "locale_name", "configuration"):
        complaint = complaint or text_complaint(field, getattr(batch, field), least=0)
    if not complaint and not (batch.box == batch.boxes == 0 or 1 <= batch.box <= batch.boxes):
        complaint = f"box: {batch.box} of {batch.boxes} cannot be; 1 of 1 and up, or 0 of 0"
    for field, number, least in (
        ("boxes", batch.boxes, 0),
        ("count", batch.count, 1),
        ("expected", batch.expected, 0),
    ):
        complaint = complaint or number_complaint(field, number, least)
    return complaint


def notice_complaint(notice: BatchNotice) -> str:
    """Say what is wrong with a notice of a box, or nothing."""
    return (
        batch_complaint(notice.batch)
        or text_complaint("session", notice.session)
        or text_complaint("reason", notice.reason, least=0, most=REASON_CHARACTERS)
        or number_complaint("number", notice.number, 1)
        or number_complaint("sheets", notice.sheets, 0)
    )


def number_complaint(field: str, number: int | None, least: int) -> str:
    """Say that a number is out of range, or nothing; None is not told."""
    if number is None or least <= number <= SEQUENCE_MOST:
        return ""
    return f"{field}: {number} is not from {least} to {SEQUENCE_MOST}"
