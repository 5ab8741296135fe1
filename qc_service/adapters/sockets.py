"""ZeroMQ sockets as the house uses them: whole messages in and out, nothing dropped silently."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass

import zmq

from qc_service.adapters.closing import Closing
from qc_service.model.errors import ExitCode, QcError

Part = bytes | zmq.Frame
"""One frame to send; a `zmq.Frame` that was received is handed on without copying its bytes."""

FRAMES_MOST = 16
"""Frames of one message that are kept where nothing else is said: no answer has more than two."""

HEADER_FRAMES = 2
"""The opening and the header: the frames that are looked into before a message is accepted."""

LINGER_MS = 500
"""How long closing waits for the last words (ack, bye) to leave; a hung peer costs no more."""

MISSING_PEER = (errno.EHOSTUNREACH, errno.EAGAIN)
"""What sending says where the peer has gone, or takes nothing although its queue is full."""


@dataclass(frozen=True, eq=False)
class Arrived:
    """One message as it came: who sent it, all sizes, and its frames (not copied)."""

    peer: bytes
    frames: tuple[zmq.Frame, ...]
    sizes: tuple[int, ...]

    def first(self) -> list[bytes]:
        """Copy the opening and the header, which are small once their sizes have been looked at."""
        return [frame.bytes for frame in self.frames[:HEADER_FRAMES]]


def _receive(socket: zmq.Socket[bytes], frames_most: int = FRAMES_MOST) -> list[zmq.Frame] | None:
    """Take one whole message if there is one; of one with too many frames the middle is lost."""
    try:
        frames = [socket.recv(zmq.NOBLOCK, copy=False)]
    except zmq.Again:
        return None
    while frames[-1].more:
        frame = socket.recv(copy=False)
        if len(frames) > frames_most:
            frames[-1] = frame
        else:
            frames.append(frame)
    return frames


class _Socket(Closing):
    """A socket that is closed when its `with` block is left."""

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], kind: int) -> None:
        self.socket = context.socket(kind)
        self.socket.linger = LINGER_MS

    def close(self, linger_ms: int = LINGER_MS) -> None:
        """Give the last messages `linger_ms` to leave, then forget them."""
        self.socket.close(linger=linger_ms)


class Router(_Socket):
    """The service's side: many peers, each addressed by the name its connection got."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        *,
        queue: int,
        most_bytes: int = -1,
        frames_most: int = FRAMES_MOST,
    ) -> None:
        """Listen at `endpoint`, keep at most `queue` messages a peer and way in memory.

        A frame above `most_bytes` ends the connection before it is taken into memory. A message
        of more than `frames_most` frames arrives with that many, so that it can be refused.
        Raises QcError where the endpoint cannot be listened at.
        """
        super().__init__(context, zmq.ROUTER)
        self._frames_most = frames_most + 1  # and the peer's name
        self.socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self.socket.setsockopt(zmq.RCVHWM, queue)
        self.socket.setsockopt(zmq.SNDHWM, queue)
        self.socket.setsockopt(zmq.MAXMSGSIZE, most_bytes)
        self.socket.setsockopt(zmq.IPV6, int("[" in endpoint))
        try:
            self.socket.bind(endpoint)
        except zmq.ZMQError as error:
            self.socket.close(linger=0)
            raise QcError(
                "service.bind",
                f"{endpoint}: cannot listen: {error.strerror}",
                "End what listens there, or give another address as `bind` in [service].",
                ExitCode.UNREACHABLE,
            ) from error

    @property
    def address(self) -> str:
        """The endpoint listened at, with its real port."""
        return str(self.socket.getsockopt_string(zmq.LAST_ENDPOINT))

    def receive(self) -> Arrived | None:
        """Take the next message, if there is one."""
        frames = _receive(self.socket, self._frames_most)
        if frames is None:
            return None
        return Arrived(
            frames[0].bytes, tuple(frames[1:]), tuple(len(frame) for frame in frames[1:])
        )

    def send(self, peer: bytes, frames: Sequence[Part]) -> bool:
        """Send to one peer; false where it has gone or takes nothing any more."""
        try:
            self.socket.send_multipart([peer, *frames], zmq.NOBLOCK, copy=False)
        except zmq.ZMQError as error:
            if error.errno in MISSING_PEER:
                return False
            raise
        return True


class Dealer(_Socket):
    """The other side: one connection to one router, made again by itself when it breaks."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        endpoint: str,
        *,
        name: bytes = b"",
        frames_most: int = FRAMES_MOST,
    ) -> None:
        """Connect to `endpoint`; raises QcError where that is no address."""
        super().__init__(context, zmq.DEALER)
        self._frames_most = frames_most
        if name:
            self.socket.setsockopt(zmq.ROUTING_ID, name)
        self.socket.setsockopt(zmq.IPV6, int("[" in endpoint))
        # What was sent into a broken connection is resent by who holds it, not by the queue.
        self.socket.setsockopt(zmq.IMMEDIATE, 1)
        try:
            self.socket.connect(endpoint)
        except zmq.ZMQError as error:
            self.socket.close(linger=0)
            raise QcError(
                "feed.address",
                f"{endpoint}: not an address to connect to: {error.strerror}",
                "Write it as tcp://HOST:PORT, as `bind` in the service's configuration.",
                ExitCode.USAGE,
            ) from error

    def receive(self) -> list[bytes] | None:
        """Take the next message, if there is one."""
        frames = _receive(self.socket, self._frames_most)
        return None if frames is None else [frame.bytes for frame in frames]

    def send(self, frames: Sequence[bytes]) -> bool:
        """Send one message; false where there is no connection or its queue is full."""
        try:
            self.socket.send_multipart(list(frames), zmq.NOBLOCK, copy=False)
        except zmq.Again:
            return False
        return True
