"""The conformance kit for plugins that read files: formats of records, importers of layouts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from qc_service.api.protocols import Format, LayoutImporter
from qc_service.api.trial import trial_layout
from qc_service.api.trying import Named, Trial, check_name, need, twice
from qc_service.model.errors import QcError
from qc_service.model.layout import Layout
from qc_service.model.reported import RecordFile, Reported, ReportedContest, ReportedMark
from qc_service.model.totals import Totals

HEAD = 4096
"""As many bytes as `sniff` is given."""

Given = TypeVar("Given")

FILE = "file-of-the-kit"
"""The name handed in with every file; an error must repeat it."""

GARBAGE: Mapping[str, bytes] = {
    "no bytes": b"",
    "one NUL": b"\0",
    "all bytes": bytes(range(256)) * 8,
    "no UTF-8": b"\xff\xfe{\xc3",
    "a long line": b"a" * 100_000,
    "an empty object": b"{}",
    "an empty list": b"[]",
    "a number": b"7",
    "deep JSON": b"[" * 100_000,
    "half an object": b'{"CVR": [{"CVRSnapshot":',
    "wrong kinds": b'{"CVR": 7, "Election": "x", "ballotStyles": {}, "contests": [null]}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
    "a table": b"CvrNumber,BatchId,Contest\n1,,\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
}
"""Files of other kinds, and none at all."""


def trial_reported() -> tuple[Reported, ...]:
    """Give what a scanner would report of two trial ballots, one voted and one blank."""
    return tuple(
        Reported(f"record-{number}", "trial", _contests(voted), "scanner", "batch", number)
        for number, voted in enumerate((("option-0",), ()), start=1)
    )


def _contests(voted: tuple[str, ...]) -> tuple[ReportedContest, ...]:
    return tuple(
        ReportedContest(
            contest.id,
            tuple(ReportedMark(each.id, each.id in voted) for each in contest.options),
            voted,
            undervotes=contest.votes_allowed - len(voted),
            complete=True,
        )
        for contest in trial_layout().contests
    )


def check_format(
    form: Format,
    samples: Sequence[bytes] = (),
    reported: Sequence[Reported] | None = None,
    layouts: Sequence[Layout] = (),
) -> None:
    """Check a record format: garbage is refused by a QcError, what it wrote it reads again.

    `samples` are whole files of the format. `reported`, with the layouts it is of, is written and
    read again; without it that is tried with the trial ballot.
    """
    check_name(form)
    for name, data in GARBAGE.items():
        with Trial(form, name):
            need(isinstance(form.sniff(data[:HEAD]), bool), form, f"sniff() gave no bool: {name}")
        _read(form, data, name)
    for sample in samples:
        with Trial(form, "sniffing a sample"):
            need(form.sniff(sample[:HEAD]) is True, form, "does not recognise a sample")
        need(_read(form, sample, "a sample") is not None, form, "refuses a sample")
        for share in (0.1, 0.5, 0.9):
            _read(form, sample[: int(share * len(sample))], f"{share:.0%} of a sample")
    if reported is None:
        _check_writing(form, trial_reported(), (trial_layout(),))
    else:
        _check_writing(form, reported, layouts)


def _read(form: Format, data: bytes, where: str) -> RecordFile | None:
    """Read twice; None where it was refused as it should be."""
    found = _or_error(form, where, lambda: form.read(data, FILE))
    if isinstance(found, QcError):
        need(FILE in found.message, form, f"the error does not name the file: {where}: {found}")
        return None
    need(isinstance(found, RecordFile), form, f"read() gave {type(found).__name__}: {where}")
    for leniency in found.leniencies:
        need(leniency.code and leniency.count > 0, form, f"an empty leniency: {where}")
    return found


def _check_writing(form: Format, reported: Sequence[Reported], layouts: Sequence[Layout]) -> None:
    """Write and read again; the votes must be the same. A format may refuse to write."""
    data = _or_error(form, "writing", lambda: form.write(reported, layouts))
    if isinstance(data, QcError):
        need(data.hint, form, "refuses to write without a way out")
        return
    need(isinstance(data, bytes), form, f"write() gave {type(data).__name__}")
    need(form.sniff(data[:HEAD]), form, "does not recognise what it wrote")
    again = _read(form, data, "what it wrote")
    if again is None:
        need(holds=False, who=form, what="refuses what it wrote")
        return
    need(not again.leniencies, form, f"needs leniencies for what it wrote: {again.leniencies}")
    if again.totals:
        need(_told(again.totals) == _counted(reported), form, "tells other counts than it wrote")
        return
    need(_votes(again.reported) == _votes(reported), form, "reads other votes than it wrote")


def _told(totals: Sequence[Totals]) -> Counter[tuple[str, str]]:
    """Give the ballots of each box and list in a format of counts, which keeps no records."""
    return Counter(
        {
            (one.batch, code): count
            for one in totals
            for code, count in one.by_list().items()
            if count
        }
    )


def _counted(reported: Sequence[Reported]) -> Counter[tuple[str, str]]:
    return Counter((record.batch, record.style) for record in reported)


def _votes(reported: Sequence[Reported]) -> list[dict[str, tuple[str, ...]]]:
    """Give the votes by contest; contests without any may be left out of a file."""
    return [
        {each.contest: tuple(sorted(each.votes)) for each in record.contests if each.votes}
        for record in reported
    ]


def check_layout_importer(importer: LayoutImporter, samples: Sequence[bytes] = ()) -> None:
    """Check an importer: garbage is refused by a QcError, a sample gives layouts with own ids."""
    check_name(importer)
    for name, data in GARBAGE.items():
        _convert(importer, data, name)
    for sample in samples:
        layouts = _convert(importer, sample, "a sample")
        need(layouts, importer, "makes no layout of a sample")
        _convert(importer, sample[: len(sample) // 2], "half a sample")


def _convert(importer: LayoutImporter, data: bytes, where: str) -> tuple[Layout, ...]:
    found = _or_error(importer, where, lambda: importer.convert(data, FILE))
    if isinstance(found, QcError):
        need(FILE in found.message, importer, f"the error does not name the file: {where}: {found}")
        return ()
    kinds: set[object] = set(map(type, found))
    need(
        type(found) is tuple and kinds <= {Layout},
        importer,
        f"convert() must give a tuple of layouts: {where}",
    )
    ids = [layout.id for layout in found]
    need(len(ids) == len(set(ids)), importer, f"two layouts bear one id: {ids}: {where}")
    for layout in found:
        _check_layout(importer, layout)
    return found


def _check_layout(importer: LayoutImporter, layout: Layout) -> None:
    options = {(contest.id, each.id) for contest in layout.contests for each in contest.options}
    for side in layout.sides:
        for target in side.targets:
            known = (target.contest, target.option) in options
            need(known, importer, f"{layout.id}: a target is for no option: {target}")


def _or_error(who: Named, where: str, call: Callable[[], Given]) -> Given | QcError:
    """Call twice; a QcError is an answer too, any other exception is not."""

    def answer() -> Given | QcError:
        try:
            return call()
        except QcError as error:
            return error

    with Trial(who, where):
        return twice(who, where, answer)
