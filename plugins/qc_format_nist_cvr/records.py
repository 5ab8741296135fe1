"""From one CVR object to one `Reported`: what the machine saw, and what was counted of it."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from qc_format_nist_cvr.definitions import Definitions
from qc_format_nist_cvr.node import Node
from qc_format_nist_cvr.snapshots import (
    Position,
    SeenContest,
    Snapshot,
    choose_snapshots,
    read_snapshot,
)
from qc_format_nist_cvr.vocabulary import IMAGE, IMAGE_BYTES, NO, UNKNOWN, YES
from qc_service.model.reported import Reported, ReportedContest, ReportedMark

INDICATED: Mapping[str, bool | None] = {YES: True, NO: False, UNKNOWN: None, "": None}
"""`HasIndication` as ours; a missing one says as little as `unknown`."""


def read_record(cvr: Node, definitions: Definitions) -> Reported:
    """Read one record: marks from the original snapshot, votes from the current one."""
    cvr.reference("ElectionId", definitions.elections)
    cvr.reference("BallotStyleUnitId", definitions.units)
    device = cvr.reference("CreatingDeviceId", definitions.devices)
    current_node, original_node = choose_snapshots(cvr)
    current = read_snapshot(current_node, definitions)
    original: Snapshot = {}
    if original_node is current_node:
        original = current
    elif original_node is not None:
        original = read_snapshot(original_node, definitions)
    return Reported(
        record=_record_id(cvr),
        style=cvr.text("BallotStyleId"),
        contests=tuple(
            _contest(name, original.get(name), current.get(name), cvr)
            for name in dict.fromkeys((*original, *current))
        ),
        scanner=definitions.devices.get(device, device),
        batch=cvr.text("BatchId"),
        sequence=_sequence(cvr),
        sheet=_sheet(cvr),
        images=_images(cvr),
    )


def _record_id(cvr: Node) -> str:
    for key in ("UniqueId", "BallotAuditId", "BallotPrePrintedId"):
        if cvr.text(key):
            return cvr.text(key)
    cvr.lenient("no-record-id")
    return f"record-{(cvr.index or 0) + 1}"


def _sequence(cvr: Node) -> int | None:
    if "BatchSequenceId" not in cvr.data and "SequenceNumber" in cvr.data:
        cvr.lenient("older-key", "SequenceNumber")
        return cvr.whole("SequenceNumber")
    return cvr.whole("BatchSequenceId")


def _sheet(cvr: Node) -> int:
    text = cvr.text("BallotSheetId")
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) <= 6:  # noqa: PLR2004 - no ballot has a million sheets
        return int(text)
    cvr.lenient("bad-number", "BallotSheetId")
    return 1


def _images(cvr: Node) -> tuple[str, ...]:
    names = []
    for image in cvr.nodes("BallotImage", IMAGE):
        held = image.node("Image", IMAGE_BYTES)
        name = file_name(image.text("Location")) or (held.text("FileName") if held else "")
        if name:
            names.append(name)
        else:
            image.lenient("image-without-name")
    return tuple(names)


def file_name(location: str) -> str:
    """Give the file name at the end of a URI or path: folders differ from machine to machine."""
    last = location.replace("\\", "/").rsplit("/", 1)[-1]
    if last == location and ":" in last:
        last = last.split(":", 1)[1]
    return unquote(last, errors="surrogateescape")


def _contest(
    name: str, original: SeenContest | None, current: SeenContest | None, cvr: Node
) -> ReportedContest:
    marks = () if original is None else _marks(original, cvr)
    named = {mark.option for mark in marks}
    defined = original.defined.options.values() if original is not None else ()
    return ReportedContest(
        contest=name,
        marks=marks,
        votes=() if current is None else _votes(current, cvr),
        overvotes=0 if current is None else current.overvotes,
        undervotes=0 if current is None else current.undervotes,
        complete=bool(defined) and named.issuperset(defined),
    )


def _marks(contest: SeenContest, cvr: Node) -> tuple[ReportedMark, ...]:
    """Give one mark an option: what was read from paper, so nothing that rules made."""
    marks: dict[str, ReportedMark] = {}
    for position in contest.positions:
        if position.generated:
            continue
        mark = ReportedMark(position.option, INDICATED[position.has], position.metric)
        before = marks.get(position.option)
        if before is not None:
            cvr.lenient("merged-positions")
            mark = _stronger(before, mark)
        marks[position.option] = mark
    return tuple(marks.values())


def _stronger(one: ReportedMark, other: ReportedMark) -> ReportedMark:
    """Merge two places of one option (a ranked contest): indicated if either is."""
    says = {one.indicated, other.indicated}
    indicated = True if True in says else None if None in says else False
    metrics = [metric for metric in (one.metric, other.metric) if metric is not None]
    return ReportedMark(one.option, indicated, max(metrics, default=None))


def _votes(contest: SeenContest, cvr: Node) -> tuple[str, ...]:
    """Give the options that got votes, each as often as it got one."""
    votes = [option for position in contest.positions for option in _given(position, contest)]
    allowed = contest.defined.votes_allowed
    ruled = any(position.allocable for position in contest.positions)
    if allowed and len(votes) > allowed and not ruled:
        # No rules were applied: more votes than allowed are an overvote in every rule book.
        cvr.lenient("overvote-not-ruled")
        return ()
    return tuple(votes)


def _given(position: Position, contest: SeenContest) -> Iterable[str]:
    if position.allocable:
        counts = position.allocable == YES or (
            position.allocable == UNKNOWN and position.has == YES and not contest.overvoted
        )
    else:
        counts = position.has == YES and not contest.overvoted
    return [position.option] * position.votes if counts else []
