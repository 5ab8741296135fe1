"""One number for all rows of a ledger, and short proofs about it: the Merkle tree of RFC 6962.

A leaf is SHA-256(0x00 || content), a node SHA-256(0x01 || left || right); of n leaves the left part
holds the largest power of two below n (RFC 6962, 2.1). Certificate logs use the same tree, so that
anyone's tool can check ours.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256().digest()
"""The root of no leaves at all (RFC 6962, 2.1)."""


def leaf_hash(content: bytes) -> bytes:
    """Give the hash of one leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of the node above two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """A growing tree, of which only the roots of its whole parts are kept: at most 64 hashes."""

    def __init__(self) -> None:
        """Begin with no leaves."""
        self.size = 0
        self._whole: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the next leaf, by its hash."""
        # Each trailing one in the binary size is a whole part that the new one completes.
        parts, self.size = self.size, self.size + 1
        while parts & 1:
            leaf = node_hash(self._whole.pop(), leaf)
            parts >>= 1
        self._whole.append(leaf)

    def root(self) -> bytes:
        """Give the root over all leaves so far."""
        if not self._whole:
            return EMPTY_ROOT
        *rest, root = self._whole
        for left in reversed(rest):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Give the root over leaves, by their hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Give the hashes that lead from one leaf, counted from 0, to the root (RFC 6962, 2.1.1)."""
    proof: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            proof.append(root_of(leaves[middle:end]))
            end = middle
        else:
            proof.append(root_of(leaves[start:middle]))
            start = middle
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether the proof shows that `leaf` is at place `index` of the `size` under `root`.

    The algorithm of RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    node, last, made = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            made = node_hash(each, made)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            made = node_hash(made, each)
        node, last = node >> 1, last >> 1
    return last == 0 and made == root


def consistency_proof(leaves: Sequence[bytes], before: int) -> list[bytes]:
    """Give the hashes that show the first `before` leaves to be the tree's earlier state.

    RFC 6962, 2.1.2. Nothing needs showing where there were none, or no more have come.

    Raises:
        ValueError: `before` is more than there are leaves.
    """
    if not 0 <= before <= len(leaves):
        raise ValueError(f"{before} leaves before, {len(leaves)} now: a tree only grows")
    if before in {0, len(leaves)}:
        return []
    return _subproof(leaves, before, whole=True)


def verify_consistency(
    before: int, size: int, root_before: bytes, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the proof shows the tree of `before` leaves to be the beginning of the later.

    The algorithm of RFC 9162, 2.1.4.2.
    """
    if not 0 <= before <= size:
        return False
    if before == 0:
        return not proof and root_before == EMPTY_ROOT
    if before == size:
        return not proof and root_before == root
    node, last = before - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    # A part that is whole in both trees is its own beginning, and needs no hash in the proof.
    path = list(proof) if node else [root_before, *proof]
    if not path:
        return False
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, each)
        node, last = node >> 1, last >> 1
    return last == 0 and old == root_before and new == root


def _left_size(size: int) -> int:
    """Give the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subproof(leaves: Sequence[bytes], before: int, *, whole: bool) -> list[bytes]:
    """Give SUBPROOF of RFC 6962, 2.1.2; `whole` where the earlier root is known to the asker."""
    size = len(leaves)
    if before == size:
        return [] if whole else [root_of(leaves)]
    middle = _left_size(size)
    if before <= middle:
        return [*_subproof(leaves[:middle], before, whole=whole), root_of(leaves[middle:])]
    return [
        *_subproof(leaves[middle:], before - middle, whole=False),
        root_of(leaves[:middle]),
    ]
