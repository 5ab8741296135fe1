"""The report of the scanning: scanners, differences by scanner and list, alarms, boxes, events."""

from collections.abc import Iterator

from qc_service.flow.log_facts import AlarmLine, BoxLine, ListCell, Logbook, ScannerLine
from qc_service.model.words import Words
from qc_service.recording.disclosure import NAMES_LEAST
from qc_service.reports.document import Block, Cell, Column, Figure, Heading, Paragraph, Table
from qc_service.reports.log_document import about, box_name, embargo, signatures
from qc_service.reports.plots import Spot, grid
from qc_service.reports.speech import NONE, Speech, word

LISTS_MOST = 24
"""Rows of the picture: what is below them is in the table."""


def compose_night(book: Logbook, speech: Speech) -> Iterator[Block]:
    """Give the blocks of the report."""
    yield about(book, speech)
    yield from embargo(book, speech)
    yield Paragraph(speech.say("night-intro"))
    yield Heading(speech.say("scanners-heading"))
    yield _scanners(book, speech)
    if book.lists:
        yield Heading(speech.say("cells-heading"))
        if book.public:
            yield Paragraph(speech.say("small-cells", day=NAMES_LEAST))
        if book.cells:
            yield _figure(book, speech)
        yield _cells(book, speech)
    yield Heading(speech.say("alarms-heading"))
    yield _alarms(book, speech)
    yield Heading(speech.say("boxes-heading"))
    yield _boxes(book, speech)
    yield _findings(book, speech)
    yield signatures(speech)


def _columns(
    speech: Speech, words: tuple[str, ...], numbers: tuple[str, ...]
) -> tuple[Column, ...]:
    return (
        *(Column(name, speech.say(name)) for name in words),
        *(Column(name, speech.say(name), number=True) for name in numbers),
    )


def _share(part: int, whole: int, speech: Speech) -> Cell:
    if not whole:
        return Cell(NONE)
    return Cell(speech.permille(part / whole), round(1000 * part / whole, 2))


def _scanners(book: Logbook, speech: Speech) -> Table:
    numbers = ("sheets", "compared", "sheets_differing", "permille", "for_people", "faults")
    lines = list(book.scanners)
    rows = [_scanner(each, each.scanner, speech) for each in lines]
    if len(lines) > 1:
        names = ("sheets", "compared", "differing", "for_people", "faults")
        total = ScannerLine("", *(sum(getattr(each, name) for each in lines) for name in names))
        rows.append(_scanner(total, speech.say("all"), speech))
    columns = _columns(speech, ("scanner_no",), numbers)
    caption = speech.say("scanners-caption")
    return Table("scanners", caption, columns, tuple(rows), speech.say("nothing"))


def _scanner(line: ScannerLine, name: str, speech: Speech) -> tuple[Cell, ...]:
    return (
        word(name, line.scanner or "all"),
        speech.count(line.sheets),
        speech.count(line.compared),
        speech.count(line.differing),
        _share(line.differing, line.compared, speech),
        speech.count(line.for_people),
        speech.count(line.faults),
    )


def _list_name(code: str, speech: Speech) -> str:
    return code or speech.say("undecided")


def _cells(book: Logbook, speech: Speech) -> Table:
    rows = tuple(
        (
            word(each.scanner),
            word(_list_name(each.list, speech), each.list),
            speech.count(each.sheets),
            speech.count(each.differing),
            _share(each.differing, each.sheets, speech),
        )
        for each in book.cells
    )
    columns = _columns(speech, ("scanner_no", "list"), ("compared", "sheets_differing", "permille"))
    return Table("lists", speech.say("cells-caption"), columns, rows, speech.say("nothing"))


def _figure(book: Logbook, speech: Speech) -> Figure:
    """Draw the differences by list and scanner, the lists with most sheets first."""
    found = {(each.scanner, each.list): each for each in book.cells}
    scanners = sorted({each.scanner for each in book.cells})
    lists = sorted(
        {each.list for each in book.cells},
        key=lambda code: (-sum(one.sheets for one in book.cells if one.list == code), code),
    )[:LISTS_MOST]
    most = max((_rate(each) for each in book.cells), default=0.0)
    spots = [
        [_spot(found.get((scanner, code)), most, speech) for scanner in scanners] for code in lists
    ]
    names = [_list_name(code, speech) for code in lists]
    told = [
        speech.say(
            "cell-alt",
            list=_list_name(each.list, speech),
            scanner=each.scanner,
            share=speech.permille(_rate(each)),
        )
        for each in sorted(book.cells, key=_rate, reverse=True)[:LISTS_MOST]
        if each.differing
    ]
    columns = [speech.say("on-scanner", scanner=one).capitalize() for one in scanners]
    return Figure(
        grid(names, columns, spots),
        "; ".join(told) or speech.say("nothing"),
        speech.say("cells-figure", most=speech.permille(most)),
    )


def _rate(cell: ListCell) -> float:
    return cell.differing / cell.sheets if cell.sheets else 0.0


def _spot(cell: ListCell | None, most: float, speech: Speech) -> Spot:
    if cell is None:
        return Spot(0.0, "·", known=False)
    share = _rate(cell)
    return Spot(share / most if most else 0.0, speech.permille(share))


def _alarms(book: Logbook, speech: Speech) -> Table:
    names = ("alarm", "alarm_kind", "alarm_where", "alarm_numbers", "alarm_state", "alarm_cause")
    rows = tuple(_alarm(each, speech) for each in book.alarms)
    caption = speech.say("alarms-caption")
    columns = _columns(speech, names, ())
    return Table("alarms", caption, columns, rows, speech.say("alarms-empty"))


def _alarm(line: AlarmLine, speech: Speech) -> tuple[Cell, ...]:
    numbers = (
        speech.say("hidden")
        if line.wrong is None or line.seen is None
        else speech.say("of-words", part=speech.number(line.wrong), whole=speech.number(line.seen))
    )
    meaning = "" if line.meaning is None else speech.say(f"meaning-{line.meaning.value}")
    return (
        Cell(str(line.number), line.number),
        word(speech.say(f"difference-{line.cell.kind.value}"), line.cell.kind.value),
        word(_where(line, speech)),
        word(numbers),
        word(speech.say(f"alarm-{line.state.value}", meaning=meaning), line.state.value),
        word(_cause(line.cause, speech), line.cause),
    )


def _cause(code: str, speech: Speech) -> str:
    from qc_service.comparing.deviation_causes import CAUSES  # noqa: PLC0415

    if code not in CAUSES:
        return code
    name: Words = CAUSES[code].name
    said: str = getattr(name, speech.language)
    return said


def _where(line: AlarmLine, speech: Speech) -> str:
    cell = line.cell
    parts = [
        speech.say("on-scanner", scanner=cell.scanner) if cell.scanner else speech.say("everywhere")
    ]
    parts += [speech.say("on-list", list=cell.style)] if cell.style else []
    parts += [speech.say("on-locale", locale=cell.district)] if cell.district else []
    parts += [speech.say("on-option", option=cell.option)] if cell.option else []
    parts += [speech.say("on-box", box=cell.batch)] if cell.batch else []
    return ", ".join(parts)


def _boxes(book: Logbook, speech: Speech) -> Table:
    columns = (
        *_columns(speech, ("box", "category", "locale_name", "scanner_no", "state"), ()),
        *_columns(speech, (), ("sheets", "expected")),
        Column("remarks", speech.say("remarks")),
    )
    rows = tuple(_box(each, book, speech) for each in book.boxes)
    return Table("boxes", speech.say("boxes-caption"), columns, rows, speech.say("nothing"))


def _box(line: BoxLine, book: Logbook, speech: Speech) -> tuple[Cell, ...]:
    box = line.box
    name = box_name(box, speech)
    if not book.public and box.box and box.id:
        name = f"{name} ({box.id})"
    return (
        word(name),
        word(speech.category(box.category), box.category),
        word(" ".join(part for part in (box.locale, box.locale_name) if part)),
        word(box.scanner),
        word(speech.say(f"box-{line.state}"), line.state),
        speech.count(line.sheets),
        speech.count(line.expected),
        word(", ".join(_finding(kind, speech) for kind in line.findings)),
    )


def _finding(kind: str, speech: Speech) -> str:
    return speech.known(f"finding-{kind}", kind)


def _findings(book: Logbook, speech: Speech) -> Table:
    columns = (
        Column("finding", speech.say("finding")),
        Column("times", speech.say("times"), number=True),
    )
    rows = tuple(
        (word(_finding(kind, speech), kind), speech.count(count))
        for kind, count in book.findings.items()
    )
    caption = speech.say("findings-caption")
    return Table("events", caption, columns, rows, speech.say("nothing"))
