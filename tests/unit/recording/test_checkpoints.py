import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.model.evidence import Checkpoint
from qc_service.recording.chain import GENESIS_PREVIOUS, link
from qc_service.recording.checkpoints import Summit, Trail, complaint, fingerprint
from qc_service.recording.merkle import leaf_hash, root_of

SUMMIT = Summit(7, "aa", "bb", "cc")
UNSIGNED = Checkpoint("2027-09-13T21:04:05Z", 7, "aa", "bb")
SIGNED = msgspec.structs.replace(UNSIGNED, key="0f", signature="1e")


@given(st.lists(st.binary(max_size=5), min_size=1, max_size=20))
def test_a_trail_knows_root_head_and_first_hash_of_its_rows(contents: list[bytes]) -> None:
    leaves = [leaf_hash(content) for content in contents]
    trail, head = Trail(), GENESIS_PREVIOUS
    for each in leaves:
        trail.take(each)
        head = link(head, each)
    assert trail.summit() == Summit(
        len(leaves), root_of(leaves).hex(), head.hex(), link(GENESIS_PREVIOUS, leaves[0]).hex()
    )


def test_what_is_signed_names_ledger_rows_root_and_head() -> None:
    assert SUMMIT.signed() == b"qc-service checkpoint 1\ncc\n7\naa\nbb\n"


@pytest.mark.parametrize(
    ("checkpoint", "key", "word"),
    [
        (UNSIGNED, "", ""),
        (SIGNED, "0f", ""),
        (msgspec.structs.replace(SIGNED, rows=6), "0f", "6 rows, 7 stand before it"),
        (msgspec.structs.replace(SIGNED, root="ab"), "0f", "Merkle root"),
        (msgspec.structs.replace(SIGNED, head="ab"), "0f", "head"),
        (msgspec.structs.replace(SIGNED, key="11"), "0f", "key is not the one"),
        (UNSIGNED, "0f", "key is not the one"),
        (SIGNED, "", "key is not the one"),
        (msgspec.structs.replace(SIGNED, signature=""), "0f", "bears no signature"),
        (msgspec.structs.replace(UNSIGNED, signature="1e"), "", "signed by nobody"),
    ],
)
def test_what_does_not_fit_is_said(checkpoint: Checkpoint, key: str, word: str) -> None:
    said = complaint(checkpoint, SUMMIT, key)
    assert word in said
    assert bool(said) == bool(word)


def test_a_fingerprint_can_be_made_by_hand() -> None:
    digits = hashlib.sha256(bytes(32)).hexdigest()
    made = fingerprint("00" * 32)
    assert made.replace(" ", "") == digits[:32]
    assert [len(group) for group in made.split(" ")] == [4] * 8
    assert fingerprint("") == ""
