"""An export's root hash is that of the published rule, and any change changes it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.recording.export_hash import LEVELS, record_hash, root_fits, root_hash
from shared import shared_data


@pytest.mark.real
def test_the_root_is_that_of_a_published_export() -> None:
    data = (shared_data() / "vectors" / "vxsuite_root_hash.json").read_bytes()
    whole = msgspec.json.decode(data)
    leaves = msgspec.convert(whole["leaves"], dict[str, str])
    assert len(leaves) == 184
    assert root_fits(leaves, whole["root"])
    assert not root_fits(dict(list(leaves.items())[1:]), whole["root"])


def test_a_record_s_hash_is_that_of_what_sha256sum_prints() -> None:
    # printf 'aa  r1/a.jpg\nbb  r1/b.json\n' | sha256sum
    expected = "f896163e2d4393ce650382c9947527def7b2ca627d6622076fb431b416e7842e"
    assert record_hash("r1", {"b.json": "bb", "a.jpg": "aa"}) == expected


ids = st.text("0123456789abcdef", min_size=4, max_size=8)
hashes = st.dictionaries(ids, st.text("0123456789abcdef", min_size=64, max_size=64), max_size=12)


@given(hashes, st.sampled_from(LEVELS), st.data())
def test_any_change_changes_the_root(
    records: dict[str, str], level: tuple[int, int], data: st.DataObject
) -> None:
    root = root_hash(records, *level)
    assert root_fits(records, root)
    assert (root == "") is (not records)
    if not records:
        return
    name = data.draw(st.sampled_from(sorted(records)))
    changed = records | {name: "0" * 63 + ("1" if records[name][-1] != "1" else "2")}
    fewer = {key: value for key, value in records.items() if key != name}
    assert root not in {root_hash(changed, *level), root_hash(fewer, *level)}
