"""Writing NIST records: strictly, by the schema, and read back as they were."""

import string
from collections import Counter
from collections.abc import Iterator
from functools import cache

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nist_reports import (
    FORMAT,
    LAYOUT,
    MAYOR,
    contest,
    layout,
)
from qc_format_nist_cvr import qc_formats
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Contest, Layout, Option
from qc_service.model.reported import Reported, ReportedContest, ReportedMark
from shared import shared_data

DEVICE_FORMAT = next(f for f in qc_formats() if f.name == "nist-cvr-device")


NAMES = st.text(string.printable + "æøå\U0001f5f3", min_size=1, max_size=12)
OPTIONS = st.lists(NAMES | st.sampled_from(["yes", "no"]), min_size=1, max_size=4, unique=True)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    return layout(
        tuple(
            Contest(
                name,
                "",
                draw(st.integers(1, 3)),
                tuple(Option(o, o, write_in=draw(st.booleans())) for o in draw(OPTIONS)),
            )
            for name in names
        ),
        draw(st.just("") | NAMES),
    )


@st.composite
def reported_contests(draw: st.DrawFn, made: Contest) -> ReportedContest:
    options = [option.id for option in made.options]
    named = draw(st.lists(st.sampled_from(options), unique=True))
    metrics = st.none() | st.floats(0, 1) | st.floats(allow_nan=False, allow_infinity=False)
    return ReportedContest(
        contest=made.id,
        marks=tuple(
            ReportedMark(o, draw(st.sampled_from([True, False, None])), draw(metrics))
            for o in named
        ),
        votes=tuple(draw(st.lists(st.sampled_from(options), max_size=4))),
        overvotes=draw(st.integers(0, 3)),
        undervotes=draw(st.integers(0, 3)),
        complete=set(options) == set(named),
    )


@st.composite
def reports(draw: st.DrawFn) -> tuple[tuple[Reported, ...], Layout]:
    made = draw(layouts())
    records = []
    for record in draw(st.lists(NAMES, max_size=3)):
        chosen = [c for c in made.contests if draw(st.booleans())]
        records.append(
            Reported(
                record=record,
                style=draw(st.just("") | NAMES),
                contests=tuple(draw(reported_contests(c)) for c in chosen),
                scanner=draw(st.just("") | NAMES),
                batch=draw(st.just("") | NAMES),
                sequence=draw(st.none() | st.integers(0, 2**40)),
                sheet=draw(st.integers(0, 99)),
                images=tuple(draw(st.lists(NAMES, max_size=2))),
            )
        )
    return tuple(records), made


@given(reports())
def test_read_gives_back_what_was_written(made: tuple[tuple[Reported, ...], Layout]) -> None:
    records, ballot = made
    for each in qc_formats():
        data = each.write(records, (ballot,))
        assert data == each.write(records, (ballot,))
        assert each.sniff(data[:4096])
        file = each.read(data, "written.json")
        assert file.reported == records
        assert {leniency.code for leniency in file.leniencies} <= {"allocable-without-indication"}


@pytest.mark.real
@given(reports())
def test_what_is_written_keeps_the_schema(made: tuple[tuple[Reported, ...], Layout]) -> None:
    records, ballot = made
    validator = _validator()
    for each in qc_formats():
        validator.validate(msgspec.json.decode(each.write(records, (ballot,))))


@cache
def _validator() -> jsonschema.Draft4Validator:
    schema = shared_data() / "cvr" / "nist_schema" / "NIST_V0_cast_vote_records.json"
    return jsonschema.Draft4Validator(msgspec.json.decode(schema.read_bytes()))


@given(reports())
def test_references_of_what_is_written_hold(made: tuple[tuple[Reported, ...], Layout]) -> None:
    records, ballot = made
    document = msgspec.json.decode(FORMAT.write(records, (ballot,)))
    ids = Counter(value for key, value in _pairs(document) if key == "@id")
    assert all(count == 1 for count in ids.values())
    pointers = {
        "ContestId",
        "ContestSelectionId",
        "CreatingDeviceId",
        "CurrentSnapshotId",
        "ElectionId",
        "ElectionScopeId",
        "ReportGeneratingDeviceIds",
    }
    for key, value in _pairs(document):
        if key in pointers:
            assert value in ids


def _pairs(node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str):
                    yield key, item
            yield from _pairs(value)
    elif isinstance(node, list):
        for item in node:
            yield from _pairs(item)


def test_our_reread_and_a_scanners_export_are_told_apart() -> None:
    ours = msgspec.json.decode(FORMAT.write((), (LAYOUT,), made_at="2026-11-03T21:00:00+01:00"))
    assert ours["ReportType"] == ["other"]
    assert ours["OtherReportType"] == "independent-reread"
    assert ours["GeneratedDate"] == "2026-11-03T21:00:00+01:00"
    theirs = msgspec.json.decode(DEVICE_FORMAT.write((RECORD,), (LAYOUT,)))
    assert theirs["ReportType"] == ["originating-device-export"]
    assert theirs["ReportGeneratingDeviceIds"] == ["S1"]


def test_an_overvote_shows_which_marks_it_made_void() -> None:
    document = msgspec.json.decode(FORMAT.write((RECORD,), (LAYOUT,)))
    interpreted = document["CVR"][0]["CVRSnapshot"][0]
    (found,) = interpreted["CVRContest"]
    assert found["Status"] == ["overvoted"]
    assert [s["SelectionPosition"][0]["IsAllocable"] for s in found["CVRContestSelection"]] == [
        "no", "no",
    ]  # fmt: skip


RECORD = Reported(
    record="r1",
    style="7",
    contests=(
        ReportedContest(
            "mayor",
            (ReportedMark("ada", indicated=True), ReportedMark("bo", indicated=True)),
            votes=(),
            overvotes=1,
        ),
    ),
    scanner="S1",
)


def _record(**fields: object) -> Reported:
    return msgspec.structs.replace(RECORD, **fields)


def _contest(**fields: object) -> Reported:
    return _record(contests=(msgspec.structs.replace(RECORD.contests[0], **fields),))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (_record(record=""), "cvr.no-record-id"),
        (_record(images=("",)), "cvr.no-image-name"),
        (_record(contests=RECORD.contests * 2), "cvr.doubled-contest"),
        (_contest(contest="sheriff"), "cvr.unknown-contest"),
        (_contest(votes=("zoe",)), "cvr.unknown-option"),
        (_contest(marks=RECORD.contests[0].marks[:1] * 2), "cvr.doubled-mark"),
        (_contest(complete=True), "cvr.not-complete"),
        (
            _contest(marks=(ReportedMark("ada", indicated=True, metric=float("inf")),)),
            "cvr.bad-number",
        ),
    ],
)
def test_what_cannot_be_expressed_is_refused(record: Reported, code: str) -> None:
    with pytest.raises(QcError) as caught:
        FORMAT.write((record,), (LAYOUT,))
    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode.USAGE)


def test_a_report_holds_one_election() -> None:
    with pytest.raises(QcError, match="2 elections"):
        FORMAT.write((), (layout((MAYOR,), "one"), layout((MAYOR,), "two")))


def test_a_report_defines_a_contest() -> None:
    with pytest.raises(QcError, match="no contest"):
        FORMAT.write((), (layout((contest("empty"),)),))


# --- real files
