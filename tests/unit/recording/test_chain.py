import hashlib

from hypothesis import given
from hypothesis import strategies as st

from qc_service.recording.chain import GENESIS_PREVIOUS, leaf, link, seal

BODIES = (b'{"entry":"note"}', b"", b"third")
SALT = b"0123456789abcdef"
FROZEN = (
    "537da50d37a0dfb8d443656ae2f446dea92456397ba9088dcf661361d133b0a6",
    "7d2c26d90f5d30ccc9a9e625c7be657f23325004377951e44a1eed95340f12aa",
    "48324ba5f4fb0aa09cbcc6809dacbd65bcd32e193046c7fab9a086bc88d3994b",
)


def heads(bodies: list[bytes]) -> list[bytes]:
    previous, found = GENESIS_PREVIOUS, []
    for body in bodies:
        previous = link(previous, leaf(seal(SALT, body), b"public"))
        found.append(previous)
    return found


def test_frozen_links() -> None:
    assert tuple(head.hex() for head in heads(list(BODIES))) == FROZEN


def test_the_first_link_can_be_made_by_hand() -> None:
    sealed = hashlib.sha256(SALT + b"body").digest()
    own = hashlib.sha256(b"\0" + sealed + b"public").digest()
    assert seal(SALT, b"body") == sealed
    assert leaf(sealed, b"public") == own
    assert link(GENESIS_PREVIOUS, own) == hashlib.sha256(b"\0" * 32 + own).digest()


def test_the_same_body_under_another_salt_has_another_seal() -> None:
    assert seal(SALT, b"body") != seal(SALT[::-1], b"body")


def test_another_public_part_is_another_leaf() -> None:
    assert leaf(seal(SALT, b"body"), b"a") != leaf(seal(SALT, b"body"), b"b")


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
