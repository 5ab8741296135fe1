"""Layout files: strict to read, fit for people, and nothing unsound gets through."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import layout as drawn
from qc_calibration.draw_layouts import demo_layouts
from qc_calibration.shipped_layouts import shipped_layouts
from qc_service.adapters.layout_files import (
    SUFFIX,
    check_layout,
    check_together,
    clashes,
    layout_text,
    load_layouts,
    parse_layout,
    schema_text,
    write_layout,
)
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.layout import (
    Box,
    Comb,
    Contest,
    CornerMark,
    CornerMarks,
    CornerShape,
    Fiducials,
    Identification,
    Layout,
    NoCode,
    NumberLine,
    Option,
    Point,
    PrintedText,
    Region,
    RegionKind,
    Side,
    Size,
    Target,
    TimingMarkCode,
    TimingMarks,
    Title,
)
from shared import REPO

replace = msgspec.structs.replace

Json = dict[str, Any]
"""A layout as plain JSON, to be spoilt key by key."""

DOCUMENT = (REPO / "docs" / "layouts.md").read_text(encoding="utf-8")


def as_json() -> Json:
    value = json.loads(layout_text(drawn()))
    assert isinstance(value, dict)
    return value


def refusal(data: bytes, code: str) -> QcError:
    with pytest.raises(QcError) as caught:
        parse_layout(data, "folder/test.layout.json")
    assert caught.value.code == code
    assert caught.value.exit_code is ExitCode.PROFILE
    assert caught.value.hint
    assert "folder/test.layout.json" in caught.value.message
    return caught.value


# Reading and writing


lengths = st.floats(0, 1000, allow_nan=False).map(lambda value: round(value, 4))
boxes = st.builds(Box, lengths, lengths, lengths, lengths)
texts = st.text(max_size=12)
marks = st.builds(CornerMark, boxes, st.sampled_from(CornerShape), lengths, lengths)
words = st.builds(PrintedText, texts, boxes, lengths, st.booleans(), st.booleans())
names = (
    st.builds(Title, words)
    | st.just(NoCode())
    | st.builds(
        NumberLine, boxes, lengths, texts, lengths, texts, lengths, st.integers(), lengths, words
    )
)


@given(
    boxes,
    texts,
    st.builds(
        TimingMarks,
        st.integers(),
        st.integers(),
        *[st.builds(Point, lengths, lengths)] * 2,
        st.builds(Size, lengths, lengths),
    )
    | st.builds(CornerMarks, st.tuples(marks), st.tuples(boxes)),
    words,
    names,
)
def test_what_is_written_is_read(
    box: Box, text: str, fiducials: Fiducials, printed: PrintedText, name: Identification
) -> None:
    row = Region(text, RegionKind.WRITE_IN, box, text, text, 3, Comb(box.x, box.y), box.width)
    layout = replace(
        drawn(),
        title=text,
        fiducials=fiducials,
        contests=(Contest(text, text, 1, (Option(text, text, write_in=True),)),),
        sides=(
            Side(
                text, name, (Target(text, text, box),), (row,), 2, fiducials, (printed,), (box.x,)
            ),
        ),
    )
    assert parse_layout(layout_text(layout).encode(), "x") == layout


def test_a_file_is_named_by_the_layout_s_id_and_leaves_nothing_else(tmp_path: Path) -> None:
    layout = demo_layouts()[0]
    path = write_layout(layout, tmp_path / "new" / "folder")
    assert path.name == "demo-letter.layout.json"
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert load_layouts(path.parent) == (layout,)


def test_a_target_stands_on_one_line() -> None:
    lines = layout_text(demo_layouts()[0]).splitlines()
    assert max(len(line) for line in lines if '"source"' not in line) < 175
    assert sum('"line": 0.2' in line and '"box"' in line for line in lines) == 38


def test_numbers_are_written_without_noise() -> None:
    layout = replace(drawn(), paper=Size(0.1 + 0.2, 1 / 3))
    assert '"paper": {"width": 0.3, "height": 0.3333}' in layout_text(layout)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(QcError) as caught:
        write_layout(drawn(), tmp_path / "taken")
    assert caught.value.code == "layout.unwritable"


# What a file may say


def test_a_misspelt_key_is_named_with_the_nearest() -> None:
    document = as_json()
    document["sides"][0]["targets"][3]["lin"] = 1
    error = refusal(json.dumps(document).encode(), "layout.unknown-key")
    assert "$.sides[0].targets[3].lin: unknown key; did you mean `line`?" in error.message


def test_a_key_like_no_other_is_told_with_those_known() -> None:
    document = as_json()
    document["contests"][1]["zzz"] = 1
    error = refusal(json.dumps(document).encode(), "layout.unknown-key")
    assert "$.contests[1].zzz" in error.message
    assert "id, title, votes_allowed, options" in error.message


def test_an_unknown_key_of_a_tagged_record_is_found() -> None:
    document = as_json()
    document["fiducials"]["colums"] = 3
    error = refusal(json.dumps(document).encode(), "layout.unknown-key")
    assert "$.fiducials.colums: unknown key; did you mean `columns`?" in error.message


def test_a_missing_key_is_named() -> None:
    document = as_json()
    del document["sides"][1]["targets"][0]["box"]["width"]
    error = refusal(json.dumps(document).encode(), "layout.missing-key")
    assert "$.sides[1].targets[0].box.width" in error.message


@pytest.mark.parametrize(
    ("spoil", "parts"),
    [
        (lambda d: d["paper"].update(width="a"), ("$.paper.width", "a number")),
        (lambda d: d.update(sides={}), ("$.sides", "a list")),
        (
            lambda d: d["sides"][0]["targets"][0].update(shape="ovl"),
            ("$.sides[0].targets[0].shape", "'ovl'", "oval, box"),
        ),
        (
            lambda d: d["fiducials"].update(kind="timing-mark"),
            ("$.fiducials.kind", "timing-marks", "corner-marks"),
        ),
        (
            lambda d: d["sides"][0]["identification"].update(kind="qr"),
            ("$.sides[0].identification.kind", "timing-mark-code", "none"),
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_place(
    spoil: Callable[[Json], None], parts: tuple[str, ...]
) -> None:
    document = as_json()
    spoil(document)
    error = refusal(json.dumps(document).encode(), "layout.bad-value")
    for part in parts:
        assert part in error.message


@pytest.mark.parametrize(
    ("data", "place"),
    [(b'{\n  "format": 1,\n  "id" 3}', ":3:8:"), (b"", ":1:1:"), (b"\xff", ":1:1:")],
)
def test_what_is_not_json_is_told_with_line_and_column(data: bytes, place: str) -> None:
    assert place in refusal(data, "layout.not-json").message


def test_json_that_is_no_layout_is_refused() -> None:
    refusal(b"[]", "layout.bad-value")
    refusal(b'{"format": "one"}', "layout.bad-value")


def test_another_format_is_refused_before_its_keys_are_read() -> None:
    assert "format 2" in refusal(b'{"format": 2, "new": 1}', "layout.format").message
    assert "write 1" in refusal(b'{"id": "x"}', "layout.missing-key").message


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "id", "sides", "kind", "x"]), inner, max_size=4
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    with pytest.raises(QcError, match=r"any\.json"):
        parse_layout(data, "any.json")


# Folders


def code_of(folder: Path) -> QcError:
    with pytest.raises(QcError) as caught:
        load_layouts(folder)
    assert caught.value.exit_code is ExitCode.PROFILE
    return caught.value


def test_a_folder_without_layouts_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none").code == "layout.no-folder"
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    error = code_of(tmp_path)
    assert error.code == "layout.none"
    assert SUFFIX in error.message


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / f"x{SUFFIX}").mkdir()
    assert code_of(tmp_path).code == "layout.unreadable"


def test_an_id_used_twice_names_both_files(tmp_path: Path) -> None:
    text = layout_text(drawn())
    for name in ("a", "b"):
        (tmp_path / f"{name}{SUFFIX}").write_text(text, encoding="utf-8")
    error = code_of(tmp_path)
    assert error.code == "layout.duplicate-id"
    assert "a.layout.json" in error.message
    assert "b.layout.json" in error.message


def test_an_unsound_layout_is_refused(tmp_path: Path) -> None:
    contests = tuple(replace(contest, votes_allowed=9) for contest in drawn().contests)
    write_layout(replace(drawn(), contests=(*contests, Contest("z", "Z", 0, ()))), tmp_path)
    error = code_of(tmp_path)
    assert error.code == "layout.unsound"
    assert "votes_allowed" in error.message
    assert "and 1 more" in error.message
    assert "qc layout check" in error.hint


def test_layouts_that_no_code_tells_apart_are_refused(tmp_path: Path) -> None:
    write_layout(drawn(), tmp_path)
    write_layout(replace(drawn(), id="other"), tmp_path)
    error = code_of(tmp_path)
    assert error.code == "layout.unsound"
    assert "no code on any side tells other from test" in error.message


def test_layouts_with_like_backs_are_told_of_but_used(tmp_path: Path) -> None:
    front, back = drawn().sides
    code = TimingMarkCode("1" + "01" * 8 + "0" * 16 + "1")
    other = replace(drawn(), id="other", sides=(replace(front, identification=code), back))
    assert check_together((drawn(), other)) == (
        "no bar tells test/back from other/back: such a page alone stays unidentified",
    )
    for one in (drawn(), other):
        write_layout(one, tmp_path)
    assert {layout.id for layout in load_layouts(tmp_path)} == {"test", "other"}


def test_an_open_bar_tells_nothing_and_another_frame_all() -> None:
    sides = tuple(
        replace(side, identification=TimingMarkCode("1" + "?" * 33)) for side in drawn().sides[:1]
    )
    assert len(check_together((drawn(), replace(drawn(), id="other", sides=sides)))) == 2
    assert check_together((drawn(), replace(drawn(53), id="other"))) == ()
    (double,) = check_together((drawn(), drawn(53)))
    assert double == "id 'test' is that of 2 layouts"


# Complaints


def sound(**changes: object) -> Layout:
    return replace(drawn(), **changes)


def with_side(**changes: object) -> Layout:
    front, back = drawn().sides
    return sound(sides=(replace(front, **changes), back))


def with_target(**changes: object) -> Layout:
    first, *others = drawn().sides[0].targets
    return with_side(targets=(replace(first, **changes), *others))


def with_region(**changes: object) -> Layout:
    first, *others = drawn().sides[0].regions
    return with_side(regions=(replace(first, **changes), *others))


def with_contest(**changes: object) -> Layout:
    first, *others = drawn().contests
    return sound(contests=(replace(first, **changes), *others))


def with_marks(**changes: object) -> Layout:
    return sound(fiducials=replace(drawn().fiducials, **changes))


TARGET = drawn().sides[0].targets[0]
MARK = CornerMark(Box(5, 5, 8, 8), CornerShape.L)
TWO = (Option("o0", "A"), Option("o1", "B"))

UNSOUND: list[tuple[Layout, str]] = [
    (sound(id="a/b"), "$.id: 'a/b' must be letters"),
    (sound(id=""), "$.id: '' must be letters"),
    (sound(title=" "), "$.title: is empty"),
    (sound(paper=Size(0, 0)), "$.paper: width and height must be above 0"),
    (with_marks(origin=Point(1, 12.7)), "$.fiducials: top left bar: lies outside the paper"),
    (with_marks(rows=44), "$.fiducials: bottom right bar: lies outside the paper"),
    (with_marks(rows=2), "at least 2 columns and 3 rows"),
    (with_marks(pitch=Point(6.35, 1)), "$.fiducials.pitch: must be above the mark's size"),
    (with_marks(mark=Size(-1, 1)), "$.fiducials.mark: width and height must be above 0"),
    (sound(fiducials=CornerMarks((MARK,))), "at least three marks are needed"),
    (
        sound(fiducials=CornerMarks((CornerMark(Box(250, 5, 8, 8), CornerShape.L),))),
        "$.fiducials.marks[0]: lies outside the paper",
    ),
    (
        sound(fiducials=CornerMarks((replace(MARK, line=9.0),))),
        "$.fiducials.marks[0]: the bars' thickness (9 mm) does not fit",
    ),
    (sound(fiducials=CornerMarks((replace(MARK, clear=-1.0),))), "marks[0].clear: must not be"),
    (
        sound(fiducials=CornerMarks((MARK,), (Box(0, 0, 900, 9),))),
        "$.fiducials.landmarks[0]: lies outside the paper",
    ),
    (with_side(fiducials=CornerMarks(())), "$.sides[0].fiducials: at least three marks"),
    (sound(fiducials=CornerMarks((MARK,))), "a timing-mark code needs timing marks"),
    (
        sound(fiducials=CornerMarks((CornerMark(TARGET.box, CornerShape.L),))),
        "targets[0] (c0/o0): lies on the fid",
    ),
    (sound(contests=()), "$.contests: there is none"),
    (sound(contests=(drawn().contests[0],) * 2), "$.contests: id 'c0' is used twice"),
    (with_contest(id=""), "$.contests[0] (): the id is empty"),
    (with_contest(votes_allowed=0), "votes_allowed must be from 1 to the number of options (2)"),
    (with_contest(votes_allowed=3), "votes_allowed must be from 1 to the number of options (2)"),
    (with_contest(options=(TWO[0], TWO[0])), "$.contests[0] (c0): option id 'o0' is used twice"),
    (with_contest(options=(*TWO, Option("", "C"))), "an option's id is empty"),
    (with_contest(options=(*TWO, Option("o2", "C"))), "option 'o2' has no target"),
    (
        with_contest(options=(TWO[0], Option("o1", "B", write_in=True))),
        "write-in option 'o1' has no write-in region",
    ),
    (sound(sides=()), "$.sides: there is none"),
    (sound(sides=(drawn().sides[0],) * 2), "$.sides: 'front' stands twice"),
    (with_side(name="Front"), "$.sides[0].name: must be one of front, back, is 'Front'"),
    (with_side(sheet=0), "$.sides[0].sheet: sheets count from 1"),
    (with_side(identification=NoCode()), "without a code, a layout can have only one side"),
    (with_side(identification=TimingMarkCode("1" * 33)), "one character for each of 34 columns"),
    (with_side(identification=TimingMarkCode("x" * 34)), "may hold 0, 1 and ? only"),
    (with_side(identification=TimingMarkCode("?" * 34)), "$.sides[0].identification.bits: says no"),
    (
        with_side(identification=drawn().sides[1].identification),
        "no bar of the codes tells one side from the other",
    ),
    (with_target(contest="zz"), "$.sides[0].targets[0] (zz/o0): there is no such contest"),
    (with_target(box=Box(214, 50, 5, 3)), "targets[0] (c0/o0): lies outside the paper"),
    (with_target(box=Box(50, 50, 0, 3)), "width and height must be above 0"),
    (with_target(box=Box(2, 50, 5, 3)), "targets[0] (c0/o0): lies on the fiducials"),
    (with_target(line=2.0), "the line's thickness (2 mm) does not fit"),
    (with_target(line=0.0), "the line's thickness (0 mm) does not fit"),
    (with_target(box=drawn().sides[0].targets[1].box), "c0/o0 and c0/o1 overlap"),
    (with_region(id=""), "$.sides[0].regions[0] (): the id is empty"),
    (with_region(id="cell-c0-o0"), "region id 'cell-c0-o0' is used twice"),
    (with_region(box=Box(0, 270, 10, 10)), "regions[0] (line): lies outside the paper"),
    (with_region(contest="zz"), "there is no contest 'zz'"),
    (with_region(option="zz"), "there is no option 'zz' in contest 'c0'"),
    (with_region(contest=""), "there is no option 'o0' in contest ''"),
    (with_region(box=TARGET.box), "regions[0] (line): overlaps the target c0/o0"),
    (with_region(box=Box(2, 50, 5, 3)), "regions[0] (line): lies on the fiducials"),
    (
        with_region(kind=RegionKind.CLEAR, box=TARGET.box),
        "regions[0] (line): overlaps the target c0/o0",
    ),
]


@pytest.mark.parametrize(("layout", "complaint"), UNSOUND, ids=[c for _, c in UNSOUND])
def test_what_no_ballot_can_be_is_complained_of(layout: Layout, complaint: str) -> None:
    assert any(complaint in found for found in check_layout(layout)), check_layout(layout)


def test_a_sound_layout_brings_no_complaint() -> None:
    assert check_layout(drawn()) == ()
    assert check_layout(drawn(53)) == ()


def test_a_side_without_a_code_is_sound_where_it_is_the_only_one() -> None:
    side = replace(drawn().sides[0], identification=NoCode())
    assert check_layout(sound(sides=(side,), contests=drawn().contests[:4])) == ()


def test_an_option_may_have_two_targets() -> None:
    """A candidate of two parties may be printed in two columns."""
    more = replace(TARGET, box=replace(TARGET.box, x=180.0))
    assert check_layout(with_side(targets=(*drawn().sides[0].targets, more))) == ()


# Ballots of one list: separate marks, digits and words


LIST = next(layout for layout in shipped_layouts() if layout.id == "kst-01-TI")
FRONT, BACK = LIST.sides


def line_of(side: Side) -> NumberLine:
    assert isinstance(side.identification, NumberLine)
    return side.identification


LINE = line_of(FRONT)
TEXT = FRONT.texts[0]
WRITTEN = next(region for region in FRONT.regions if region.row == 2)


def list_with(**changes: object) -> Layout:
    return replace(LIST, sides=(replace(FRONT, **changes), BACK))


def line_with(**changes: object) -> Layout:
    return list_with(identification=replace(LINE, **changes))


def row_with(**changes: object) -> Layout:
    regions = tuple(replace(r, **changes) if r == WRITTEN else r for r in FRONT.regions)
    return list_with(regions=regions)


def twice(side: Side) -> Layout:
    return replace(LIST, sides=(replace(side, name="front"), replace(side, name="back")))


UNSOUND_LISTS: list[tuple[Layout, str]] = [
    (line_with(number="12 3"), "identification.number: must be digits"),
    (line_with(number="1²"), "identification.number: must be digits"),
    (line_with(form_code="02"), "form_code: is '02', the layout's is '01'"),
    (line_with(pitch=0.0), "identification.pitch: must be above 0"),
    (line_with(number_x=90.0), "number_x: the 22 digits from 90 mm lie outside the line's box"),
    (line_with(serial_x=110.0), "serial_x: the 8 digits from 110 mm lie outside"),
    (line_with(serial_digits=-1), "identification.serial_digits: must not be below 0"),
    (line_with(box=Box(17, 222, 110, 2.5)), "identification.box: lies outside the paper"),
    (line_with(title=replace(LINE.title, text=" ")), "identification.title.text: is empty"),
    (line_with(title=replace(LINE.title, points=0)), "title.points: must be above 0"),
    (list_with(texts=(replace(TEXT, box=Box(9, 9, 900, 9)),)), "texts[0].box: lies outside"),
    (list_with(folds=(200.0, 100.0)), "$.sides[0].folds: must rise from left to right"),
    (list_with(folds=(290.3,)), "$.sides[0].folds: must rise"),
    (row_with(tone=1.5), "tone must be from 0 to 1"),
    (row_with(kind=RegionKind.TEXT), "only a write-in region has a row and a comb"),
    (row_with(row=-1), "rows count from 1"),
    (row_with(option=""), "a row needs the option"),
    (row_with(comb=Comb(4.5, 8.0)), "the comb does not fit the row"),
    (row_with(comb=Comb(0, 1.3)), "the comb does not fit the row"),
    (line_with(form_x=5.0), "form_x: the 2 digits from 5 mm"),
    (row_with(row=1), "row 1 of contest 'slengere' stands 2 times"),
    (row_with(kind=RegionKind.CLEAR), "write-in option 's02' has no write-in region"),
    (twice(FRONT), "both sides have the same marks and a number line"),
    (twice(BACK), "both sides have the same marks and title"),
    (list_with(targets=FRONT.targets[1:]), "option 'k01' has no target"),
]


@pytest.mark.parametrize(("layout", "complaint"), UNSOUND_LISTS, ids=[c for _, c in UNSOUND_LISTS])
def test_what_no_list_s_ballot_can_be_is_complained_of(layout: Layout, complaint: str) -> None:
    assert any(complaint in found for found in check_layout(layout)), check_layout(layout)


def test_lists_with_one_number_cannot_be_used_together() -> None:
    other = replace(LIST, id="other")
    assert clashes((LIST, other)) == ("no code on any side tells kst-01-TI from other",)
    assert check_together((LIST, other)) == (
        "no digit tells kst-01-TI/front from other/front: such a page alone stays unidentified",
    )
    words = PrintedText("Kommunestyrevalget 2027 – Fjordvik", Box(155, 4, 120, 8), 17.0)
    retold = replace(other, sides=(FRONT, replace(BACK, identification=Title(words))))
    (_, back) = check_together((LIST, retold))
    assert back.startswith("no word tells kst-01-TI/back from other/back")
    number = replace(LINE, number=LINE.number[:-1] + "0")
    distinct = replace(other, sides=(replace(FRONT, identification=number), BACK))
    assert clashes((LIST, distinct)) == ()
    assert check_together((LIST, distinct)) == ()


# What is shipped, and what the document says


def test_the_shipped_layouts_are_sound_and_can_be_used_together(tmp_path: Path) -> None:
    found = shipped_layouts()
    assert len(found) == 34
    assert check_together(found) == ()
    for layout in found:
        write_layout(layout, tmp_path)
    loaded = load_layouts(tmp_path)
    assert sorted(loaded, key=by_id) == sorted(found, key=by_id)


def by_id(layout: Layout) -> str:
    return layout.id


def test_the_shipped_files_are_as_they_were_drawn(tmp_path: Path) -> None:
    drawn_here = demo_layouts()
    assert {each.id for each in drawn_here} == {"demo-legal", "demo-letter"}
    assert set(drawn_here) <= set(shipped_layouts())
    for layout in drawn_here:
        path = write_layout(layout, tmp_path)
        folder = REPO / "calibration" / "qc_calibration" / "layouts"
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_a_shipped_front_carries_its_own_checksum() -> None:
    for layout in demo_layouts():
        code = layout.sides[0].identification
        assert isinstance(code, TimingMarkCode)
        bits = code.bits[-2:0:-1]
        assert int(bits[1::-1], 2) == bits[2:].count("1") % 4


def test_the_schema_is_up_to_date_and_takes_every_shipped_layout() -> None:
    text = (REPO / "docs" / "layout.schema.json").read_text(encoding="utf-8")
    assert text == schema_text(), "write it anew: qc layout schema > docs/layout.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(text))
    validator.check_schema(json.loads(text))
    for layout in shipped_layouts():
        validator.validate(json.loads(layout_text(layout)))
    spoilt = as_json() | {"titel": 1}
    assert not validator.is_valid(spoilt)


def test_the_example_of_the_document_is_sound() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    layout = parse_layout(example.encode(), "docs/layouts.md")
    assert check_layout(layout) == ()
    # Written back, it says the same.
    assert parse_layout(layout_text(layout).encode(), "x") == layout


RECORDS = (
    Layout,
    TimingMarks,
    CornerMarks,
    CornerMark,
    Contest,
    Option,
    Side,
    Target,
    Region,
    Comb,
    PrintedText,
    TimingMarkCode,
    NumberLine,
    Title,
)


@pytest.mark.parametrize("record", RECORDS, ids=[record.__name__ for record in RECORDS])
def test_every_field_is_described(record: type[msgspec.Struct]) -> None:
    fields = [field.name for field in msgspec.structs.fields(record)]
    assert [
        name for name in fields if f"`{name}`" not in DOCUMENT and f'"{name}"' not in DOCUMENT
    ] == []
    kinds = [f"`{kind}`" for kind in (*RegionKind, *CornerShape)]
    assert [kind for kind in kinds if kind not in DOCUMENT] == []


def test_every_error_code_is_described() -> None:
    sources = [
        *(REPO / "qc_service").glob("*/layout*.py"),
        *(REPO / "plugins" / "qc_layout_vxsuite").glob("*.py"),
    ]
    assert len(sources) > 8
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    codes = set(re.findall(r'"(layout\.[a-z-]+)"', text))
    assert codes == set(re.findall(r"`(layout\.(?!schema)[a-z-]+)`", DOCUMENT))


def test_the_pictures_of_the_document_are_there_and_small() -> None:
    names = re.findall(r"\]\(pictures/(layout-[a-z0-9-]+\.png)\)", DOCUMENT)
    assert len(names) >= 9
    for name in names:
        picture = REPO / "docs" / "pictures" / name
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 300_000, name
