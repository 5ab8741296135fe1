"""Hypothesis strategies for the model's records, shared by every test of a law."""

from enum import Enum
from typing import get_args

import msgspec
from hypothesis import strategies as st

from qc_service.model.acts import (
    Act,
    ActRecord,
    BoxesCommitted,
    CheckEntered,
    ChecksPlanned,
    ImageSeen,
    SeedEntered,
)
from qc_service.model.batch import Batch, BatchEvent, BatchKind, BatchNotice, BatchPlan
from qc_service.model.checks import (
    BoxCommitment,
    CheckPlan,
    Draw,
    DrawnStratum,
    Outcome,
    PaperShows,
    Sample,
    SampleKind,
)
from qc_service.model.events import (
    AlarmRecord,
    Cell,
    Component,
    Entry,
    Finding,
    Genesis,
    Note,
    SheetRecord,
)
from qc_service.model.evidence import Checkpoint
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import (
    Box,
    Contest,
    Layout,
    NoCode,
    Option,
    Point,
    Side,
    Size,
    Target,
    TimingMarks,
)
from qc_service.model.people import Person, Role
from qc_service.model.reading import OutsideMark, RegionScore, TargetScore
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.model.verdict import (
    Candidate,
    ContestReread,
    ContestStatus,
    Difference,
    DifferenceKind,
    Mark,
    MarkState,
    Profile,
    WriteIn,
)


def _plain(kind: type[Act]) -> st.SearchStrategy[Act]:
    """Build an act whose fields are texts, numbers, truths and enums."""
    made: dict[str, st.SearchStrategy[object]] = {}
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, Enum):
            made[field.name] = st.sampled_from(field.type)
        else:
            made[field.name] = {str: words, int: counts, bool: st.booleans()}[field.type]
    return st.builds(kind, **made)


# Any text that UTF-8 can hold: names come from other people's systems. No lone surrogates: the
# wire refuses those, and so does the ledger.
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
shares = st.floats(0, 1)
numbers = st.floats(allow_nan=False, allow_infinity=False)
pixels = st.integers(-50, 4000)
px_boxes = st.tuples(pixels, pixels, pixels, pixels)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)

keys = st.builds(
    SheetKey, scanner=names, session=names, batch=words, sequence=st.integers(0, 2**53)
)
faults = st.builds(
    Fault,
    code=st.sampled_from(FaultCode),
    message=words,
    detail=st.dictionaries(names, words | numbers, max_size=3),
    plugin=words,
)
marks = st.builds(
    Mark,
    contest=names,
    option=names,
    score=shares,
    state=st.sampled_from(MarkState),
    px=px_boxes,
    match=shares,
    reason=words,
)
region_scores = st.builds(RegionScore, region=names, score=shares, px=px_boxes)
outside_marks = st.builds(
    OutsideMark, kind=st.sampled_from(("beside", "large")), px=px_boxes, score=shares
)
pages = st.builds(
    PageReread,
    image=names,
    sha256=digests,
    fault=st.none() | faults,
    layout=words,
    side=words,
    rotation_deg=st.sampled_from((0, 180)),
    residual_px=st.floats(0, 50),
    registration=shares,
    marks=st.lists(marks, max_size=4).map(tuple),
    regions=st.lists(region_scores, max_size=2).map(tuple),
    outside=st.lists(outside_marks, max_size=2).map(tuple),
    quality=st.dictionaries(names, numbers, max_size=3),
    troubles=st.lists(faults, max_size=1).map(tuple),
)
contests_reread = st.builds(
    ContestReread,
    contest=names,
    status=st.sampled_from(ContestStatus),
    votes=st.lists(names, max_size=2).map(tuple),
    marked=st.lists(names, max_size=2).map(tuple),
    unsure=st.lists(names, max_size=2).map(tuple),
    votes_allowed=st.integers(1, 9),
)
differences = st.builds(
    Difference,
    kind=st.sampled_from(DifferenceKind),
    contest=names,
    option=words,
    reported=words,
    reread=words,
    score=shares,
)
candidates = st.builds(Candidate, reason=words, contest=words, option=words)
write_ins = st.builds(
    WriteIn, contest=names, option=names, score=shares, without_mark=st.booleans()
)
examinations = st.builds(
    Examination,
    key=keys,
    pages=st.lists(pages, max_size=2).map(tuple),
    contests=st.lists(contests_reread, max_size=2).map(tuple),
    write_ins=st.lists(write_ins, max_size=1).map(tuple),
    differences=st.lists(differences, max_size=2).map(tuple),
    candidates=st.lists(candidates, max_size=2).map(tuple),
    faults=st.lists(faults, max_size=1).map(tuple),
    compared=st.booleans(),
    record=words,
    style=words,
    profile=words,
    digest=digests,
    reported=st.none() | st.lists(st.tuples(names, names), max_size=2).map(tuple),
)
sheet_records = st.builds(SheetRecord, received_at=words, examination=examinations)
components = st.builds(
    Component, kind=words, name=words, version=words, origin=words, digest=digests
)
geneses = st.builds(
    Genesis,
    made_at=words,
    version=words,
    components=st.lists(components, max_size=2).map(tuple),
    plan=st.dictionaries(names, numbers, max_size=3),
)
cells = st.builds(
    Cell, kind=st.sampled_from(DifferenceKind), scanner=names, contest=words, option=words
)
counts = st.integers(0, 2**40)
alarms = st.builds(
    AlarmRecord,
    cell=cells,
    at=counts,
    start=counts,
    wrong=counts,
    seen=counts,
    log_evidence=numbers,
    threshold=numbers,
    sheet=keys,
)
findings = st.builds(
    Finding,
    kind=words,
    key=keys,
    message=words,
    digest=words,
    said=words,
    facts=st.dictionaries(names, words | counts | numbers, max_size=3),
)
notes = st.builds(Note, made_at=words, kind=words, message=words)
batches = st.builds(
    Batch,
    id=names,
    election=words,
    category=words,
    locale=words,
    locale_name=words,
    box=counts,
    boxes=counts,
    scanner=names,
    count=counts,
    expected=st.none() | counts,
)
batch_notices = st.builds(
    BatchNotice,
    kind=st.sampled_from(BatchKind),
    batch=batches,
    session=names,
    number=counts,
    sheets=st.none() | counts,
    reason=words,
)
batch_events = st.builds(BatchEvent, at=words, notice=batch_notices)
batch_plans = st.builds(BatchPlan, at=words, boxes=st.lists(batches, max_size=3).map(tuple))
checkpoints = st.builds(
    Checkpoint, at=words, rows=counts, root=digests, head=digests, key=digests, signature=words
)
people = st.builds(Person, name=names, role=st.sampled_from(Role))
paper_shows = st.builds(
    PaperShows,
    style=words,
    marked=st.lists(st.tuples(names, names), max_size=3).map(tuple),
    counts=st.dictionaries(names, st.integers(0, 2**40), max_size=3),
)
check_plans = st.builds(CheckPlan, threshold=shares, risk=shares, prior=st.tuples(shares, shares))
commitments = st.builds(BoxCommitment, batch=names, count=counts, sheets=counts, root=digests)
_WITH_FIELDS_OF_THEIR_OWN: dict[type, st.SearchStrategy[Act]] = {
    CheckEntered: st.builds(
        CheckEntered,
        sample=names,
        outcome=st.sampled_from(Outcome),
        shows=st.none() | paper_shows,
        revision=counts,
        reason=words,
        third=st.booleans(),
    ),
    ChecksPlanned: st.builds(ChecksPlanned, plan=check_plans),
    BoxesCommitted: st.builds(
        BoxesCommitted,
        round=counts,
        boxes=st.lists(commitments, max_size=2).map(tuple),
        root=digests,
        plan=check_plans,
    ),
    SeedEntered: st.builds(SeedEntered, round=counts, seed=words),
    ImageSeen: st.builds(ImageSeen, sheet=keys, what=words),
}
acts: st.SearchStrategy[Act] = st.one_of(
    [
        _WITH_FIELDS_OF_THEIR_OWN[kind] if kind in _WITH_FIELDS_OF_THEIR_OWN else _plain(kind)
        for kind in get_args(Act)
    ]
)
act_records = st.builds(
    ActRecord,
    at=words,
    by=st.lists(people, max_size=3).map(tuple),
    act=acts,
    unverified=st.booleans(),
)
samples = st.builds(
    Sample,
    id=names,
    round=counts,
    kind=st.sampled_from(SampleKind),
    stratum=words,
    batch=names,
    order=counts,
    sheet=st.none() | keys,
    ticket=words,
)
drawn_strata = st.lists(st.builds(DrawnStratum, names, counts, counts), max_size=2).map(tuple)
draws = st.builds(
    Draw,
    round=counts,
    seed=words,
    strata=drawn_strata,
    box_strata=drawn_strata,
    samples=st.lists(samples, max_size=3).map(tuple),
)
entries: st.SearchStrategy[Entry] = st.one_of(
    geneses,
    sheet_records,
    alarms,
    findings,
    notes,
    batch_events,
    batch_plans,
    act_records,
    draws,
    checkpoints,
)

target_scores = st.builds(
    TargetScore,
    contest=names,
    option=names,
    score=shares,
    soft=shares,
    match=shares,
    px=px_boxes,
    flags=st.lists(st.sampled_from(("streak", "fold", "cut")), max_size=2, unique=True).map(tuple),
)
profiles = st.builds(
    Profile,
    id=names,
    marked_from=shares,
    certain_from=shares,
    empty_below=shares,
    soft_below=shares,
    match_min=shares,
    write_in_from=shares,
    outside_from=shares,
    cv2=st.just("5"),
    note=st.just(""),
)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Draw a ballot of up to three contests on up to two sides, every option with its target."""
    contests = tuple(
        Contest(
            id=f"contest-{number}",
            title="",
            votes_allowed=draw(st.integers(1, 3)),
            options=tuple(Option(f"option-{n}", "") for n in range(draw(st.integers(1, 4)))),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    targets = [
        Target(contest.id, option.id, Box(10, 10, 4, 2))
        for contest in contests
        for option in contest.options
    ]
    cut = draw(st.integers(0, len(targets)))
    return Layout(
        format=1,
        id="layout",
        title="",
        paper=Size(215.9, 279.4),
        fiducials=TimingMarks(34, 44, Point(5, 5), Point(6, 6), Size(3, 1.5)),
        contests=contests,
        sides=(
            Side("front", NoCode(), tuple(targets[:cut])),
            Side("back", NoCode(), tuple(targets[cut:])),
        ),
        style="style-1",
    )


@st.composite
def marked_layouts(draw: st.DrawFn) -> tuple[Layout, tuple[Mark, ...]]:
    """Draw a ballot with a verdict on every target of it."""
    layout = draw(layouts())
    states = st.sampled_from(MarkState)
    return layout, tuple(
        Mark(target.contest, target.option, 0.5, draw(states), (0, 0, 1, 1))
        for side in layout.sides
        for target in side.targets
    )
