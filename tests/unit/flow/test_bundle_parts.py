from collections.abc import Sequence

from msgspec.structs import replace

from check_nights import ANN, BO, BOXES, CAT, SHEETS, Evening, night, truth
from qc_service.flow.bundle_parts import bundle_results, bundle_rounds
from qc_service.flow.bundling import stated_bounds
from qc_service.model.acts import CheckEntered
from qc_service.model.checks import CheckPlan, Outcome, Sample
from qc_service.model.events import Entry, SheetRecord
from qc_service.recording.bundle import Result
from qc_service.recording.canonical import decode_entry
from qc_service.recording.public import public_part

ALL = CheckPlan(ballots_least=2 * SHEETS)


def entered(evening: Evening, sample: Sample, outcome: Outcome) -> None:
    for person in (ANN, BO):
        evening.act(person, act=CheckEntered(sample.id, outcome))


def ballots(samples: Sequence[Sample]) -> list[Sample]:
    return [each for each in samples if each.sheet is not None]


def test_boxes_are_shown_as_they_were_committed() -> None:
    evening = Evening()
    evening.draw(ALL)
    (shown,) = bundle_rounds(evening.desk.checks)
    assert [(box.batch, box.stratum, box.shelf, len(box.sheets)) for box in shown.boxes] == [
        (each.id, name, name, SHEETS)
        for each in BOXES
        for name in (f"scanner={each.scanner} category={each.category}",)
    ]
    assert shown.boxes[0].sheets[0][0] == f"{BOXES[0].election}/K01/1"


def test_where_strata_are_of_lists_no_stratum_is_shown() -> None:
    evening = Evening()
    evening.draw(CheckPlan(strata=("list", "scanner")))
    (shown,) = bundle_rounds(evening.desk.checks)
    assert {box.stratum for box in shown.boxes} == {""}
    assert [box.shelf for box in shown.boxes] == ["scanner=S01", "scanner=S01", "scanner=S02"]
    public = [decode_entry(part) for each in evening.entries if (part := public_part(each))]
    assert list(stated_bounds(public, bundle_results(lambda: evening.entries))) == []


def test_a_box_of_sheets_from_two_scanners_is_in_no_one_stratum() -> None:
    entries: list[Entry] = []
    for each in night():
        if isinstance(each, SheetRecord) and each.examination.key.sequence == 1:
            found = each.examination
            key = replace(found.key, scanner="S09")
            entries.append(replace(each, examination=replace(found, key=key)))
        else:
            entries.append(each)
    evening = Evening(entries)
    evening.draw(ALL)
    (shown,) = bundle_rounds(evening.desk.checks)
    assert {box.stratum for box in shown.boxes} <= {
        "",
        *(f"scanner={each.scanner} category={each.category}" for each in BOXES),
    }


def test_each_outcome_has_its_result_and_what_is_open_has_none() -> None:
    unreported = next(e for e in night() if isinstance(e, SheetRecord)).examination.key
    evening = Evening(
        [
            replace(each, examination=replace(each.examination, reported=None))
            if isinstance(each, SheetRecord) and each.examination.key == unreported
            else each
            for each in night()
        ]
    )
    drawn = evening.draw(ALL)
    evening.take_out_all()
    first, second, third, *rest = (
        each for each in ballots(drawn.samples) if each.sheet != unreported
    )
    entered(evening, first, Outcome.NOT_FOUND)
    evening.act(ANN, act=CheckEntered(second.id, Outcome.NOT_FOUND))
    evening.act(BO, act=CheckEntered(second.id, Outcome.SEEN, truth(second)))
    evening.act(ANN, BO, CAT, act=CheckEntered(second.id, Outcome.CANNOT_AGREE, third=True))
    whole = [each for each in drawn.samples if each.sheet is None]
    evening.settle([*rest, *whole, *(e for e in drawn.samples if e.sheet == unreported)])
    found = bundle_results(lambda: evening.entries)
    assert third.id not in found
    assert not found.keys() & {each.id for each in whole}
    assert (found[first.id], found[second.id]) == (Result.NOT_FOUND, Result.CANNOT_AGREE)
    assert {each for each in Result if each in found.values()} == set(Result)
