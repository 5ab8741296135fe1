"""The root hash of a scanner's export: whether records and images are those that it wrote.

VotingWorks' rule (VxSuite, `cast_vote_record_hashes.ts`): a record's hash is the SHA-256 of what
`sha256sum` prints of its files; records whose ids begin alike are hashed together, on two levels.
"""

import hashlib
from collections.abc import Iterable, Mapping
from itertools import groupby

LEVELS = ((2, 1), (4, 2))
"""First characters of an id that records share on the lower and the upper level: in releases of
2023, and in those after."""


def record_hash(record: str, files: Mapping[str, str]) -> str:
    """Give a record's hash from the SHA-256 (hexadecimal) of each of its files by name."""
    lines = (f"{digest}  {record}/{name}\n" for name, digest in sorted(files.items()))
    return _hash("".join(lines))


def root_hash(records: Mapping[str, str], lower: int, upper: int) -> str:
    """Give the root over the records' hashes by id, with so many characters shared on each level.

    Empty where there is no record.
    """
    if not records:
        return ""
    groups = _grouped(sorted(records.items()), lower)
    return _hash("".join(digest for _, digest in _grouped(groups, upper)))


def root_fits(records: Mapping[str, str], root: str) -> bool:
    """Say whether a root is that of the records, by the rule of any release."""
    return any(root_hash(records, *level) == root for level in LEVELS)


def _grouped(hashes: Iterable[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Give one hash for all neighbours whose names begin with the same characters."""
    by_prefix = groupby(hashes, key=lambda each: each[0][:length])
    return [(prefix, _hash("".join(digest for _, digest in group))) for prefix, group in by_prefix]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
