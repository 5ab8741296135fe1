"""The EML plugin: counts of 510 and single ballots of 460 read leniently, 510 written strictly."""

import string
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_format_eml import EmlFormat, qc_formats
from qc_service.api import Format
from qc_service.api.testing import check_format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import RecordFile, Reported, ReportedContest
from qc_service.model.totals import CountKind, ListCount, Rejected, Totals

NS = "urn:oasis:names:tc:evs:schema:eml"
FORMAT = EmlFormat()


def selection(code: str, votes: str, modified: str = "", name: str = "") -> str:
    metric = f'<CountMetric Type="modified">{modified}</CountMetric>' if modified else ""
    return (
        f'<Selection><AffiliationIdentifier Id="{code}" ShortCode="{code}">'
        f"<RegisteredName>{name}</RegisteredName></AffiliationIdentifier>"
        f"<ValidVotes>{votes}</ValidVotes>{metric}</Selection>"
    )


def unit(*selections: str, total: str = "", rejected: str = "", name: str = "0304") -> str:
    end = f"<TotalCounted>{total}</TotalCounted>" if total else ""
    return (
        f'<ReportingUnitVotes><ReportingUnitIdentifier Id="{name}"/>'
        '<CountMetric Type="vote_count_category" Id="FO">1</CountMetric>'
        f"{''.join(selections)}{end}{rejected}</ReportingUnitVotes>"
    )


def message(*units: str, area: str = "47.01.0106.010600.0000", space: str = NS) -> bytes:
    """Give a 510 as EVA writes it: one event, one contest, usually one unit."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><EML xmlns="{space}" SchemaVersion="5.0">'
        "<TransactionId>1</TransactionId><Count>"
        f'<EventIdentifier Id="150001"><EventQualifier Id="{area}"/></EventIdentifier>'
        '<Election><ElectionIdentifier Id="02"><ElectionGroup Id="01"/></ElectionIdentifier>'
        '<Contests><Contest><ContestIdentifier Id="000106"/>'
        f"<CountQualifier><Final>yes</Final></CountQualifier>{''.join(units)}"
        "</Contest></Contests></Election></Count></EML>"
    ).encode()


PLAIN = message(
    unit(
        selection("A", "120", "14", "Made-up list"),
        selection("FRP", "61"),
        selection("BLANK", "3"),
        total="190",
        rejected='<RejectedVotes ReasonCode="FA">6</RejectedVotes>',
    )
)

VOTES = f"""<EML xmlns="{NS}" SchemaVersion="5.0"><Votes>
<CastVote Category="VO"><EventIdentifier Id="150001"><EventQualifier
Id="47.01.0106.010600.0304"/></EventIdentifier><Election><ElectionIdentifier Id="02"/><Contest>
<ContestIdentifier Id="000106"/>
<Selection><AffiliationIdentifier ShortCode="A" Id="A"/></Selection>
<Selection ShortCode="personal"><CandidateIdentifier Id="7" ShortCode="3"/></Selection>
<Selection ShortCode="writein"><CandidateIdentifier Id="9" ShortCode="2"/>
<AffiliationIdentifier ShortCode="H" Id="H"/></Selection>
</Contest></Election><BallotIdentifier Id="99000001"/></CastVote>
<CastVote Category="VO"><EventIdentifier Id="150001"><EventQualifier
Id="47.01.0106.010600.0304"/></EventIdentifier><Election><ElectionIdentifier Id="02"/><Contest>
<ContestIdentifier Id="000106"/>
<Selection><AffiliationIdentifier ShortCode="A" Id="A"/></Selection>
</Contest></Election><BallotIdentifier Id="99000002"/>
<ProposedRejection ReasonCode="VA">yes</ProposedRejection></CastVote>
</Votes></EML>""".encode()


def read(data: bytes) -> RecordFile:
    return FORMAT.read(data, "Count-0001.xml")


def only(file: RecordFile) -> Totals:
    (found,) = file.totals
    return found


def codes(file: RecordFile) -> dict[str, str]:
    return {each.code: each.place for each in file.leniencies}


def trouble(data: bytes) -> QcError:
    with pytest.raises(QcError) as caught:
        read(data)
    assert caught.value.exit_code == ExitCode.USAGE
    assert "Count-0001.xml" in caught.value.message
    assert caught.value.hint
    return caught.value


def test_it_is_offered_and_keeps_the_protocol() -> None:
    (form,) = qc_formats()
    assert isinstance(form, Format)
    assert form.name == "eml"


def test_a_count_as_eva_writes_it() -> None:
    file = read(PLAIN)
    assert file.leniencies == ()
    assert file.reported == ()
    assert only(file) == Totals(
        source="Count-0001.xml",
        lists=(ListCount("A", 120, 14, "Made-up list"), ListCount("FRP", 61)),
        election="150001.01.02.000106",
        category="FO",
        locale="0000",
        count=2,
        blank=3,
        rejected=(Rejected("FA", 6),),
        total=190,
    )


def test_it_recognises_eml_and_nothing_else() -> None:
    assert FORMAT.sniff(PLAIN[:4096])
    assert FORMAT.sniff(b"\xef\xbb\xbf" + PLAIN[:4096])
    assert FORMAT.sniff(VOTES[:4096])
    assert not FORMAT.sniff(b'<?xml version="1.0"?><svg/>')
    assert not FORMAT.sniff(b'{"EML": 1}')


def test_single_ballots_are_counted_by_list_and_none_is_kept() -> None:
    file = FORMAT.read(VOTES, "Votes-0001.xml")
    found = only(file)
    assert found.only_modified
    assert (found.locale, found.category) == ("0304", "VO")
    assert found.lists == (ListCount("A", 1, 1),)
    assert found.rejected == (Rejected("VA", 1),)
    assert "99000001" not in str(file)


def test_another_namespace_is_read_and_counted() -> None:
    other = message(unit(selection("A", "1"), total="1"), space="urn:eml")
    assert codes(read(other)) == {"other-namespace": "urn:eml"}
    bare = b"<EML><Count/></EML>"
    assert codes(read(bare)) == {"other-namespace": "none", "other-version": "none"}
    prefixed = PLAIN.replace(b"xmlns=", b"xmlns:e=").replace(b"<", b"<e:").replace(b"<e:/", b"</e:")
    prefixed = prefixed.replace(b"<e:?xml", b"<?xml")
    assert read(prefixed) == read(PLAIN)


def test_sums_that_do_not_add_up_are_told_with_their_line_and_kept() -> None:
    file = read(message(unit(selection("A", "100"), total="90")))
    assert only(file).total == 90
    assert codes(file) == {"sum-differs": "TotalCounted: line 1: 90, lists and rejected give 100"}


def test_a_total_without_the_rejected_is_made_whole() -> None:
    rejected = '<RejectedVotes ReasonCode="x">4</RejectedVotes>'
    file = read(message(unit(selection("A", "100"), total="100", rejected=rejected)))
    assert only(file).total == 104
    assert list(codes(file)) == ["total-without-rejected"]


def test_missing_counts_are_counted_and_never_taken_for_zero() -> None:
    gone = selection("H", "5").replace("<ValidVotes>5</ValidVotes>", "")
    file = read(message(unit(selection("A", "1"), gone)))
    assert [each.list for each in only(file).lists] == ["A"]
    assert only(file).total is None
    places = [each.place for each in file.leniencies if each.code == "missing-count"]
    assert places == ["Selection H: line 1", "TotalCounted: line 1"]


def test_a_list_twice_a_number_with_spaces_an_indicator_and_small_letters() -> None:
    data = message(
        unit(selection("A", "1 000"), selection("A", "5"), total="1005").replace(
            "ReportingUnitIdentifier", "ReportingUnitIndicator"
        )
    ).replace(b"<EventQualifier Id", b"<EventQualifier ID")
    file = read(data)
    assert only(file).lists == (ListCount("A", 1005),)
    assert set(codes(file)) == {
        "doubled-list",
        "spaces-in-number",
        "indicator-not-identifier",
        "attribute-case",
    }


def test_each_of_several_units_has_its_own_place_and_their_sum_is_checked() -> None:
    whole = "<TotalVotes><TotalCounted>7</TotalCounted></TotalVotes>"
    units = (
        unit(selection("A", "2"), total="2", name="x-47.01.0106.010600.0304"),
        unit(selection("A", "4"), total="4", name="0305"),
    )
    file = read(message(whole, *units))
    assert [each.locale for each in file.totals] == ["0304", "0305"]
    assert codes(file) == {"sum-differs": "TotalVotes: line 1: 7, the units give 6"}


def test_only_a_contests_own_sum() -> None:
    whole = f"<TotalVotes>{selection('A', '7')}<TotalCounted>7</TotalCounted></TotalVotes>"
    assert only(read(message(whole))).by_list() == {"A": 7}


@pytest.mark.parametrize("text", ["abc", "-1", "1.5", "", "1" * 10, "٣"])
def test_a_number_that_is_none_ends_the_reading_with_its_line(text: str) -> None:
    error = trouble(message(unit(selection("A", text))))
    assert error.code == "eml.bad-number"
    assert "line 1" in error.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "eml.not-xml"),
        (PLAIN[:-30], "eml.not-xml"),
        (b"<EML><Unknown/></EML>", "eml.not-counts"),
        (b"<Count/>", "eml.not-counts"),
        (b"<EML>" + b"<a>" * 100 + b"</a>" * 100 + b"</EML>", "eml.too-deep"),
        (b'<?xml version="1.0" encoding="klingon"?><EML/>', "eml.not-xml"),
    ],
)
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    assert trouble(data).code == code


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE EML [<!ENTITY a "b">]>',
        '<!DOCTYPE EML SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE EML [<!ENTITY % p SYSTEM "x"> %p;]>',
        "<!DOCTYPE EML>",
    ],
)
def test_no_document_type_and_no_entity_is_let_in(declared: str) -> None:
    error = trouble(f'<?xml version="1.0"?>\n{declared}\n<EML><Count/></EML>'.encode())
    assert error.code == "eml.document-type"
    assert "line 2" in error.message


names = st.text(string.ascii_letters + string.digits + "æøå<>&\"' ", min_size=1, max_size=8).map(
    lambda text: " ".join(text.split()) or "x"
)
numbers = st.integers(0, 10**6)
codes_of_lists = st.text(string.ascii_uppercase, min_size=1, max_size=4).filter(
    lambda code: code != "BLANK"
)


@st.composite
def counted(draw: st.DrawFn) -> Totals:
    ballots = draw(st.dictionaries(codes_of_lists, numbers, min_size=1, max_size=4))
    lists = tuple(
        ListCount(code, count, draw(st.none() | st.integers(0, count)), draw(names))
        for code, count in ballots.items()
    )
    blank = draw(st.none() | numbers)
    rejected = tuple(Rejected(reason, 3) for reason in draw(st.lists(names, max_size=2)))
    made = Totals(
        source="made.xml",
        lists=lists,
        election=draw(st.just("") | names.filter(lambda name: name != "0")),
        category=draw(st.just("") | names),
        locale=draw(st.just("") | names.filter(lambda name: name != "0")),
        batch=draw(st.just("") | names),
        count=draw(st.integers(0, 3)),
        kind=draw(st.sampled_from(CountKind)),
        scanner=draw(st.just("") | names),
        blank=blank,
        rejected=rejected,
        crosses=draw(st.none() | numbers),
    )
    return msgspec.structs.replace(made, total=made.ballots())


@settings(max_examples=40)
@given(st.lists(counted(), max_size=3, unique_by=lambda each: each.election))
def test_what_it_writes_it_reads_again_without_leniency(totals: list[Totals]) -> None:
    data = FORMAT.write_totals(totals)
    assert FORMAT.sniff(data[:4096])
    again = FORMAT.read(data, "made.xml")
    assert again.leniencies == ()
    assert list(again.totals) == sorted(totals, key=lambda each: each.election)


def test_records_are_counted_by_box_scanner_and_list() -> None:
    changed = (ReportedContest("personstemmer", (), ("k01",)),)
    records = [
        Reported("1", "A", (), "S1", "K1"),
        Reported("2", "A", changed, "S1", "K1"),
        Reported("3", "TICK", (ReportedContest("parti", (), ("H",)),), "S1", "K1"),
        Reported("4", "TICK", (ReportedContest("parti", (), ()),), "S1", "K1"),
        Reported("5", "BLANK", (), "S1", "K1"),
        Reported("6", "A", (), "S1", "K2"),
    ]
    data = FORMAT.write(records, ())
    one, two = read(data).totals
    assert (one.batch, one.scanner, one.by_list()) == ("K1", "S1", {"A": 2, "H": 1, "BLANK": 1})
    assert one.lists[0].modified == 1
    assert one.rejected == (Rejected("no-list", 1),)
    assert (one.total, two.batch, two.total) == (5, "K2", 1)
    top = ET.fromstring(data)  # noqa: S314 - our own bytes, read by another parser
    assert top.tag == f"{{{NS}}}EML"
    assert top.get("SchemaVersion") == "5.0"


def test_a_record_of_no_list_and_a_name_that_xml_cannot_hold_are_refused() -> None:
    with pytest.raises(QcError) as refused:
        FORMAT.write([Reported("r7", "", ())], ())
    assert refused.value.code == "totals.no-list"
    assert "r7" in refused.value.message
    with pytest.raises(QcError) as unwritable:
        FORMAT.write_totals([Totals("", (), batch="K\x07")])
    assert unwritable.value.code == "eml.bad-character"


def test_it_keeps_what_a_format_must() -> None:
    check_format(FORMAT, (PLAIN, VOTES))
