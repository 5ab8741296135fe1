"""Offers the shipped profiles and layouts; draws synthetic sheets and measures accuracy on them."""

from collections.abc import Sequence
from importlib.resources import files

import msgspec

from qc_service.api import hookimpl
from qc_service.model.layout import Layout
from qc_service.model.verdict import Profile


@hookimpl
def qc_profiles() -> Sequence[Profile]:
    """Offer every profile of the folder `profiles`, by file name."""
    folder = files(__name__).joinpath("profiles")
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    return tuple(msgspec.toml.decode(each.read_bytes(), type=Profile) for each in found)


@hookimpl
def qc_layouts() -> Sequence[Layout]:
    """Offer the layouts that come with the product."""
    from qc_calibration.shipped_layouts import shipped_layouts  # noqa: PLC0415 - data, only at need

    return shipped_layouts()
