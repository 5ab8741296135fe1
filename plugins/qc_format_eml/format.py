"""The format object: sniff, read leniently, write strictly."""

from collections.abc import Sequence

from qc_format_eml.counts import read_counts
from qc_format_eml.element import Element, Log, parse
from qc_format_eml.vocabulary import NAMESPACE
from qc_format_eml.votes import read_votes
from qc_format_eml.writing import write_totals
from qc_service.api.counting import count_reported
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported
from qc_service.model.totals import Totals

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EmlFormat:
    """Counts in OASIS EML 5.0, as Norway's EVA and others write them."""

    name = "eml"

    def sniff(self, head: bytes) -> bool:
        """Say yes to XML whose first element is EML's."""
        start = head.removeprefix(BYTE_ORDER_MARK).lstrip()
        named = NAMESPACE.encode() in start or b"<EML" in start or b":EML" in start
        return start.startswith(b"<") and named

    def read(self, data: bytes, name: str) -> RecordFile:
        """Read the counts of a 510 message, or count the single ballots of a 460.

        Raises:
            QcError: `eml.…`, naming file and line, where the file cannot be understood.
        """
        log = Log(name)
        top = parse(data, log)
        count, votes = top.child("Count"), top.child("Votes")
        if top.name != "EML" or (count is None and votes is None):
            raise log.trouble(
                "not-counts",
                top.line,
                f"this is {top.name or 'nothing'}, not an EML message of counts (510) or of "
                "single ballots (460)",
                "Name the file that holds the counts: EVA calls it Count-….xml.",
            )
        _check_head(top, log)
        totals: tuple[Totals, ...] = ()
        if count is not None:
            totals += tuple(read_counts(count, log))
        if votes is not None:
            totals += read_votes(votes, log)
        return RecordFile((), log.leniencies(), totals)

    def write(self, reported: Sequence[Reported], layouts: Sequence[Layout]) -> bytes:
        """Count records by box and list, and write the counts as a 510 message.

        Raises:
            QcError: `totals.…` where a record belongs to no list, `eml.bad-character`.
        """
        return write_totals(count_reported(reported, layouts))

    def write_totals(self, totals: Sequence[Totals]) -> bytes:
        """Write counts that stand already as a 510 message.

        Raises:
            QcError: `eml.bad-character` where a name holds what XML has no sign for.
        """
        return write_totals(totals)


def _check_head(top: Element, log: Log) -> None:
    """Count another namespace or version: they are read as if they were 5.0."""
    if top.space != NAMESPACE:
        log.lenient("other-namespace", top.space or "none")
    version = top.attribute("SchemaVersion")
    if not version.startswith("5"):
        log.lenient("other-version", version or "none")
