"""The strict writer: records and layouts in, a report that keeps NIST SP 1500-103 1.0 out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import isfinite
from urllib.parse import quote

import msgspec

from qc_format_nist_cvr.defining import Book, Ids, Json, definitions, make_book, refusal
from qc_format_nist_cvr.vocabulary import INTERPRETED, NO, ORIGINAL, UNKNOWN, VERSION, YES
from qc_service.model.layout import Contest, Layout
from qc_service.model.reported import Reported, ReportedContest, ReportedMark

NO_TIME = "1970-01-01T00:00:00Z"
"""The date of a report whose maker named none: plainly no date, and the same every time."""

HAS: Mapping[bool | None, str] = {True: YES, False: NO, None: UNKNOWN}


def write_report(
    reported: Sequence[Reported], layouts: Sequence[Layout], made_at: str, *, independent: bool
) -> bytes:
    """Write all records as one report; `independent` says that they are our reread."""
    ids = Ids()
    scanners = sorted({record.scanner for record in reported if record.scanner})
    book = make_book(scanners, layouts, ids, independent=independent)
    _check(reported, book.contests)
    report: Json = {"@type": "CVR.CastVoteRecordReport", "Version": VERSION}
    if independent:
        report |= {"ReportType": ["other"], "OtherReportType": "independent-reread"}
    else:
        report |= {"ReportType": ["originating-device-export"]}
    report["GeneratedDate"] = made_at
    report |= definitions(book, metric=_metric(reported))
    report["CVR"] = [_cvr(record, book, ids) for record in reported]
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def _metric(reported: Sequence[Reported]) -> bool:
    marks = (mark for record in reported for contest in record.contests for mark in contest.marks)
    return any(mark.metric is not None for mark in marks)


def _check(reported: Sequence[Reported], contests: Mapping[str, Contest]) -> None:
    """Refuse what the standard has no words for, rather than write something else."""
    for record in reported:
        if not record.record:
            raise refusal("no-record-id", "a record has no id", "give every record its id")
        if "" in record.images:
            raise refusal(
                "no-image-name",
                f"record {record.record}: an image has no name",
                "name every image by its file name",
            )
        names = [contest.contest for contest in record.contests]
        if len(names) != len(set(names)):
            raise refusal(
                "doubled-contest",
                f"record {record.record} names a contest twice",
                "join what belongs to one contest",
            )
        for contest in record.contests:
            _check_contest(record.record, contest, contests)


def _check_contest(record: str, contest: ReportedContest, contests: Mapping[str, Contest]) -> None:
    place = f"record {record}, contest {contest.contest}"
    defined = contests.get(contest.contest)
    if defined is None:
        raise refusal(
            "unknown-contest",
            f"{place}: none of the layouts has this contest",
            "give the layouts that the records were made with",
        )
    options = {option.id for option in defined.options}
    marks = [mark.option for mark in contest.marks]
    for option in (*marks, *contest.votes):
        if option not in options:
            raise refusal(
                "unknown-option",
                f"{place}: the layouts have no option {option}",
                "give the layouts that the records were made with",
            )
    if len(marks) != len(set(marks)):
        raise refusal("doubled-mark", f"{place}: an option is named twice", "name each once")
    if contest.complete != (bool(options) and options.issubset(marks)):
        raise refusal(
            "not-complete",
            f"{place}: `complete` is {contest.complete}, but {len(marks)} of "
            f"{len(options)} options are named",
            "set `complete` exactly where every option of the contest has its mark",
        )
    if any(mark.metric is not None and not isfinite(mark.metric) for mark in contest.marks):
        raise refusal("bad-number", f"{place}: a metric is not finite", "leave such a metric out")


def _cvr(record: Reported, book: Book, ids: Ids) -> Json:
    original = ids.take(f"{record.record}-{ORIGINAL}")
    current = ids.take(f"{record.record}-{INTERPRETED}")
    cvr: Json = {"@type": "CVR.CVR", "ElectionId": book.election, "UniqueId": record.record}
    if record.style:
        cvr["BallotStyleId"] = record.style
    if record.scanner:
        cvr["CreatingDeviceId"] = book.devices[record.scanner]
    if record.batch:
        cvr["BatchId"] = record.batch
    if record.sequence is not None:
        cvr["BatchSequenceId"] = record.sequence
    cvr["BallotSheetId"] = str(record.sheet)
    if record.images:
        cvr["BallotImage"] = [
            {"@type": "CVR.ImageData", "Location": "file:" + _quoted(name)}
            for name in record.images
        ]
    cvr["CurrentSnapshotId"] = current
    cvr["CVRSnapshot"] = [
        _snapshot(current, INTERPRETED, (_counted(c, book) for c in record.contests)),
        _snapshot(original, ORIGINAL, (_seen(c, book) for c in record.contests)),
    ]
    return cvr


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="surrogateescape")


def _snapshot(at: str, kind: str, contests: Iterable[Json]) -> Json:
    return {"@type": "CVR.CVRSnapshot", "@id": at, "Type": kind, "CVRContest": list(contests)}


def _seen(contest: ReportedContest, book: Book) -> Json:
    """Write what was seen: every mark with its measure, before any rule."""
    return {
        "@type": "CVR.CVRContest",
        "ContestId": book.contest_ids[contest.contest],
        "CVRContestSelection": [
            _selection(contest.contest, mark.option, [_mark_position(mark)], book)
            for mark in contest.marks
        ],
    }


def _mark_position(mark: ReportedMark) -> Json:
    position: Json = {
        "@type": "CVR.SelectionPosition",
        "HasIndication": HAS[mark.indicated],
        "NumberVotes": 1,
    }
    if mark.metric is not None:
        position["MarkMetricValue"] = [repr(mark.metric)]
    return position


def _counted(contest: ReportedContest, book: Book) -> Json:
    """Write what was counted after rules: the votes, and the marks that an overvote made void."""
    selections = [
        _selection(contest.contest, option, [_counted_position(len(list(run)), YES)], book)
        for option, run in groupby(contest.votes)
    ]
    if contest.overvotes:
        selections += [
            _selection(contest.contest, mark.option, [_counted_position(1, NO)], book)
            for mark in contest.marks
            if mark.indicated and mark.option not in contest.votes
        ]
    counted: Json = {
        "@type": "CVR.CVRContest",
        "ContestId": book.contest_ids[contest.contest],
        "Overvotes": contest.overvotes,
        "Undervotes": contest.undervotes,
    }
    words = {
        "overvoted": contest.overvotes > 0,
        "undervoted": contest.undervotes > 0,
        "not-indicated": not selections,
    }
    status = [word for word, holds in words.items() if holds]
    return counted | ({"Status": status} if status else {}) | {"CVRContestSelection": selections}


def _counted_position(votes: int, allocable: str) -> Json:
    position: Json = {
        "@type": "CVR.SelectionPosition",
        "HasIndication": YES,
        "IsAllocable": allocable,
        "NumberVotes": votes,
    }
    return position if allocable == YES else position | {"Status": ["invalidated-rules"]}


def _selection(contest: str, option: str, positions: list[Json], book: Book) -> Json:
    return {
        "@type": "CVR.CVRContestSelection",
        "ContestSelectionId": book.selection_ids[contest, option],
        "SelectionPosition": positions,
    }
