"""The format object: sniff, read leniently, write strictly."""

import csv
from collections.abc import Iterator, Sequence

from qc_format_totals_csv.columns import NAMES, names_columns, read_header
from qc_format_totals_csv.log import Log
from qc_format_totals_csv.rows import read_rows
from qc_service.api.counting import count_reported
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported
from qc_service.model.totals import BLANK, Totals

SEPARATOR_LINE = "sep="
"""Excel's own first line, which names the separator and is no header."""


class TotalsCsvFormat:
    """Totals in a table: `box,list,ballots` and, where known, more columns."""

    name = "totals-csv"

    def sniff(self, head: bytes) -> bool:
        """Say yes to a text whose first line names our columns."""
        if b"\0" in head:
            return False
        lines = _decode(head)[0].splitlines()
        start = 1 if lines and lines[0].lower().startswith(SEPARATOR_LINE) else 0
        return len(lines) > start and names_columns(lines[start])

    def read(self, data: bytes, name: str) -> RecordFile:
        """Read the counts of every box.

        Raises:
            QcError: `totals.…`, naming file, line and column.
        """
        log = Log(name)
        text, encoded = _decode(data)
        if encoded:
            log.lenient("not-utf-8", encoded)
        lines = text.splitlines(keepends=True)
        start = 1 if lines and lines[0].lower().startswith(SEPARATOR_LINE) else 0
        if len(lines) <= start or not lines[start].strip():
            raise log.trouble(
                "no-header",
                start + 1,
                "the file does not begin with a line of column names",
                f"Begin it with box,list,ballots; known are {', '.join(NAMES)}.",
            )
        try:
            header = read_header(lines[start], start + 1, log)
            totals = read_rows(lines[start + 1 :], header, start + 2, log)
        except csv.Error as error:
            raise log.trouble(
                "not-a-table",
                start + 1,
                f"this is no table ({error})",
                "Save it anew as CSV from your spreadsheet.",
            ) from error
        return RecordFile((), log.leniencies(), totals)

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        """Count records by box and list, and write the counts.

        Raises:
            QcError: `totals.…` where a record belongs to no list, or has no box.
        """
        return self.write_totals(count_reported(reported, layouts))

    def write_totals(self, totals: Sequence[Totals]) -> bytes:
        """Write counts that stand already: a line for each list, one for blank, one for all.

        Raises:
            QcError: `totals.no-place` where a count is of nothing that has a name.
        """
        columns = [column for column in NAMES if column in COLUMNS or _used(column, totals)]
        lines = [",".join(columns)]
        for each in totals:
            if not (each.batch or each.locale or each.category):
                raise QcError(
                    "totals.no-place",
                    f"a count of {each.ballots()} ballots is of no box, locale or category",
                    "Give every record the box it was scanned in.",
                    ExitCode.USAGE,
                )
            lines += (
                ",".join(_quoted(cells.get(column, "")) for column in columns)
                for cells in _cells(each)
            )
        return ("\n".join(lines) + "\n").encode()


COLUMNS = ("box", "list", "ballots")
"""Columns that are always written; the others where some count has something to say in them."""


def _decode(data: bytes) -> tuple[str, str]:
    """Give the text, and what it was written in where that is not UTF-8."""
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        # Older Excel in Norway. Every byte is some sign there but five.
        return data.decode("cp1252", errors="replace"), "cp1252"


def _cells(totals: Totals) -> Iterator[dict[str, str]]:
    """Give a line's cells for each list, for blank ballots, and for the sum."""
    whole = _whole(totals)
    for each in totals.lists:
        modified = "" if each.modified is None else str(each.modified)
        yield whole | {"list": each.list, "ballots": str(each.ballots), "modified": modified}
    for one in totals.personal:
        votes = {"candidate": one.candidate, "personal": str(one.votes)}
        yield whole | {"list": one.list} | votes
    if totals.blank is not None:
        yield whole | {"list": BLANK, "ballots": str(totals.blank)}
    if totals.total is not None or not (totals.lists or totals.blank is not None):
        yield whole | {"list": "SUM", "ballots": str(totals.ballots())}


def _whole(totals: Totals) -> dict[str, str]:
    """Give the cells that are the same on all of a count's lines."""
    return {
        "box": totals.batch,
        "count": str(totals.count or ""),
        "category": totals.category,
        "locale": totals.locale,
        "scanner": totals.scanner,
        "kind": totals.kind.value,
        "rejected": str(totals.rejections()) if totals.rejected else "",
        "crosses": "" if totals.crosses is None else str(totals.crosses),
        "election": totals.election,
    }


def _used(column: str, totals: Sequence[Totals]) -> bool:
    return any(cells.get(column) for each in totals for cells in _cells(each))


def _quoted(cell: str) -> str:
    needs = any(sign in cell for sign in ',"\r\n')
    return '"' + cell.replace('"', '""') + '"' if needs else cell
