"""From a VotingWorks election definition to layouts: one for each ballot style."""

import re
import unicodedata
from typing import NoReturn

import msgspec

from qc_layout_vxsuite.definition import (
    BallotStyle,
    CandidateContest,
    Election,
    GridLayout,
    WriteInPosition,
    YesNoContest,
)
from qc_layout_vxsuite.geometry import HEIGHTS_INCH, LINE_MM, Form, form_of, oval
from qc_layout_vxsuite.regions import Spot, regions
from qc_layout_vxsuite.timing_code import back_bits, card_number, front_bits
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    LAYOUT_FORMAT,
    Contest,
    Layout,
    Option,
    Side,
    Target,
    TimingMarkCode,
)

SOURCE = (
    "Imported from a VotingWorks election definition: ids, grid places, write-in areas, vote "
    "limits and the determined bars of the code are the definition's. That definition also "
    "configures the scanner: compare the picture (qc layout show) with the printed form before "
    "use. Step, bar and oval sizes are the form's, confirmed on 200 and 300 dpi scans of letter "
    "and legal sheets; the outline's thickness and the clear paper around ovals are measured "
    "there. Guessed: the frame's distance from the paper's edge (by symmetry; scans agree within "
    "0.7 mm), and everything about papers longer than legal."
)
"""What stands in a layout's `source`; without the file's name, so that one form is one layout."""

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ŋ": "n", "ł": "l", "þ": "th"})
"""Letters that have no plain letter inside, for ids; accents are taken off the others."""


class VxSuiteImporter:
    """Makes a layout of each ballot style with a grid; keeps contest and option ids."""

    name = "vxsuite"

    def convert(self, data: bytes, name: str) -> tuple[Layout, ...]:
        """Convert one `election.json`.

        Raises:
            QcError: `layout.*` (exit 6) naming file and place.
        """
        election = _decode(data, name)
        form = _form(election, name)
        if not election.grid_layouts:
            _refuse(name, "$.gridLayouts", "is missing: nothing says where the ovals stand")
        styles = {style.id: style for style in election.ballot_styles}
        layouts = []
        for number, grid in enumerate(election.grid_layouts):
            place = f"$.gridLayouts[{number}]"
            style = styles.get(grid.ballot_style_id)
            if style is None:
                known = ", ".join(styles)
                what = f"there is no ballot style {grid.ballot_style_id!r}; known are {known}"
                _refuse(name, f"{place}.ballotStyleId", what)
            _check_grid(grid, election, f"{place}.gridPositions", name)
            layouts.append(_layout(election, style, grid, form))
        return tuple(layouts)


def _decode(data: bytes, name: str) -> Election:
    try:
        election = msgspec.json.decode(data, type=Election)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        _refuse(name, where.strip("`") or "$", what[:1].lower() + what[1:])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise QcError(
            "layout.not-json",
            f"{name}: this is not JSON: {error}",
            "Give the election.json of an election package, unpacked.",
            ExitCode.PROFILE,
        ) from error
    if not re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", election.date):
        _refuse(name, "$.date", f"expected a date as 2026-11-03, got {election.date!r}")
    return election


def _refuse(name: str, place: str, what: str, code: str = "layout.import") -> NoReturn:
    raise QcError(
        code,
        f"{name}: {place}: {what}",
        "docs/layouts.md says which definitions can be imported.",
        ExitCode.PROFILE,
    )


def _form(election: Election, name: str) -> Form:
    ballot = election.ballot_layout
    if ballot.metadata_encoding != "timing-marks":
        _refuse(
            name,
            "$.ballotLayout.metadataEncoding",
            f"only ballots that name themselves by timing-marks are known here, "
            f"these do by {ballot.metadata_encoding!r}",
            "layout.import-unsupported",
        )
    form = form_of(ballot.paper_size)
    if form is None:
        known = f"{', '.join(HEIGHTS_INCH)}, custom-8.5x17 and others 8.5 inches wide"
        _refuse(
            name,
            "$.ballotLayout.paperSize",
            f"the paper {ballot.paper_size!r} is not known here; known are {known}",
            "layout.import-unsupported",
        )
    return form


def _check_grid(grid: GridLayout, election: Election, place: str, name: str) -> None:
    """Refuse what cannot be carried over without guessing."""
    contests = {contest.id: contest for contest in election.contests}
    for number, position in enumerate(grid.grid_positions):
        here = f"{place}[{number}]"
        contest = contests.get(position.contest_id)
        if contest is None:
            _refuse(name, f"{here}.contestId", f"there is no contest {position.contest_id!r}")
        if position.sheet_number != 1:
            what = "a card of this kind is one sheet; more sheets are not known here"
            _refuse(name, f"{here}.sheetNumber", what, "layout.import-unsupported")
        if isinstance(position, WriteInPosition):
            continue
        known = {option.id for option in _printed(contest)}
        if known and position.option_id not in known:
            what = f"contest {contest.id!r} has no option {position.option_id!r}"
            _refuse(name, f"{here}.optionId", what)


def _layout(election: Election, style: BallotStyle, grid: GridLayout, form: Form) -> Layout:
    town = election.county
    date = election.date[:10]
    bounds = grid.option_bounds_from_target_mark
    position = election.ballot_layout.target_mark_position
    # Older definitions do not say it; then the text is where the option's cell reaches farther.
    text_left = position == "right" if position else bounds.left >= bounds.right
    sides = []
    for side, bits in (
        ("front", front_bits(card_number(style.id))),
        ("back", _back_bits(election, date)),
    ):
        spots = _spots(grid, side, form)
        found = regions(side, spots, form, bounds, text_left=text_left)
        targets = tuple(
            Target(spot.contest, spot.option, oval(spot.centre), line=LINE_MM) for spot in spots
        )
        sides.append(Side(side, TimingMarkCode(bits), targets, found))
    return Layout(
        format=LAYOUT_FORMAT,
        id=_slug(election.state, town.id, town.name, style.id),
        title=_line(f"{town.name}, {election.title}, {date}, {style.id}"),
        paper=form.paper,
        fiducials=form.marks,
        contests=_contests(election, style, grid),
        sides=tuple(sides),
        style=style.id,
        election=f"{election.title} {date}",
        source=SOURCE,
    )


def _back_bits(election: Election, date: str) -> str:
    year, month, day = (int(part) for part in date.split("-"))
    # Older definitions have no type; their title says it.
    kind = election.type or election.title
    return back_bits(year, month, day, general="general" in kind.lower())


def _slug(*parts: str) -> str:
    """Make an id of words: lower case, plain letters, with dashes."""
    plain = unicodedata.normalize("NFKD", " ".join(parts).lower().translate(LETTERS))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "-".join(re.findall(r"[a-z0-9]+", bare))


def _spots(grid: GridLayout, side: str, form: Form) -> tuple[Spot, ...]:
    return tuple(
        Spot(
            position.contest_id,
            _write_in(position.write_in_index)
            if isinstance(position, WriteInPosition)
            else position.option_id,
            form.centre(position.column, position.row),
            position.write_in_area if isinstance(position, WriteInPosition) else None,
        )
        for position in grid.grid_positions
        if position.side == side
    )


def _write_in(index: int) -> str:
    return f"write-in-{index}"


def _contests(election: Election, style: BallotStyle, grid: GridLayout) -> tuple[Contest, ...]:
    """Give the contests of a style, in the definition's order, with the options of its grid."""
    in_grid = {position.contest_id for position in grid.grid_positions}
    contests = []
    for contest in election.contests:
        mine = contest.district_id in style.districts and contest.party_id in (
            None,
            style.party_id,
        )
        if not mine and contest.id not in in_grid:
            continue
        options = _options(contest, grid)
        seats = contest.seats if isinstance(contest, CandidateContest) else 1
        # More seats than candidates and lines: nobody can mark more than there are.
        allowed = max(1, min(seats, len(options)))
        contests.append(Contest(contest.id, _line(contest.title), allowed, options))
    return tuple(contests)


def _options(contest: CandidateContest | YesNoContest, grid: GridLayout) -> tuple[Option, ...]:
    positions = [each for each in grid.grid_positions if each.contest_id == contest.id]
    indices = {each.write_in_index for each in positions if isinstance(each, WriteInPosition)}
    printed = _printed(contest)
    if not printed:
        ids = [each.option_id for each in positions if not isinstance(each, WriteInPosition)]
        printed = tuple(Option(one, _answer(one)) for one in dict.fromkeys(ids))
    titles = {i: f"Write-in {i + 1}" if len(indices) > 1 else "Write-in" for i in sorted(indices)}
    lines = (Option(_write_in(i), title, write_in=True) for i, title in titles.items())
    return (*printed, *lines)


def _printed(contest: CandidateContest | YesNoContest) -> tuple[Option, ...]:
    """Give the options with a text of their own; none where only the grid names them."""
    if isinstance(contest, CandidateContest):
        return tuple(Option(each.id, _line(each.name)) for each in contest.candidates)
    answers = (contest.yes_option, contest.no_option)
    return tuple(Option(each.id, _line(each.label)) for each in answers if each is not None)


def _line(text: str) -> str:
    """Put a printed name on one line."""
    return " ".join(text.split())


def _answer(option: str) -> str:
    """Give the text of an answer that has only an id: `…-option-yes` is Yes."""
    return option.rpartition("-")[2].capitalize()
