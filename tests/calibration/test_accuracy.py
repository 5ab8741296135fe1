"""What must hold of the accuracy report: nothing wrong passes, nothing right is missed."""

import json
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from rich.console import Console

from drawing import draw, layout
from qc_calibration import accuracy
from qc_calibration.accuracy_audit import audit_lines
from qc_calibration.accuracy_bars import Line, all_lines, decided, degraded_line, wrong
from qc_calibration.accuracy_drawn import (
    DrawnJob,
    DrawnResult,
    drawn_jobs,
    drawn_lines,
    lost_drawn,
    make_drawn_measurer,
)
from qc_calibration.accuracy_pages import ORIGINAL, OvalResult, PageResult, as_pgm, result_of
from qc_calibration.accuracy_report import (
    BEGIN,
    END,
    FORMAT,
    Report,
    markdown,
    print_report,
    update_document,
    write_report,
)
from qc_calibration.accuracy_truth import Eye, TrueOval, TruePage, load_truth, match_truth
from qc_calibration.degrade import Spots, upside_down
from qc_service.adapters.config import Config
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.flow.lineup import Lineup
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import PageReread
from qc_service.model.verdict import Mark, MarkState, Profile
from qc_service.reading.decode import decode
from qc_service.service.audit_summary import AuditDifference, AuditReport

BALLOT = layout()
FRONT = BALLOT.sides[0]
CENTRES = [(12 + 8 * j, 6 + 4 * i) for i in range(4) for j in range(2)]
LINEUP = Lineup(
    (), (), (), (), Profile("p", 0.1, 0.3, 0.02, 0.03, 0.4, 0.01, 0.3, "5", ""), (BALLOT,)
)


def page(**changes: object) -> TruePage:
    ovals = tuple(
        TrueOval(target.contest, target.option, column, row, marked=False)
        for target, (column, row) in zip(FRONT.targets, CENTRES, strict=True)
    )
    made = TruePage("a.png", "drawn", 0, ovals, side="front", style=BALLOT.style, folder="set")
    return replace(made, **changes)


def oval(
    state: MarkState, *, marked: bool = False, intent: str = "", score: float = 0.0
) -> OvalResult:
    return OvalResult("c", "o", marked, intent, state, "", score, (12.0, 6.0), 0.1)


def result(*ovals: OvalResult, **changes: object) -> PageResult:
    return replace(PageResult("set", "a.png", ORIGINAL, registration=0.8, ovals=ovals), **changes)


def line(lines: tuple[Line, ...], what: str) -> Line:
    return next(one for one in lines if what in one.what)


@pytest.mark.parametrize(
    ("state", "marked", "intent", "is_wrong"),
    [
        (MarkState.MARKED, True, "", False),
        (MarkState.EMPTY, False, "", False),
        (MarkState.MARKED, False, "", True),
        (MarkState.EMPTY, True, "", True),
        (MarkState.UNSURE, True, "", False),
        (MarkState.EMPTY, True, "no_vote", False),
        (MarkState.MARKED, True, "no_vote", True),
        (MarkState.MARKED, False, "vote", False),
        (MarkState.EMPTY, False, "vote", True),
        (MarkState.EMPTY, True, "unclear", False),
    ],
)
def test_wrong_is_a_sure_verdict_against_the_voter(
    state: MarkState, marked: bool, intent: str, is_wrong: bool
) -> None:
    assert wrong(oval(state, marked=marked, intent=intent)) is is_wrong


def test_what_a_person_cannot_decide_must_stay_open() -> None:
    assert decided(oval(MarkState.EMPTY, intent="unclear"))
    assert not decided(oval(MarkState.UNSURE, intent="unclear"))
    assert not decided(oval(MarkState.EMPTY, intent="vote"))


GOOD = (
    *(oval(MarkState.MARKED, marked=True, score=0.5),) * 50,
    *(oval(MarkState.EMPTY),) * 49,
    oval(MarkState.UNSURE, intent="unclear"),
)
TRUTH = (
    page(sheet="s1", same_paper_as=("s2",)),
    page(image="b.png", sheet="s2", same_paper_as=("s1",)),
    page(image="c.png", sheet="s3"),
    page(image="no.png", expected=(), must_be_refused=True),
)
RESULTS = (
    result(*GOOD),
    result(*GOOD, image="b.png"),
    result(*(oval(MarkState.EMPTY),) * 9, image="c.png", unmarked=True),
    result(image="no.png", fault=FaultCode.NOT_A_BALLOT, registration=0.0),
)


def test_a_good_run_meets_every_bar() -> None:
    lines = all_lines(RESULTS, TRUTH)
    assert [one.what for one in lines if not one.met] == []
    assert len(lines) == 11


def with_first(*ovals: OvalResult, **changes: object) -> tuple[PageResult, ...]:
    return (result(*ovals, **changes), *RESULTS[1:])


SPOILT = {
    "located": with_first(fault=FaultCode.NOT_LOCATED),
    "named and right way up": with_first(*GOOD, right_way_up=False),
    "called empty": with_first(oval(MarkState.EMPTY, marked=True), *GOOD[1:]),
    "called marked": with_first(*GOOD[:-2], oval(MarkState.MARKED), GOOD[-1]),
    "doubtful": with_first(*GOOD[:-1], oval(MarkState.EMPTY, intent="unclear")),
    "ovals unsure": with_first(*GOOD[:-4], *(oval(MarkState.UNSURE),) * 4),
    "registration": with_first(*GOOD, registration=0.0),
    "different verdicts": with_first(oval(MarkState.UNSURE, marked=True), *GOOD[1:]),
    "difference of a score": with_first(oval(MarkState.MARKED, marked=True, score=0.6), *GOOD[1:]),
    "true place": with_first(replace(GOOD[0], off_mm=1.4), *GOOD[1:]),
    "unmarked": (*RESULTS[:2], result(oval(MarkState.UNSURE), image="c.png", unmarked=True)),
    "no ballot": (*RESULTS[:3], result(*GOOD, image="no.png")),
    "refused as such": (*RESULTS[:3], result(image="no.png", fault=FaultCode.UNDECODABLE)),
}


@pytest.mark.parametrize("what", SPOILT)
def test_every_bar_can_be_missed(what: str) -> None:
    assert not line(all_lines(SPOILT[what], TRUTH), what).met


def test_nothing_measured_meets_no_bar() -> None:
    assert [one.what for one in all_lines((), ()) if one.met] == []
    assert not degraded_line("x", ()).met


def test_a_spoilt_page_may_be_unsure_or_refused_but_not_wrong() -> None:
    unsure = result(oval(MarkState.UNSURE, marked=True), degradation="x")
    refused = result(degradation="x", fault=FaultCode.NOT_LOCATED)
    met = degraded_line("x", (unsure, refused))
    assert met.met
    assert "1 × not-located" in met.measured
    assert not degraded_line("x", (result(oval(MarkState.EMPTY, marked=True)),)).met
    assert not degraded_line("x", (result(right_side=False),)).met


def test_a_spoilt_run_has_a_line_for_each_degradation() -> None:
    spoilt = (result(*GOOD, degradation="x"), result(*GOOD, degradation="y"))
    lines = all_lines((*RESULTS, *spoilt), TRUTH)
    assert [one.what for one in lines if one.group == "spoilt pages"] == ["x", "y"]


def marks(state: MarkState = MarkState.EMPTY) -> tuple[Mark, ...]:
    return tuple(Mark(t.contest, t.option, 0.0, state, (0, 0, 40, 26)) for t in FRONT.targets)


def test_marks_are_matched_by_place_also_where_an_option_has_two_ovals() -> None:
    twice = replace(FRONT.targets[3], contest="c0", option="o0")
    side = replace(FRONT, targets=(*FRONT.targets[:3], twice, *FRONT.targets[4:]))
    ovals = list(page().expected)
    ovals[3] = replace(ovals[3], contest="c0", option="o0", marked=True)
    found = list(marks())
    # As the flow gives them: both marks of the option together.
    second = replace(found.pop(3), contest="c0", option="o0", state=MarkState.MARKED)
    found.insert(1, second)
    pairs = match_truth(BALLOT, side, found, page(expected=tuple(ovals)))
    assert [(m.state == MarkState.MARKED) == o.marked for m, o in pairs] == [True] * 8
    assert pairs[1][1].row == CENTRES[3][1]


def test_truth_of_another_form_is_refused() -> None:
    moved = tuple(replace(each, row=each.row + 1) for each in page().expected)
    with pytest.raises(QcError, match="column 12, row 6"):
        match_truth(BALLOT, FRONT, marks(), page(expected=moved))


def test_a_page_taken_for_another_is_astray() -> None:
    reread = PageReread("a.png", "", layout=BALLOT.id, side="back")
    assert not result_of(LINEUP, page(), reread).right_side
    turned = PageReread(
        "a.png", "", layout=BALLOT.id, side="front", rotation_deg=180, marks=marks()
    )
    assert not result_of(LINEUP, page(), turned).right_way_up
    assert result_of(LINEUP, page(rotation=180), turned).right_way_up


def test_the_place_is_followed_through_a_degradation() -> None:
    boxes = tuple(replace(each, px=(0, 0, 40, 26)) for each in page().expected)
    spoilt = upside_down(draw(BALLOT).pixels, Spots())
    height, width = spoilt.pixels.shape
    there = (width - 40, height - 26, 40, 26)
    found = tuple(replace(mark, px=there) for mark in marks())
    reread = PageReread("a.png", "", layout=BALLOT.id, side="front", rotation_deg=180, marks=found)
    read = result_of(LINEUP, page(expected=boxes), reread, "rotated 180°", spoilt)
    assert read.right_way_up
    assert [each.off_mm for each in read.ovals] == [0.0] * 8


def test_a_fault_is_told_with_its_code() -> None:
    fault = Fault(FaultCode.MARK_MISSING, "the left border")
    told = result_of(LINEUP, page(), PageReread("a.png", "", fault))
    assert (told.fault, told.message, told.ovals) == ("mark-missing", "the left border", ())


def test_a_page_passed_on_without_loss_is_decoded_alike() -> None:
    pixels = draw(BALLOT).pixels
    decoded = decode(as_pgm(pixels))
    assert not isinstance(decoded, Fault)
    assert (decoded.pixels == pixels).all()


def audited(*differences: AuditDifference, **changes: object) -> AuditReport:
    report = AuditReport(
        sheets=14,
        faults=0,
        compared=10,
        differences=differences,
        unsure=0,
        unreported=4,
        marks={},
        faults_by_code={},
        fault_list=(),
        candidates={},
        alarms=(),
        findings=(),
        record_troubles=(),
        leniencies=(),
        new_sheets=14,
        ledger="",
        state="",
    )
    return replace(report, **changes)


def difference(option: str) -> AuditDifference:
    return AuditDifference("s", "c0", option, "empty", "marked", 0.2, "miss", "", "", 1, ())


def test_only_differences_on_clear_marks_miss_the_bar() -> None:
    ovals = page().expected
    doubtful = (replace(ovals[0], eye=Eye("dot", "unclear")), *ovals[1:])
    truth = (page(folder="m17", sheet="s", expected=doubtful),)
    assert [one.met for one in audit_lines(audited(), truth)] == [True, True]
    assert [one.met for one in audit_lines(audited(difference("o0")), truth)] == [True, True]
    assert [one.met for one in audit_lines(audited(difference("o1")), truth)] == [True, False]
    assert [one.met for one in audit_lines(audited(compared=9), truth)] == [False, True]


def report(*, met: bool = True) -> Report:
    lines = (
        Line("ovals", "clear marks called empty", "0", "0 of 9", met=True),
        Line("pages", "located", "2 of 2", "1 of 2", met=met, detail=("set/[a].png: not-located",)),
    )
    return Report(FORMAT, "0", "5.0", "default", quick=False, met=met, lines=lines)


def test_the_report_names_what_missed_its_bar() -> None:
    shown = StringIO()
    print_report(report(met=False), Console(file=shown, width=120))
    assert "missed: located: 1 of 2" in shown.getvalue()
    assert "set/[a].png: not-located" in shown.getvalue()
    assert "set/[a].png" not in markdown(report().lines)


def test_the_report_is_written_for_scripts_and_people(tmp_path: Path) -> None:
    write_report(report(), tmp_path / "new")
    read = msgspec.json.decode((tmp_path / "new" / "accuracy.json").read_bytes(), type=Report)
    assert read == report()
    text = (tmp_path / "new" / "accuracy.md").read_text(encoding="utf-8")
    assert "| located | 2 of 2 | 1 of 2 | met |" in text


def test_a_documents_tables_are_replaced_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    update_document(report(), document)
    once = document.read_text(encoding="utf-8")
    assert once.startswith(f"before\n{BEGIN}\n")
    assert once.endswith(f"{END}\nafter\n")
    assert "| located | 2 of 2 | 1 of 2 | met |" in once
    assert "old" not in once
    update_document(report(), document)
    assert document.read_text(encoding="utf-8") == once


@pytest.mark.parametrize("text", ["no marks at all", BEGIN, f"{END} {BEGIN}"])
def test_a_document_without_a_place_is_left_alone(tmp_path: Path, text: str) -> None:
    document = tmp_path / "a.md"
    document.write_text(text)
    with pytest.raises(QcError, match=r"a\.md"):
        update_document(report(), document)
    assert document.read_text() == text


def test_missing_scans_are_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QC_SHARED_DATA", str(tmp_path))
    assert accuracy.main([]) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "accuracy.no-data" in told
    assert str(tmp_path) in told
    assert "QC_SHARED_DATA" in told


def test_truth_that_is_no_truth_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "m17").mkdir()
    (tmp_path / "m17" / "truth.json").write_text(json.dumps([{"image": 1}]))
    with pytest.raises(QcError, match=r"m17.truth\.json"):
        load_truth(tmp_path, ("m17",))


def test_a_drawn_sheet_is_measured_against_its_own_truth() -> None:
    shipped = load_lineup(Config())
    job = drawn_jobs(shipped, quick=True)[0]
    found = make_drawn_measurer(Config())(job)
    layout = next(one for one in shipped.layouts if one.id == job.layout)
    assert [len(each.ovals) for each in found.pages] == [len(s.targets) for s in layout.sides]
    assert any(each.marked for one in found.pages for each in one.ovals)
    assert [each for one in found.pages for each in one.ovals if wrong(each)] == []


def test_drawn_sheets_are_judged_by_their_clear_ovals() -> None:
    good = DrawnResult((RESULTS[0],), outside=3, outside_found=2)
    lines = tuple(drawn_lines([good]))
    assert all(one.met for one in lines)
    assert line(lines, "outside").measured == "2 of 3"
    bad = DrawnResult((result(oval(MarkState.MARKED), *GOOD),))
    assert not line(tuple(drawn_lines([bad])), "called marked").met
    lost = lost_drawn(DrawnJob("demo", 200, 1), Fault(FaultCode.TIMEOUT, "too long"))
    assert not line(tuple(drawn_lines([lost])), "located").met
    assert not any(one.met for one in drawn_lines([]) if one.bar != "told")
