"""A box scanned twice, from a few bits a sheet: how soon, which box, and never without cause."""

from collections.abc import Iterator

import numpy as np
import pytest

from qc_service.detecting.rescans import LEARNED, SEGMENT, Rescan, Rescans

Dice = np.random.Generator
PLANNED = 60_000.0
BOX = 150


def read(bits: np.ndarray, dice: Dice, wrong: float) -> str:
    seen = bits ^ (dice.random(len(bits)) < wrong)
    return "".join(str(int(bit)) for bit in seen)


def pool(watch: Rescans, dice: Dice, sheets: int, bits: int, wrong: float) -> np.ndarray:
    """Scan that many sheets of one list in boxes of 150; nothing must be told."""
    true = dice.integers(0, 2, (sheets, bits)).astype(bool)
    for place, each in enumerate(true):
        name = ("S1", "night", f"K{place // BOX}")
        assert watch.take(name, "1/A", read(each, dice, wrong)) == ()
    return true


def again(
    watch: Rescans, rows: Iterator[np.ndarray], dice: Dice, wrong: float
) -> tuple[int, Rescan] | None:
    for number, each in enumerate(rows, 1):
        if dice.random() < 0.02:
            continue  # two sheets in a hundred are missing the second time
        found = watch.take(("S2", "night", "K99"), "1/A", read(each, dice, wrong))
        if found:
            return number, found[0]
    return None


@pytest.mark.parametrize(("bits", "most"), [(4, 26), (8, 13)])
@pytest.mark.parametrize("back", [False, True])
def test_a_box_laid_in_again_is_found_within_some_twenty_sheets(
    bits: int, most: int, *, back: bool
) -> None:
    """Median 19 with 4 bits and 9 with 8, reading errors of 5 % (shared design, section 3.3 C)."""
    took = []
    for seed in range(7):
        dice, watch = np.random.default_rng(seed), Rescans(0.05, PLANNED)
        true = pool(watch, dice, 8 * BOX, bits, 0.05)
        box = true[5 * BOX : 6 * BOX]
        found = again(watch, iter(box[::-1] if back else box), dice, 0.05)
        assert found is not None
        number, rescan = found
        assert rescan == Rescan(("S2", "night", "K99"), ("S1", "night", "K5"), back)
        took.append(number)
    assert np.median(took) <= most


def test_the_same_box_by_its_own_name_on_the_same_scanner_is_found_too() -> None:
    dice, watch = np.random.default_rng(3), Rescans(0.05, PLANNED)
    true = pool(watch, dice, 2 * BOX, 8, 0.0)
    name = ("S1", "night", "K1")
    found = [watch.take(name, "1/A", read(each, dice, 0.0)) for each in true[BOX : BOX + 40]]
    assert (Rescan(name, name, back=False),) in found


def test_a_pair_of_boxes_is_told_once() -> None:
    dice, watch = np.random.default_rng(3), Rescans(0.05, PLANNED)
    true = pool(watch, dice, 2 * BOX, 8, 0.0)
    told = [
        found
        for each in true[:BOX]
        for found in watch.take(("S2", "night", "K9"), "1/A", read(each, dice, 0.0))
    ]
    assert told == [Rescan(("S2", "night", "K9"), ("S1", "night", "K0"), back=False)]


def test_another_count_or_list_is_never_the_same_paper() -> None:
    dice, watch = np.random.default_rng(5), Rescans(0.05, PLANNED)
    true = pool(watch, dice, 2 * BOX, 8, 0.0)
    for each in true:
        assert watch.take(("S2", "night", "K9"), "2/A", read(each, dice, 0.0)) == ()


def test_boxes_sorted_by_list_are_not_the_same_for_it() -> None:
    watch, dice = Rescans(0.05, PLANNED), np.random.default_rng(6)
    for box in range(6):
        for code in ["A"] * 60 + ["H"] * 60:
            bits = read(np.zeros(4, bool), dice, 0.5)
            assert watch.take(("S1", "night", f"K{box}"), f"1/{code}", bits) == ()


def test_what_is_common_is_little_evidence() -> None:
    """Nine ballots of ten are marked alike: runs of them mean nothing."""
    watch, dice = Rescans(0.05, PLANNED), np.random.default_rng(7)
    for place in range(3000):
        sign = "a" if dice.random() < 0.9 else "b"
        assert watch.take(("S1", "night", f"K{place // BOX}"), "1/x", sign) == ()


def test_nothing_is_said_before_it_is_known_how_common_a_value_is() -> None:
    watch = Rescans(0.05, PLANNED)
    for name in ("K1", "K2"):
        for place in range(LEARNED // 2 - 1):
            assert watch.take(("S1", "night", name), "1/A", format(place % 16, "04b")) == ()


def test_a_run_of_like_sheets_is_like_itself_and_no_second_passage() -> None:
    """Phantom marks give every sheet of a scanner the same strange marks."""
    watch, dice = Rescans(0.05, PLANNED), np.random.default_rng(7)
    for place in range(1000):
        sign = "abcdefg"[int(dice.integers(7))]
        watch.take(("S1", "night", f"K{place // BOX}"), "1/x", sign)
    for _ in range(BOX):
        assert watch.take(("S2", "night", "K9"), "1/x", "h") == ()


def test_a_bit_and_a_letter_at_one_place_are_counted_apart() -> None:
    watch = Rescans(0.05, PLANNED)
    for code in ("0", "a", "1", "b") * 40:
        assert watch.take(("S1", "night", "K1"), "1/A", code) == ()


def test_unknown_signs_say_nothing() -> None:
    watch = Rescans(0.05, PLANNED)
    for name in ("K1", "K2", "K3"):
        for _ in range(BOX):
            assert watch.take(("S1", "night", name), "1/A", "----") == ()


def test_a_box_longer_than_a_segment_and_sheets_of_two_sorts_of_code() -> None:
    dice, watch = np.random.default_rng(8), Rescans(0.05, PLANNED)
    true = dice.integers(0, 2, (SEGMENT + 100, 4)).astype(bool)
    for each in true:
        watch.take(("S1", "night", "K1"), "1/A", read(each, dice, 0.0) + "-")
    rows = iter(true[SEGMENT : SEGMENT + 100])
    found = [watch.take(("S2", "night", "K2"), "1/A", read(each, dice, 0.0)) for each in rows]
    assert (Rescan(("S2", "night", "K2"), ("S1", "night", "K1"), back=False),) in found


def test_equal_nights_have_equal_states_and_others_do_not() -> None:
    def state(seed: int) -> list[object]:
        watch = Rescans(0.05, PLANNED)
        pool(watch, np.random.default_rng(seed), 200, 4, 0.05)
        return watch.state()

    assert state(1) == state(1)
    assert state(1) != state(2)
