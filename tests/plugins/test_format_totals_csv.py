"""The table of totals: lenient to spreadsheets, exact in naming what is wrong and where."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_format_totals_csv import TotalsCsvFormat, qc_formats
from qc_service.api import Format
from qc_service.api.testing import check_format
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.reported import RecordFile
from qc_service.model.totals import CountKind, ListCount, Rejected, Totals

FORMAT = TotalsCsvFormat()


def read(text: str | bytes) -> RecordFile:
    data = text.encode() if isinstance(text, str) else text
    return FORMAT.read(data, "kasser.csv")


def trouble(text: str) -> QcError:
    with pytest.raises(QcError) as caught:
        read(text)
    assert caught.value.exit_code == ExitCode.USAGE
    assert caught.value.message.startswith("kasser.csv: line ")
    assert caught.value.hint
    return caught.value


def test_it_is_offered_and_keeps_the_protocol() -> None:
    (form,) = qc_formats()
    assert isinstance(form, Format)
    assert form.name == "totals-csv"


def test_the_shortest_table() -> None:
    file = read("box,list,ballots\nK1,A,120\nK1,H,80\nK2,A,7\n")
    assert file.leniencies == ()
    assert [(each.batch, each.by_list()) for each in file.totals] == [
        ("K1", {"A": 120, "H": 80}),
        ("K2", {"A": 7}),
    ]
    assert file.totals[0].source == "kasser.csv"


def test_a_table_from_a_norwegian_spreadsheet() -> None:
    text = (
        "sep=;\r\nKasse;Liste;Antall sedler;Telling;Kategori;Krets;Skanner;Måte;Rettede;Forkastet;"
        "Kryss i manntallet\r\n"
        "K1;A;1\u00a0120;2;FO;0304;S1;maskinell;14;5;1300\r\n"
        "K1;Blanke;10;2;FO;0304;S1;maskinell;;;\r\n"
        ";;;;;;;;;;\r\n"
        "K1;Sum;1135;2;FO;0304;S1;maskinell;;;\r\n"
    )
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("cp1252")):
        assert FORMAT.sniff(data[:4096])
        file = read(data)
        (found,) = file.totals
        assert found == Totals(
            source="kasser.csv",
            lists=(ListCount("A", 1120, 14),),
            category="FO",
            locale="0304",
            batch="K1",
            count=2,
            kind=CountKind.MACHINE,
            scanner="S1",
            blank=10,
            rejected=(Rejected("", 5),),
            total=1135,
            crosses=1300,
        )
        assert "spaces-in-number" in {each.code for each in file.leniencies}


def test_it_recognises_its_own_and_no_other_table() -> None:
    assert FORMAT.sniff(b"kasse;liste;sedler\n")
    assert FORMAT.sniff(b"locale\tcategory\tlist\tballots\n")
    assert not FORMAT.sniff(b"CvrNumber,BatchId,Contest\n1,,\n")
    assert not FORMAT.sniff(b"list,ballots\n")
    assert not FORMAT.sniff(b"\x89PNG\r\n\x1a\n")
    assert not FORMAT.sniff(b"")


@pytest.mark.parametrize(
    ("text", "code", "line", "names"),
    [
        ("", "totals.no-header", 1, "box,list,ballots"),
        ("box,list\n", "totals.missing-column", 1, "ballots"),
        ("list,ballots\n", "totals.missing-column", 1, "box"),
        ("kase;liste;sedler\n", "totals.unknown-column", 1, "kasse"),
        ("box,kasse,list,ballots\n", "totals.doubled-column", 1, "box"),
        ("box,list,ballots\nK1,A,12,5\n", "totals.too-many-cells", 2, "4 cells"),
        ("box,list,ballots\nK1,A,12\n\nK1,H,x\n", "totals.bad-number", 4, "column ballots: 'x'"),
        ("box,list,ballots\nK1,A,-1\n", "totals.bad-number", 2, "'-1'"),
        ("box,list,ballots\n,A,1\n", "totals.no-place", 2, "box"),
        ("box,list,ballots\nK1,,1\n", "totals.no-list", 2, "column list"),
        ("box,list,ballots\nK1,A,1\nK1,A,2\n", "totals.doubled-list", 3, "column list: A"),
        ("box,list,ballots,kind\nK1,A,1,guess\n", "totals.bad-kind", 2, "column kind: 'guess'"),
        (
            "box,list,ballots,crosses\nK1,A,1,5\nK1,H,1,6\n",
            "totals.two-numbers",
            3,
            "column crosses: 6, a line above says 5",
        ),
        ('box,list,ballots\nK1,"A\n', "totals.no-list", 2, ""),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(
    text: str, code: str, line: int, names: str
) -> None:
    if code == "totals.no-list" and not names:
        # An open quotation mark takes the rest of the file as its cell: no ballots are told.
        assert [each.code for each in read(text).leniencies] == ["missing-count"]
        return
    error = trouble(text)
    assert error.code == code
    assert f"line {line}:" in error.message
    assert names in f"{error.message} {error.hint}"


def test_unknown_columns_are_left_out_and_counted() -> None:
    file = read("box,list,ballots,weather\nK1,A,1,rain\n")
    assert [(each.code, each.place) for each in file.leniencies] == [("unknown-column", "weather")]


def test_a_sum_that_does_not_add_up_is_told_and_kept() -> None:
    file = read("box,list,ballots\nK1,A,10\nK1,TOTAL,12\n")
    assert file.totals[0].total == 12
    assert [(each.code, each.place) for each in file.leniencies] == [
        ("sum-differs", "K1: 12, its lines give 10")
    ]


def test_an_empty_number_is_not_zero() -> None:
    file = read("box,list,ballots\nK1,A,10\nK1,H,\n")
    assert file.totals[0].by_list() == {"A": 10}
    assert [each.code for each in file.leniencies] == ["missing-count"]


names = st.text(string.ascii_letters + string.digits + 'æøå,;"', min_size=1, max_size=6)
codes_of_lists = st.text(string.ascii_uppercase, min_size=1, max_size=2)
numbers = st.integers(0, 10**6)


@st.composite
def counted(draw: st.DrawFn) -> Totals:
    ballots = draw(st.dictionaries(codes_of_lists, numbers, min_size=1, max_size=4))
    lists = tuple(
        ListCount(code, count, draw(st.none() | st.integers(0, count)))
        for code, count in ballots.items()
    )
    blank = draw(st.none() | numbers)
    refused = draw(st.none() | numbers)
    every = sum(ballots.values()) + (blank or 0) + (refused or 0)
    return Totals(
        source="made.csv",
        lists=lists,
        election=draw(st.just("") | names),
        category=draw(st.just("") | names),
        locale=draw(st.just("") | names),
        batch=draw(names),
        count=draw(st.integers(0, 3)),
        kind=draw(st.sampled_from(CountKind)),
        scanner=draw(st.just("") | names),
        blank=blank,
        rejected=() if refused is None else (Rejected("", refused),),
        total=every,
        crosses=draw(st.none() | numbers),
    )


@settings(max_examples=40)
@given(st.lists(counted(), max_size=3, unique_by=lambda each: each.batch))
def test_what_it_writes_it_reads_again_without_leniency(totals: list[Totals]) -> None:
    data = FORMAT.write_totals(totals)
    assert FORMAT.sniff(data[:4096])
    again = FORMAT.read(data, "made.csv")
    assert again.leniencies == ()
    assert list(again.totals) == totals


def test_a_count_of_nothing_that_has_a_name_cannot_be_written() -> None:
    with pytest.raises(QcError) as refused:
        FORMAT.write_totals([Totals("", (ListCount("A", 1),))])
    assert refused.value.code == "totals.no-place"


def test_it_keeps_what_a_format_must() -> None:
    check_format(FORMAT, (b"kasse;liste;sedler\nK1;A;5\n",))


def test_personal_votes_are_read_and_written() -> None:
    table = (
        "kasse;liste;sedler;kandidat;personstemmer\n"
        "K1;SP;402;;\nK1;SP;;Nordmann, Kari;415\nK1;A;800;Annen;12\n"
    )
    (totals,) = TotalsCsvFormat().read(table.encode(), "valg.csv").totals
    assert totals.by_list() == {"SP": 402, "A": 800}
    assert [(p.list, p.candidate, p.votes) for p in totals.personal] == [
        ("SP", "Nordmann, Kari", 415),
        ("A", "Annen", 12),
    ]
    again = TotalsCsvFormat().read(TotalsCsvFormat().write_totals([totals]), "valg.csv")
    assert again.totals == (totals,)
