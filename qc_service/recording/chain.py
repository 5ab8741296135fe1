"""What makes a changed row visible, and lets a row be shown in part: seal, leaf and link.

A row's body is sealed under a salt of its own, so that the seal tells nothing of the body, however
few bodies there could be. The leaf covers the seal and what is public of the row. Links and the
Merkle tree are made of leaves. So chain and roots can be checked by people who see only seals and
public parts, and whoever sees the body can check that the public part is true.
"""

import hashlib

from qc_service.recording.merkle import leaf_hash

GENESIS_PREVIOUS = bytes(32)
"""What stands before the first row: 32 zero bytes, so that anyone can check it by hand."""

SALT_BYTES = 16
"""Bytes of a row's salt: 128 bits, beyond what anyone can try out."""


def seal(salt: bytes, body: bytes) -> bytes:
    """Give SHA-256(salt || canonical bytes): it binds the body and hides it."""
    return hashlib.sha256(salt + body).digest()


def leaf(sealed: bytes, public: bytes) -> bytes:
    """Give the row's leaf in the Merkle tree, SHA-256(0x00 || seal || public part)."""
    return leaf_hash(sealed + public)


def link(previous: bytes, own_leaf: bytes) -> bytes:
    """Give SHA-256(previous hash || leaf), the hash of the row."""
    return hashlib.sha256(previous + own_leaf).digest()
