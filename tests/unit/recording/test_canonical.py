import json
import math

import pytest
from hypothesis import given

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Entry, Finding, Genesis, Note, SheetRecord
from qc_service.model.sheet import Examination, PageReread, SheetKey
from qc_service.recording.canonical import decode_entry, encode_entry, kind_of
from strategies import entries

KEY = SheetKey("scanner-1", "s", "b", 7)
GAP = Finding("gap", KEY, "number 7 did not come", "", "gap-one", {"first": 7})


@given(entries)
def test_an_entry_reads_back_as_it_was(entry: Entry) -> None:
    body = encode_entry(entry)
    assert decode_entry(body) == entry
    assert encode_entry(decode_entry(body)) == body


@given(entries)
def test_the_bytes_are_canonical_json(entry: Entry) -> None:
    body = encode_entry(entry)
    value = json.loads(body)
    assert value["entry"] == kind_of(entry)
    again = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # Python writes doubles in a like but not the same form; everything else must be the same text.
    assert json.loads(again) == value
    assert [*value] == sorted(value)


def test_the_order_in_which_a_dictionary_was_filled_does_not_matter() -> None:
    one = Genesis("t", "1", (), {"a": 1.0, "b": 2.0})
    other = Genesis("t", "1", (), {"b": 2.0, "a": 1.0})
    assert encode_entry(one) == encode_entry(other)


def test_frozen_bytes() -> None:
    assert (
        encode_entry(Note("2026-11-03T20:00:00Z", "started", "grüezi \u2028"))
        == (
            '{"entry":"note","kind":"started","made_at":"2026-11-03T20:00:00Z",'
            '"message":"grüezi \u2028"}'
        ).encode()
    )
    assert encode_entry(GAP) == (
        b'{"digest":"","entry":"finding","facts":{"first":7},"key":{"batch":"b",'
        b'"scanner":"scanner-1","sequence":7,"session":"s"},"kind":"gap",'
        b'"message":"number 7 did not come","said":"gap-one"}'
    )


def test_findings_of_earlier_versions_are_read_with_their_message() -> None:
    earlier = (
        b'{"digest":"","entry":"finding","key":{"batch":"b","scanner":"scanner-1","sequence":7,'
        b'"session":"s"},"kind":"gap","message":"number 7 did not come"}'
    )
    assert decode_entry(earlier) == Finding("gap", KEY, "number 7 did not come")


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_would_not_read_back_is_not_written(bad: float) -> None:
    page = PageReread("a.jpg", "", quality={"skew": bad})
    with pytest.raises(QcError) as refused:
        encode_entry(SheetRecord("t", Examination(KEY, (page,))))
    assert refused.value.code == "ledger.unwritable"
    assert refused.value.exit_code is ExitCode.OURS


def test_half_a_surrogate_is_not_written() -> None:
    with pytest.raises(QcError) as refused:
        encode_entry(Note("t", "k", "\ud800"))
    assert refused.value.code == "ledger.unwritable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b'{"entry":"unknown"}',
        b'{"entry":"note","kind":"a","made_at":"b"}',
        b'{"entry":"note","kind":"a","made_at":"b","message":1}',
        b'{"entry":"note","kind":"a","made_at":"b","message":"\xff"}',
        b'{"entry":"note","kind":"a","made_at":"b","message":"c"} x',
    ],
)
def test_what_is_no_entry_is_refused_as_a_damaged_ledger(data: bytes) -> None:
    with pytest.raises(QcError) as refused:
        decode_entry(data)
    assert refused.value.code == "ledger.unreadable-entry"
    assert refused.value.exit_code is ExitCode.LEDGER
