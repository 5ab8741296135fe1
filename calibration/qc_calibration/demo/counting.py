"""How a made-up scanner counts one contest: by its rule, from its own marks."""

from qc_service.model.layout import Contest
from qc_service.model.reported import ReportedContest, ReportedMark


def count_contest(contest: Contest, marks: tuple[ReportedMark, ...]) -> ReportedContest:
    """Count a contest: with more votes than are allowed, none counts."""
    votes = tuple(mark.option for mark in marks if mark.indicated)
    over = len(votes) > contest.votes_allowed
    return ReportedContest(
        contest=contest.id,
        marks=marks,
        votes=() if over else votes,
        overvotes=contest.votes_allowed if over else 0,
        undervotes=0 if over else contest.votes_allowed - len(votes),
        complete=True,
    )
