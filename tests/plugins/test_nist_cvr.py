"""Reading NIST records: leniently, every leniency counted, whatever comes."""

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nist_reports import (
    FORMAT,
    Json,
    codes,
    contest,
    cvr,
    layout,
    marked_contest,
    only,
    position,
    read,
    report,
    selection,
    snapshot,
    trouble,
)
from qc_format_nist_cvr import qc_formats
from qc_service.api import Format
from qc_service.model.errors import QcError
from qc_service.model.reported import RecordFile, Reported, ReportedContest, ReportedMark

DEVICE_FORMAT = next(f for f in qc_formats() if f.name == "nist-cvr-device")


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
