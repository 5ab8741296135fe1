"""The list for a recount: every ballot that an alarm is about, by where it lies."""

import msgspec

from qc_service.flow.severity import Severity


class RecountRow(msgspec.Struct, frozen=True):
    """One ballot to take out: its place, and the fields on which the two readings disagree.

    `number` is its number in the box as scanned; `look` marks those drawn to be looked at first.
    """

    box: str
    scanner: str
    session: str
    number: int
    kind: str
    field: str
    style: str
    look: bool


def recount_rows(severity: Severity) -> tuple[RecountRow, ...]:
    """Give the rows by box, scanner, session and number."""
    kind = severity.case.latest.cell.kind
    drawn = set(severity.look_at)
    rows = []
    for sheet in severity.sheets:
        key, facts = sheet.key, sheet.facts
        fields = (f"{contest}/{option}" for each, contest, option in facts.wrong if each is kind)
        named = " ".join(dict.fromkeys(field.strip("/") for field in fields))
        place = key.batch, key.scanner, key.session, key.sequence
        rows.append(RecountRow(*place, kind.value, named, facts.style, key in drawn))
    return tuple(sorted(rows, key=lambda row: (row.box, row.scanner, row.session, row.number)))
