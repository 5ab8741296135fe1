"""The record keeps what the scanner says is marked: the paper is held against it later."""

from qc_service.flow.examine import said
from qc_service.model.reported import Reported, ReportedContest, ReportedMark


def test_marks_stand_before_votes_and_marginal_ones_are_no_marks() -> None:
    marks = (
        ReportedMark("a", indicated=True),
        ReportedMark("b", indicated=False),
        ReportedMark("c", None),
    )
    contests = (
        ReportedContest("mayor", marks, votes=("c",)),
        ReportedContest("council", (), votes=("x", "y")),
    )
    found = said(Reported("r1", "style", contests))
    assert found == (("mayor", "a"), ("council", "x"), ("council", "y"))
