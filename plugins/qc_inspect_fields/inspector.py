"""The inspector: only forms with separate registration marks say where their paper is clear."""

from qc_inspect_fields.clear import marks_on_clear_paper
from qc_inspect_fields.stamp_place import stamp_place
from qc_inspect_fields.tones import tone_measures
from qc_service.model.layout import CornerMarks, Layout, Side
from qc_service.model.page import Page, Placement
from qc_service.model.reading import Inspection

NAME = "inspect-fields"


class FieldInspector:
    """Looks for writing beside its field and strokes over the sheet, and measures the tints."""

    name = NAME

    def inspect(self, page: Page, layout: Layout, side: Side, placement: Placement) -> Inspection:
        """Give `tone_off` and `copy` where tints are printed, ink on clear paper, a stamp's place.

        The place is physical: it reaches no record.
        """
        if not isinstance(side.fiducials or layout.fiducials, CornerMarks):
            return Inspection()
        return Inspection(
            tone_measures(page, placement, side.regions),
            marks_on_clear_paper(page, placement, layout.paper, side.regions),
            stamp_place(page, placement, side.regions),
        )
