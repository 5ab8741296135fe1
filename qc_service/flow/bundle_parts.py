"""What a bundle shows beside the ledger's rows: the committed boxes' sheets, and the results."""

from qc_service.flow.check_rounds import Round
from qc_service.flow.checks import Checks
from qc_service.flow.looks import Looks
from qc_service.flow.urn import Urn, circumstances
from qc_service.model.checks import Outcome
from qc_service.recording.bundle import BundleBox, BundleRound, Result
from qc_service.sampling.rounds import OF_BOXES, stratum_name


def bundle_rounds(checks: Checks) -> tuple[BundleRound, ...]:
    """Give every round's boxes with their sheets as they were committed."""
    return tuple(_round(of, checks.urn) for of in checks.rounds())


def bundle_results(checks: Checks) -> dict[str, Result]:
    """Give the result of every ballot that is settled, by its sample's id."""
    return {
        name: result
        for of in checks.rounds()
        for name, looks in of.looks.items()
        if (result := _result(looks, checks.urn)) is not None
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


def _result(looks: Looks, urn: Urn) -> Result | None:
    """Give what a settled ballot showed; None for whole boxes and where it is open."""
    settled, sheet = looks.settled(), looks.sample.sheet
    if settled is None or sheet is None:
        return None
    if settled.shows is None:
        missing = settled.outcome is Outcome.NOT_FOUND
        return Result.NOT_FOUND if missing else Result.CANNOT_AGREE
    agrees = urn.agreement(sheet, settled.shows).reported
    if agrees is None:
        return Result.UNREPORTED
    return Result.AGREES if agrees else Result.DIFFERS
