"""The sample-check log (*stikkprøvelogg*) as a document: an overview, then each check in full."""

from collections.abc import Iterator, Sequence

from qc_service.flow.log_facts import Assessment, Field, ListFigures, Logbook, LogRow
from qc_service.model.batch import Batch
from qc_service.model.checks import SampleKind
from qc_service.recording.disclosure import ADVANCE_LEAST, NAMES_LEAST
from qc_service.reports.document import (
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Paragraph,
    Signatures,
    Table,
)
from qc_service.reports.speech import NONE, Speech, word

LEAST = 70
"""Fewest ballots of a sample that the ministry's guide of 2019 asks for."""

PRINTED = (
    "sample_id",
    "category",
    "box",
    "scanner_no",
    "ballots_in_box",
    "ballots_checked",
    "differing",
    "assessment",
)
"""Columns of the overview on paper; each check's own section has all of them."""

NUMBERS = frozenset(
    {"ballots_in_box", "ballots_checked", "ballots_drawn", "differing", "count_no", "sample_id"}
)


def compose_log(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the blocks of the log."""
    yield about(book, speech)
    yield from embargo(book, speech)
    if not book.rows:
        yield Paragraph(speech.say("no-checks" if not book.rounds else "no-draw"), strong=True)
    elif any(row.hidden for row in book.rows) and book.lists:
        yield Paragraph(speech.say("small", advance=ADVANCE_LEAST, day=NAMES_LEAST))
    cells = [log_cells(row, book, speech) for row in book.rows]
    names = list(log_cells(_EMPTY, book, speech)) if not cells else list(cells[0])
    yield Table(
        "samples",
        speech.say("samples-caption"),
        tuple(
            Column(name, speech.say(name), number=name in NUMBERS, printed=name in PRINTED)
            for name in names
        ),
        tuple(tuple(row.values()) for row in cells),
        empty=speech.say("nothing"),
    )
    for row, said in zip(book.rows, cells, strict=True):
        yield from _check(row, said, speech)
    yield _lists(book, speech)
    if not book.public:
        yield _looks(book.rows, speech, "looks", speech.say("looks-all"), shown=False)
    if book.people:
        yield _people(book, speech)
    if book.rows:
        yield signatures(speech)


def about(book: Logbook, speech: Speech) -> Facts:
    """Give what every document says of itself: when, and by which program."""
    period = speech.say(
        "period-days", began=speech.moment(book.began), ended=speech.moment(book.ended)
    )
    same = speech.day(book.began) == speech.day(book.ended)
    rows = [
        ("period", speech.day(book.began) if book.public and same else period),
        ("software", f"qc-service {book.version}"),
        ("parts", book.parts),
    ]
    return Facts(tuple((speech.say(name), text) for name, text in rows if text))


def embargo(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Say where figures of lists are left out because of the hour, and where a replay differs."""
    if not book.lists:
        yield Paragraph(speech.say("embargo"), strong=True)
    if book.replay:
        yield Paragraph(speech.say("replay-differs"), strong=True)


def signatures(speech: Speech, *more: str) -> Signatures:
    """Give the lines to sign on: the pair, who answers for the count, and others by role."""
    roles = ("sign-controller-1", "sign-controller-2", "sign-officer", *more)
    return Signatures(
        speech.say("signatures"), tuple(map(speech.say, roles)), speech.say("sign-place")
    )


def box_name(box: Batch, speech: Speech) -> str:
    """Name a box: which of how many, or by its label where nobody told a number."""
    if box.box and box.boxes:
        said = speech.say("box-of", box=box.box, boxes=box.boxes)
    else:
        said = speech.say("box-one", box=box.box or box.id)
    return said if box.count == 1 else speech.say("count-again", box=said, count=box.count)


def drawn_words(row: LogRow, speech: Speech) -> str:
    """Say how a check came about."""
    if row.kind is SampleKind.RANDOM:
        return speech.say("kind-random")
    reasons = ", ".join(speech.known(f"reason-{one}", one) for one in row.reasons)
    return speech.say("kind-risk", reasons=reasons or NONE)


def log_cells(row: LogRow, book: Logbook, speech: Speech) -> dict[str, Cell]:
    """Give one line of the log by its keys, in the order of the record."""
    box = row.box
    cells = {
        "sample_id": Cell(str(row.number), row.number),
        "contest": word(box.election or book.office.event),
        "category": word(speech.category(box.category), box.category),
        "locale_code": word(box.locale),
        "locale_name": word(box.locale_name),
        "box": word(box_name(box, speech)),
        "box_no": Cell(str(box.box or NONE), box.box or None),
        "box_total": Cell(str(box.boxes or NONE), box.boxes or None),
        "scanner_no": word(box.scanner),
        "ballots_in_box": speech.count(row.ballots),
        "ballots_drawn": speech.count(row.drawn),
        "ballots_checked": speech.count(row.checked),
        "count_no": speech.count(box.count),
        "software": word(f"qc-service {book.version}", book.version),
        "draw_method": word(drawn_words(row, speech), row.kind.value),
        "round": Cell(str(row.round), row.round),
        "seed": word(row.seed),
        "drawn_at": word(speech.moment(row.drawn_at), row.drawn_at),
        "done_at": word(speech.moment(row.done_at), row.done_at),
        "scope": word(
            speech.say("scope-whole" if row.whole else "scope-ballots"),
            "whole" if row.whole else "ballots",
        ),
        "differing": speech.count(row.differing),
    }
    cells |= {
        f"differing_{name.value}": speech.count(row.differences.get(name, 0)) for name in Field
    }
    cells |= {
        "mark_outside_field": speech.count(row.outside),
        "not_compared": speech.count(row.uncompared),
        "not_found": speech.count(row.not_found),
        "disputed": speech.count(row.disputed),
        "assessment": word(_assessment(row, speech), row.assessment.value),
        "action": word(speech.say(f"action-{_action(row)}"), _action(row)),
        "done_by": word(speech.people(row.done_by)),
        "approved_by": word(speech.people(row.approved_by)),
        "returned": Cell(speech.yes(row.returned) if row.taken else NONE, row.returned),
        "deviation_ref": word(", ".join(row.deviations)),
    }
    return cells if book.public else {**cells, "box_id": word(box.id)}


_EMPTY = LogRow(0, Batch(""), 0, 0, 0, whole=True, kind=SampleKind.RANDOM, round=0)


def _assessment(row: LogRow, speech: Speech) -> str:
    alarms = ", ".join(map(str, row.alarms))
    return speech.say(f"assessment-{row.assessment.value}", alarms=alarms)


def _action(row: LogRow) -> str:
    if row.assessment is Assessment.NONE:
        return "none"
    if row.assessment is Assessment.OPEN:
        return "finish"
    if row.assessment is Assessment.NOT_COMPARED:
        return "compare"
    return "explained" if row.deviations else "open"


ALWAYS = frozenset({"assessment", "action", "done_by", "approved_by", "deviation_ref", "returned"})
ONCE = frozenset({"sample_id", "contest", "box", "software", "box_no", "box_total"})


def _check(row: LogRow, cells: dict[str, Cell], speech: Speech) -> Iterator[Block]:
    """Give one check in full: what it was, what came of it, the counts by list."""
    name = box_name(row.box, speech)
    yield Heading(
        speech.say("sample-heading", number=row.number, scanner=row.box.scanner or NONE, box=name)
    )
    said = [
        (speech.say(key), cell.text)
        for key, cell in cells.items()
        if key not in ONCE and (key in ALWAYS or cell.text not in {NONE, "0", ""})
    ]
    yield Facts(tuple(said))
    if row.whole and row.ballots < LEAST:
        yield Paragraph(speech.say("fewer-than-least", least=LEAST))
    if not row.seal_whole:
        yield Paragraph(speech.say("seal-broken"), strong=True)
    if row.lists:
        caption = speech.say("lists-caption", number=row.number)
        yield _list_table("", caption, [(row, one) for one in row.lists], speech, alone=True)
    if row.looks and not row.whole:
        yield _looks([row], speech, "", speech.say("looks-caption", number=row.number), shown=True)


def _people(book: Logbook, speech: Speech) -> Table:
    """Give who took part, whether they stand on a list, and whether a PIN told that it was them."""
    names = ("person", "no_candidate", "pin")
    rows = tuple(
        (
            word(speech.people([line.person])),
            word(", ".join(map(speech.day, line.confirmed)), ", ".join(line.confirmed)),
            Cell(speech.yes(not line.unverified), not line.unverified),
        )
        for line in book.people
    )
    columns = tuple(Column(name, speech.say(name)) for name in names)
    return Table("people", speech.say("people-caption"), columns, rows)


def _lists(book: Logbook, speech: Speech) -> Table:
    """Give all counts by list as one table for programs."""
    pairs = [(row, one) for row in book.rows for one in row.lists]
    return _list_table("lists", speech.say("lists-all"), pairs, speech, alone=False)


def _list_table(
    key: str,
    caption: str,
    pairs: Sequence[tuple[LogRow, ListFigures]],
    speech: Speech,
    *,
    alone: bool,
) -> Table:
    names = ("sample_id", "list", "manual", "machine", "reread", "difference")
    columns = tuple(
        Column(name, speech.say(name), number=name != "list", printed=name != "sample_id")
        for name in names
    )
    rows = tuple(
        (
            Cell(str(row.number), row.number),
            word(one.list),
            speech.count(one.manual),
            speech.count(one.reported),
            speech.count(one.reread),
            Cell(signed(one.difference()), one.difference()),
        )
        for row, one in pairs
    )
    return Table(key, caption, columns, rows, empty=speech.say("nothing"), shown=alone)


def signed(value: int | None) -> str:
    """Write a difference with its sign; a dash where there is none."""
    if value is None:
        return NONE
    return f"{value:+d}".replace("-", "−") if value else "0"


LOOKS = (
    "sample",
    "place",
    "serial",
    "outcome",
    "fields",
    "third",
    "revisions",
    "done_at",
    "done_by",
)
"""Columns of single checks, which internal copies alone have."""


def _looks(rows: Sequence[LogRow], speech: Speech, key: str, caption: str, *, shown: bool) -> Table:
    columns = tuple(
        Column(
            name, speech.say(name), number=name in {"place", "revisions"}, printed=name != "serial"
        )
        for name in LOOKS
    )
    made = tuple(
        (
            word(look.sample.id),
            Cell(str(look.sample.place or NONE), look.sample.place or None),
            word(look.sample.sheet.text() if look.sample.sheet is not None else ""),
            word(speech.say(f"outcome-{look.outcome.value if look.outcome else 'open'}")),
            word(", ".join(speech.say(f"field-{one.value}") for one in look.fields)),
            Cell(speech.yes(look.third), look.third),
            speech.count(look.revisions),
            word(speech.moment(look.done_at), look.done_at),
            word(speech.people(look.by)),
        )
        for row in rows
        for look in row.looks
    )
    return Table(key, caption, columns, made, empty=speech.say("nothing"), shown=shown)
