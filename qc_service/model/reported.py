"""The scanner's own interpretation of a sheet, whatever format it came in."""

from collections.abc import Mapping

import msgspec

from qc_service.model.totals import Totals


class ReportedMark(msgspec.Struct, frozen=True):
    """What the scanner says of one option: marked, not, or (None) marginal; and its own measure."""

    option: str
    indicated: bool | None
    metric: float | None = None


class ReportedContest(msgspec.Struct, frozen=True):
    """One contest as reported: `marks` is what the scanner saw, `votes` what it counted by rules.

    `complete` is true where `marks` names every option, so that an absent mark is a statement.
    """

    contest: str
    marks: tuple[ReportedMark, ...]
    votes: tuple[str, ...]
    overvotes: int = 0
    undervotes: int = 0
    complete: bool = False


class Reported(msgspec.Struct, frozen=True):
    """One cast vote record: which sheet, from which scanner and batch, and its contests."""

    record: str
    style: str
    contests: tuple[ReportedContest, ...]
    scanner: str = ""
    batch: str = ""
    sequence: int | None = None
    sheet: int = 1
    images: tuple[str, ...] = ()


class Leniency(msgspec.Struct, frozen=True):
    """One place where a record file broke its own standard and was read all the same."""

    code: str
    place: str
    count: int = 1


def each_once(counts: Mapping[tuple[str, str], int]) -> tuple[Leniency, ...]:
    """Give each leniency once, with how often it was taken, in the order of code and place."""
    return tuple(Leniency(code, place, count) for (code, place), count in sorted(counts.items()))


class RecordFile(msgspec.Struct, frozen=True):
    """All records of one file, with every leniency that reading it took.

    A file that only has counts gives them as `totals` and has no records.
    """

    reported: tuple[Reported, ...]
    leniencies: tuple[Leniency, ...] = ()
    totals: tuple[Totals, ...] = ()
