"""Explanations of deviations: numbers filled in, questions asked, and two texts that fit."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.comparing.deviation import (
    Deviation,
    DeviationKind,
    Numbers,
    Recount,
    SeatEffect,
    UsedCount,
    fill_in,
)
from qc_service.comparing.deviation_causes import CAUSES, QUESTIONS
from qc_service.comparing.deviation_checks import (
    REMINDERS,
    Reminder,
    missing,
    question,
    reminder_words,
    reminders,
)
from qc_service.comparing.deviation_phrases import PHRASES
from qc_service.comparing.deviation_words import SHORT_MOST, long_text, short_text
from qc_service.model.totals import CountKind, ListCount, RereadBox, Totals
from qc_service.model.words import LANGUAGES

MACHINE, MANUAL = CountKind.MACHINE, CountKind.MANUAL
ELSEWHERE = Recount(MACHINE, other_machine=True, other_people=True, ballots=562)

BUNDLE = Deviation(
    id="A-1",
    kind=DeviationKind.COUNTS,
    category="day-locale",
    locale="0304",
    cause="bunke_glemt",
    numbers=Numbers(first=512, doubtful=3, second=(562,)),
    tolerance_permille=1.0,
    tolerance_ballots=3,
    tolerance_by="valgstyret, sak 12/27",
    happened="En bunke lå igjen i kassen.",
    why="Kassen ble lukket før alle bunkene var ført opp.",
    found="Andre telling ga 50 sedler mer.",
    answers={"ballots": 50, "where": "i kasse K07"},
    recounts=(ELSEWHERE,),
    sample="R1-004",
    used=UsedCount.SECOND,
    seats=SeatEffect.NONE,
    measures="Bunkene telles av to.",
    letter=False,
    signed=("leder AB", "nestleder CD"),
    date="14.9.2027",
)
"""A complete explanation."""


def but(**changes: object) -> Deviation:
    return msgspec.structs.replace(BUNDLE, **changes)


def test_there_are_21_causes_and_each_asks_known_questions() -> None:
    assert len(CAUSES) == 21
    assert {key for cause in CAUSES.values() for key in cause.asks} <= set(QUESTIONS)
    words = [cause.name for cause in CAUSES.values()]
    words += [*QUESTIONS.values(), *REMINDERS.values(), *PHRASES.values()]
    assert all(each.nb and each.nn and each.en for each in words)


def test_a_complete_explanation_asks_nothing_more() -> None:
    assert missing(BUNDLE) == ()
    assert reminders(BUNDLE) == ()


def test_what_is_missing_is_named_in_the_order_of_the_paper() -> None:
    assert missing(Deviation("A-2", DeviationKind.COUNTS)) == (
        *("category", "numbers", "tolerance", "tolerance_by", "cause", "happened", "why", "found"),
        *("used", "seats", "measures", "letter", "signed", "date"),
    )


@pytest.mark.parametrize("code", CAUSES)
def test_each_cause_asks_for_its_own_answers(code: str) -> None:
    asked = missing(but(cause=code, answers={}, recounts=()))
    assert set(CAUSES[code].asks) <= set(asked)
    answers: dict[str, str | int] = dict.fromkeys(CAUSES[code].asks, "0")
    assert missing(but(cause=code, answers=answers)) == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"signed": ("leder AB",)}, "signed"),
        ({"signed": ("leder AB", "leder AB ")}, "signed"),
        ({"happened": "  "}, "happened"),
        ({"answers": {"ballots": 50, "where": " "}}, "where"),
        ({"numbers": Numbers(first=512)}, "numbers"),
        ({"cause": "nonsense"}, "cause"),
    ],
)
def test_one_thing_missing_is_one_question(changes: dict[str, object], key: str) -> None:
    assert missing(but(**changes)) == (key,)


@pytest.mark.parametrize(
    ("recounts", "enough"),
    [
        ((), False),
        ((Recount(MACHINE),), False),
        ((Recount(MACHINE, other_machine=True),), False),
        ((Recount(MACHINE, other_people=True),), False),
        ((Recount(MANUAL, other_people=True),), True),
        ((Recount(MACHINE), ELSEWHERE), True),
    ],
)
def test_an_unknown_cause_calls_for_a_recount_by_others(
    recounts: tuple[Recount, ...], *, enough: bool
) -> None:
    unknown = but(cause="ukjent", answers={"looked": "i alle kasser"}, recounts=recounts)
    assert ("recounts" in missing(unknown)) is not enough
    assert (Reminder("recount") in reminders(unknown)) is not enough


def test_people_are_reminded_of_what_does_not_add_up() -> None:
    few = but(answers={"ballots": 40, "where": "K07"})
    assert reminders(few) == (
        Reminder("not-all-explained", (("difference", 50), ("explained", 40))),
    )
    assert reminders(but(recounts=())) == (Reminder("beyond"),)
    assert reminders(but(recounts=(), tolerance_permille=90.0)) == ()
    county = but(kind=DeviationKind.COUNTY, numbers=Numbers(second=(512,), county=562))
    assert reminders(county) == (Reminder("county-letter"),)
    judged = reminders(but(why="Dessverre var det slurv, (slurv)."))
    assert [dict(each.values)["word"] for each in judged] == ["dessverre", "slurv"]


def test_reminders_and_questions_are_said_in_every_language() -> None:
    for language in LANGUAGES:
        assert "40" in reminder_words(
            Reminder("not-all-explained", (("difference", 50), ("explained", 40))), language
        )
        assert question("where", language).endswith("?")


@pytest.mark.parametrize(
    ("kind", "numbers", "pair"),
    [
        (DeviationKind.REGISTER, Numbers(crosses=510, first=512), (510, 512)),
        (DeviationKind.REGISTER, Numbers(crosses=510, first=512, second=(511,)), (510, 511)),
        (DeviationKind.COUNTS, Numbers(first=512, second=(511, 513)), (512, 513)),
        (DeviationKind.MACHINES, Numbers(second=(511, 513)), (511, 513)),
        (DeviationKind.MACHINES, Numbers(second=(511,)), (None, 511)),
        (DeviationKind.REREAD, Numbers(second=(511,), reread=513), (511, 513)),
        (DeviationKind.COUNTY, Numbers(first=512, county=513), (512, 513)),
    ],
)
def test_each_kind_holds_its_two_counts_against_each_other(
    kind: DeviationKind, numbers: Numbers, pair: tuple[int | None, int | None]
) -> None:
    deviation = Deviation("A", kind, numbers=numbers)
    assert deviation.pair() == pair
    known = None not in pair
    assert (deviation.difference() is None) is not known
    assert (deviation.permille() is None) is not known


def test_the_share_is_of_all_ballots_of_the_place() -> None:
    assert BUNDLE.permille() == pytest.approx(1000 * 50 / 562)
    of_list = but(list="H", numbers=Numbers(first=100, second=(99,), all=1000))
    assert of_list.permille() == -1.0
    assert but(numbers=Numbers(first=0, second=(0,))).permille() is None


def count(number: int, ballots: dict[str, int], **more: object) -> Totals:
    lists = tuple(ListCount(code, each) for code, each in ballots.items())
    one = Totals("f", lists, locale="0304", category="day-locale", count=number)
    return msgspec.structs.replace(one, **more)


COUNTS = (
    count(1, {"A": 300, "H": 212}, kind=MANUAL, crosses=563),
    count(2, {"A": 300, "H": 262}, kind=MACHINE),
    count(3, {"A": 300, "H": 263}, kind=MANUAL),
    count(2, {"A": 1}, locale="0305"),
    count(2, {"A": 1}, only_modified=True),
)
BOXES = (
    RereadBox("K1", {"A": 200, "H": 200}, 1, locale="0304", category="day-locale"),
    RereadBox("K2", {"A": 100, "H": 61}, locale="0304", category="day-locale"),
    RereadBox("K3", {"A": 9}, locale="0305", category="day-locale"),
)


def test_open_numbers_are_taken_from_the_counts() -> None:
    filled, apart = fill_in(but(numbers=Numbers(doubtful=3)), COUNTS, BOXES)
    assert apart == ()
    assert filled.numbers == Numbers(
        crosses=563, first=512, doubtful=3, second=(562,), manual=563, reread=562, all=563
    )
    of_list, _ = fill_in(but(list="H", numbers=Numbers()), COUNTS, BOXES)
    assert (of_list.numbers.first, of_list.numbers.second) == (212, (262,))
    assert (of_list.numbers.reread, of_list.numbers.all) == (261, 563)


def test_what_people_wrote_is_kept_and_a_contradiction_is_told() -> None:
    filled, apart = fill_in(but(numbers=Numbers(first=511, second=(562,))), COUNTS, ())
    assert apart == ("first",)
    assert filled.numbers.first == 511


def test_a_box_has_its_own_numbers_and_nowhere_has_none() -> None:
    boxed = Totals("f", (ListCount("A", 5),), batch="K3", locale="0305", category="day-locale")
    one = but(box="K3", locale="0305", numbers=Numbers())
    filled, _ = fill_in(one, [msgspec.structs.replace(boxed, count=1)], BOXES)
    assert (filled.numbers.first, filled.numbers.reread) == (5, 9)
    nowhere = but(locale="", category="", numbers=Numbers())
    assert fill_in(nowhere, COUNTS, BOXES)[0].numbers == Numbers()


def test_the_short_text_says_numbers_and_cause_first() -> None:
    assert short_text(BUNDLE, "nb") == (
        "Første telling 512, andre 562 (+50). Årsak: en glemt bunke. Brukt: andre telling. "
        "Talt på nytt. Se stikkprøve R1-004."
    )
    assert short_text(BUNDLE, "nn") == (
        "Første teljing 512, andre 562 (+50). Årsak: ein gløymd bunke. Brukt: andre teljing. "
        "Talt på nytt. Sjå stikkprøve R1-004."
    )
    assert short_text(Deviation("A", DeviationKind.REGISTER), "en") == (
        "Crosses –, ballots –. Cause: not told."
    )


counts = st.integers(0, 99_999_999)
deviations = st.builds(
    Deviation,
    id=st.just("A-1"),
    kind=st.sampled_from(DeviationKind),
    list=st.sampled_from(["", "A", "PENSJONISTPARTIET"]),
    cause=st.sampled_from(list(CAUSES)),
    numbers=st.builds(
        Numbers, counts, counts, counts, st.tuples(counts, counts), counts, counts, counts
    ),
    recounts=st.sampled_from([(), (ELSEWHERE,)]),
    sample=st.sampled_from(["", "R12-0417", "R12-0417, R12-0418, R12-0419, R12-0420, R12-0421"]),
    used=st.sampled_from(UsedCount),
)


@given(deviations, st.sampled_from(LANGUAGES))
def test_our_short_text_always_fits_and_is_never_cut(deviation: Deviation, language: str) -> None:
    text = short_text(deviation, language)
    assert text is not None
    assert len(text) <= SHORT_MOST
    assert text.endswith(".")
    assert getattr(CAUSES[deviation.cause].name, language) in text


def test_a_text_that_is_too_long_is_refused_not_cut() -> None:
    assert short_text(but(short="a" * 150), "nb") == "a" * 150
    assert short_text(but(short="a" * 151), "nb") is None
    assert short_text(but(list="L" * 150), "nb") is None


def test_the_long_text_has_a_paragraph_for_everything_known() -> None:
    text = long_text(BUNDLE, "nb")
    assert text.startswith("## Avvik A-1: Valgtingsstemmer – fra valglokalene, krets 0304\n")
    for expected in (
        "**Tall:** første opptelling: 512; tvilsomme, lagt til side: 3; andre opptelling, nr. 1: ",
        "562; avvik: +50 (88,97 ‰).",
        "Inntil 1 ‰ av sedlene, eller inntil 3 sedler. Fastsatt av: valgstyret, sak 12/27.",
        "Avviket er over grensen.",
        "Hvor ble sedlene funnet? I kasse K07.",
        "**Nye tellinger:** Maskinelt, på en annen maskin, av andre personer, 562 sedler.",
        "**Underskrevet av:** leder AB, nestleder CD, 14.9.2027",
    ):
        assert expected in text
    assert len({long_text(BUNDLE, language) for language in LANGUAGES}) == 3


def test_the_long_text_leaves_out_what_nobody_has_told() -> None:
    text = long_text(Deviation("A-2", DeviationKind.REREAD), "nn")
    assert text.splitlines()[0] == "## Avvik A-2: alle setlar"
    assert text.count("**") == 2


def test_the_long_text_of_a_list_in_a_box_with_a_recount_by_hand() -> None:
    recounts = (Recount(MANUAL), Recount(MACHINE, other_people=True))
    numbers = Numbers(crosses=9, second=(8,), manual=9, reread=8, county=9)
    one = but(list="H", box="K1", category="fjern", recounts=recounts, numbers=numbers, letter=True)
    text = long_text(msgspec.structs.replace(one, answers={"where": "I hylla!"}, cause=""), "en")
    assert "## Deviation A-1: fjern, district 0304, box K1, list H" in text
    assert "By hand, by the same people. By machine, on the same machine, by other people." in text
    assert (
        "crosses in the register: 9; second count, no. 1: 8; manual recount: 9; reread: 8;" in text
    )
    assert "**Letter to the district or county committee:** Yes." in text
    assert "The deviation is" not in text
    within = but(tolerance_by="", tolerance_permille=None, tolerance_ballots=60)
    assert "Avviket er innenfor grensen." in long_text(within, "nb")
    stop = but(answers={"where": "I hylla!"})
    assert "Hvor ble sedlene funnet? I hylla!" in long_text(stop, "nb")
    assert "nonsense" in str(short_text(but(cause="nonsense"), "nb"))
