"""Texts for people in every language of the house: bokmål, nynorsk and English."""

from enum import StrEnum

import msgspec


class Language(StrEnum):
    """The languages in which everything for people is said."""

    NB = "nb"
    NN = "nn"
    EN = "en"


LANGUAGES = tuple(language.value for language in Language)
"""Bokmål, nynorsk, English."""


class Words(msgspec.Struct, frozen=True):
    """One text in every language; names in braces stand for the values it is told with."""

    nb: str
    nn: str
    en: str

    def say(self, language: str, **values: object) -> str:
        """Say it in a language of `LANGUAGES`, with its values filled in."""
        said: str = getattr(self, language)
        return said.format_map(values) if values else said
