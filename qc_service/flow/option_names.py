"""How a field of a ballot is named for people: by what the form prints there, and where it is."""

from collections.abc import Iterable, Mapping

from qc_service.flow.advice_words import NAMED, PLACES
from qc_service.model.finding_sentences import CLAUSES
from qc_service.model.layout import Layout

Titles = Mapping[tuple[str, str], str]
"""What forms print for an option, by contest and option."""


def titles_of(layouts: Iterable[Layout]) -> dict[tuple[str, str], str]:
    """Give what forms print for each option; nothing where they differ, as lists' candidates do."""
    found: dict[tuple[str, str], set[str]] = {}
    for layout in layouts:
        for contest in layout.contests:
            for option in contest.options:
                found.setdefault((contest.id, option.id), set()).add(option.title)
    return {place: title for place, (title, *more) in found.items() if title and not more}


def option_name(contest: str, option: str, language: str, titles: Titles | None = None) -> str:
    """Name a field, with what is printed there where that is known.

    Without a contest the option is a list; without an option it is the whole contest.
    """
    if not option:
        return contest
    if not contest:
        return CLAUSES["list"].say(language, option=option)
    inside = NAMED.say(language, option=option, contest=contest)
    place = PLACES["option"].say(language, option=inside)
    title = (titles or {}).get((contest, option), "")
    return f"{title} ({place})" if title else place
