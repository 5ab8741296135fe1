from qc_service.model.faults import Fault, FaultCode
from qc_service.model.reading import OutsideMark
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import Candidate, Mark, MarkState, WriteIn
from qc_service.sampling.candidates import candidates

FAULT = Fault(FaultCode.UNDECODABLE, "cut short")


def mark(option: str, state: MarkState) -> Mark:
    return Mark("x", option, 0.2, state, (0, 0, 1, 1))


def test_a_settled_sheet_is_no_candidate() -> None:
    page = PageReread("a.jpg", "", marks=(mark("a", MarkState.MARKED), mark("b", MarkState.EMPTY)))
    written = WriteIn("x", "w", 0.5, without_mark=False)
    assert candidates([page], [written], []) == ()


def test_every_reason_is_told_once_in_a_fixed_order() -> None:
    page = PageReread(
        "a.jpg",
        "",
        marks=(mark("b", MarkState.UNSURE), mark("a", MarkState.UNSURE)),
        outside=(
            OutsideMark("beside", (0, 0, 1, 1), 0.5, "x", "a"),
            OutsideMark("large", (5, 5, 1, 1), 0.5, "x", "a"),
        ),
    )
    faulty = PageReread("b.jpg", "", fault=FAULT)
    written = WriteIn("x", "w", 0.5, without_mark=True)
    assert candidates([page, faulty], [written], [FAULT]) == (
        Candidate("fault"),
        Candidate("unsure", "x", "b"),
        Candidate("unsure", "x", "a"),
        Candidate("outside", "x", "a"),
        Candidate("write-in", "x", "w"),
    )


def test_a_fault_of_a_page_or_of_the_sheet_suffices() -> None:
    assert candidates([PageReread("b.jpg", "", fault=FAULT)], [], []) == (Candidate("fault"),)
    assert candidates([], [], [FAULT]) == (Candidate("fault"),)
