"""Draws a sheet of any layout: by the ways of its kind of form."""

from collections.abc import Mapping

from qc_calibration.synth import drawing
from qc_calibration.synth.drawing import DrawnSide, Passage
from qc_calibration.synth.list_drawing import draw_list_sheet
from qc_calibration.synth.voting import Ballot, Habits
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout


def draw_sheet(
    layout: Layout,
    passage: Passage,
    ballot: Ballot | None = None,
    habits: Habits | None = None,
    settings: Mapping[str, object] | None = None,
) -> tuple[DrawnSide, ...]:
    """Draw all sides of one sheet.

    `ballot` and `habits` are for forms with a frame of timing marks, `settings` (effects) for forms
    of one list.

    Raises:
        QcError: `synth.effect` where effects are asked of a form that has none.
    """
    if layout.form_code:
        return draw_list_sheet(layout, passage, settings)
    if settings:
        raise QcError(
            "synth.effect",
            f"layout {layout.id}: effects can be set only for forms of one list",
            "Leave --effects out, or name a layout whose id begins with kst-, ftv- or st-.",
            ExitCode.USAGE,
        )
    return drawing.draw_sheet(layout, passage, ballot, habits)
