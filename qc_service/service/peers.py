"""Who feeds the service right now, what each may still send, and how much that can be in memory."""

from dataclasses import dataclass, field

from qc_service.adapters.config import LimitsSection
from qc_service.model.batch import NoticeKey
from qc_service.model.sheet import SheetKey

PEERS_MOST = 64
"""Feeders at one time: five times the scanners of a large hall; the next one is told `busy`."""

IN_HAND_BYTES = 1 << 30
"""Most bytes of images in memory over all feeders; a sheet above it is told `busy`."""


@dataclass(eq=False)
class Peer:
    """One connection that has said hello."""

    route: bytes
    scanner: str
    session: str
    heard: float
    unacknowledged: set[SheetKey | NoticeKey] = field(default_factory=set)


class Peers:
    """The feeders that are here: those that said hello and have not been silent since.

    Memory is bounded by the lesser of `IN_HAND_BYTES` and feeders by credit by the largest sheet.
    """

    def __init__(self, limits: LimitsSection) -> None:
        """Begin with nobody."""
        self._limits = limits
        self._peers: dict[bytes, Peer] = {}
        self._bytes = 0
        largest = limits.image_bytes * limits.images_per_sheet + limits.reported_bytes
        # One sheet of the largest kind must always fit, or it could never be taken.
        self._bytes_most = max(IN_HAND_BYTES, largest)

    def __len__(self) -> int:
        """Count the feeders."""
        return len(self._peers)

    def all(self) -> tuple[Peer, ...]:
        """Give every feeder that is here."""
        return tuple(self._peers.values())

    def find(self, route: bytes) -> Peer | None:
        """Give the feeder behind a connection, if it has said hello."""
        return self._peers.get(route)

    def greet(self, route: bytes, scanner: str, session: str, now: float) -> Peer | None:
        """Take in a feeder, or again one that begins anew; None where the house is full."""
        if route not in self._peers and len(self._peers) >= PEERS_MOST:
            return None
        before = self._peers.get(route)
        peer = Peer(route, scanner, session, now)
        if before is not None:
            # Its sheets are still in hand: a second hello gives no second credit.
            peer.unacknowledged |= before.unacknowledged
        self._peers[route] = peer
        return peer

    def leave(self, route: bytes) -> Peer | None:
        """Forget a feeder; its sheets in hand are finished all the same."""
        return self._peers.pop(route, None)

    def silent(self, now: float) -> tuple[Peer, ...]:
        """Give those not heard of for `silence_seconds`."""
        since = now - self._limits.silence_seconds
        return tuple(peer for peer in self._peers.values() if peer.heard < since)

    def has_room(self, size: int, sheets: int) -> bool:
        """Say whether a sheet of so many bytes may come into memory beside the `sheets` there."""
        # Those who left and came back have sheets in hand that are on nobody's credit.
        few = sheets < PEERS_MOST * self._limits.credit
        return few and self._bytes + size <= self._bytes_most

    def hold(self, size: int) -> None:
        """Count bytes that came into memory; negative when they are let go."""
        self._bytes += size

    def settle(self, route: bytes, key: SheetKey | NoticeKey) -> None:
        """Give a feeder its credit back for one sheet or notice."""
        peer = self._peers.get(route)
        if peer is not None:
            peer.unacknowledged.discard(key)
