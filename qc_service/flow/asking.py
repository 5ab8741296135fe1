"""Ask the readers and inspectors of the night about one placed page; each may fail on its own."""

from collections.abc import Sequence

from qc_service.flow.lineup import Lineup
from qc_service.flow.placing import Placed, failure
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.layout import Target
from qc_service.model.page import Page
from qc_service.model.reading import Inspection, OutsideMark, Reading, RegionScore, TargetScore


def readings(lineup: Lineup, page: Page, placed: Placed) -> Reading | Fault:
    """Let the first reader of each shape and region read it; every target must come back once."""
    scores: list[TargetScore] = []
    regions: dict[str, RegionScore] = {}
    duties = lineup.duties(placed.side)
    for duty in duties.asked:
        reader = duty.reader
        try:
            reading = reader.read(page, placed.layout, duty.side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            return failure(FaultCode.READER_FAILED, reader.name, error)
        wrong = _lie(reading, duty.side.targets)
        if wrong:
            return Fault(FaultCode.READER_FAILED, f"{reader.name} {wrong}", plugin=reader.name)
        scores += reading.targets
        regions |= {one.region: one for one in reading.regions if one.region in duty.regions}
    if duties.unread:
        names = ", ".join(duties.unread)
        return Fault(FaultCode.READER_FAILED, f"no reader in use knows targets of: {names}")
    if len(duties.asked) > 1:
        scores.sort(key=lambda score: duties.order[score.contest, score.option])
    matches = sorted(score.match for score in scores)
    # A side without targets is as well registered as its marks were found.
    found = placed.placement.found / max(1, placed.placement.expected)
    registration = matches[len(matches) // 2] if matches else min(1.0, found)
    return Reading(tuple(scores), tuple(regions.values()), registration)


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
    physical: dict[str, float] = {}
    outside: list[OutsideMark] = []
    missing: list[Fault] = []
    for inspector in lineup.inspectors:
        try:
            found = inspector.inspect(page, placed.layout, placed.side, placed.placement)
        except Exception as error:  # noqa: BLE001 - a plugin's failure is the ballot's fault record
            missing.append(failure(FaultCode.READER_FAILED, inspector.name, error))
            continue
        measures |= found.measures
        physical |= found.physical
        outside += found.outside
    return Inspection(measures, tuple(outside), physical), tuple(missing)
