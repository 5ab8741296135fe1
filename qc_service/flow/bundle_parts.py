"""What a bundle shows beside the ledger's rows: the committed boxes' sheets, and the results."""

from collections.abc import Callable, Iterable

from qc_service.flow.check_rounds import Round
from qc_service.flow.checks import Checks
from qc_service.flow.log_acts import Acts
from qc_service.flow.log_rows import checked_of
from qc_service.flow.log_sheets import Sheets
from qc_service.flow.urn import Urn, circumstances
from qc_service.model.checks import Outcome
from qc_service.model.events import Entry
from qc_service.recording.bundle import BundleBox, BundleRound, Result
from qc_service.sampling.evaluating import Checked, Reading, is_misread
from qc_service.sampling.rounds import OF_BOXES, stratum_name


def bundle_rounds(checks: Checks) -> tuple[BundleRound, ...]:
    """Give every round's boxes with their sheets as they were committed."""
    return tuple(_round(of, checks.urn) for of in checks.rounds())


def bundle_results(entries: Callable[[], Iterable[Entry]]) -> dict[str, Result]:
    """Give the result of every ballot that is settled, by its sample's id.

    By the same rules as the documents' bounds; `entries` gives the ledger's and is called twice.
    """
    acts = Acts()
    for entry in entries():
        acts.take(entry)
    drawn = (each.looks.sample.sheet for each in acts.samples.values())
    sheets = Sheets([key for key in drawn if key is not None])
    for entry in entries():
        sheets.take(entry)
    checks = ((name, checked_of(each, sheets)) for name, each in acts.samples.items())
    return {
        name: _result(check)
        for name, check in checks
        if check.outcome is not None and check.drawn.sheet is not None
    }


def _round(of: Round, urn: Urn) -> BundleRound:
    strata = of.plan.strata
    of_boxes = [name for name in strata if name in OF_BOXES]
    boxes = []
    for batch, box in zip(of.batches, of.committed.boxes, strict=True):
        shown: set[str] = set()
        if len(of_boxes) == len(strata):
            ballots = urn.ballots(batch, box.sheets)
            shown = {stratum_name(strata, each.circumstances) for each in ballots}
        boxes.append(
            BundleBox(
                batch=batch.id,
                count=batch.count,
                # Of what tells ballots of one box apart nothing is shown: it could be their list.
                stratum=shown.pop() if len(shown) == 1 else "",
                shelf=stratum_name(of_boxes, circumstances(batch)),
                sheets=tuple(
                    (each.id, each.examination) for each in urn.committed(batch, box.sheets)
                ),
            )
        )
    return BundleRound(of.committed.round, tuple(boxes))


def _result(check: Checked) -> Result:
    """Give what a settled ballot showed."""
    if check.outcome is not Outcome.SEEN:
        missing = check.outcome is Outcome.NOT_FOUND
        return Result.NOT_FOUND if missing else Result.CANNOT_AGREE
    if check.reported is None:
        return Result.UNREPORTED
    return Result.DIFFERS if is_misread(check, Reading.REPORTED) else Result.AGREES
