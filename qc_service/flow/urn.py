"""What the desk keeps of each sheet until it is drawn: what binds it, and what deserves a look.

No reading is kept, only digests of what was read and reported: whoever checks paper cannot be told
by a desk that does not know.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from qc_service.flow.papers import SAME_PAPER
from qc_service.model.batch import Batch
from qc_service.model.checks import BoxCommitment, CommittedSheet, PaperShows
from qc_service.model.events import AlarmRecord, Cell, Effect, Finding
from qc_service.model.sheet import Examination, SheetKey
from qc_service.model.verdict import DifferenceKind
from qc_service.recording.merkle import leaf_hash, root_of
from qc_service.sampling.naming import box_name
from qc_service.sampling.rounds import Ballot

_CANONICAL = msgspec.json.Encoder(order="sorted")

Place = tuple[str, int]
"""A count of a box: its id, and which count of its ballots it is."""

ALARM, DIFFERENCE, RESTART, STOP, GAP = "alarm", "difference", "restart", "paper-stop", "gap"
"""Reasons for a look beside the candidates' own, the strongest first."""

Said = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet of a box; `reread` and `reported` are digests of what is said to be marked.

    `reread` is None where we are unsure of something, `reported` where nothing was reported.
    """

    key: SheetKey
    examination: str
    style: str
    form_code: str
    reread: bytes | None
    reported: bytes | None
    differing: tuple[tuple[DifferenceKind, str, str], ...]
    candidate: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether what the paper shows is what was reread and reported; None where nothing was."""

    reread: bool | None
    reported: bool | None


class Urn:
    """All sheets of boxes, by count of box, and the events that make some of them worth a look."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._papers: defaultdict[Place, list[Paper]] = defaultdict(list)
        self._by_key: dict[SheetKey, Paper] = {}
        self._at: dict[SheetKey, str] = {}
        self._cells: dict[int, Cell] = {}

    def take(self, sheet: Examination, place: Place) -> None:
        """Keep one new sheet of a box."""
        rows = {(row.contest, row.option) for page in sheet.pages for row in page.rows}
        marked = [(each.contest, one) for each in sheet.contests for one in each.marked]
        sure = sheet.contests and not any(each.unsure for each in sheet.contests)
        styles = [
            each.reported
            for each in sheet.differences
            if each.kind is DifferenceKind.STYLE and not each.contest
        ]
        reported = sheet.reported
        layouts = [page.layout for page in sheet.pages if page.layout]
        style = sheet.style or (layouts or [""])[0]
        paper = Paper(
            key=sheet.key,
            examination=hashlib.sha256(_CANONICAL.encode(sheet)).hexdigest(),
            style=style,
            form_code=sheet.form_code,
            reread=_said(style, (one for one in marked if one not in rows)) if sure else None,
            reported=None
            if reported is None
            else _said((styles or [style])[0], (one for one in reported if one not in rows)),
            differing=tuple((each.kind, each.contest, each.option) for each in sheet.differences),
            candidate=sheet.candidates[0].reason if sheet.candidates else "",
        )
        self._papers[place].append(paper)
        self._by_key[sheet.key] = paper

    def watch(self, effects: Iterable[Effect]) -> None:
        """Take note of what was found and raised: sheets beside it are worth a look."""
        for effect in effects:
            if isinstance(effect, AlarmRecord):
                self._cells[effect.refines or effect.number] = effect.cell
            elif isinstance(effect, Finding) and effect.kind in _REASONS:
                self._at[effect.key] = _REASONS[effect.kind]

    def commit(self, batch: Batch) -> BoxCommitment:
        """Bind a box to all that is known of its sheets."""
        leaves = [leaf_hash(_CANONICAL.encode(sheet)) for sheet in self.committed(batch)]
        return BoxCommitment(batch.id, batch.count, len(leaves), root_of(leaves).hex())

    def committed(self, batch: Batch, sheets: int | None = None) -> Iterator[CommittedSheet]:
        """Give what a box is bound to, in the order in which its sheets lie."""
        for name, _, paper in self._named(batch, sheets):
            yield CommittedSheet(name, paper.examination)

    def ballots(self, batch: Batch, sheets: int) -> Iterator[Ballot]:
        """Give the sheets of a committed box as they go into a draw; `sheets` were committed."""
        named = list(self._named(batch, sheets))
        beside = self._beside([paper.key for _, _, paper in named])
        whole, shared = circumstances(batch), dict[tuple[str, str, str], dict[str, str]]()
        for name, place, paper in named:
            own = (paper.key.scanner, paper.style, paper.form_code)
            if own not in shared:
                # One for all ballots alike: there are a hundred thousand.
                names = ("scanner", "list", "form_code")
                shared[own] = whole | dict(zip(names, own, strict=True))
            yield Ballot(
                name=name,
                key=paper.key,
                batch=batch.id,
                count=batch.count,
                place=place,
                circumstances=shared[own],
                reason=self._reason(paper, batch, beside),
            )

    def agreement(self, key: SheetKey, shows: PaperShows) -> Agreement:
        """Hold what people saw against what was reread and what was reported."""
        paper = self._by_key[key]
        seen = _said(shows.style, shows.marked)
        return Agreement(
            None if paper.reread is None else paper.reread == seen,
            None if paper.reported is None else paper.reported == seen,
        )

    def _named(self, batch: Batch, sheets: int | None = None) -> Iterator[tuple[str, int, Paper]]:
        """Give the first sheets that came of a box with name and place, in the order they lie."""
        papers = self._papers[batch.id, batch.count][:sheets]
        whole = box_name(batch.election, batch.id, batch.count)
        for place, paper in _in_order(papers):
            yield f"{whole}/{place}", place, paper

    def _beside(self, keys: Sequence[SheetKey]) -> dict[SheetKey, str]:
        """Give the sheets that lie at or before a restart or a paper stop, and around a gap."""
        found: dict[SheetKey, str] = {}
        for before, key in zip([None, *keys], keys, strict=False):
            here = self._at.get(key, "")
            if here:
                found.update(dict.fromkeys([key] if before is None else [before, key], here))
            if before is not None and self._gap_between(before, key):
                found.setdefault(before, GAP)
                found.setdefault(key, GAP)
        return found

    def _gap_between(self, before: SheetKey, key: SheetKey) -> bool:
        """Tell whether the numbers between two neighbours were found missing."""
        if before.sequence + 1 >= key.sequence:
            return False
        first = msgspec.structs.replace(key, sequence=before.sequence + 1)
        return self._at.get(first) == GAP

    def _reason(self, paper: Paper, batch: Batch, beside: dict[SheetKey, str]) -> str:
        if paper.differing:
            named = any(_fits(cell, paper, batch) for cell in self._cells.values())
            return ALARM if named else DIFFERENCE
        return beside.get(paper.key, paper.candidate)


def circumstances(batch: Batch) -> dict[str, str]:
    """Give what a whole box is told apart by."""
    return {"scanner": batch.scanner, "category": batch.category, "locale": batch.locale}


_REASONS = {"restart": RESTART, SAME_PAPER: STOP, "gap": GAP}


def _said(style: str, marked: Iterable[tuple[str, str]]) -> bytes:
    """Give a digest of a list or style with its marks, in whatever order they are named."""
    return hashlib.sha256(_CANONICAL.encode((style, sorted(set(marked))))).digest()


def _in_order(papers: Sequence[Paper]) -> Iterator[tuple[int, Paper]]:
    """Give papers with their places: passages in the order they began, each by its numbers.

    A number that did not come keeps its place, for its paper lies there. A passage that goes on
    counting where the one before ended is one with it.
    """
    passages: dict[tuple[str, str], list[Paper]] = {}
    for paper in papers:
        passages.setdefault((paper.key.scanner, paper.key.session), []).append(paper)
    place = last = 0
    for passage in passages.values():
        in_order = sorted(passage, key=lambda each: each.key.sequence)
        if in_order[0].key.sequence <= last:
            last = 0
        for paper in in_order:
            place += max(1, paper.key.sequence - last)
            last = paper.key.sequence
            yield place, paper


def _fits(cell: Cell, paper: Paper, batch: Batch) -> bool:
    """Tell whether a sheet bears a difference of a cell that an alarm names."""
    here = (
        (cell.scanner, paper.key.scanner),
        (cell.style, paper.style),
        (cell.district, batch.locale),
        (cell.batch, paper.key.batch),
    )
    if any(wanted and wanted != found for wanted, found in here):
        return False
    return any(
        kind is cell.kind and (not cell.option or (contest, option) == (cell.contest, cell.option))
        for kind, contest, option in paper.differing
    )
