"""The records that cross process borders: frozen, whole after a round trip, strict where typed."""

import inspect
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qc_service.model import events, faults, layout, reading, reported, sheet, verdict
from qc_service.model.events import Cell, Entry
from qc_service.model.layout import (
    Box,
    CornerMark,
    CornerMarks,
    CornerShape,
    NoCode,
    Size,
    TimingMarkCode,
)
from qc_service.model.sheet import SheetKey, Submission
from qc_service.model.verdict import DifferenceKind

MODULES = (events, faults, layout, reading, reported, sheet, verdict)


def records(module: ModuleType) -> list[type[msgspec.Struct]]:
    return [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, msgspec.Struct) and each.__module__ == module.__name__
    ]


RECORDS = [record for module in MODULES for record in records(module)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_is_frozen(record: type[msgspec.Struct]) -> None:
    assert record.__struct_config__.frozen


@pytest.mark.parametrize("record", records(layout), ids=lambda record: record.__name__)
def test_layouts_take_no_unknown_key(record: type[msgspec.Struct]) -> None:
    assert record.__struct_config__.forbid_unknown_fields


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_comes_back_from_json(record: type[msgspec.Struct]) -> None:
    @settings(max_examples=20)
    @given(value=of_type(msgspec.inspect.type_info(record)))
    def whole_again(value: msgspec.Struct) -> None:
        assert msgspec.json.decode(msgspec.json.encode(value), type=record) == value

    whole_again()


def of_type(info: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Give values of one of msgspec's types."""
    found: st.SearchStrategy[Any]
    match info:
        case msgspec.inspect.StructType():
            fields = {each.name: of_type(each.type) for each in info.fields}
            found = st.fixed_dictionaries(fields).map(lambda values: info.cls(**values))
        case msgspec.inspect.VarTupleType():
            found = st.lists(of_type(info.item_type), max_size=2).map(tuple)
        case msgspec.inspect.TupleType():
            found = st.tuples(*map(of_type, info.item_types))
        case msgspec.inspect.DictType():
            found = st.dictionaries(of_type(info.key_type), of_type(info.value_type), max_size=2)
        case msgspec.inspect.UnionType():
            found = st.one_of(*map(of_type, info.types))
        case msgspec.inspect.EnumType():
            found = st.sampled_from(list(info.cls))
        case _:
            found = PLAIN[type(info)]
    return found


PLAIN: dict[type[msgspec.inspect.Type], st.SearchStrategy[Any]] = {
    msgspec.inspect.StrType: st.text(max_size=5),
    msgspec.inspect.BytesType: st.binary(max_size=5),
    msgspec.inspect.IntType: st.integers(-(2**53), 2**53),
    msgspec.inspect.FloatType: st.floats(allow_nan=False, allow_infinity=False),
    msgspec.inspect.BoolType: st.booleans(),
    msgspec.inspect.NoneType: st.none(),
}


def test_a_tag_tells_kinds_apart() -> None:
    corner = CornerMarks((CornerMark(Box(1, 2, 3, 4), CornerShape.SQUARE),))
    assert msgspec.to_builtins(corner)["kind"] == "corner-marks"
    assert msgspec.to_builtins(NoCode())["kind"] == "none"
    assert msgspec.convert({"kind": "timing-mark-code", "bits": "01?"}, layout.Identification) == (
        TimingMarkCode("01?")
    )
    with pytest.raises(msgspec.ValidationError, match="kind"):
        msgspec.convert({"kind": "stars"}, layout.Fiducials)


def test_a_missing_or_misspelt_key_is_named() -> None:
    with pytest.raises(msgspec.ValidationError, match="widht"):
        msgspec.convert({"widht": 1.0, "height": 1.0}, Size)


def test_the_kinds_of_entry_are_told_by_their_first_word() -> None:
    tags = {each.__struct_config__.tag for each in Entry.__args__}
    assert len(tags) == len(Entry.__args__)
    assert {"genesis", "sheet", "alarm", "finding", "note", "batch", "batch-plan", "act"} < tags
    assert {"draw", "checkpoint"} < tags


def test_keys_sort_by_scanner_session_batch_and_number() -> None:
    keys = [SheetKey("b", "", "", 1), SheetKey("a", "", "b", 10), SheetKey("a", "", "b", 9)]
    assert sorted(keys) == [keys[2], keys[1], keys[0]]
    assert keys[1].text() == "a//b/10"


def test_a_cell_says_where_it_is() -> None:
    assert Cell(DifferenceKind.MISS, "hall-2").text() == "miss on hall-2"
    assert Cell(DifferenceKind.FALSE, "s", "mayor", "x").text() == "false on s at mayor/x"


def test_a_submission_without_record_says_none() -> None:
    assert Submission(SheetKey("a", "b", "c", 1), (), ()).reported is None
