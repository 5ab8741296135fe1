"""Ask the readers and inspectors of the night about one placed page; each may fail on its own."""

from collections.abc import Iterator, Sequence

import msgspec

from qc_service.api.protocols import Reader
from qc_service.flow.lineup import Lineup
from qc_service.flow.placing import Placed, failure
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Region, Side, Target, TargetShape
from qc_service.model.page import Page
from qc_service.model.reading import Inspection, OutsideMark, Reading, RegionScore, TargetScore


def readings(lineup: Lineup, page: Page, placed: Placed) -> Reading | Fault:
    """Let the first reader of each shape and region read it; every target must come back once."""
    scores: list[TargetScore] = []
    regions: dict[str, RegionScore] = {}
    asked = list(_duties(lineup.readers, placed.side))
    for reader, targets, mine in asked:
        side = placed.side
        if targets != side.targets:
            side = msgspec.structs.replace(side, targets=targets)
        try:
            reading = reader.read(page, placed.layout, side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            return failure(FaultCode.READER_FAILED, reader.name, error)
        wrong = _lie(reading, targets)
        if wrong:
            return Fault(FaultCode.READER_FAILED, f"{reader.name} {wrong}", plugin=reader.name)
        scores += reading.targets
        regions |= {region.region: region for region in reading.regions if region.region in mine}
    unread = {t.shape for t in placed.side.targets} - {t.shape for _, ts, _ in asked for t in ts}
    if unread:
        names = ", ".join(sorted(unread))
        return Fault(FaultCode.READER_FAILED, f"no reader in use knows targets of: {names}")
    # An option with two targets has them side by side, whichever reader read them.
    place = {(t.contest, t.option): i for i, t in reversed([*enumerate(placed.side.targets)])}
    scores.sort(key=lambda score: place[score.contest, score.option])
    matches = sorted(score.match for score in scores)
    # A side without targets is as well registered as its marks were found.
    found = placed.placement.found / max(1, placed.placement.expected)
    registration = matches[len(matches) // 2] if matches else min(1.0, found)
    return Reading(tuple(scores), tuple(regions.values()), registration)


def _duties(
    readers: Sequence[Reader], side: Side
) -> Iterator[tuple[Reader, tuple[Target, ...], frozenset[str]]]:
    """Share a side's targets and regions out: each reader with what it is the first to know."""
    shapes: set[TargetShape] = {target.shape for target in side.targets}
    regions: list[Region] = list(side.regions)
    for reader in readers:
        mine = {shape for shape in shapes if reader.reads(shape)}
        scored = frozenset(region.id for region in regions if reader.scores(region))
        if not mine and not scored:
            continue
        shapes -= mine
        regions = [region for region in regions if region.id not in scored]
        yield reader, tuple(t for t in side.targets if t.shape in mine), scored


def _lie(reading: Reading, targets: Sequence[Target]) -> str:
    """Say what a reader got wrong about its own task; empty where it did it."""
    if [(s.contest, s.option) for s in reading.targets] != [(t.contest, t.option) for t in targets]:
        return "did not score every target once, in the layout's order"
    shares = [share for s in reading.targets for share in (s.score, s.soft, s.match)]
    shares += [region.score for region in reading.regions]
    if not all(0.0 <= share <= 1.0 for share in shares):
        return "gave a score outside 0..1"
    return ""


def inspections(lineup: Lineup, page: Page, placed: Placed) -> tuple[Inspection, tuple[Fault, ...]]:
    """Ask every inspector; one that fails leaves its measures out, and the record says so."""
    measures: dict[str, float] = {}
    outside: list[OutsideMark] = []
    missing: list[Fault] = []
    for inspector in lineup.inspectors:
        try:
            found = inspector.inspect(page, placed.layout, placed.side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            missing.append(failure(FaultCode.READER_FAILED, inspector.name, error))
            continue
        measures |= found.measures
        outside += found.outside
    return Inspection(measures, tuple(outside)), tuple(missing)
