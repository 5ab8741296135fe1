"""The counting categories under which boxes of ballots are kept apart: our codes, official names.

Edition 2025: the five names as municipal protocols of the 2025 election print them. Before it,
2019 to 2023, EVA had seven, with codes of its own; no rule tells which of 2025 each became, so they
stand beside the five and are not turned into them. Another edition adds to the table; a code never
changes its meaning, ledgers hold it.
"""

import msgspec

EDITION = "2025"
"""The election whose protocols the names are taken from."""


class Category(msgspec.Struct, frozen=True):
    """One category: our code, and its name in bokmål (official), nynorsk and English (ours)."""

    code: str
    nb: str
    nn: str
    en: str

    def names(self) -> tuple[str, ...]:
        """Give all words that mean this category."""
        return self.code, self.nb, self.nn, self.en


CATEGORIES = (
    Category(
        "advance-locale",
        "Forhåndsstemmer – fra valglokalene",
        "Førehandsstemmer – frå vallokala",
        "Advance votes – from the polling places",
    ),
    Category(
        "advance-other",
        "Forhåndsstemmer – øvrige",
        "Førehandsstemmer – øvrige",
        "Advance votes – others",
    ),
    Category(
        "advance-late",
        "Forhåndsstemmer – telt etter kl. 17 dagen etter valgdagen",
        "Førehandsstemmer – telt etter kl. 17 dagen etter valdagen",
        "Advance votes – counted after 5 p.m. on the day after election day",
    ),
    Category(
        "day-locale",
        "Valgtingsstemmer – fra valglokalene",
        "Valtingsstemmer – frå vallokala",
        "Election day votes – from the polling places",
    ),
    Category(
        "day-other",
        "Valgtingsstemmer – øvrige",
        "Valtingsstemmer – øvrige",
        "Election day votes – others",
    ),
)
"""In the order of the protocol."""

EARLIER = (
    Category("FO", "Forhånd ordinære", "Førehand ordinære", "Advance, ordinary"),
    Category(
        "FS",
        "Forhånd sent innkomne / lagt til side",
        "Førehand seint innkomne / lagde til side",
        "Advance, late or laid aside",
    ),
    Category("VO", "Valgting ordinære", "Valting ordinære", "Election day, ordinary"),
    Category(
        "VS",
        "Valgting særskilt omslag",
        "Valting særskilt omslag",
        "Election day, in separate covers",
    ),
    Category(
        "VB",
        "Valgting beredskapskonvolutt",
        "Valting beredskapskonvolutt",
        "Election day, in contingency envelopes",
    ),
    Category(
        "VF",
        "Valgting fremmedstemmer",
        "Valting framandstemmer",
        "Election day, voters of other places",
    ),
    Category(
        "BF",
        "Fremmedstemmer fra andre bydeler",
        "Framandstemmer frå andre bydelar",
        "Votes from other boroughs",
    ),
)
"""EVA's codes until 2023, as totals of those elections carry them."""

KNOWN = CATEGORIES + EARLIER
"""All that a box or a total may name."""


def plain(word: str) -> str:
    """Give a name without what typing changes: case, white space, the kind of dash."""
    return " ".join(word.replace("–", "-").replace("—", "-").split()).lower()


_BY_NAME = {plain(name): each for each in KNOWN for name in each.names()}


def find_category(word: str) -> Category | None:
    """Give the category that a code or a name in any of the languages means, or None."""
    return _BY_NAME.get(plain(word))
