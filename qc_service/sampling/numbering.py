"""The draw of SHANGRLA audits: each ballot of a list gets a number, the smallest are drawn.

The rule of cryptorandom (Stark), as SHANGRLA uses it: the n-th number is the SHA-256 of the seed, a
comma and n bytes of zero. A number depends on a ballot's place in the list, so the list must be
fixed and published before the seed is drawn; where boxes still come, `tickets` is the rule to use.
"""

import hashlib
from collections.abc import Iterator


def numbers(seed: str) -> Iterator[int]:
    """Give the 256-bit numbers of the first ballot in the list, the second, and so on."""
    state = hashlib.sha256(f"{seed},".encode())
    while True:
        yield int.from_bytes(state.digest(), "big")
        state.update(b"\0")
