"""The chain that makes a changed row visible: each hash covers the one before it."""

import hashlib

GENESIS_PREVIOUS = bytes(32)
"""What stands before the first row: 32 zero bytes, so that anyone can check it by hand."""


def link(previous: bytes, body: bytes) -> bytes:
    """Give SHA-256(previous hash || canonical bytes), the hash of the row that holds `body`."""
    return hashlib.sha256(previous + body).digest()
