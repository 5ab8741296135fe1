"""The layouts that come with the product: made-up elections, American forms and Norwegian ones."""

from importlib.resources import files

import msgspec

from qc_calibration.norway import layouts as norwegian_layouts
from qc_service.model.layout import Layout

FOLDER = "layouts"
SUFFIX = ".layout.json"


def shipped_layouts() -> tuple[Layout, ...]:
    """Give every shipped layout: the files' by name, then those built from data."""
    folder = files("qc_calibration").joinpath(FOLDER)
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(SUFFIX)),
        key=lambda each: each.name,
    )
    drawn = (msgspec.json.decode(each.read_bytes(), type=Layout) for each in found)
    return (*drawn, *norwegian_layouts())
