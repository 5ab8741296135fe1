"""Norwegian ballots of made-up places: geometry and lists as data, layouts built from them."""

from qc_calibration.norway.build import layouts

__all__ = ["layouts"]
