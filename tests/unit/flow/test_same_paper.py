"""The same sheet of paper twice: after a paper stop, or in a box that was scanned again."""

import msgspec

from qc_service.flow.desk import Desk
from qc_service.model.events import Finding, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey

PLAN: dict[str, float] = {}


def record(sequence: int, paper: str, batch: str = "B1") -> SheetRecord:
    key = SheetKey("S01", "night", batch, sequence)
    page = PageReread("front.jpg", f"{batch}{sequence}", paper=paper)
    back = PageReread("back.jpg", f"b{batch}{sequence}")
    return SheetRecord("", Examination(key, (page, back), digest=f"{batch}-{sequence}"))


def findings(*records: SheetRecord) -> list[tuple[str, int, str]]:
    desk = Desk(PLAN)
    effects = [effect for one in records for effect in desk.handle(one)]
    return [(e.kind, e.key.sequence, e.message) for e in effects if isinstance(e, Finding)]


def test_the_last_ballot_after_a_paper_stop_is_told_with_both_its_numbers() -> None:
    """August 2019: after a paper stop nobody could say which ballot was scanned last."""
    (found,) = findings(record(1, "aa"), record(2, "bb"), record(3, "bb"), record(4, "cc"))
    assert found[:2] == ("same-paper", 3)
    assert "as number 2 of box B1 on S01 in session night: take" in found[2]


def test_a_box_scanned_twice_is_told_sheet_by_sheet() -> None:
    twice = [record(n, f"p{n}", batch) for batch in ("B1", "B2") for n in (1, 2, 3)]
    assert [(kind, n) for kind, n, _ in findings(*twice)] == [("same-paper", n) for n in (1, 2, 3)]


def test_papers_without_a_number_are_never_the_same() -> None:
    assert findings(record(1, ""), record(2, "")) == []


def test_a_sheet_sent_again_is_a_double_and_no_second_paper() -> None:
    kinds = [kind for kind, _, _ in findings(record(1, "aa"), record(1, "aa"))]
    assert kinds == ["double"]


def test_papers_are_part_of_the_state() -> None:
    one, other = Desk(PLAN), Desk(PLAN)
    one.handle(record(1, "aa"))
    changed = record(1, "bb")
    other.handle(msgspec.structs.replace(changed, received_at=""))
    assert one.digest() != other.digest()
