"""All detectors of a cell together, where people have answered to an alarm."""

from qc_service.detecting.cells import Circumstances, Disagreement, Spot
from qc_service.detecting.exposures import Exposures
from qc_service.detecting.lattice import Lattice
from qc_service.detecting.localise import Case
from qc_service.detecting.night_plan import make_night_plan
from qc_service.detecting.scores import Scores
from qc_service.model.verdict import DifferenceKind

MISS = DifferenceKind.MISS
FOUND = (Disagreement(MISS, "p1"),)
S1_P1 = Spot(MISS, scanner="S1", position="p1")
PLAN = make_night_plan({"scanners": 2, "ballots_per_scanner": 1000, "positions": 4})


def place(at: int) -> Circumstances:
    return Circumstances(f"S{at % 2 + 1}", f"B{at % 2}", "D", "A")


def lived(ballots: int, wrong: set[int]) -> tuple[Scores, Lattice, dict[int, float]]:
    """Give the scores of S1 at p1 by ballot, beside all detectors."""
    exposures = Exposures(1000)
    lattice = Lattice(PLAN, exposures)
    scores = Scores(PLAN, exposures, lattice)
    said: dict[int, float] = {}
    for at in range(ballots):
        exposures.take(place(at))
        if at in wrong:
            said[at] = scores.disagree(place(at), FOUND, at, set())[S1_P1]
    return scores, lattice, said


def test_what_people_have_answered_to_is_not_scored_again() -> None:
    scores, lattice, _ = lived(400, {100, 110, 120})
    cases = [Case(at, place(at), FOUND) for at in (100, 110, 120)]
    assert scores.again(S1_P1, cases) > 0
    lattice.answer([S1_P1], [], {})
    scores.answer([S1_P1], [])
    assert scores.again(S1_P1, cases) == 0


def test_an_accepted_rate_is_held_against_itself_and_not_against_the_others() -> None:
    scores, lattice, said = lived(400, {100, 110, 120})
    lattice.answer([S1_P1], [S1_P1], {S1_P1: 0.1})
    scores.answer([S1_P1], [S1_P1])
    again = scores.disagree(place(398), (), 398, set(), [S1_P1])
    assert set(again) == {S1_P1}
    assert again[S1_P1] < said[120]
