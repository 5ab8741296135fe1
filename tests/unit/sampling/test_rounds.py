"""A round's draw: quotas and threshold by ticket, boxes by number, risk apart; redone by anyone."""

import hashlib
import random
import unicodedata

import msgspec
import pytest
from consistent_sampler import sampler  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.checks import CheckPlan, Sample, SampleKind
from qc_service.model.sheet import SheetKey
from qc_service.sampling.naming import ballot_name, bound_seed
from qc_service.sampling.picks import picks
from qc_service.sampling.rounds import Ballot, ClosedBox, draw_round, plan_complaint
from qc_service.sampling.tickets import draw

SEED = bound_seed("93686630803205229070", "ab" * 32)
BOXES = [ClosedBox(f"K{n:02}", 1, {"scanner": f"S{n % 2}", "category": "c"}) for n in range(8)]


def ballots(each: int = 20, reason: str = "") -> list[Ballot]:
    return [
        Ballot(
            ballot_name("kst", box.batch, 1, place),
            SheetKey(box.circumstances["scanner"], "s", box.batch, place),
            box.batch,
            1,
            place,
            {**box.circumstances, "list": "AP" if place % 3 else "SP"},
            reason if place % 4 == 0 else "",
        )
        for box in BOXES
        for place in range(1, each + 1)
    ]


def of_kind(samples: tuple[Sample, ...], kind: SampleKind) -> list[Sample]:
    return [each for each in samples if each.kind is kind and each.sheet is not None]


def test_a_seed_is_bound_to_the_commitment() -> None:
    expected = hashlib.sha256(b"v1|123|aa").hexdigest()
    assert bound_seed("123", "aa") == expected


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.integers(1, 3)), max_size=9))
def test_no_two_papers_share_a_name(papers: list[tuple[str, str, int]]) -> None:
    composed = {
        (unicodedata.normalize("NFC", a), unicodedata.normalize("NFC", b), n) for a, b, n in papers
    }
    names = {ballot_name(a, b, n, 1) for a, b, n in composed}
    assert len(names) == len(composed)


def test_names_have_the_documented_form() -> None:
    assert ballot_name("kst-2027", "K07", 1, 42) == "kst-2027/K07/42"
    assert ballot_name("kst-2027", "K07", 2, 42) == "kst-2027/K07#2/42"
    assert ballot_name("a/b", "50%#1", 1, 1) == "a%2Fb/50%25%231/1"
    assert ballot_name("A\u030as", "K", 1, 1) == "\u00c5s/K/1"


def test_each_stratum_gives_its_quota_of_smallest_tickets() -> None:
    plan = CheckPlan(strata=("scanner", "list"), ballots_least=5)
    given_all = ballots()
    found = draw_round(1, SEED, plan, BOXES, given_all)
    for stratum in found.strata:
        inside = [
            each.name
            for each in given_all
            if stratum.name == f"scanner={each.key.scanner} list={each.circumstances['list']}"
        ]
        assert stratum.papers == len(inside)
        assert stratum.boxes == 4
        expected = list(draw(SEED, inside))[:5]
        mine = [each for each in found.samples if each.stratum == stratum.name]
        mine.sort(key=lambda each: each.order)
        assert [(each.name, each.ticket) for each in mine] == expected
        assert [each.order for each in mine] == [1, 2, 3, 4, 5]


def test_the_published_package_draws_the_same_ballots() -> None:
    given_all = ballots()
    plan = CheckPlan(strata=(), ballots_least=40, boxes_least=0)
    found = sorted(draw_round(1, SEED, plan, BOXES, given_all).samples, key=lambda s: s.order)
    theirs = sampler([each.name for each in given_all], SEED, take=40, output="ticket", digits=80)
    assert [each.name for each in found] == [each.id for each in theirs]


def test_a_threshold_adds_every_smaller_ticket_beyond_the_quota() -> None:
    plan = CheckPlan(strata=(), ballots_least=2, threshold=0.25, boxes_least=0)
    given_all = ballots()
    found = draw_round(1, SEED, plan, BOXES, given_all)
    expected = [name for name, ticket in draw(SEED, [b.name for b in given_all]) if ticket < "0.25"]
    assert len(expected) > 20
    in_order = sorted(found.samples, key=lambda each: each.order)
    assert [each.name for each in in_order] == expected
    assert found.strata[0].name == "all"


def test_a_raised_threshold_only_adds() -> None:
    plan = CheckPlan(strata=("scanner",), ballots_least=2, threshold=0.1)
    first = draw_round(3, SEED, plan, BOXES, ballots(reason="unsure"))
    raised = msgspec.structs.replace(plan, threshold=0.3)
    more = draw_round(3, SEED, raised, BOXES, ballots(reason="unsure"), first.samples)
    assert more.more
    assert not {each.id for each in more.samples} & {each.id for each in first.samples}
    at_once = draw_round(3, SEED, raised, BOXES, ballots(reason="unsure"))
    together = of_kind((*first.samples, *more.samples), SampleKind.RANDOM)
    assert {(s.name, s.order, s.stratum) for s in together} == {
        (s.name, s.order, s.stratum) for s in of_kind(at_once.samples, SampleKind.RANDOM)
    }


def test_whole_boxes_are_those_a_phone_computes() -> None:
    found = draw_round(1, SEED, CheckPlan(boxes_least=2, ballots_least=0), BOXES, ballots())
    for stratum in found.box_strata:
        scanner = stratum.name.split()[0].removeprefix("scanner=")
        numbered = sorted(box.batch for box in BOXES if box.circumstances["scanner"] == scanner)
        wanted = picks(SEED, len(numbered))
        expected = [numbered[next(wanted) - 1] for _ in range(2)]
        drawn = [each for each in found.samples if each.stratum == stratum.name]
        assert [s.batch for s in sorted(drawn, key=lambda s: s.order)] == expected
        assert stratum.papers == 80
        assert {each.sheet for each in drawn} == {None}


def test_sheets_at_risk_are_drawn_apart_and_at_most_so_many_of_a_reason() -> None:
    plan = CheckPlan(strata=(), ballots_least=4, risk_most=3)
    found = draw_round(1, SEED, plan, BOXES, ballots(reason="unsure"))
    risk = of_kind(found.samples, SampleKind.RISK)
    random_ones = {each.name for each in of_kind(found.samples, SampleKind.RANDOM)}
    assert [each.reason for each in risk] == ["unsure"] * 3
    assert not {each.name for each in risk} & random_ones
    at_risk = [b.name for b in ballots(reason="unsure") if b.reason and b.name not in random_ones]
    expected = [name for name, _ in draw(SEED, at_risk)][:3]
    assert [each.name for each in sorted(risk, key=lambda each: each.order)] == expected
    without = draw_round(1, SEED, plan, BOXES, ballots())
    assert {b.name for b in of_kind(without.samples, SampleKind.RANDOM)} == random_ones


def test_samples_are_numbered_box_by_box_and_place_by_place() -> None:
    found = draw_round(2, SEED, CheckPlan(ballots_least=9), BOXES, ballots()).samples
    assert [each.id for each in found] == [f"R2-{n:03}" for n in range(1, len(found) + 1)]
    assert [(e.batch, e.place) for e in found] == sorted((e.batch, e.place) for e in found)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_came_plays_no_part(dice: random.Random) -> None:
    plan = CheckPlan(ballots_least=3)
    mixed, boxes = ballots(5, "unsure"), list(BOXES)
    dice.shuffle(mixed)
    dice.shuffle(boxes)
    expected = draw_round(1, SEED, plan, BOXES, ballots(5, "unsure"))
    assert draw_round(1, SEED, plan, boxes, mixed) == expected


@pytest.mark.parametrize(
    ("plan", "word"),
    [
        (CheckPlan(strata=("colour",)), "colour"),
        (CheckPlan(strata=("list", "list")), "once"),
        (CheckPlan(boxes_least=-1), "0 or more"),
        (CheckPlan(threshold=1.5), "1.5"),
        (CheckPlan(threshold=float("nan")), "nan"),
        (CheckPlan(risk=0.0), "risk"),
        (CheckPlan(prior=(0.0, 1.0)), "prior"),
        (CheckPlan(), ""),
    ],
)
def test_a_plan_that_cannot_be_meant_is_told(plan: CheckPlan, word: str) -> None:
    complaint = plan_complaint(plan)
    assert word in complaint
    assert bool(word) == bool(complaint)
