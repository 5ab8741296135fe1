"""Every effect has its picture in the documents, and the effect is to be seen in it."""

from dataclasses import fields

import numpy as np
import pytest

from qc_calibration.shipped_layouts import shipped_layouts
from qc_calibration.synth.effects import Effects
from qc_calibration.synth.pictures import LAYOUT, PICTURES, PLAIN, VIEW_HEIGHT, draw
from shared import REPO

NAMES = [each.name for each in fields(Effects)]
LARGEST = 150_000
"""Bytes: a page with all of them must open on a phone."""


def test_every_effect_has_levels_and_a_plain_setting() -> None:
    assert list(PLAIN) == NAMES
    assert sorted(PICTURES) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_effect_has_a_picture_in_the_document(name: str) -> None:
    file = f"pictures/effect-{name.replace('_', '-')}.jpg"
    assert f"]({file})" in (REPO / "docs" / "synth.md").read_text(encoding="utf-8")
    assert (REPO / "docs" / file).stat().st_size < LARGEST


@pytest.mark.parametrize("name", ["blur", "beside", "stamp"])
def test_the_levels_look_different(name: str) -> None:
    layout = next(one for one in shipped_layouts() if one.id == LAYOUT)
    picture = draw(layout, name)
    width = picture.shape[1] // len(PICTURES[name].levels)
    first, last = picture[:VIEW_HEIGHT, 4 : width - 20], picture[:VIEW_HEIGHT, -width + 4 : -20]
    apart = np.abs(first.astype(int) - last[:, : first.shape[1]].astype(int))
    # Of pictures that show the same sheet, all pixels would be alike.
    assert np.count_nonzero(apart > 40) > 200
