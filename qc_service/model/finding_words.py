"""What a finding says in a language, made from its sentence and its facts: one way for all.

The English message in the ledger is made here, too, so that it and the pages cannot differ.
"""

from collections.abc import Callable
from string import Formatter

from qc_service.model.batch import Batch
from qc_service.model.categories import find_category
from qc_service.model.events import Facts, Finding
from qc_service.model.finding_sentences import CHANGES, CLAUSES, MEASURED, SENTENCES
from qc_service.model.sheet import SheetKey
from qc_service.model.words import Language

GROUPED_LEAST = 10_000
"""From here on Norwegian numbers are written in groups of three digits."""

CATEGORIES = ("category", "told_category", "planned_category")
"""Facts that are codes of counting categories."""


def make_finding(
    kind: str, key: SheetKey, said: str, facts: Facts | None = None, digest: str = ""
) -> Finding:
    """Make a finding of a sentence and its facts; its message is the sentence in English."""
    told = facts or {}
    return Finding(kind, key, say_facts(said, told, Language.EN), digest, said, told)


def finding_words(finding: Finding, language: str) -> str:
    """Say a finding in a language; empty where only its English message tells it.

    Such are findings of earlier versions, which have no facts, and of later ones, whose sentences
    are not known here.
    """
    return say_facts(finding.said, finding.facts, language)


def say_facts(said: str, facts: Facts, language: str) -> str:
    """Say a sentence of `SENTENCES`; empty where it is not known, or its facts are not there."""
    sentence = SENTENCES.get(said)
    if sentence is None:
        return ""
    told = _Told(facts, language)
    try:
        values = {name: told.place(name) for name in places(sentence.say(language))}
    except (KeyError, TypeError):  # a fact is missing, or no number: of another version
        return ""
    return sentence.say(language, **values).strip()


def places(text: str) -> set[str]:
    """Give the names in braces of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def name_facts(batch: Batch) -> Facts:
    """Give the facts that name a box: none where it has no name, a count but for the first."""
    if not batch.id:
        return {}
    return {"box": batch.id} if batch.count == 1 else {"box": batch.id, "count": batch.count}


def where_facts(batch: Batch) -> Facts:
    """Give the facts that tell where a box belongs, as far as they are known."""
    number: Facts = {"number": batch.box, "boxes": batch.boxes} if batch.boxes else {}
    told = {
        "locale": batch.locale,
        "locale_name": batch.locale_name,
        "category": batch.category,
    }
    return number | {name: value for name, value in told.items() if value}


class _Told:
    """The facts of one finding in one language, and what is said of several of them at once.

    All raise KeyError or TypeError where the facts do not allow it.
    """

    def __init__(self, facts: Facts, language: str) -> None:
        self._facts, self._language = facts, language
        self._parts: dict[str, Callable[[], str]] = {
            "another": lambda: self._option("other_option", "field"),
            "box": self._box,
            "change": lambda: CHANGES[self._code("measure")][self._code("way")].say(language),
            "differing": self._differing,
            "earlier": lambda: self._clause("earlier-session" if "session" in facts else "earlier"),
            "measure": lambda: MEASURED[self._code("measure")].say(language),
            "one": lambda: self._option("option", "option"),
            "others": self._others,
            "paper": self._paper,
            "sheets": self._sheets,
            "where": self._where,
        }

    def place(self, name: str) -> str:
        """Fill one place of a sentence."""
        part = self._parts.get(name)
        return self._fact(name) if part is None else part()

    def _code(self, name: str) -> str:
        return str(self._facts[name])

    def _fact(self, name: str) -> str:
        """Write one fact as the language does."""
        value = self._facts[name]
        if isinstance(value, int | float):
            return _number(value, self._language)
        category = find_category(value) if name in CATEGORIES else None
        return value if category is None else str(getattr(category, self._language))

    def _clause(self, name: str, **others: str) -> str:
        """Say a clause with its facts, and what is given beside them."""
        said = CLAUSES[name]
        facts = places(said.say(self._language)) - others.keys()
        return said.say(self._language, **{each: self._fact(each) for each in facts}, **others)

    def _box(self) -> str:
        if "box" not in self._facts:
            return ""
        return self._clause("box-count" if "count" in self._facts else "box")

    def _sheets(self) -> str:
        return self._clause("sheet" if self._facts["sheets"] == 1 else "sheets")

    def _option(self, name: str, clause: str) -> str:
        """Name an option; without a contest it is a list."""
        known = clause if "contest" in self._facts else "list"
        return self._clause(known, option=self._fact(name))

    def _others(self) -> str:
        """Say how the other scanners, told with numbers from 1, are set up, and itself before."""
        said = [self._clause("itself")] if "before" in self._facts else []
        number = 1
        while f"scanner_{number}" in self._facts:
            values = {name: self._fact(f"{name}_{number}") for name in ("scanner", "setup")}
            said.append(self._clause("set-up", **values))
            number += 1
        return ", ".join(said)

    def _paper(self) -> str:
        number = self._clause("number-in-box" if "other" in self._facts else "number")
        return self._clause("paper", number=number)

    def _where(self) -> str:
        """Write where a box belongs: its number, locale and category, as far as they are known."""
        number = self._clause("place") if "boxes" in self._facts else ""
        names = [self._fact(n) for n in ("locale", "locale_name") if n in self._facts]
        category = self._fact("category") if "category" in self._facts else ""
        parts = [part for part in (number, " ".join(names), category) if part]
        return f" ({', '.join(parts)})" if parts else ""

    def _differing(self) -> str:
        """Say which numbers a box's sheets differ from, and by how much."""
        said = []
        for name in ("planned", "labelled", "sent"):
            if name in self._facts:
                off = self._count("sheets") - self._count(name)
                written = ("+" if off > 0 else "") + _number(off, self._language)
                said.append(self._clause(name, number=self._fact(name), off=written))
        return ", ".join(said)

    def _count(self, name: str) -> int:
        value = self._facts[name]
        if not isinstance(value, int):
            raise TypeError(name)
        return value


def _number(value: float, language: str) -> str:
    """Write a number; in English plainly, as the ledger has it."""
    said = str(value) if isinstance(value, int) else f"{value:.4g}"
    if language == Language.EN:
        return said
    if isinstance(value, int) and abs(value) >= GROUPED_LEAST:
        said = f"{value:,}".replace(",", "\u202f")
    return said.replace(".", ",").replace("-", "−")
