"""One image, from bytes to marks: decode, locate, identify, read, inspect, judge."""

import hashlib
import hmac
import math
from collections.abc import Collection

import msgspec

from qc_service.comparing.judge import judge_page
from qc_service.comparing.judge_fields import judge_copy, judge_rows, judge_stamps
from qc_service.flow.asking import inspections, readings
from qc_service.flow.coarse import coarse_bits
from qc_service.flow.laps import Clock, Laps
from qc_service.flow.lineup import Lineup
from qc_service.flow.placing import Placed, place
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.page import Page
from qc_service.model.sheet import PageReread
from qc_service.reading.decode import decode

PAPER_DIGITS = 16
"""Hexadecimal digits kept of a paper's keyed hash: 64 bits tell a million sheets apart."""


def reread_page(
    lineup: Lineup,
    name: str,
    data: bytes,
    clock: Clock,
    sha256: str = "",
    seen: Collection[str] = (),
) -> tuple[PageReread, dict[str, float]]:
    """Reread one image; also what each stage took (ms), without overlap and with nothing left out.

    `sha256` is the sender's digest, checked before decoding: a JPEG with damaged bytes may decode
    without an error. Empty, it is not checked. `seen` are the sides of its sheet already read.
    """
    laps = Laps(clock)
    found = hashlib.sha256(data).hexdigest() if sha256 else ""
    if found != sha256:
        fault = Fault(
            FaultCode.DIGEST_MISMATCH,
            f"the image's bytes have SHA-256 {found}, its sender says {sha256}",
            {"expected": sha256, "found": found},
        )
        laps.lap("digest")
        return PageReread(name, found, fault), laps.elapsed_ms
    if sha256:
        laps.lap("digest")
    page = decode(data)
    laps.lap("decode")
    if isinstance(page, Fault):
        return PageReread(name, sha256, page), laps.elapsed_ms
    placed = place(lineup, page, laps, seen)
    if isinstance(placed, Fault):
        return PageReread(name, sha256, placed), laps.elapsed_ms
    reread = _read(lineup, PageReread(name, sha256), page, placed, laps)
    return reread, laps.elapsed_ms


def _read(lineup: Lineup, blank: PageReread, page: Page, placed: Placed, laps: Laps) -> PageReread:
    reading = readings(lineup, page, placed)
    laps.lap("read")
    if isinstance(reading, Fault):
        return msgspec.structs.replace(
            blank, fault=reading, layout=placed.layout.id, side=placed.side.name
        )
    inspection, missing = inspections(lineup, page, placed)
    laps.lap("inspect")
    marks = judge_page(reading, placed.side, lineup.profile)
    outside = tuple(m for m in inspection.outside if m.score >= lineup.profile.outside_from)
    unmeasured = [name for name, value in inspection.measures.items() if not math.isfinite(value)]
    quality = {n: v for n, v in inspection.measures.items() if n not in unmeasured}
    identity = placed.identity
    reread = PageReread(
        image=blank.image,
        sha256=blank.sha256,
        layout=placed.layout.id,
        side=placed.side.name,
        rotation_deg=placed.placement.rotation_deg,
        residual_px=round(placed.placement.residual_px, 3),
        registration=reading.registration,
        marks=marks,
        regions=reading.regions,
        outside=outside,
        quality=quality,
        troubles=(*missing, *map(_no_number, unmeasured)),
        confidence=identity.confidence,
        alike=identity.alike,
        doubts=identity.doubts + judge_copy(quality, lineup.profile),
        paper=paper_hash(lineup.secret, placed),
        coarse=coarse_bits(lineup.secret, inspection.physical),
        stamps=judge_stamps(placed.side, reading.regions, lineup.profile),
        rows=judge_rows(placed.side, reading.regions, lineup.profile),
    )
    reread = _writable(reread)
    laps.lap("judge")
    return reread


def _writable(reread: PageReread) -> PageReread:
    """Make sure that the record can be written: a plugin may have left foreign numbers in it."""
    try:
        msgspec.json.encode(reread)
    except TypeError as error:
        fault = Fault(FaultCode.READER_FAILED, f"a plugin's answer cannot be written: {error}")
        return PageReread(reread.image, reread.sha256, fault, reread.layout, reread.side)
    return reread


def paper_hash(secret: bytes, placed: Placed) -> str:
    """Give the keyed hash (HMAC-SHA256, RFC 2104) of a sheet's own number; empty without both.

    Serials are short: only a secret that nobody keeps makes their hash tell nothing.
    """
    if not (secret and placed.identity.serial):
        return ""
    own = f"{placed.layout.election}/{placed.layout.id}/{placed.identity.serial}"
    return hmac.new(secret, own.encode(), hashlib.sha256).hexdigest()[:PAPER_DIGITS]


def _no_number(measure: str) -> Fault:
    """Say that a measure came back as no number; a record could not hold it."""
    return Fault(
        FaultCode.READER_FAILED, f"the measure {measure} is no number", {"measure": measure}
    )
