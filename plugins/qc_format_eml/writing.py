"""The strict writer: totals in, an EML 510 message out; the same totals give the same bytes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qc_format_eml.vocabulary import (
    BOX,
    CATEGORY,
    COUNT,
    CROSSES,
    KIND,
    MODIFIED,
    NAMESPACE,
    NUMBER,
    SCANNER,
    UNNAMED,
    VERSION,
)
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.totals import BLANK, ListCount, Totals

TRANSACTION = "1"
"""The id of the transaction: a file written anew is the same message."""

LEAST_CHARACTER = 0x20
"""Below it XML 1.0 knows only tab and line ends, which have no place in a name."""


def write_totals(totals: Sequence[Totals]) -> bytes:
    """Write counts as one EML 510 message, a reporting unit for each.

    Raises:
        QcError: `eml.bad-character` where a name holds what XML has no sign for.
    """
    ordered = sorted(totals, key=lambda each: each.election)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<EML xmlns="{NAMESPACE}" Id="{COUNT}" SchemaVersion="{VERSION}">',
        f"  <TransactionId>{TRANSACTION}</TransactionId>",
        "  <Count>",
        f"    <EventIdentifier{_id(_event(ordered))}/>",
    ]
    for election, units in groupby(ordered, key=lambda each: each.election):
        lines += (f"    {line}" for line in _election(election, list(units)))
    lines += ["  </Count>", "</EML>", ""]
    return "\n".join(lines).encode()


def _event(totals: Sequence[Totals]) -> str:
    """Give the event: the one election, or none where the counts are of several."""
    elections = {each.election for each in totals}
    return elections.pop() if len(elections) == 1 else ""


def _election(election: str, units: Sequence[Totals]) -> Iterator[str]:
    yield "<Election>"
    yield f"  <ElectionIdentifier{_id(election)}/>"
    yield "  <Contests>"
    yield "    <Contest>"
    yield f"      <ContestIdentifier{_id(election)}/>"
    for unit in units:
        for line in _unit(unit):
            yield f"      {line}"
    yield "    </Contest>"
    yield "  </Contests>"
    yield "</Election>"


def _unit(unit: Totals) -> Iterator[str]:
    name = _words(unit.batch or unit.locale)
    yield "<ReportingUnitVotes>"
    yield f"  <ReportingUnitIdentifier{_id(unit.locale)}>{name}</ReportingUnitIdentifier>"
    named = {CATEGORY: unit.category, BOX: unit.batch, SCANNER: unit.scanner, KIND: unit.kind.value}
    for kind, value in named.items():
        if value:
            yield f'  <CountMetric Type="{kind}"{_id(value)}>1</CountMetric>'
    for kind, number in ((NUMBER, unit.count or None), (CROSSES, unit.crosses)):
        if number is not None:
            yield f'  <CountMetric Type="{kind}">{number}</CountMetric>'
    blank = () if unit.blank is None else (ListCount(BLANK, unit.blank),)
    for each in (*unit.lists, *blank):
        yield from _selection(each)
    yield f"  <TotalCounted>{unit.ballots()}</TotalCounted>"
    for rejected in unit.rejected:
        reason = _quoted(rejected.reason)
        yield f'  <RejectedVotes ReasonCode="{reason}">{rejected.ballots}</RejectedVotes>'
    yield "</ReportingUnitVotes>"


def _selection(each: ListCount) -> Iterator[str]:
    yield "  <Selection>"
    yield f'    <AffiliationIdentifier{_id(each.list)} ShortCode="{_quoted(each.list)}">'
    yield f"      <RegisteredName>{_words(each.name)}</RegisteredName>"
    yield "    </AffiliationIdentifier>"
    yield f"    <ValidVotes>{each.ballots}</ValidVotes>"
    if each.modified is not None:
        yield f'    <CountMetric Type="{MODIFIED}">{each.modified}</CountMetric>'
    yield "  </Selection>"


def _id(name: str) -> str:
    return f' Id="{_quoted(name or UNNAMED)}"'


def _quoted(text: str) -> str:
    return _words(text).replace('"', "&quot;")


def _words(text: str) -> str:
    for sign in text:
        if ord(sign) < LEAST_CHARACTER or sign in "\ufffe\uffff" or "\ud800" <= sign <= "\udfff":
            raise QcError(
                "eml.bad-character",
                f"{text!r}: XML has no sign for {sign!r}",
                "Name boxes, lists and scanners with letters and digits.",
                ExitCode.USAGE,
            )
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
