"""Every text of the pages, in every language, as `catalogue.toml` has it."""

import tomllib
from pathlib import Path

import msgspec

from qc_service.model.faults import FaultCode
from qc_service.model.verdict import DifferenceKind
from qc_service.model.words import Words


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts by the names under which templates and code ask for them.

    `kinds`: ways of differing; `verdicts`:
    what a reading says of an option; `measures` of an image; `findings`: kinds of finding;
    `reasons`: why people should look at a sheet, or a mark is unsure; `faults`: what kept a sheet
    from being read; `refusals`: why an act was not taken, by code. Of
    `verdicts`, `measures`, `findings`, `reasons` and `refusals`, words without an entry are told as
    they stand.
    """

    texts: dict[str, Words]
    kinds: dict[DifferenceKind, Words]
    verdicts: dict[str, Words]
    measures: dict[str, Words]
    findings: dict[str, Words]
    reasons: dict[str, Words]
    faults: dict[FaultCode, Words]
    refusals: dict[str, Words]


CATALOGUE = msgspec.convert(
    tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8")), Catalogue
)
