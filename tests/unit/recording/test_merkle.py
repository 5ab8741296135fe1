import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.recording.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

CONTENTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots over the first 0 to 8 contents: the vectors that certificate logs are tested with."""

LEAVES = [leaf_hash(content) for content in CONTENTS]
RFC = [leaf_hash(bytes([i])) for i in range(7)]
"""d0 to d6 of RFC 6962, 2.1.3."""


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_logs(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert plain_root(CONTENTS[:size]).hex() == ROOTS[size]


def plain_root(contents: Sequence[bytes]) -> bytes:
    """Give the root as RFC 6962, 2.1 defines it, without any of the product's code."""
    if not contents:
        return hashlib.sha256(b"").digest()
    if len(contents) == 1:
        return hashlib.sha256(b"\0" + contents[0]).digest()
    k = 1
    while 2 * k < len(contents):
        k *= 2
    halves = plain_root(contents[:k]) + plain_root(contents[k:])
    return hashlib.sha256(b"\1" + halves).digest()


def test_the_paths_of_the_standard_s_example() -> None:
    # RFC 6962, 2.1.3: a to g over d0 to d6, h..l above them.
    a, b, c, d, e, f, j = RFC
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, last = node_hash(g, h), node_hash(i, j)
    assert root_of(RFC) == node_hash(k, last)
    assert inclusion_proof(RFC, 0) == [b, h, last]
    assert inclusion_proof(RFC, 3) == [c, g, last]
    assert inclusion_proof(RFC, 4) == [f, j, k]
    assert inclusion_proof(RFC, 6) == [i, k]
    assert consistency_proof(RFC, 3) == [c, d, g, last]
    assert consistency_proof(RFC, 4) == [last]
    assert consistency_proof(RFC, 6) == [i, j, k]


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_a_tree_that_grows_has_the_root_of_its_leaves(contents: list[bytes]) -> None:
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for size, content in enumerate(contents, start=1):
        frontier.append(leaf_hash(content))
        assert frontier.size == size
    assert frontier.root() == plain_root(contents)


trees = st.lists(st.binary(max_size=4), min_size=1, max_size=40)


@given(trees, st.data())
def test_each_leaf_is_shown_to_be_in_its_place_and_in_no_other(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_hash(bytes([n]) + content) for n, content in enumerate(contents)]
    size, root = len(leaves), root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    for other in range(-1, size + 1):
        if other != index:
            assert not verify_inclusion(leaves[index], other, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not verify_inclusion(leaves[index], index, size, proof, leaf_hash(b"root"))
    if proof:
        assert not verify_inclusion(leaves[index], index, size, proof[:-1], root)


@given(trees, st.data())
def test_an_earlier_state_is_shown_to_be_the_beginning(
    contents: list[bytes], data: st.DataObject
) -> None:
    leaves = [leaf_hash(content) for content in contents]
    size, root = len(leaves), root_of(leaves)
    before = data.draw(st.integers(0, size))
    earlier = root_of(leaves[:before])
    proof = consistency_proof(leaves, before)
    assert verify_consistency(before, size, earlier, root, proof)
    false = leaf_hash(b"false")
    assert not verify_consistency(before, size, false, root, proof)
    assert not verify_consistency(before, size, earlier, root, [*proof, root])
    assert not verify_consistency(size + 1, size, earlier, root, proof)
    assert not verify_consistency(-1, size, earlier, root, proof)
    if before:
        assert not verify_consistency(before, size, earlier, false, proof)
    if proof:
        assert not verify_consistency(before, size, earlier, root, proof[:-1])


@pytest.mark.parametrize("size", range(10))
def test_every_small_tree_shows_every_earlier_state_and_no_other(size: int) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(size)]
    root = root_of(leaves)
    for before in range(size + 1):
        proof = consistency_proof(leaves, before)
        earlier = root_of(leaves[:before])
        assert verify_consistency(before, size, earlier, root, proof)
        for other in range(size + 1):
            if other != before:
                assert not verify_consistency(other, size, earlier, root, proof)


def test_an_empty_proof_shows_nothing_of_a_tree_that_grew_inside_a_part() -> None:
    assert not verify_consistency(3, 7, root_of(RFC[:3]), root_of(RFC), [])


@pytest.mark.parametrize("before", [-1, 8])
def test_a_tree_does_not_shrink(before: int) -> None:
    with pytest.raises(ValueError, match="only grows"):
        consistency_proof(RFC, before)
