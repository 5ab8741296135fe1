"""Which boxes are drawn: numbers that a person can compute again with a phone.

The rule of Rivest's sampler as ColoradoRLA uses it: the k-th pick is the first number plus the
SHA-256 of seed, comma and k, as a number, modulo how many there are. Boxes must be closed and
numbered before.
"""

import hashlib
from collections.abc import Iterator


def picks(seed: str, of: int, *, first: int = 1, put_back: bool = False) -> Iterator[int]:
    """Give numbers from `first` to `of` in the order in which they are picked.

    Without `put_back` numbers that were picked before are passed over, and each comes once; with
    it the sequence never ends.
    """
    taken: set[int] = set()
    k = 0
    while put_back or len(taken) < of - first + 1:
        k += 1
        digest = hashlib.sha256(f"{seed},{k}".encode()).digest()
        number = first + int.from_bytes(digest, "big") % (of - first + 1)
        if put_back or number not in taken:
            taken.add(number)
            yield number
