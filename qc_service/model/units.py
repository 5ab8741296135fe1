"""Unit types, so that a number cannot lose its unit on the way through the house."""

from typing import NewType

import numpy as np
import numpy.typing as npt

Mm = NewType("Mm", float)
"""Millimetres on paper; origin top left of the upright sheet, x to the right, y down."""

Px = NewType("Px", float)
"""Pixels of an image as it was given; origin top left, (0, 0) = centre of the first pixel."""

Dpi = NewType("Dpi", float)
"""Pixels per inch of 25.4 mm."""

Ratio = NewType("Ratio", float)
"""A share in [0, 1]."""

Ms = NewType("Ms", float)
"""Milliseconds."""

Grey = npt.NDArray[np.uint8]
"""A grey image: (height, width), uint8, 0 = black, 255 = white, origin top left."""

Floats = npt.NDArray[np.float64]
"""An array of float64; its shape stands in the docstring of whoever hands it on."""

Ints = npt.NDArray[np.int64]
"""An array of int64; its shape stands in the docstring of whoever hands it on."""

Mask = npt.NDArray[np.bool_]
"""An array of truth values; its shape stands in the docstring of whoever hands it on."""

MM_PER_INCH = 25.4
"""By definition (international yard and pound agreement, 1959)."""
