"""From layouts to what a person fills in: the lists there are, and what can be marked on each."""

from collections.abc import Iterable

import msgspec

from qc_service.model.layout import Layout, RegionKind


class FormOption(msgspec.Struct, frozen=True):
    """One thing to mark; `number` counts over the whole ballot, for the keyboard."""

    id: str
    title: str
    number: int


class FormContest(msgspec.Struct, frozen=True):
    """One contest with its options."""

    id: str
    title: str
    options: tuple[FormOption, ...]


class BallotForm(msgspec.Struct, frozen=True):
    """What is asked about a ballot of one list or style; `rows` are those to write in."""

    style: str
    title: str
    contests: tuple[FormContest, ...] = ()
    rows: int = 0
    stamp: bool = False


def ballot_forms(layouts: Iterable[Layout], election: str) -> tuple[BallotForm, ...]:
    """Give one form for each list of an election; of all layouts where none is of it."""
    known = list(layouts)
    mine = [each for each in known if election and each.election == election] or known
    forms: dict[str, BallotForm] = {}
    for layout in mine:
        style = layout.style or layout.id
        forms.setdefault(style, _form(style, layout))
    return tuple(forms.values())


def _form(style: str, layout: Layout) -> BallotForm:
    rows = {
        (region.contest, region.option)
        for side in layout.sides
        for region in side.regions
        if region.row
    }
    targets = {(each.contest, each.option) for side in layout.sides for each in side.targets}
    number = 0
    contests: list[FormContest] = []
    for contest in layout.contests:
        options: list[FormOption] = []
        for option in contest.options:
            if (contest.id, option.id) in targets - rows:
                number += 1
                title = f"{option.title} {option.info}".strip() or option.id
                options.append(FormOption(option.id, title, number))
        if options:
            contests.append(FormContest(contest.id, contest.title or contest.id, tuple(options)))
    kinds = [region.kind for side in layout.sides for region in side.regions]
    return BallotForm(
        style=style,
        # "Election, place: list": all forms here are of one election.
        title=layout.title.rpartition(": ")[2] or style,
        contests=tuple(contests),
        rows=len(rows),
        stamp=RegionKind.STAMP in kinds,
    )
