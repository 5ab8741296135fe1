"""Test decks: every ballot counts once, with its scanner, and the last deck is found."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from decks import BOX, MISS, PARTS, deck_sheet, deck_sheets
from qc_service.flow.decks import (
    Deck,
    DeckLedger,
    DeckTotal,
    KnownDeck,
    OptionCount,
    decks_of,
    last_of_each,
    newest_first,
    parts_apart,
    total,
)
from qc_service.model.events import (
    AlarmRecord,
    Cell,
    Component,
    Entry,
    Finding,
    Genesis,
    Note,
    SheetRecord,
)
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState
from strategies import entries

FALSE, STYLE = DifferenceKind.FALSE, DifferenceKind.STYLE
GENESIS = Genesis("2027-09-10T12:00:00Z", "0.1.0", PARTS)
TORN = Fault(FaultCode.UNDECODABLE, "broken")


def deck(*made: Entry) -> Deck:
    (found,) = decks_of([GENESIS, *made]).decks
    return found


def known(scanner: str, at: str, file: str = "a.sqlite", *, wrong: bool = False) -> KnownDeck:
    made = decks_of([deck_sheet(1, scanner=scanner, wrong=("k1",) if wrong else (), at=at)])
    return KnownDeck(file, "", made, made.decks[0])


def test_a_deck_is_added_up() -> None:
    found = deck(
        deck_sheet(1, wrong=("k1", "k2"), at="t1"),
        deck_sheet(2, wrong=("k1",), unsure=True, at="t3"),
        deck_sheet(3, at="t2"),
        deck_sheet(4, compared=False, unsure=True, at="t2"),
    )
    assert (found.scanner, found.at, found.profiles) == ("S01", "t3", ("norwegian",))
    assert (found.sheets, found.compared, found.differing) == (4, 3, 2)
    assert (found.differences, found.kinds) == (3, {MISS: 2})
    assert (found.unsure, found.faults) == (2, 0)
    assert found.parts == PARTS


def test_a_ballot_with_any_fault_is_one_with_a_fault() -> None:
    key = SheetKey("S01", "1", "", 1)
    page, torn = PageReread("front.png", ""), PageReread("back.png", "", fault=TORN)
    made = [
        SheetRecord("t", Examination(replace(key, sequence=n), pages, faults=faults))
        for n, (pages, faults) in enumerate([((page,), (TORN,)), ((page, torn), ()), ((page,), ())])
    ]
    found = deck(*made)
    assert (found.sheets, found.faults, found.profiles) == (3, 2, ())


def test_only_what_the_evidence_would_weigh_is_for_the_plan() -> None:
    unread = SheetRecord(
        "t",
        Examination(
            SheetKey("S01", "1", "", 9),
            (PageReread("front.png", ""),),
            differences=(Difference(STYLE, "", "", "A", "B", 1.0),),
            compared=True,
        ),
    )
    abstained = deck_sheet(1, wrong=("k2",), unsure=True)
    found = deck(unread, abstained, deck_sheet(2, wrong=("k1",)), deck_sheet(3, compared=False))
    assert (found.compared, found.differing) == (3, 3)
    # Of the ballot with the doubtful cross the difference counts, at no option.
    assert (found.weighed.ballots, found.weighed.kinds) == (2, {MISS: 2})
    assert found.weighed.options == (OptionCount(MISS, "personstemmer", "k1", 1),)


def test_the_worst_option_stands_first_and_counts_once_a_ballot() -> None:
    twice = deck_sheet(1, wrong=("k1", "k1", "k2"))
    found = deck(twice, deck_sheet(2, wrong=("k2",)), deck_sheet(3, wrong=("k2",), kind=FALSE))
    assert [(each.kind, each.option, each.ballots) for each in found.weighed.options] == [
        (MISS, "k2", 2),
        (FALSE, "k2", 1),
        (MISS, "k1", 1),
    ]


def test_what_is_told_of_a_scanner_is_its_own_and_the_rest_the_ledger_s() -> None:
    key = SheetKey("S01", "1", "", 1)
    told = (
        AlarmRecord(Cell(MISS, "S01"), 1, 1, 1, 1, 9.0, 5.0, key),
        AlarmRecord(Cell(MISS), 1, 1, 1, 1, 9.0, 5.0, key),
        Finding("gap", key, "missing"),
        Finding("box-missing", SheetKey("", "", "K1", 0), "not opened"),
        Finding("gap", replace(key, scanner="S09"), "never came"),
        Note("t", "started", "1"),
    )
    made = decks_of([GENESIS, deck_sheet(1), deck_sheet(1, scanner="S02"), *told])
    assert (made.made_at, made.version) == ("2027-09-10T12:00:00Z", "0.1.0")
    assert [(each.scanner, each.alarms, each.findings) for each in made.decks] == [
        ("S01", 1, 1),
        ("S02", 0, 0),
    ]
    assert (made.alarms, made.findings) == (1, 2)
    pair = [KnownDeck("a", "", made, each) for each in made.decks]
    assert (total(pair).alarms, total(pair).findings) == (2, 3)
    # The same ledger twice in a folder is two names of one, and never comes here as two.
    assert pair[1].total.alarms == 1
    assert not pair[1].total.clean


def test_parts_are_those_in_force_at_the_last_ballot() -> None:
    other = (Component("profile", "other", "5.0", "plugin", "cc"),)
    note = Note("t", "components", msgspec.json.encode(other).decode())
    assert deck(deck_sheet(1), note).parts == PARTS
    assert deck(deck_sheet(1), note, deck_sheet(2)).parts == other
    broken = Note("t", "components", "no list")
    assert deck(broken, deck_sheet(1)).parts == ()


@pytest.mark.parametrize(
    ("ballots", "wrong", "most"),
    [(0, 0, 1.0), (200, 0, 0.015), (200, 4, 0.046), (2000, 0, 0.0015), (10, 5, 0.78), (4, 4, 1.0)],
)
def test_what_a_deck_leaves_possible(ballots: int, wrong: int, most: float) -> None:
    made = decks_of(deck_sheets(ballots, wrong=wrong)).decks
    found = made[0] if made else Deck("S01", "", 0, 0, 0, 0, {}, 0, 0)
    assert found.possible == most


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_so_few_would_be_rare_if_more_were_possible(ballots: tuple[int, int]) -> None:
    compared, wrong = ballots
    most = Deck("S01", "", compared, compared, wrong, wrong, {}, 0, 0).possible
    assert wrong / compared <= most <= 1.0
    if most < 1.0:
        assert at_most(wrong, compared, most) <= 0.0505
        # And not much more is said to be possible than that: rounding adds a tenth at most.
        assert at_most(wrong, compared, most / 1.11) >= 0.0495


def at_most(wrong: int, ballots: int, rate: float) -> float:
    """Give the binomial chance of so many or fewer."""
    return sum(
        math.exp(
            math.lgamma(ballots + 1)
            - math.lgamma(n + 1)
            - math.lgamma(ballots - n + 1)
            + n * math.log(rate)
            + (ballots - n) * math.log1p(-rate)
        )
        for n in range(wrong + 1)
    )


def test_a_deck_is_clean_where_everything_was_compared_and_agreed() -> None:
    def clean(*made: Entry) -> bool:
        ledger = decks_of(made)
        return total([KnownDeck("a", "", ledger, each) for each in ledger.decks]).clean

    good = deck_sheet(1)
    assert clean(good)
    # A doubtful mark goes to people, and is no disagreement.
    assert clean(deck_sheet(1, unsure=True))
    assert not clean()
    assert not clean(good, deck_sheet(2, compared=False))
    assert not clean(good, deck_sheet(2, wrong=("k1",)))
    assert not clean(good, Finding("gap", SheetKey("S01", "1", "", 1), ""))
    broken = replace(good.examination, faults=(TORN,))
    assert not clean(replace(good, examination=broken))


def test_the_last_deck_of_each_scanner_is_found() -> None:
    first, last = known("S02", "2027-09-10T16:00"), known("S02", "2027-09-13T20:00", "b.sqlite")
    other = known("S01", "2027-09-09T08:00")
    assert newest_first([other, first, last]) == (last, first, other)
    assert last_of_each([first, other, last]) == (other, last)
    assert total([first, last]).sheets == 2
    assert total([first, last]).made_at == "2027-09-13T20:00"
    assert total([]).made_at == ""


def test_a_total_has_every_figure() -> None:
    made = decks_of([GENESIS, deck_sheet(1, wrong=("k1",)), deck_sheet(2, unsure=True, at="t")])
    (only,) = (KnownDeck("a", "", made, each) for each in made.decks)
    assert only.total == DeckTotal("t", "0.1.0", 2, 2, 0, 1, 1, 0, 0)


def test_versions_of_several_ledgers_are_all_named() -> None:
    one, two = known("S01", "t"), known("S02", "t", "b.sqlite")
    two = replace(two, ledger=replace(two.ledger, version="0.2.0"))
    one = replace(one, ledger=replace(one.ledger, version="0.1.0"))
    assert total([two, one]).version == "0.1.0, 0.2.0"


def test_parts_that_differ_are_named_as_far_as_they_read() -> None:
    profile, config = PARTS
    layout = Component("layout", "kst-01-A", "1", "file", "dd")
    assert parts_apart(PARTS, PARTS) == ()
    assert parts_apart((profile, replace(config, digest="xx")), PARTS) == ()
    assert parts_apart((replace(profile, digest="xx"), config), PARTS) == (
        ("profile", "norwegian"),
    )
    assert parts_apart((*PARTS, layout), PARTS) == (("layout", "kst-01-A"),)
    assert parts_apart((), (profile, layout)) == (
        ("profile", "norwegian"),
        ("layout", "kst-01-A"),
    )


@given(st.lists(entries, max_size=12))
def test_every_ballot_counts_once_whatever_a_ledger_holds(made: list[Entry]) -> None:
    ledger = decks_of(made)
    sheets = [each for each in made if isinstance(each, SheetRecord)]
    assert sum(each.sheets for each in ledger.decks) == len(sheets)
    assert [each.scanner for each in ledger.decks] == sorted(
        {each.examination.key.scanner for each in sheets}
    )
    told = [each for each in made if isinstance(each, Finding)]
    assert ledger.findings + sum(each.findings for each in ledger.decks) == len(told)
    for each in ledger.decks:
        assert each.weighed.ballots <= each.compared <= each.sheets
        assert each.differing <= each.compared
        assert 0 < each.possible <= 1
        assert max(each.kinds.values(), default=0) <= each.differing
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(ledger), type=DeckLedger) == ledger


def test_marks_of_all_pages_are_counted() -> None:
    doubt = Mark("c", "o", 0.2, MarkState.UNSURE, BOX)
    page = PageReread("p", "", marks=(doubt, doubt))
    sheet = Examination(SheetKey("S01", "1", "", 1), (page, page))
    assert deck(SheetRecord("t", sheet)).unsure == 4
