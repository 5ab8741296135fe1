"""How one language writes names, numbers, shares and times in the documents."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from qc_service.model.categories import find_category
from qc_service.model.people import Person
from qc_service.reports.document import Cell, Value
from qc_service.reports.sentences import SENTENCES
from qc_service.reports.words import WORDS

THIN = "\u202f"
"""A narrow space that does not break: between thousands, before a per cent sign."""

MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}
MONTHS["nn"] = MONTHS["nb"]

NONE = "–"
HOUR_LETTERS = len("2027-09-13T21")


class Speech:
    """One language; `zone` is where the count takes place, `public` that no hour is told."""

    def __init__(self, language: str, zone: tzinfo, *, public: bool) -> None:
        """Take the language (`nb`, `nn`, `en`) and where clocks are read."""
        self.language = language
        self._zone = zone
        self._public = public

    def say(self, name: str, **values: object) -> str:
        """Say a term or a sentence by its name, with its values filled in."""
        words = WORDS.get(name) or SENTENCES[name]
        said: str = getattr(words, self.language)
        return said.format_map(values) if values else said

    def known(self, name: str, other: str) -> str:
        """Say a term that the ledger's words may name; a word that we do not know as it is."""
        return self.say(name) if name in WORDS else other

    def number(self, value: float) -> str:
        """Write a whole number with its thousands set apart."""
        return f"{value:,.0f}".replace(",", "," if self.language == "en" else THIN)

    def share(self, value: float, digits: int = 2) -> str:
        """Write a share in per cent, with so many decimals."""
        return self._decimal(f"{100 * value:.{digits}f}") + f"{THIN}%"

    def permille(self, value: float) -> str:
        """Write a share per mille."""
        return self._decimal(f"{1000 * value:.1f}") + f"{THIN}‰"

    def risk(self, value: float) -> str:
        """Write a risk in per cent, as short as it is."""
        return self._decimal(f"{100 * value:.3g}") + f"{THIN}%"

    def day(self, at: str) -> str:
        """Write the day of a time as people say it; what is no time as a dash."""
        when = self._when(at)
        if when is None:
            return NONE
        month = MONTHS[self.language].split()[when.month - 1]
        point = "" if self.language == "en" else "."
        return f"{when.day}{point} {month} {when.year}"

    def moment(self, at: str) -> str:
        """Write day and time of day; in a public copy the day alone."""
        when = self._when(at)
        if when is None or self._public or len(at) <= HOUR_LETTERS:
            return self.day(at)
        clock = f"{when:%H:%M}" if self.language == "en" else f"kl. {when:%H.%M}"
        return f"{self.day(at)} {clock}"

    def category(self, code: str) -> str:
        """Name a counting category with its official name."""
        found = find_category(code)
        if found is None:
            return code or self.say("no-category")
        name: str = getattr(found, self.language)
        return name

    def people(self, people: Iterable[Person]) -> str:
        """Name people by role, and by initials where the copy has them."""
        said = [
            f"{self.say(f'role-{each.role.value}')} ({each.name})"
            if each.name
            else self.say(f"role-{each.role.value}")
            for each in people
        ]
        return ", ".join(said) or NONE

    def yes(self, value: bool) -> str:
        """Say yes or no."""
        return self.say("yes" if value else "no")

    def count(self, value: int | None) -> Cell:
        """Give a number as a cell; a dash where there is none."""
        return Cell(NONE if value is None else self.number(value), value)

    def _decimal(self, text: str) -> str:
        return text if self.language == "en" else text.replace(".", ",")

    def _when(self, at: str) -> datetime | None:
        text = f"{at}:00:00Z" if len(at) == HOUR_LETTERS else at
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(self._zone)


def word(text: str, value: Value = None) -> Cell:
    """Give words as a cell; a dash where there are none. The value is the words where not told."""
    return Cell(text or NONE, text if value is None else value)
