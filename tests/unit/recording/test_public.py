import json

import msgspec
from hypothesis import given

from qc_service.model.events import Component, Entry, Genesis
from qc_service.model.evidence import Checkpoint
from qc_service.recording.public import public_part
from strategies import entries

AT = "2027-09-13T21:04:05.678+00:00"


@given(entries)
def test_only_named_kinds_show_anything_and_no_time_below_the_hour(entry: Entry) -> None:
    shown = public_part(entry)
    assert bool(shown) == isinstance(entry, Genesis | Checkpoint)
    if shown:
        assert json.loads(shown)["entry"] == entry.__struct_config__.tag
        assert public_part(entry) == msgspec.json.encode(json.loads(shown), order="sorted")


def test_a_first_row_shows_its_parts_without_the_places_they_came_from() -> None:
    part = Component("plugin", "read-ovals", "1", "file:somewhere", "d" * 64)
    assert json.loads(public_part(Genesis(AT, "1.0", (part,), {"alpha": 0.05}, "ab"))) == {
        "entry": "genesis",
        "hour": "2027-09-13T21",
        "version": "1.0",
        "plan": {"alpha": 0.05},
        "key": "ab",
        "components": [
            {"kind": "plugin", "name": "read-ovals", "version": "1", "digest": "d" * 64}
        ],
    }


def test_a_checkpoint_shows_all_but_its_minute() -> None:
    assert json.loads(public_part(Checkpoint(AT, 7, "aa", "bb", "cc", "dd"))) == {
        "entry": "checkpoint",
        "hour": "2027-09-13T21",
        "rows": 7,
        "root": "aa",
        "head": "bb",
        "key": "cc",
        "signature": "dd",
    }
