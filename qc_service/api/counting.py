"""From single records to counts: what a format of totals writes of the records it is given."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import Reported
from qc_service.model.totals import BLANK, PARTIES, ListCount, Rejected, Totals, ticked_list

NO_LIST = "no-list"
"""Why a tick-box ballot is rejected that shows no list, or several."""


def count_reported(reported: Sequence[Reported], layouts: Sequence[Layout]) -> tuple[Totals, ...]:
    """Count records by box, scanner and list (a ballot's style), in the order of box and scanner.

    A ballot with boxes before parties' names counts for the one that was voted for. A record with
    a vote elsewhere is a changed ballot. Names of lists are those of the layouts.

    Raises:
        QcError: `totals.no-list` where a record has no style, `totals.many-elections` where the
            layouts are of several elections: which of them a record is of cannot be told.
    """
    elections = {layout.election for layout in layouts if layout.style}
    if len(elections) > 1:
        raise QcError(
            "totals.many-elections",
            f"the layouts are of several elections: {', '.join(sorted(elections))}",
            "Write the records of each election on their own.",
            ExitCode.USAGE,
        )
    election = "".join(elections)
    names = {layout.style: layout.title for layout in layouts}
    boxes: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    for record in reported:
        boxes[record.batch, record.scanner].append(record)
    return tuple(
        _count(box, scanner, boxes[box, scanner], election, names) for box, scanner in sorted(boxes)
    )


def _count(
    box: str, scanner: str, records: Iterable[Reported], election: str, names: dict[str, str]
) -> Totals:
    ballots: dict[str, int] = defaultdict(int)
    modified: dict[str, int] = defaultdict(int)
    without = 0
    for record in records:
        code = _list_of(record)
        if code is None:
            without += 1
            continue
        ballots[code] += 1
        modified[code] += any(each.votes for each in record.contests if each.contest != PARTIES)
    blank = ballots.pop(BLANK, 0)
    lists = tuple(
        ListCount(code, count, modified[code], names.get(code, ""))
        for code, count in sorted(ballots.items())
    )
    return Totals(
        source="",
        lists=lists,
        election=election,
        batch=box,
        scanner=scanner,
        blank=blank,
        rejected=(Rejected(NO_LIST, without),) if without else (),
        total=sum(ballots.values()) + blank + without,
    )


def _list_of(record: Reported) -> str | None:
    if not record.style:
        raise QcError(
            "totals.no-list",
            f"record {record.record} has no style: it belongs to no list",
            "Give every record its list's code as its style.",
            ExitCode.USAGE,
        )
    for contest in record.contests:
        if contest.contest == PARTIES:
            return ticked_list(contest.votes)
    return record.style
