import hashlib

from hypothesis import given
from hypothesis import strategies as st

from qc_service.recording.chain import GENESIS_PREVIOUS, link

BODIES = (b'{"entry":"note"}', b"", b"third")
FROZEN = (
    "ef7ceeb1ae7dd4800d4c55c7cce73c6f581cfb811fa14701a8d936400c63c702",
    "86a708bb32de0da047732eebbdde0f4735a0fa93b16afda39b371402a808a6c7",
    "c06927b67a4bad2ab8e677c391d75796e37302315afbe7fdb319946bfc1f46b9",
)


def heads(bodies: list[bytes]) -> list[bytes]:
    previous, found = GENESIS_PREVIOUS, []
    for body in bodies:
        previous = link(previous, body)
        found.append(previous)
    return found


def test_frozen_links() -> None:
    assert tuple(head.hex() for head in heads(list(BODIES))) == FROZEN


def test_the_first_link_can_be_made_by_hand() -> None:
    assert link(GENESIS_PREVIOUS, b"x") == hashlib.sha256(b"\0" * 32 + b"x").digest()


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8), st.data())
def test_one_flipped_bit_changes_its_hash_and_every_one_after(
    bodies: list[bytes], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(bodies) - 1))
    bit = data.draw(st.integers(0, 8 * len(bodies[row]) - 1))
    changed = bytearray(bodies[row])
    changed[bit // 8] ^= 1 << bit % 8
    before, after = heads(bodies), heads([*bodies[:row], bytes(changed), *bodies[row + 1 :]])
    assert before[:row] == after[:row]
    assert all(a != b for a, b in zip(before[row:], after[row:], strict=True))


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=6, unique=True), st.data())
def test_exchanged_or_removed_rows_change_the_head(
    bodies: list[bytes], data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(bodies) - 2))
    exchanged = [*bodies]
    exchanged[row], exchanged[row + 1] = exchanged[row + 1], exchanged[row]
    assert heads(exchanged)[-1] != heads(bodies)[-1]
    assert heads(bodies[:row] + bodies[row + 1 :])[-1] != heads(bodies)[-1]
