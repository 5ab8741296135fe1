"""Small NIST reports of records, made by hand: what the tests of that format share."""

import msgspec
import pytest

from qc_format_nist_cvr import NistCvrFormat
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Contest, Layout, Option, Point, Size, TimingMarks
from qc_service.model.reported import RecordFile, ReportedContest

Json = dict[str, object]

FORMAT = NistCvrFormat()


def layout(contests: tuple[Contest, ...], election: str = "") -> Layout:
    frame = TimingMarks(34, 41, Point(5, 5), Point(6, 6), Size(4, 1.5))
    return Layout(1, "a", "A", Size(215.9, 279.4), frame, contests, (), election=election)


def contest(name: str, *options: str, votes_allowed: int = 1) -> Contest:
    return Contest(
        name,
        name.title(),
        votes_allowed,
        tuple(Option(o, o, write_in=o.startswith("write-in")) for o in options),
    )


MAYOR = contest("mayor", "ada", "bo", "write-in-0")
QUESTION = contest("question", "yes", "no")
SECOND = contest("second", "yes", "no", "write-in-0", "write-in-1", votes_allowed=2)
LAYOUT = layout((MAYOR, QUESTION, SECOND))


def position(**fields: object) -> Json:
    return {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1} | fields


def selection(option: str, *positions: Json, **fields: object) -> Json:
    return {
        "@type": "CVR.CVRContestSelection",
        "ContestSelectionId": option,
        "SelectionPosition": list(positions),
    } | fields


def marked_contest(name: str, *selections: Json, **fields: object) -> Json:
    return {
        "@type": "CVR.CVRContest",
        "ContestId": name,
        "CVRContestSelection": list(selections),
    } | fields


def snapshot(name: str, kind: str, *contests: Json) -> Json:
    return {"@type": "CVR.CVRSnapshot", "@id": name, "Type": kind, "CVRContest": list(contests)}


def cvr(*snapshots: Json, current: str = "s", **fields: object) -> Json:
    return {
        "@type": "CVR.CVR",
        "UniqueId": "r",
        "ElectionId": "election",
        "CurrentSnapshotId": current,
        "CVRSnapshot": list(snapshots),
    } | fields


def report(*cvrs: Json, **fields: object) -> bytes:
    """Write an empty report strictly, then put hand-made records and keys into it."""
    made: Json = msgspec.json.decode(FORMAT.write((), (LAYOUT,)))
    return msgspec.json.encode(made | {"CVR": list(cvrs)} | fields)


def read(*cvrs: Json, **fields: object) -> RecordFile:
    return FORMAT.read(report(*cvrs, **fields), "made.json")


def codes(file: RecordFile) -> dict[tuple[str, str], int]:
    return {(each.code, each.place): each.count for each in file.leniencies}


def trouble(data: bytes) -> QcError:
    with pytest.raises(QcError) as caught:
        FORMAT.read(data, "made.json")
    assert caught.value.exit_code == ExitCode.USAGE
    assert "made.json" in caught.value.message
    assert caught.value.hint
    return caught.value


def only(file: RecordFile) -> ReportedContest:
    (record,) = file.reported
    (found,) = record.contests
    return found
