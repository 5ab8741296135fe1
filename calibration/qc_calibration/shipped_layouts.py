"""The layouts that come with the product: made-up elections, drawn by `draw_layouts`."""

from importlib.resources import files

import msgspec

from qc_service.model.layout import Layout

FOLDER = "layouts"
SUFFIX = ".layout.json"


def shipped_layouts() -> tuple[Layout, ...]:
    """Give every shipped layout, by file name."""
    folder = files("qc_calibration").joinpath(FOLDER)
    found = sorted(
        (each for each in folder.iterdir() if each.name.endswith(SUFFIX)),
        key=lambda each: each.name,
    )
    return tuple(msgspec.json.decode(each.read_bytes(), type=Layout) for each in found)
