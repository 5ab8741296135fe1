"""What makes the ledger evidence: checkpoints that bind all rows before them."""

import msgspec


class Checkpoint(msgspec.Struct, frozen=True, tag="checkpoint", tag_field="entry"):
    """One number for all rows so far, signed: from here on none of them can be exchanged unseen.

    `rows` stand before it; `root` is their Merkle root, `head` the chain's hash after the last of
    them, both hexadecimal. `signature` is Ed25519 by the public `key` (RFC 8032), also hexadecimal;
    both are empty where the service has no key, and then the checkpoint proves only order.
    """

    at: str
    rows: int
    root: str
    head: str
    key: str = ""
    signature: str = ""
