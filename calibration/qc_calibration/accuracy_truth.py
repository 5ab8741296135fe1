"""The truth of the real scans: what stands on each sheet, oval by oval, by place in the grid."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import Layout, Side, Target, TimingMarks
from qc_service.model.reading import PxBox
from qc_service.model.verdict import Mark

BALLOT_SETS = ("m17", "nh-test-ballot", "nh-hudson", "nh-ashland")
"""Folders of real ballots with timing marks, each with its `election.json` and `truth.json`."""

REFUSED_SET = "misc"
"""Folder of images that are no ballot."""

GRID_ROUNDING = 1
"""Decimals of a grid step to which two places are one: ovals stand at least one step apart."""


class Eye(msgspec.Struct, frozen=True):
    """How a person reads a doubtful oval: `intent` is vote, no_vote or unclear."""

    kind: str
    intent: str


class TrueOval(msgspec.Struct, frozen=True):
    """One oval: its place in the timing-mark grid, and whether it is marked."""

    contest: str
    option: str
    col: float
    row: float
    marked: bool
    px: PxBox | None = None
    eye: Eye | None = None

    @property
    def intent(self) -> str:
        """Give the eye's intent, empty where the oval is clear."""
        return "" if self.eye is None else self.eye.intent


class TruePage(msgspec.Struct, frozen=True):
    """One image and what is true of it; `folder` is filled in when it is loaded."""

    image: str
    kind: str
    rotation: int
    expected: tuple[TrueOval, ...]
    side: str | None = None
    sheet: str = ""
    style: str | None = None
    same_paper_as: tuple[str, ...] = ()
    px_frame: str = ""
    must_be_refused: bool = False
    folder: str = ""

    @property
    def unmarked(self) -> bool:
        """Say whether nobody marked anything on the sheet."""
        return bool(self.expected) and not any(oval.marked or oval.eye for oval in self.expected)


def load_truth(data: Path, sets: Sequence[str]) -> tuple[TruePage, ...]:
    """Read the truth of some sets, in order.

    Raises:
        QcError: `accuracy.no-data` where a file is not there or is not as described.
    """
    pages: list[TruePage] = []
    for folder in sets:
        path = data / folder / "truth.json"
        try:
            found = msgspec.json.decode(path.read_bytes(), type=tuple[TruePage, ...])
        except (OSError, msgspec.DecodeError) as error:
            raise no_data(f"{path}: {error}") from error
        pages += (msgspec.structs.replace(page, folder=folder) for page in found)
    return tuple(pages)


def no_data(what: str) -> QcError:
    """Make the error of scans that are not there."""
    return QcError(
        "accuracy.no-data",
        what,
        "Set QC_SHARED_DATA to the folder that holds `real/`; docs/accuracy.md says what is in it.",
        ExitCode.USAGE,
    )


def match_truth(
    layout: Layout, side: Side, marks: Sequence[Mark], page: TruePage
) -> list[tuple[Mark, TrueOval]]:
    """Pair each mark with its oval by place in the grid; an option may have two ovals.

    Raises:
        QcError: `accuracy.truth` where layout and truth are not of the same form.
    """
    by_place = {_rounded(oval.col, oval.row): oval for oval in page.expected}
    targets: dict[tuple[str, str], list[Target]] = defaultdict(list)
    for target in side.targets:
        targets[target.contest, target.option].append(target)
    pairs = []
    for mark in marks:
        # The marks of one option come in the layout's order, wherever the option stands.
        target = targets[mark.contest, mark.option].pop(0)
        place = _place(layout, target)
        oval = by_place.get(place)
        if oval is None or (oval.contest, oval.option) != (mark.contest, mark.option):
            raise QcError(
                "accuracy.truth",
                f"{page.folder}/{page.image}: nothing is known of {mark.contest}/{mark.option} "
                f"at column {place[0]:g}, row {place[1]:g}",
                "The election.json and the truth.json beside it must be of the same form.",
                ExitCode.USAGE,
            )
        pairs.append((mark, oval))
    return pairs


def _place(layout: Layout, target: Target) -> tuple[float, float]:
    marks, box = layout.fiducials, target.box
    assert isinstance(marks, TimingMarks)  # noqa: S101 - the importer makes no other frame
    return _rounded(
        (box.x + box.width / 2 - marks.origin.x) / marks.pitch.x,
        (box.y + box.height / 2 - marks.origin.y) / marks.pitch.y,
    )


def _rounded(column: float, row: float) -> tuple[float, float]:
    return round(column, GRID_ROUNDING), round(row, GRID_ROUNDING)
