"""Jumps of a sign on one scanner: found within a block, bounded without a fault."""

import numpy as np
import pytest

from qc_service.detecting.jumps import FEW, SIZES, Jump, Jumps

NIGHT = 360_000.0


def jumps(ratio: float = 3.0) -> Jumps:
    return Jumps(0.005, NIGHT, 3, ratio)


def feed(watch: Jumps, scanner: str, signs: list[bool]) -> list[tuple[int, Jump]]:
    told = ((n, watch.take(scanner, "A", "overvote", there=there)) for n, there in enumerate(signs))
    return [(n + 1, jump) for n, jump in told if jump is not None]


def test_the_south_bronx_of_2010_is_seen_in_the_first_block() -> None:
    """69 of 103 ballots overvoted on one scanner; elsewhere one in two hundred."""
    watch = jumps()
    assert feed(watch, "S1", [n % 200 == 0 for n in range(1000)]) == []
    found = feed(watch, "S9", [n % 3 != 2 for n in range(103)])
    (at, jump) = found[0]
    assert at == 8
    assert (jump.found, jump.ballots, jump.peers_found, jump.peers) == (6, 8, 5, 1000)
    assert len(found) == 1  # told once


def test_a_jump_in_the_midst_of_a_box_is_found_as_quickly() -> None:
    watch = jumps()
    feed(watch, "S1", [False] * 1000)
    assert feed(watch, "S2", [False] * 500 + [True] * 16)[0][0] == 512


@pytest.mark.parametrize("rate", [0.12, 0.3])
def test_a_smaller_jump_needs_a_larger_block(rate: float) -> None:
    watch, dice = jumps(), np.random.default_rng(4)
    feed(watch, "S1", (dice.random(5000) < 0.005).tolist())
    ((at, jump),) = feed(watch, "S2", (dice.random(512) < rate).tolist())
    assert at <= 256
    assert jump.ballots in SIZES
    assert jump.found >= FEW


def test_without_peers_nothing_is_said() -> None:
    assert feed(jumps(), "S1", [True] * 300) == []


def test_strata_are_compared_with_themselves_only() -> None:
    watch = jumps()
    for _ in range(500):
        watch.take("S1", "A", "blank", there=False)
        assert watch.take("S1", "B", "blank", there=True) is None
        assert watch.take("S2", "B", "blank", there=True) is None


def test_what_the_hall_has_is_no_jump_and_a_ratio_of_three_is_borne() -> None:
    watch, dice = jumps(), np.random.default_rng(1)
    for _ in range(3000):
        for scanner, rate in (("S1", 0.01), ("S2", 0.01), ("S3", 0.028)):
            assert watch.take(scanner, "A", "blank", there=dice.random() < rate) is None


def test_the_budget_is_kept_at_its_edge() -> None:
    """With a budget of a half and no ratio, at most half of 400 clean nights tell anything."""
    told = 0
    for seed in range(400):
        dice, watch = np.random.default_rng(seed), Jumps(0.5, 600, 1, 1.0)
        signs = dice.random((300, 2)) < 0.1
        found = [
            watch.take(scanner, "A", "blank", there=bool(there))
            for row in signs
            for scanner, there in zip("ab", row, strict=True)
        ]
        told += any(found)
    assert told <= 200
    assert told > 0


def test_the_state_tells_all_that_matters() -> None:
    one, other = jumps(), jumps()
    feed(one, "S1", [True, False])
    feed(other, "S1", [False, True])
    assert one.state() != other.state()
    assert one.state() == [("A", "overvote", "S1", 2, 1, "2", False)]
