"""Direct checks as the desk says them: what is absurd becomes a finding, where it shows."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
import pytest

from qc_service.detecting.confusions import Exchange
from qc_service.detecting.plan import make_plan
from qc_service.flow.coarse import CELLS, coarse_bits
from qc_service.flow.desk import Desk
from qc_service.flow.replaying import closing_entries, replay
from qc_service.flow.signs import signs_of
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice
from qc_service.model.errors import QcError
from qc_service.model.events import Entry, Finding, Genesis, SheetRecord
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import ContestReread, ContestStatus, Difference, DifferenceKind

VOTED, OVER = ContestStatus.VOTED, ContestStatus.OVERVOTE


def contest(
    *marked: str, status: ContestStatus = VOTED, unsure: tuple[str, ...] = ()
) -> ContestReread:
    return ContestReread("mayor", status, marked, marked, unsure)


def sheet(  # noqa: PLR0913 - every part of a sheet that a test may want to set
    number: int,
    *,
    scanner: str = "S1",
    batch: str = "K1",
    style: str = "A",
    contests: tuple[ContestReread, ...] = (),
    differences: tuple[Difference, ...] = (),
    coarse: str = "",
    compared: bool = True,
) -> Examination:
    pages = (PageReread("f", "", side="front"), PageReread("b", "", side="back", coarse=coarse))
    return Examination(
        SheetKey(scanner, "night", batch, number),
        pages,
        contests=contests,
        differences=differences,
        compared=compared,
        style=style,
        digest=f"{scanner}{batch}{number}",
    )


def told(desk: Desk, sheets: Iterable[Examination]) -> list[Finding]:
    effects = [effect for one in sheets for effect in desk.handle(SheetRecord("t", one))]
    return [effect for effect in effects if isinstance(effect, Finding)]


def other(reported: str, reread: str) -> tuple[Difference, ...]:
    lost = Difference(DifferenceKind.OTHER, "mayor", reread, "empty", "marked", 0.9)
    gained = Difference(DifferenceKind.OTHER, "mayor", reported, "marked", "empty", 0.0)
    return lost, gained


def test_overvotes_on_one_scanner_are_told_beside_its_peers() -> None:
    """South Bronx 2010: phantom marks, in the image for both readings; nothing was compared."""
    desk = Desk({})
    clean = [sheet(n, contests=(contest("a"),), compared=False) for n in range(1, 301)]
    assert told(desk, clean) == []
    hot = [
        sheet(n, scanner="S2", contests=(contest("a", "b", status=OVER),), compared=False)
        for n in range(1, 17)
    ]
    (found,) = told(desk, hot)
    assert (found.kind, found.key.scanner, found.key.sequence) == ("jump", "S2", 8)
    assert found.message == (
        "8 of the last 8 ballots of A on S2 have more marks than allowed; "
        "on the other scanners so far 0 of 300"
    )


@pytest.mark.parametrize(
    ("contests", "words"),
    [
        ((contest(status=ContestStatus.BLANK),), "have no mark in any contest"),
        ((contest(status=ContestStatus.UNSURE, unsure=("a",)),), "of which we are not sure"),
    ],
)
def test_blank_and_doubtful_ballots_jump_too(
    contests: tuple[ContestReread, ...], words: str
) -> None:
    desk = Desk({})
    told(desk, [sheet(n, contests=(contest("a"),)) for n in range(1, 301)])
    (found,) = told(desk, [sheet(n, scanner="S2", contests=contests) for n in range(1, 17)])
    assert words in found.message


def test_a_fault_or_an_unknown_list_is_of_no_stratum() -> None:
    assert signs_of(sheet(1, style=""), 1).stratum == ""
    faulty = msgspec.structs.replace(sheet(1), faults=(Fault(FaultCode.WORKER_DIED, ""),))
    assert signs_of(faulty, 1).stratum == ""
    assert signs_of(sheet(1), 1).there == ()


def test_every_second_vote_for_one_reported_as_anothers() -> None:
    desk = Desk({})
    ballots = [
        sheet(n, contests=(contest("a"),), differences=other("b", "a") if n % 2 else ())
        for n in range(1, 30)
    ]
    found = [each for each in told(desk, ballots) if each.kind == "read-as-other"]
    assert [(each.key.sequence, each.message) for each in found] == [
        (7, "4 of the last 7 ballots of S1 for a in mayor were reported as b")
    ]


def test_two_candidates_exchanged() -> None:
    desk = Desk({})
    ballots = [
        sheet(n, contests=(contest(one),), differences=other(two, one))
        for n in range(1, 13)
        for one, two in (("ab", "ba")[n % 2],)
    ]
    kinds = [(each.kind, each.message) for each in told(desk, ballots)]
    kind, words = kinds[0]
    assert kind == "swapped"
    assert words.startswith("a in mayor and b are exchanged on S1: the last 3 ballots of each")
    assert {kind for kind, _ in kinds} == {"swapped", "option-zero"}


def test_a_candidate_who_is_never_reported() -> None:
    lost = (Difference(DifferenceKind.MISS, "mayor", "a", "empty", "marked", 0.9),)
    ballots = [sheet(n, contests=(contest("a"),), differences=lost) for n in range(1, 9)]
    found = [each for each in told(Desk({}), ballots) if each.kind == "option-zero"]
    assert [each.message for each in found] == [
        "the first 5 ballots of S1 with a mark for a in mayor were all reported without it"
    ]


def test_a_list_reported_as_another() -> None:
    as_other = (Difference(DifferenceKind.STYLE, "", "", "H", "A", 0.0),)
    ballots = [sheet(n, differences=as_other if n % 2 else ()) for n in range(1, 12)]
    found = [each for each in told(Desk({}), ballots) if each.kind == "read-as-other"]
    assert [each.message for each in found] == [
        "4 of the last 7 ballots of S1 for list A were reported as list H"
    ]


def test_unknown_contests_and_overvotes_without_an_option_are_no_exchange() -> None:
    strange = (
        Difference(DifferenceKind.STYLE, "sheriff", "", "present", "absent", 0.0),
        Difference(DifferenceKind.FALSE, "mayor", "", "overvote", "voted", 0.0),
        Difference(DifferenceKind.FALSE, "mayor", "b", "marked", "empty", 0.0),
    )
    assert signs_of(sheet(1, differences=strange), 1).exchanges == ()
    several = (*other("b", "a"), *other("d", "c"))
    pairs = signs_of(sheet(1, differences=several), 1).exchanges
    assert pairs == tuple(Exchange("mayor", x, y) for x in "ac" for y in "bd")


def coded(box: str, codes: Iterable[str], scanner: str = "S1") -> Iterator[Examination]:
    for number, code in enumerate(codes, start=1):
        yield sheet(number, scanner=scanner, batch=box, coarse=code, compared=False)


def codes(seed: int, count: int) -> list[str]:
    return [format(n, "04b") for n in np.random.default_rng(seed).integers(0, 16, count)]


def test_a_box_scanned_twice_is_told_by_its_name_and_no_sheet() -> None:
    desk = Desk({"scanners": 2, "ballots_per_scanner": 2000})
    first, second = codes(1, 150), codes(2, 150)
    assert told(desk, coded("K1", first)) == []
    assert told(desk, coded("K2", second)) == []
    (found,) = told(desk, coded("K3", reversed(first), "S2"))
    assert found.kind == "box-rescanned"
    assert found.key == SheetKey("S2", "night", "K3", 0)
    assert found.message == (
        "box K3: by print, stamps and marks its sheets come in the reverse order of those of "
        "box K1 on S1 in session night: the same ballots seem to have been scanned twice"
    )
    (found,) = told(desk, coded("K4", second))
    assert "in the order of those of box K2 on S1:" in found.message


def test_a_second_count_sees_the_same_papers_and_rightly() -> None:
    desk = Desk({"scanners": 2, "ballots_per_scanner": 2000})
    assert told(desk, coded("K1", codes(1, 150))) == []
    again = Batch("K1", scanner="S2", count=2)
    desk.take_notice(BatchNotice(BatchKind.OPENED, again, "night", 1))
    assert told(desk, coded("K1", codes(1, 150), "S2")) == []


def test_marks_are_one_of_eight_values_of_a_code() -> None:
    """Ballots without a stamp have only their marks."""
    one = signs_of(sheet(1, contests=(contest("a"),)), 1).code
    assert one in set("abcdefgh")
    assert one == signs_of(sheet(2, contests=(contest("a"),)), 1).code
    values = {signs_of(sheet(1, contests=(contest(name),)), 1).code for name in "abcdefghijkl"}
    assert len(values) > 4
    assert signs_of(sheet(1, contests=(contest("a"),), coarse="01-1"), 1).code == f"{one}01-1"
    assert signs_of(sheet(1, coarse="01-1"), 1).code == "-01-1"
    assert signs_of(sheet(1), 1).code == ""
    unsure = contest("a", unsure=("b",))
    assert signs_of(sheet(1, contests=(unsure,)), 1).code == ""
    assert signs_of(sheet(1, contests=(unsure,), coarse="0"), 1).code == "-0"


def test_coarse_bits_are_wide_keyed_and_half_of_them_set() -> None:
    dice = np.random.default_rng(1)
    places = [
        {"stamp_x_mm": x, "stamp_y_mm": y, "stamp_turn_deg": turn}
        for x, y, turn in zip(
            dice.normal(30, 9, 400), dice.normal(18, 4, 400), dice.normal(0, 6, 400), strict=True
        )
    ]
    bits = [coarse_bits(b"tonight", place) for place in places]
    shares = np.mean([[int(bit) for bit in each] for each in bits], axis=0)
    assert len(shares) == len(CELLS)
    assert ((shares > 0.35) & (shares < 0.65)).all()
    moved = [
        coarse_bits(b"tonight", {n: v + dice.normal(0, 0.02) for n, v in p.items()}) for p in places
    ]
    same = np.mean(
        [
            a == b
            for one, two in zip(bits, moved, strict=True)
            for a, b in zip(one, two, strict=True)
        ]
    )
    assert same > 0.97
    assert bits != [coarse_bits(b"another night", place) for place in places]


def test_coarse_bits_of_what_is_not_measured() -> None:
    assert coarse_bits(b"", {"stamp_x_mm": 1.0}) == ""
    assert coarse_bits(b"x", {"paper_level": 1.0}) == ""
    assert coarse_bits(b"x", {"stamp_x_mm": float("nan"), "stamp_y_mm": 3.0})[:2] == "--"


def test_the_budget_for_direct_checks_is_taken_from_alpha_and_shown_as_spent() -> None:
    plan = {"alpha": 0.05, "scanners": 1.0, "ballots_per_scanner": 100.0}
    desk = Desk(plan)
    told(desk, [sheet(n) for n in range(1, 101)])
    assert desk.figures().spent == pytest.approx(0.01)  # nothing was read: no evidence
    assert make_plan(plan).evidence().alpha == pytest.approx(0.04)


@pytest.mark.parametrize("wrong", [{"direct": 0.0}, {"direct": 1.0}, {"jump_ratio": 0.5}])
def test_a_plan_that_cannot_be_meant_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(QcError, match=r"plan: (direct|jump_ratio)"):
        make_plan(wrong)


def test_a_night_of_all_of_it_is_replayed_word_for_word() -> None:
    desk = Desk({})
    over = (contest("a", "b", status=OVER),)
    sheets = [
        *coded("K1", codes(1, 150)),
        *coded("K2", codes(1, 150), "S2"),
        *(sheet(n, batch="K3", contests=(contest("a"),)) for n in range(1, 200)),
        *(sheet(n, scanner="S2", batch="K4", contests=over) for n in range(1, 20)),
        *(
            sheet(n, batch="K5", contests=(contest("a"),), differences=other("b", "a"))
            for n in range(1, 20)
        ),
    ]
    entries: list[Entry] = [Genesis("t", "1", (), {})]
    notice = BatchNotice(BatchKind.OPENED, Batch("K1", scanner="S1"), "night", 1)
    entries += [BatchEvent("t", notice), *desk.take_notice(notice)]
    for one in sheets:
        record = SheetRecord("t", one)
        entries += [record, *desk.handle(record)]
    entries += closing_entries(desk, "t")
    assert {e.kind for e in entries if isinstance(e, Finding)} >= {"jump", "read-as-other"}
    replayed = replay(entries)
    assert replayed.difference == ""
