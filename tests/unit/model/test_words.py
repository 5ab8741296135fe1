from qc_service.model.words import LANGUAGES, Words

SHEETS = Words("{n} sedler", "{n} setlar", "{n} ballots")


def test_a_text_is_said_in_each_language_with_its_values() -> None:
    assert [SHEETS.say(language, n=3) for language in LANGUAGES] == [
        "3 sedler",
        "3 setlar",
        "3 ballots",
    ]


def test_without_values_braces_stand_as_they_are() -> None:
    assert SHEETS.say("nb") == "{n} sedler"
