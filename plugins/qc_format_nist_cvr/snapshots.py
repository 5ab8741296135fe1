"""From one record's snapshots to what they say of each contest, position by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from qc_format_nist_cvr.definitions import DefinedContest, Definitions
from qc_format_nist_cvr.node import Node
from qc_format_nist_cvr.vocabulary import (
    ANSWERS,
    MARKED_CONTEST,
    MARKED_SELECTION,
    NO,
    ORIGINAL,
    POSITION,
    SNAPSHOT,
    SNAPSHOT_TYPES,
    YES,
)

OVERVOTED = "overvoted"

UNDEFINED = DefinedContest(contest="", options={})
"""Stands in for a contest that the report does not define."""


@dataclass(frozen=True)
class Position:
    """One place to mark, as a snapshot describes it; empty words where it says nothing."""

    option: str
    has: str
    allocable: str
    votes: int
    generated: bool
    metric: float | None


@dataclass(frozen=True)
class SeenContest:
    """One contest of one snapshot."""

    contest: str
    positions: tuple[Position, ...]
    overvotes: int
    undervotes: int
    overvoted: bool
    defined: DefinedContest


Snapshot = Mapping[str, SeenContest]


def choose_snapshots(cvr: Node) -> tuple[Node, Node | None]:
    """Find the current snapshot and the original one, if there is one."""
    snapshots = cvr.nodes("CVRSnapshot", SNAPSHOT)
    if not snapshots:
        raise cvr.trouble(
            "no-snapshot",
            "the record holds no snapshot, so nothing says what was counted",
            "ask for an export that holds the CVRSnapshot of every record",
            "CVRSnapshot",
        )
    wanted = cvr.text("CurrentSnapshotId")
    current = next((node for node in snapshots if wanted and node.text("@id") == wanted), None)
    if current is None:
        if len(snapshots) > 1:
            raise cvr.trouble(
                "no-current-snapshot",
                f"{wanted!r} names none of the record's {len(snapshots)} snapshots",
                "ask for an export in which CurrentSnapshotId names the snapshot that was counted",
                "CurrentSnapshotId",
            )
        cvr.lenient("dangling-reference", "CurrentSnapshotId")
        current = snapshots[0]
    originals = [node for node in snapshots if node.word("Type", SNAPSHOT_TYPES) == ORIGINAL]
    if not originals:
        cvr.lenient("no-original")
        return current, None
    if len(originals) > 1:
        cvr.lenient("several-originals")
    return current, current if current in originals else originals[0]


def read_snapshot(snapshot: Node, definitions: Definitions) -> Snapshot:
    """Read every contest of one snapshot; one named twice is joined."""
    contests: dict[str, SeenContest] = {}
    for node in snapshot.nodes("CVRContest", MARKED_CONTEST):
        seen = _read_contest(node, definitions)
        before = contests.get(seen.contest)
        if before is not None:
            node.lenient("doubled-contest")
            seen = SeenContest(
                seen.contest,
                before.positions + seen.positions,
                before.overvotes + seen.overvotes,
                before.undervotes + seen.undervotes,
                before.overvoted or seen.overvoted,
                seen.defined,
            )
        contests[seen.contest] = seen
    return contests


def _read_contest(node: Node, definitions: Definitions) -> SeenContest:
    name = node.reference("ContestId", definitions.contests)
    if not name:
        raise node.trouble(
            "no-contest-id",
            "nothing says which contest this is",
            "ask for an export in which every CVRContest has its ContestId",
        )
    defined = definitions.contests.get(name, UNDEFINED)
    positions: list[Position] = []
    write_ins = 0
    for selection in node.nodes("CVRContestSelection", MARKED_SELECTION):
        option = selection.reference("ContestSelectionId", defined.options)
        option = defined.options.get(option, option)
        if not option:
            selection.lenient("write-in-without-id")
            option = f"write-in-{write_ins}"
            write_ins += 1
        positions += _read_positions(selection, option)
    overvotes = node.whole("Overvotes") or 0
    return SeenContest(
        contest=defined.contest or name,
        positions=tuple(positions),
        overvotes=overvotes,
        undervotes=node.whole("Undervotes") or 0,
        overvoted=overvotes > 0 or OVERVOTED in node.texts("Status"),
        defined=defined,
    )


def _read_positions(selection: Node, option: str) -> list[Position]:
    positions = [_position(node, option) for node in selection.nodes("SelectionPosition", POSITION)]
    total = selection.whole("TotalNumberVotes")
    if not positions and total:
        selection.lenient("votes-from-total")
        return [Position(option, "", YES, total, generated=False, metric=None)]
    if total is not None and total != sum(p.votes for p in positions if p.allocable == YES):
        selection.lenient("total-differs", "TotalNumberVotes")
    return positions


def _position(node: Node, option: str) -> Position:
    votes = node.whole("NumberVotes")
    has = node.word("HasIndication", ANSWERS)
    allocable = node.word("IsAllocable", ANSWERS)
    if has == NO and allocable == YES:
        node.lenient("allocable-without-indication")
    return Position(
        option=option,
        has=has,
        allocable=allocable,
        votes=1 if votes is None else votes,
        generated=node.flag("IsGenerated"),
        metric=_metric(node),
    )


def _metric(node: Node) -> float | None:
    """Give the first measure; a list of several is the vendor's own matter, as is its scale."""
    for text in node.texts("MarkMetricValue"):
        try:
            value = float(text)
        except ValueError:
            node.lenient("bad-number", "MarkMetricValue")
            continue
        if isfinite(value):
            return value
        node.lenient("bad-number", "MarkMetricValue")
    return None
