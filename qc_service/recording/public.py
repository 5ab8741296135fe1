"""What anyone may see of an entry: the entry itself, with all that is private left empty.

It is fixed when the entry is written, and bound by the chain: nobody can choose afterwards what to
show. An entry that is not named here shows nothing. Times are given to the hour, people by their
roles; nothing that names a sheet, an image, a person or a place on a disk is shown.
"""

import re

import msgspec

from qc_service.model.acts import (
    Act,
    ActRecord,
    BoxesCommitted,
    BoxReturned,
    BoxTaken,
    CheckEntered,
    ChecksPlanned,
    ImagesDeleted,
    NoCandidate,
    RoundSigned,
    SeedEntered,
)
from qc_service.model.checks import Draw, DrawnStratum, Sample, SampleKind
from qc_service.model.events import Entry, Genesis
from qc_service.model.evidence import Checkpoint
from qc_service.model.people import Person
from qc_service.recording.canonical import encode_entry
from qc_service.recording.disclosure import hour_of

_replace = msgspec.structs.replace

_BY_BALLOT = re.compile(r"(?:^| )(?:list|form_code)=.*?(?= (?:scanner|category|locale|list)=|$)")
"""The parts of a stratum's name that tell ballots of one box apart."""

POOLED = 0
"""The order of a sample in a stratum that is shown only merged with others."""


def public_part(entry: Entry) -> bytes:
    """Give what is public of an entry, canonical JSON; no bytes where nothing is."""
    shown = _shown(entry)
    return b"" if shown is None else encode_entry(shown)


def stratum_shown(name: str) -> str:
    """Give a stratum's name without list and form code: small cells could tell how people voted."""
    return _BY_BALLOT.sub("", name).strip() or "all"


def _shown(entry: Entry) -> Entry | None:
    if isinstance(entry, Genesis):
        # Without the components' origins: they name folders of somebody's machine.
        parts = tuple(_replace(each, origin="") for each in entry.components)
        return _replace(entry, made_at=hour_of(entry.made_at), components=parts)
    if isinstance(entry, Checkpoint):
        return _replace(entry, at=hour_of(entry.at))
    if isinstance(entry, Draw):
        return _shown_draw(entry)
    if isinstance(entry, ActRecord):
        act = _shown_act(entry.act)
        roles = tuple(sorted(Person("", each.role) for each in entry.by))
        return None if act is None else ActRecord(hour_of(entry.at), roles, act, entry.unverified)
    return None


def _shown_act(act: Act) -> Act | None:
    if isinstance(act, ChecksPlanned | BoxesCommitted | SeedEntered | NoCandidate):
        return act
    if isinstance(act, BoxTaken | BoxReturned):
        return _replace(act, seal="")
    if isinstance(act, CheckEntered):
        return _replace(act, shows=None, reason="")
    if isinstance(act, RoundSigned | ImagesDeleted):
        return _replace(act, text="")
    return None


def _shown_draw(draw: Draw) -> Draw:
    papers: dict[str, DrawnStratum] = {}
    for each in draw.strata:
        name = stratum_shown(each.name)
        before = papers.get(name, DrawnStratum(name, 0, 0)).papers
        boxes = each.boxes if name == each.name else 0
        papers[name] = DrawnStratum(name, before + each.papers, boxes)
    return _replace(
        draw, strata=tuple(papers.values()), samples=tuple(_shown_sample(s) for s in draw.samples)
    )


def _shown_sample(sample: Sample) -> Sample:
    """Leave out which sheet it is, and of a risk draw why: the reason can be what a hand did."""
    name = stratum_shown(sample.stratum)
    pooled = name != sample.stratum or sample.kind is SampleKind.RISK
    return _replace(
        sample, sheet=None, reason="", stratum=name, order=POOLED if pooled else sample.order
    )
