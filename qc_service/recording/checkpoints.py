"""What a checkpoint says of a ledger, and the very bytes that are signed."""

import hashlib
from dataclasses import dataclass

from qc_service.model.evidence import Checkpoint
from qc_service.recording.chain import GENESIS_PREVIOUS, link
from qc_service.recording.merkle import Frontier

SIGNED = "qc-service checkpoint 1"
"""First line of what is signed: a signature made for anything else is none of ours."""

FINGERPRINT_DIGITS, FINGERPRINT_GROUP = 32, 4
"""128 bits: nobody finds a second key with it, and two people can still read it to each other."""


@dataclass(frozen=True)
class Summit:
    """Where a ledger stands: its rows, their Merkle root, the chain's head, and its first hash."""

    rows: int
    root: str
    head: str
    genesis: str

    def signed(self) -> bytes:
        """Give the bytes that are signed: five lines, naming the ledger by its first row's hash."""
        lines = (SIGNED, self.genesis, str(self.rows), self.root, self.head)
        return "".join(f"{line}\n" for line in lines).encode()


class Trail:
    """Follows a ledger leaf by leaf, and can say at each row where it stands."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self._frontier = Frontier()
        self.head = GENESIS_PREVIOUS
        self._genesis = b""

    @property
    def rows(self) -> int:
        """Give how many rows were taken."""
        return self._frontier.size

    def take(self, own_leaf: bytes) -> None:
        """Take the next row by its leaf."""
        self.head = link(self.head, own_leaf)
        self._frontier.append(own_leaf)
        self._genesis = self._genesis or self.head

    def summit(self) -> Summit:
        """Give where the rows so far stand."""
        root = self._frontier.root()
        return Summit(self.rows, root.hex(), self.head.hex(), self._genesis.hex())


def complaint(checkpoint: Checkpoint, summit: Summit, key: str) -> str:
    """Say what a checkpoint has wrong about the rows before it or its key; nothing where it fits.

    `key` is the public key that the ledger's first row names. The signature is checked elsewhere.
    """
    if checkpoint.rows != summit.rows:
        return f"the checkpoint speaks of {checkpoint.rows} rows, {summit.rows} stand before it"
    if checkpoint.root != summit.root:
        return "the checkpoint's Merkle root is not that of the rows before it"
    if checkpoint.head != summit.head:
        return "the checkpoint's head is not that of the chain before it"
    if checkpoint.key != key:
        return "the checkpoint's key is not the one that the ledger's first row names"
    if bool(checkpoint.signature) != bool(key):
        return "the checkpoint bears no signature" if key else "the checkpoint is signed by nobody"
    return ""


def fingerprint(public: str) -> str:
    """Give the short form of a public key that documents print and people compare.

    The first 32 hexadecimal digits of the SHA-256 of the key's 32 bytes, in groups of four; empty
    where there is no key.

    Raises:
        ValueError: the key is no hexadecimal text.
    """
    if not public:
        return ""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:FINGERPRINT_DIGITS]
    step = FINGERPRINT_GROUP
    return " ".join(digits[place : place + step] for place in range(0, len(digits), step))
