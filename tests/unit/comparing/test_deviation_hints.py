"""What the numbers of a deviation speak for, told as causes that an explanation can name."""

from qc_service.comparing.deviation import Deviation, DeviationKind
from qc_service.comparing.deviation_causes import CAUSES
from qc_service.comparing.deviation_hints import CAUSE_OF, hints
from qc_service.comparing.explanations import CATALOGUE
from qc_service.model.totals import ListCount, RereadBox, Totals


def count(number: int, ballots: dict[str, int], crosses: int | None = None) -> Totals:
    lists = tuple(ListCount(code, each) for code, each in ballots.items())
    return Totals("f", lists, locale="0304", category="day-other", count=number, crosses=crosses)


def of(kind: DeviationKind, code: str = "") -> Deviation:
    return Deviation("A-1", kind, "day-other", "0304", list=code)


COUNTS = (count(1, {"A": 300, "H": 212}), count(2, {"A": 300, "H": 262}, crosses=570))


def test_every_finding_speaks_for_a_cause_of_the_table() -> None:
    assert set(CAUSE_OF.values()) <= set(CAUSES)
    assert set(CATALOGUE) - set(CAUSE_OF) == {"in-boxes"}


def test_a_whole_bundle_speaks_for_a_forgotten_one() -> None:
    (hint,) = hints(of(DeviationKind.COUNTS), COUNTS, ())
    assert (hint.cause, hint.because.code) == ("bunke_glemt", "bundle")
    assert hints(of(DeviationKind.COUNTS, "H"), COUNTS, ())[0].cause == "bunke_glemt"


def test_crosses_speak_for_the_register_and_lists_for_a_wrong_entry() -> None:
    (register,) = hints(of(DeviationKind.REGISTER), COUNTS, ())
    assert register.because.code == "fewer-than-crosses"
    swapped = (count(1, {"A": 300, "H": 200}), count(2, {"A": 200, "H": 300}))
    found = hints(of(DeviationKind.COUNTS, "A"), swapped, ())
    assert "registreringsfeil" in {each.cause for each in found}


def test_other_places_other_kinds_and_the_county_speak_for_nothing() -> None:
    assert hints(Deviation("A-1", DeviationKind.COUNTS, "", "0305"), COUNTS, ()) == ()
    assert hints(of(DeviationKind.COUNTY), COUNTS, ()) == ()
    box = RereadBox("K1", {"A": 300, "H": 262}, locale="0304", category="day-other")
    assert hints(of(DeviationKind.REREAD), COUNTS, (box,)) == ()
