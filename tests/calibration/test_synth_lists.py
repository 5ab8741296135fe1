"""Drawn one-list ballots: what is said of them is so, and the same seed gives the same sheet."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_calibration.norway.build import layouts
from qc_calibration.synth import DrawnSide, ListSideTruth, Passage, draw_sheet
from qc_calibration.synth.effects import CHOICES, RANGES, Effects, parse_settings, vary
from qc_service.model.page import Page
from qc_service.reading.decode import decode
from shared import REPO

LAYOUTS = {one.id: one for one in layouts()}
PLAIN: dict[str, object] = {
    field.name: field.default for field in fields(Effects) if field.name != "stamp"
}


def sheet(name: str = "kst-01-A", seed: int = 1, **wanted: object) -> tuple[DrawnSide, ...]:
    return draw_sheet(LAYOUTS[name], Passage("t", seed), settings=PLAIN | wanted)


def truth(side: DrawnSide) -> ListSideTruth:
    assert isinstance(side.truth, ListSideTruth)
    return side.truth


def ink(side: DrawnSide) -> int:
    return int(np.count_nonzero(side.page < 128))


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, other = (draw_sheet(LAYOUTS["kst-01-A"], Passage("t", 5)) for _ in range(2))
    assert [side.encoded() for side in one] == [side.encoded() for side in other]
    assert [side.truth for side in one] == [side.truth for side in other]


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_is_drawn_and_decoded(name: str) -> None:
    sides = sheet(name, 2)
    assert [side.truth.side for side in sides] == ["front", "back"]
    for side in sides:
        page = decode(side.encoded())
        assert isinstance(page, Page)
        assert page.pixels.shape[::-1] == side.truth.size
        assert (truth(side).list, truth(side).form_code) == (
            LAYOUTS[name].style,
            LAYOUTS[name].form_code,
        )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 0.9))
def test_marks_are_as_many_as_are_told(seed: int, share: float) -> None:
    front = sheet(seed=seed, marks=share)[0].truth
    marked = [mark for mark in front.expected if mark.hand]
    assert len(marked) == sum(mark.hand != "" for mark in front.expected)
    assert all(mark.cover > 0.1 for mark in marked if not mark.doubtful)
    assert all(mark.cover < 0.05 for mark in front.expected if not mark.hand and not mark.doubtful)


def test_a_tick_box_ballot_has_one_mark() -> None:
    assert sum(mark.hand != "" for mark in sheet("kst-tick", 4)[0].truth.expected) <= 1


def test_rows_told_as_written_hold_ink_and_others_do_not() -> None:
    empty, written = sheet(seed=3)[0], sheet(seed=3, writeins=4)[0]
    assert [row.state for row in truth(written).writeins] == ["written"] * 4 + ["empty"] * 6
    assert ink(written) > ink(empty) + 2000


def test_longer_tails_leave_more_ink() -> None:
    inks = [ink(sheet(seed=8, writeins=3, tails=tails)[0]) for tails in (0.5, 5.0)]
    assert inks[0] < inks[1]


@pytest.mark.parametrize("kind", CHOICES["stamp"])
def test_stamps_are_what_is_told(kind: str) -> None:
    back = sheet(seed=6, stamp=kind)[1]
    told = {"missing": "missing", "weak": "doubtful", "half": "doubtful", "smeared": "doubtful"}
    assert truth(back).stamp == told.get(kind, "present")
    height, width = back.page.shape
    field = back.page[
        int(0.13 * height) : int(0.27 * height), int(0.68 * width) : int(0.85 * width)
    ]
    darker = int(np.count_nonzero(field < np.median(field) - 20))
    assert darker < 50 if kind == "missing" else darker > 500


HURTS: list[dict[str, object]] = [
    {"corner": 20.0}, {"tear": 12.0}, {"folded": 0.48}, {"copy": 0.9}, {"cut": 10.0},
    {"crossed": True},
]  # fmt: skip


@pytest.mark.parametrize("hurt", HURTS, ids=str)
def test_a_hurt_sheet_is_told_as_damaged_and_looks_it(hurt: dict[str, object]) -> None:
    whole, damaged = sheet(seed=7)[0], sheet("kst-01-A", 7, **hurt)[0]
    assert not truth(whole).damaged
    assert truth(damaged).damaged
    same = whole.page.shape == damaged.page.shape
    assert not same or np.abs(whole.page.astype(int) - damaged.page).mean() > 0.3


def test_a_folded_sheet_shows_a_part() -> None:
    seen = sheet("kst-02-A", seed=7, folded=0.48)[0].truth.size[0]
    assert seen < 0.56 * sheet("kst-02-A", seed=7)[0].truth.size[0]


@pytest.mark.parametrize(
    ("effect", "value"),
    [
        ("fold", 0.3),
        ("wrong_fold", 60.0),
        ("bleed", 0.1),
        ("streak", 0.3),
        ("gradient", 60.0),
        ("blur", 3.0),
        ("contrast", 0.6),
    ],
)
def test_every_effect_shows(effect: str, value: float) -> None:
    plain, changed = sheet(seed=9)[0], sheet("kst-01-A", 9, **{effect: value})[0]
    assert np.abs(plain.page.astype(int) - changed.page).max() > 8


def test_a_name_beside_the_table_is_told() -> None:
    front = sheet(seed=9, writeins=1, beside=True)[0]
    assert "beside-table" in [mark.hand for mark in front.truth.outside]


def test_the_page_names_every_effect_and_its_range() -> None:
    text = (REPO / "docs" / "synth.md").read_text(encoding="utf-8")
    for field in fields(Effects):
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{field.name}` |")]
        if field.name in RANGES:
            low, high = RANGES[field.name]
            assert f"{low:g} to {high:g}" in line
        for choice in CHOICES.get(field.name, ()):
            assert f"`{choice}`" in line


def test_settings_are_read() -> None:
    wanted = ["skew=1.5", "stamp=weak", "crossed=on", "beside=0", "writeins=3", "wrong-fold=none"]
    assert parse_settings(wanted) == {
        "skew": 1.5, "stamp": "weak", "crossed": True, "beside": False, "writeins": 3,
        "wrong_fold": 0.0,
    }  # fmt: skip


def test_chance_gives_every_effect_now_and_then() -> None:
    dice = np.random.default_rng(1)
    seen = [vary(dice, rows=10, personal=True) for _ in range(4000)]
    for field in fields(Effects):
        if field.name not in {"folded", "bilevel"}:
            assert any(getattr(one, field.name) != field.default for one in seen), field.name
    damaged = sum(one.damaged for one in seen) / len(seen)
    assert 0.003 < damaged < 0.03
