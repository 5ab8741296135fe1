"""What a report defines for its records to point at: devices, contests and their options."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qc_format_nist_cvr.node import Node
from qc_format_nist_cvr.vocabulary import (
    CANDIDATE,
    CODE,
    CONTEST,
    DEVICE,
    ELECTION,
    GP_UNIT,
    OWN_ID,
    PARTY,
    SELECTION,
)

WRITE_IN = re.compile(r"write-in-\d+")
"""How this product names write-in options; a file's own name of this form is kept."""


@dataclass(frozen=True)
class DefinedContest:
    """One contest of the report: our id, its options by their `@id`, how many votes it allows."""

    contest: str
    options: Mapping[str, str]
    votes_allowed: int | None = None


@dataclass(frozen=True)
class Definitions:
    """Everything in the report that a record may name by id."""

    devices: Mapping[str, str]
    elections: frozenset[str]
    units: frozenset[str]
    parties: frozenset[str]
    contests: Mapping[str, DefinedContest]


VOTINGWORKS = "VotingWorks"
"""The maker whose records of 2023 say `yes` where its election definition says `ID-option-yes`."""

QUESTION = "CVR.BallotMeasureContest"


def read_definitions(report: Node) -> Definitions:
    """Read the definitions and check that they point at each other and not into nothing."""
    machines = report.nodes("ReportingDevice", DEVICE)
    devices = {_id(device): _own(device) or _id(device) for device in machines}
    votingworks = any(device.text("Manufacturer") == VOTINGWORKS for device in machines)
    known_devices = frozenset(devices)
    for name in report.texts("ReportGeneratingDeviceIds"):
        if name not in known_devices:
            report.lenient("dangling-reference", "ReportGeneratingDeviceIds")
    units = frozenset(_id(unit) for unit in report.nodes("GpUnit", GP_UNIT))
    parties = frozenset(_id(party) for party in report.nodes("Party", PARTY))
    contests: dict[str, DefinedContest] = {}
    elections = report.nodes("Election", ELECTION)
    for election in elections:
        election.reference("ElectionScopeId", units)
        _read_contests(election, parties, contests, votingworks=votingworks)
    return Definitions(
        devices=devices,
        elections=frozenset(_id(election) for election in elections),
        units=units,
        parties=parties,
        contests=contests,
    )


def _read_contests(
    election: Node,
    parties: frozenset[str],
    contests: dict[str, DefinedContest],
    *,
    votingworks: bool,
) -> None:
    candidates = set()
    for candidate in election.nodes("Candidate", CANDIDATE):
        candidates.add(_id(candidate))
        candidate.reference("PartyId", parties)
    seen_selections: set[str] = set()
    for node in election.nodes("Contest", CONTEST):
        name = _id(node)
        if name in contests:
            node.lenient("duplicate-id", "@id")
        options = _read_options(node, frozenset(candidates), seen_selections)
        if votingworks and node.data.get("@type") == QUESTION:
            options = _question_options(node, options)
        contests[name] = DefinedContest(
            contest=_own(node) or name,
            options=options,
            votes_allowed=node.whole("VotesAllowed"),
        )


def _read_options(contest: Node, candidates: frozenset[str], seen: set[str]) -> dict[str, str]:
    """Give option ids by selection id; `seen` collects the selection ids of the whole election."""
    options: dict[str, str] = {}
    write_ins = 0
    for node in contest.nodes("ContestSelection", SELECTION):
        name = _id(node)
        if name in seen:
            node.lenient("duplicate-id", "@id")
        seen.add(name)
        for candidate in node.texts("CandidateIds"):
            if candidate not in candidates:
                node.lenient("dangling-reference", "CandidateIds")
        option = _own(node)
        if node.flag("IsWriteIn"):
            if not option and not WRITE_IN.fullmatch(name):
                option = f"write-in-{write_ins}"
            write_ins += 1
        options[name] = option or name
    return options


def _question_options(contest: Node, options: dict[str, str]) -> dict[str, str]:
    """Give a question's answers the names that the same maker's election definition prints."""
    if not options.keys() <= {"yes", "no"}:
        return options
    contest.lenient("vendor-option-id")
    return {name: f"{_id(contest)}-option-{name}" for name in options}


def _id(node: Node) -> str:
    return node.text("@id")


def _own(node: Node) -> str:
    """Give the id that our own writer kept in a code, if there is one."""
    if "Code" not in node.data:
        return ""
    for code in node.nodes("Code", CODE):
        if code.data.get("OtherType") == OWN_ID:
            return code.text("Value")
    return ""
