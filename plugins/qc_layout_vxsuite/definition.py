"""The parts of a VotingWorks election definition that say what is printed where."""

from typing import Literal

import msgspec


class Named(msgspec.Struct, frozen=True, rename="camel"):
    """A county, a candidate: an id and what people call it."""

    id: str
    name: str


class YesNoOption(msgspec.Struct, frozen=True, rename="camel"):
    """One answer to a question."""

    id: str
    label: str


class CandidateContest(
    msgspec.Struct, frozen=True, rename="camel", tag="candidate", tag_field="type"
):
    """An office with candidates; `seats` is how many may be voted for."""

    id: str
    title: str
    seats: int
    candidates: tuple[Named, ...]
    district_id: str = ""
    party_id: str | None = None


class YesNoContest(msgspec.Struct, frozen=True, rename="camel", tag="yesno", tag_field="type"):
    """A question; older definitions name its options only in the grid."""

    id: str
    title: str
    district_id: str = ""
    party_id: str | None = None
    yes_option: YesNoOption | None = None
    no_option: YesNoOption | None = None


AnyContest = CandidateContest | YesNoContest


class BallotStyle(msgspec.Struct, frozen=True, rename="camel"):
    """Which districts' contests stand on one card; its id carries the card number."""

    id: str
    districts: tuple[str, ...] = ()
    party_id: str | None = None


class BallotLayout(msgspec.Struct, frozen=True, rename="camel"):
    """Paper, how a page names itself, and on which side of the text the ovals stand."""

    paper_size: str
    metadata_encoding: str = "qr-code"
    target_mark_position: Literal["left", "right"] | None = None


class Outset(msgspec.Struct, frozen=True):
    """How far an option's cell reaches from its oval's centre, in grid steps."""

    top: float
    right: float
    bottom: float
    left: float


class Area(msgspec.Struct, frozen=True):
    """An upright rectangle in grid steps."""

    x: float
    y: float
    width: float
    height: float


class OptionPosition(msgspec.Struct, frozen=True, rename="camel", tag="option", tag_field="type"):
    """Where a printed option's oval stands in the grid."""

    side: Literal["front", "back"]
    column: float
    row: float
    contest_id: str
    option_id: str
    sheet_number: int = 1


class WriteInPosition(
    msgspec.Struct, frozen=True, rename="camel", tag="write-in", tag_field="type"
):
    """Where a write-in line's oval stands, and where the name is written."""

    side: Literal["front", "back"]
    column: float
    row: float
    contest_id: str
    write_in_index: int
    write_in_area: Area
    sheet_number: int = 1


Position = OptionPosition | WriteInPosition


class GridLayout(msgspec.Struct, frozen=True, rename="camel"):
    """All ovals of one ballot style."""

    ballot_style_id: str
    option_bounds_from_target_mark: Outset
    grid_positions: tuple[Position, ...]


class Election(msgspec.Struct, frozen=True, rename="camel"):
    """One election as its scanner is given it."""

    title: str
    date: str
    state: str
    county: Named
    ballot_layout: BallotLayout
    ballot_styles: tuple[BallotStyle, ...]
    contests: tuple[AnyContest, ...]
    grid_layouts: tuple[GridLayout, ...] = ()
    type: str = ""
