"""The NIST CVR plugin: lenient in reading, strict in writing, and the two agree."""

import string
from collections import Counter
from collections.abc import Iterator
from functools import cache

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_format_nist_cvr import NistCvrFormat, qc_formats
from qc_service.api import Format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Contest, Layout, Option, Point, Size, TimingMarks
from qc_service.model.reported import RecordFile, Reported, ReportedContest, ReportedMark
from shared import real_data, shared_data

Json = dict[str, object]

FORMAT = NistCvrFormat()
DEVICE_FORMAT = next(f for f in qc_formats() if f.name == "nist-cvr-device")


def layout(contests: tuple[Contest, ...], election: str = "") -> Layout:
    frame = TimingMarks(34, 41, Point(5, 5), Point(6, 6), Size(4, 1.5))
    return Layout(1, "a", "A", Size(215.9, 279.4), frame, contests, (), election=election)


def contest(name: str, *options: str, votes_allowed: int = 1) -> Contest:
    return Contest(
        name,
        name.title(),
        votes_allowed,
        tuple(Option(o, o, write_in=o.startswith("write-in")) for o in options),
    )


MAYOR = contest("mayor", "ada", "bo", "write-in-0")
QUESTION = contest("question", "yes", "no")
SECOND = contest("second", "yes", "no", "write-in-0", "write-in-1", votes_allowed=2)
LAYOUT = layout((MAYOR, QUESTION, SECOND))


def position(**fields: object) -> Json:
    return {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1} | fields


def selection(option: str, *positions: Json, **fields: object) -> Json:
    return {
        "@type": "CVR.CVRContestSelection",
        "ContestSelectionId": option,
        "SelectionPosition": list(positions),
    } | fields


def marked_contest(name: str, *selections: Json, **fields: object) -> Json:
    return {
        "@type": "CVR.CVRContest",
        "ContestId": name,
        "CVRContestSelection": list(selections),
    } | fields


def snapshot(name: str, kind: str, *contests: Json) -> Json:
    return {"@type": "CVR.CVRSnapshot", "@id": name, "Type": kind, "CVRContest": list(contests)}


def cvr(*snapshots: Json, current: str = "s", **fields: object) -> Json:
    return {
        "@type": "CVR.CVR",
        "UniqueId": "r",
        "ElectionId": "election",
        "CurrentSnapshotId": current,
        "CVRSnapshot": list(snapshots),
    } | fields


def report(*cvrs: Json, **fields: object) -> bytes:
    """Write an empty report strictly, then put hand-made records and keys into it."""
    made: Json = msgspec.json.decode(FORMAT.write((), (LAYOUT,)))
    return msgspec.json.encode(made | {"CVR": list(cvrs)} | fields)


def read(*cvrs: Json, **fields: object) -> RecordFile:
    return FORMAT.read(report(*cvrs, **fields), "made.json")


def codes(file: RecordFile) -> dict[tuple[str, str], int]:
    return {(each.code, each.place): each.count for each in file.leniencies}


def trouble(data: bytes) -> QcError:
    with pytest.raises(QcError) as caught:
        FORMAT.read(data, "made.json")
    assert caught.value.exit_code == ExitCode.USAGE
    assert "made.json" in caught.value.message
    assert caught.value.hint
    return caught.value


def only(file: RecordFile) -> ReportedContest:
    (record,) = file.reported
    (found,) = record.contests
    return found


def test_offers_two_formats_that_keep_the_protocol() -> None:
    offered = qc_formats()
    assert [each.name for each in offered] == ["nist-cvr", "nist-cvr-device"]
    assert all(isinstance(each, Format) for each in offered)


def test_a_strict_report_takes_no_leniency() -> None:
    assert read(cvr(snapshot("s", "original"))).leniencies == ()


def test_counted_is_the_current_snapshot_and_seen_is_the_original() -> None:
    original = marked_contest(
        "mayor",
        selection("ada", position(HasIndication="no", MarkMetricValue=["0.04"])),
        selection("bo", position(MarkMetricValue=["0.5"])),
        selection("write-in-0", position(HasIndication="unknown")),
    )
    # The word between the two snapshots does not matter: standard and vendors disagree on it.
    counted = marked_contest("mayor", selection("ada", position(IsAllocable="yes")), Undervotes=0)
    for word in ("modified", "interpreted"):
        found = only(read(cvr(snapshot("o", "original", original), snapshot("s", word, counted))))
        assert found == ReportedContest(
            contest="mayor",
            marks=(
                ReportedMark("ada", indicated=False, metric=0.04),
                ReportedMark("bo", indicated=True, metric=0.5),
                ReportedMark("write-in-0", indicated=None),
            ),
            votes=("ada",),
            complete=True,
        )


@pytest.mark.parametrize(
    ("fields", "votes"),
    [
        ({"IsAllocable": "yes"}, ("ada",)),
        ({"IsAllocable": "no"}, ()),
        ({"IsAllocable": "unknown"}, ("ada",)),
        ({}, ("ada",)),
        ({"HasIndication": "no"}, ()),
        ({"HasIndication": "unknown"}, ()),
        ({"HasIndication": "unknown", "IsAllocable": "yes"}, ("ada",)),
        ({"HasIndication": "no", "IsAllocable": "unknown"}, ()),
        ({"IsAllocable": "yes", "NumberVotes": 2}, ("ada", "ada")),
        ({"IsAllocable": "yes", "NumberVotes": 0}, ()),
    ],
)
def test_votes_follow_allocation(fields: Json, votes: tuple[str, ...]) -> None:
    made = marked_contest("mayor", selection("ada", position(**fields)))
    assert only(read(cvr(snapshot("s", "original", made)))).votes == votes


@pytest.mark.parametrize("fields", [{"Overvotes": 1}, {"Status": ["overvoted"]}, {}])
def test_an_overvoted_contest_gives_no_votes(fields: Json) -> None:
    made = marked_contest(
        "mayor", selection("ada", position()), selection("bo", position()), **fields
    )
    found = only(read(cvr(snapshot("s", "original", made))))
    assert found.votes == ()
    assert [mark.indicated for mark in found.marks] == [True, True]


def test_an_option_left_out_makes_the_contest_incomplete() -> None:
    made = marked_contest("mayor", selection("ada", position()), selection("bo", position()))
    assert not only(read(cvr(snapshot("s", "original", made)))).complete


def test_positions_made_by_rules_are_no_marks_but_votes() -> None:
    made = marked_contest("mayor", selection("ada", position(IsGenerated=True, IsAllocable="yes")))
    found = only(read(cvr(snapshot("s", "original", made))))
    assert (found.marks, found.votes) == ((), ("ada",))


def test_two_places_of_one_option_are_one_mark() -> None:
    made = marked_contest(
        "mayor",
        selection("ada", position(HasIndication="no", MarkMetricValue=["0"])),
        selection("ada", position(MarkMetricValue=["0.42"])),
    )
    file = read(cvr(snapshot("s", "original", made)))
    assert only(file).marks == (ReportedMark("ada", indicated=True, metric=0.42),)
    assert codes(file) == {("merged-positions", "CVR[]"): 1}


def test_without_an_original_there_are_votes_but_no_marks() -> None:
    made = marked_contest("mayor", selection("ada", position(IsAllocable="yes")))
    file = read(cvr(snapshot("s", "interpreted", made)))
    assert (only(file).marks, only(file).votes) == ((), ("ada",))
    assert codes(file) == {("no-original", "CVR[]"): 1}


def test_the_head_of_a_record() -> None:
    file = read(
        cvr(
            snapshot("s", "original"),
            BallotStyleId="7",
            BatchId="b 1",
            BatchSequenceId=12,
            BallotSheetId="2",
            BallotImage=[
                {"@type": "CVR.ImageData", "Location": "file:///mnt/usb/a%20b-front.jpg"},
                {"@type": "CVR.ImageData", "Location": "file:a-back.jpg"},
                {"@type": "CVR.ImageData", "Location": r"images\c.tif"},
                {"@type": "CVR.ImageData", "Image": _image("held.png")},
            ],
        )
    )
    assert file.reported == (
        Reported(
            record="r",
            style="7",
            contests=(),
            batch="b 1",
            sequence=12,
            sheet=2,
            images=("a b-front.jpg", "a-back.jpg", "c.tif", "held.png"),
        ),
    )
    assert file.leniencies == ()


def _image(name: str) -> Json:
    return {"@type": "CVR.Image", "FileName": name, "Data": ""}


def test_a_write_in_without_id_is_numbered() -> None:
    no_id: Json = {"@type": "CVR.CVRContestSelection", "SelectionPosition": [position()]}
    file = read(cvr(snapshot("s", "original", marked_contest("second", no_id, no_id))))
    assert only(file).votes == ("write-in-0", "write-in-1")
    place = "CVR[].CVRSnapshot[].CVRContest[].CVRContestSelection[]"
    assert codes(file) == {("write-in-without-id", place): 2}


def test_foreign_write_in_ids_get_our_names() -> None:
    election = {
        "@type": "CVR.Election",
        "@id": "election",
        "ElectionScopeId": "jurisdiction",
        "Contest": [
            {
                "@type": "CVR.CandidateContest",
                "@id": "c",
                "ContestSelection": [
                    {"@type": "CVR.CandidateSelection", "@id": "x"},
                    {"@type": "CVR.CandidateSelection", "@id": "w1", "IsWriteIn": True},
                    {"@type": "CVR.CandidateSelection", "@id": "w2", "IsWriteIn": True},
                ],
            }
        ],
    }
    made = marked_contest("c", selection("w2", position()))
    file = read(cvr(snapshot("s", "original", made)), Election=[election])
    assert only(file).votes == ("write-in-1",)
    assert file.leniencies == ()


MARK = marked_contest("mayor", selection("ada", position()))
PLACE = "CVR[].CVRSnapshot[].CVRContest[].CVRContestSelection[].SelectionPosition[]"


def _without(made: Json, key: str) -> Json:
    return {name: value for name, value in made.items() if name != key}


def _lenient_records() -> Iterator[tuple[str, str, Json]]:
    def with_position(**fields: object) -> Json:
        return cvr(
            snapshot("s", "original", marked_contest("mayor", selection("ada", position(**fields))))
        )

    good = cvr(snapshot("s", "original", MARK))
    yield "missing-type", "CVR[]", _without(good, "@type")
    yield "wrong-type-name", "CVR[].@type", good | {"@type": "CVR.Cvr"}
    yield "unknown-key", "CVR[].vxBallotType", good | {"vxBallotType": "precinct"}
    yield "missing-key", "CVR[].ElectionId", _without(good, "ElectionId")
    yield "dangling-reference", "CVR[].ElectionId", good | {"ElectionId": "other"}
    yield "dangling-reference", "CVR[].CreatingDeviceId", good | {"CreatingDeviceId": "S9"}
    yield "dangling-reference", "CVR[].BallotStyleUnitId", good | {"BallotStyleUnitId": "p"}
    yield "dangling-reference", "CVR[].CurrentSnapshotId", good | {"CurrentSnapshotId": "t"}
    yield "no-record-id", "CVR[]", _without(good, "UniqueId")
    yield "bad-number", "CVR[].BallotSheetId", good | {"BallotSheetId": "one"}
    yield "text-not-number", "CVR[].BatchSequenceId", good | {"BatchSequenceId": "4"}
    yield "number-not-text", "CVR[].BatchId", good | {"BatchId": 4}
    yield (
        "image-without-name",
        "CVR[].BallotImage[]",
        good | {"BallotImage": [{"@type": "CVR.ImageData"}]},
    )
    yield (
        "single-not-list",
        "CVR[].CVRSnapshot",
        good | {"CVRSnapshot": snapshot("s", "original", MARK)},
    )
    yield (
        "several-originals",
        "CVR[]",
        cvr(snapshot("s", "original", MARK), snapshot("t", "original")),
    )
    yield "unknown-word", f"{PLACE}.HasIndication", with_position(HasIndication="perhaps")
    yield "bad-number", f"{PLACE}.MarkMetricValue", with_position(MarkMetricValue=["dark"])
    yield "bad-number", f"{PLACE}.MarkMetricValue", with_position(MarkMetricValue=["nan"])
    yield "number-not-text", f"{PLACE}.MarkMetricValue", with_position(MarkMetricValue=[0.5])
    yield "bad-number", f"{PLACE}.NumberVotes", with_position(NumberVotes=1.5)
    yield "text-not-boolean", f"{PLACE}.IsGenerated", with_position(IsGenerated="no")
    yield (
        "allocable-without-indication",
        PLACE,
        with_position(HasIndication="no", IsAllocable="yes"),
    )
    chosen = "CVR[].CVRSnapshot[].CVRContest[].CVRContestSelection[]"
    yield (
        "total-differs",
        f"{chosen}.TotalNumberVotes",
        cvr(
            snapshot(
                "s",
                "original",
                marked_contest(
                    "mayor", selection("ada", position(IsAllocable="yes"), TotalNumberVotes=3)
                ),
            )
        ),
    )
    yield (
        "votes-from-total",
        chosen,
        cvr(
            snapshot("s", "original", marked_contest("mayor", selection("ada", TotalNumberVotes=1)))
        ),
    )
    yield (
        "dangling-reference",
        f"{chosen}.ContestSelectionId",
        cvr(snapshot("s", "original", marked_contest("mayor", selection("zoe", position())))),
    )
    yield (
        "dangling-reference",
        "CVR[].CVRSnapshot[].CVRContest[].ContestId",
        cvr(snapshot("s", "original", marked_contest("sheriff"))),
    )
    yield (
        "doubled-contest",
        "CVR[].CVRSnapshot[].CVRContest[]",
        cvr(snapshot("s", "original", MARK, marked_contest("mayor"))),
    )


LENIENT = list(_lenient_records())


@pytest.mark.parametrize(
    ("code", "place", "made"), LENIENT, ids=[f"{c}-{p}" for c, p, _ in LENIENT]
)
def test_each_leniency_is_counted_by_code_and_place(code: str, place: str, made: Json) -> None:
    file = read(made, cvr(snapshot("s", "original")))
    assert codes(file)[code, place] == 1
    assert len(file.reported) == 2


def test_a_missing_indication_says_neither_yes_nor_no() -> None:
    unsaid = _without(position(), "HasIndication")
    file = read(cvr(snapshot("s", "original", marked_contest("mayor", selection("ada", unsaid)))))
    assert only(file).marks == (ReportedMark("ada", indicated=None),)
    assert only(file).votes == ()
    assert codes(file) == {("missing-key", f"{PLACE}.HasIndication"): 1}


def test_an_overvote_without_rules_is_told() -> None:
    made = marked_contest("mayor", selection("ada", position()), selection("bo", position()))
    assert codes(read(cvr(snapshot("s", "original", made)))) == {("overvote-not-ruled", "CVR[]"): 1}


def test_leniencies_of_the_report_itself() -> None:
    made = msgspec.json.decode(report())
    made |= {"Version": "1.1.0", "ReportGeneratingDeviceIds": ["nobody"], "vxBatch": []}
    data = b"\xef\xbb\xbf" + msgspec.json.encode(_without(made, "GeneratedDate"))
    assert FORMAT.sniff(data)
    assert set(codes(FORMAT.read(data, "x"))) == {
        ("byte-order-mark", "$"),
        ("dangling-reference", "ReportGeneratingDeviceIds"),
        ("missing-key", "GeneratedDate"),
        ("other-version", "Version"),
        ("unknown-key", "vxBatch"),
    }


def test_one_selection_id_in_two_contests_is_told_and_kept_apart() -> None:
    both = contest("a", "yes"), contest("b", "yes")
    made = msgspec.json.decode(FORMAT.write((), (layout(both),)))
    for each in made["Election"][0]["Contest"]:
        each["ContestSelection"] = [{"@type": "CVR.CandidateSelection", "@id": "yes"}]
    made["CVR"] = [
        cvr(snapshot("s", "original", marked_contest("b", selection("yes", position()))))
    ]
    file = FORMAT.read(msgspec.json.encode(made), "x")
    assert only(file).complete
    assert codes(file) == {("duplicate-id", "Election[].Contest[].ContestSelection[].@id"): 1}


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (b"", "cvr.not-json", "$"),
        (b"[" * 100_000, "cvr.not-json", "$"),
        (b'{"CVR": [', "cvr.not-json", "$"),
        (b'{"CVR": "\xff"}', "cvr.not-json", "$"),
        (b"[]", "cvr.not-a-report", "$"),
        (b"{}", "cvr.not-a-report", "$"),
        (b'{"title": "Election", "contests": []}', "cvr.not-a-report", "$"),
        (report(1), "cvr.wrong-shape", "$.CVR[0]"),  # type: ignore[arg-type]
        (report(cvr()), "cvr.no-snapshot", "$.CVR[0].CVRSnapshot"),
        (
            report(cvr(), cvr(snapshot("s", "original", {"@type": "CVR.CVRContest"}))),
            "cvr.no-snapshot",
            "$.CVR[0].CVRSnapshot",
        ),
        (
            report(cvr(snapshot("s", "original", {"@type": "CVR.CVRContest"}))),
            "cvr.no-contest-id",
            "$.CVR[0].CVRSnapshot[0].CVRContest[0]",
        ),
        (
            report(cvr(snapshot("a", "original"), snapshot("b", "modified"), current="c")),
            "cvr.no-current-snapshot",
            "$.CVR[0].CurrentSnapshotId",
        ),
        (report(cvr(snapshot("s", "original"), BatchId=[])), "cvr.wrong-shape", "$.CVR[0].BatchId"),
        (report(Election=7), "cvr.wrong-shape", "$.Election"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str, path: str) -> None:
    error = trouble(data)
    assert error.code == code
    assert f" {path}: " in error.message


@given(st.binary(max_size=200))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    FORMAT.sniff(data)
    with pytest.raises(QcError, match="made"):
        FORMAT.read(data, "made.json")


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.sampled_from(["yes", "no", "s", "original", "mayor", "ada", "", "\U0001f5f3"])
)


@given(st.data())
def test_a_damaged_report_is_read_or_refused_by_name(data: st.DataObject) -> None:
    good = msgspec.json.decode(report(cvr(snapshot("s", "original", MARK))))
    node: object = good
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))  # type: ignore[arg-type]
        key = data.draw(st.sampled_from(keys))
        child = node[key]  # type: ignore[index]
        if not isinstance(child, dict | list) or not child or data.draw(st.booleans()):
            break
        node = child
    if data.draw(st.booleans()):
        node[key] = data.draw(LEAVES | st.just({}) | st.just([]))  # type: ignore[index]
    else:
        del node[key]  # type: ignore[attr-defined]
    try:
        file = FORMAT.read(msgspec.json.encode(good), "made.json")
    except QcError as error:
        assert error.code.startswith("cvr.")  # noqa: PT017 - either outcome is right, told by name
    else:
        assert isinstance(file, RecordFile)


# --- the strict writer

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


@pytest.mark.real
def test_the_real_scanners_records_are_read() -> None:
    path = real_data() / "m17" / "cast-vote-record-report.json"
    data = path.read_bytes()
    assert FORMAT.sniff(data[:4096])
    file = FORMAT.read(data, path.name)
    assert len(file.reported) == 10
    assert codes(file) == {
        ("duplicate-id", "Election[].Contest[].ContestSelection[].@id"): 12,
        # The candidate of two parties has two ovals.
        ("merged-positions", "CVR[]"): 10,
        ("unknown-key", "CVR[].vxBallotType"): 10,
        ("unknown-key", "vxBatch"): 1,
        ("vendor-option-id", "Election[].Contest[]"): 1,
    }
    for record in file.reported:
        assert record.scanner == "NH-SCAN-01"
        assert record.style == "card-number-3"
        assert record.batch == "1e9ddf6c-f673-4506-96c4-8cc7da8eb2fd"
        assert record.images == (f"{record.record}-front.jpg", f"{record.record}-back.jpg")
        assert all(found.complete for found in record.contests)
        assert sum(len(found.marks) for found in record.contests) == 51


@pytest.mark.real
def test_the_real_scanners_marks_are_those_of_the_truth() -> None:
    folder = real_data() / "m17"
    path = folder / "cast-vote-record-report.json"
    file = FORMAT.read(path.read_bytes(), path.name)
    marks = {
        (image, found.contest, mark.option): mark.indicated
        for record in file.reported
        for image in record.images
        for found in record.contests
        for mark in found.marks
    }
    truth = msgspec.json.decode((folder / "truth.json").read_bytes())
    expected: dict[tuple[str, str, str], bool] = {}
    for page in truth:
        for oval in page["expected"] if page["in_cvr"] else ():
            key = (page["image"], oval["contest"], oval["option"])
            expected[key] = expected.get(key, False) or oval["machine_vote"]
    assert len(expected) == 510
    assert {key: marks[key] for key in expected} == expected


@pytest.mark.real
def test_an_older_draft_is_read() -> None:
    path = shared_data() / "cvr" / "nist" / "example_2.json"
    file = FORMAT.read(path.read_bytes(), path.name)
    assert [record.sequence for record in file.reported] == [1, 2, 1, 2, 61, 57]
    assert [record.contests[0].votes for record in file.reported] == [
        ("_C1CS1",), ("_C1CS2",), ("_C1CS1",), (), ("_C1CS1",), ("_C1CS1", "_C1CS2"),
    ]  # fmt: skip
    assert codes(file)["older-key", "CVR[].SequenceNumber"] == 6
    assert codes(file)["dangling-reference", "ReportGeneratingDeviceIds"] == 1


@pytest.mark.real
def test_other_files_are_not_taken_for_records() -> None:
    for path in sorted(real_data().glob("*/*.json")):
        is_report = path.name == "cast-vote-record-report.json"
        assert FORMAT.sniff(path.read_bytes()[:4096]) == is_report
    for path in sorted((shared_data() / "cvr").rglob("*.*")):
        is_report = path.name == "example_2.json"
        assert FORMAT.sniff(path.read_bytes()[:4096]) == is_report, path
