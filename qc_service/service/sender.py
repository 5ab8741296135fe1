"""The feeder's side of the wire as a state machine: what to say next, whatever was heard or not."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from qc_service.model.batch import BatchNotice, NoticeKey
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.sheet import SheetKey, Submission
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import (
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Message,
    Noted,
    RefusalCode,
    RefusalMessage,
)

HELLO_SECONDS = 1.0
"""Pause between two hellos that got no answer, or were told to come again."""

BUSY_SECONDS = 0.2
"""Pause after a sheet was refused for the moment: in this time some sheets are reread."""

FIRST_SILENCE_SECONDS = 10.0
"""How long a silent service is believed to be there, until it has said what silence is."""


@dataclass(order=True)
class Outgoing:
    """A sheet or notice to be sent, or sent and not acknowledged; in the order of its taking."""

    order: int
    key: SheetKey = field(compare=False)
    name: str = field(compare=False)
    notice: BatchNotice | None = field(default=None, compare=False)

    @property
    def id(self) -> SheetKey | NoticeKey:
        """What its answer will name."""
        return self.key if self.notice is None else self.notice.key()


def outgoing_notice(order: int, notice: BatchNotice) -> Outgoing:
    """Make a notice of a box ready to be sent in its turn among the sheets."""
    key = notice.key()
    name = f"{notice.batch.name()} {notice.kind.value}"
    return Outgoing(order, SheetKey(key.scanner, key.session, key.batch, 0), name, notice)


class Sender:
    """Keeps what is not acknowledged and says it again until it is.

    `send` says one message (false where there is no connection), `load` reads a sheet's bytes, or
    gives None where it has told itself why the sheet cannot be sent.
    """

    def __init__(
        self,
        hello: Hello,
        send: Callable[[Message], bool],
        load: Callable[[Outgoing, WireLimits], Submission | None],
        now: float,
    ) -> None:
        """Begin unconnected."""
        self._hello, self._send, self._load = hello, send, load
        self._waiting: list[Outgoing] = []
        self._sent: dict[SheetKey | NoticeKey, Outgoing] = {}
        self._credit = Credit(0, silence_seconds=FIRST_SILENCE_SECONDS)
        self._greeted = False
        self._heard = now
        self._next_hello = self._next_beat = self._next_send = now
        self.resent = 0

    @property
    def left(self) -> int:
        """Count the sheets and notices that are not acknowledged."""
        return len(self._waiting) + len(self._sent)

    @property
    def heard(self) -> float:
        """When the service was last heard."""
        return self._heard

    @property
    def greeted(self) -> bool:
        """Say whether the service knows us now."""
        return self._greeted

    def put(self, outgoing: Outgoing) -> None:
        """Take a sheet or a notice to be sent."""
        heapq.heappush(self._waiting, outgoing)

    def hear(
        self, message: Message, now: float
    ) -> tuple[Outgoing, Ack | Noted | RefusalMessage] | None:
        """Take one message; give the sheet or notice it settles, for good or for bad.

        Raises:
            QcError: `feed.refused` where the service does not speak with us at all.
        """
        self._heard = now
        if isinstance(message, Credit):
            self._credit, self._greeted = message, True
        elif isinstance(message, Ack | Noted):
            done = self._sent.pop(message.key, None)
            return None if done is None else (done, message)
        elif isinstance(message, RefusalMessage):
            return self._refused(message, now)
        elif isinstance(message, Bye):
            self.begin_anew(now + HELLO_SECONDS)
        return None

    def tick(self, now: float) -> bool:
        """Say what is due; false where the service was silent too long: connect anew."""
        if now - self._heard > self._credit.silence_seconds:
            self._heard = now
            self.begin_anew(now)
            return False
        if not self._greeted:
            if now >= self._next_hello and self._send(self._hello):
                self._next_hello = now + HELLO_SECONDS
            return True
        if now >= self._next_beat:
            self._next_beat = now + self._credit.heartbeat_seconds
            self._send(Heartbeat())
        self._send_sheets(now)
        return True

    def begin_anew(self, hello_at: float) -> None:
        """Forget the connection: everything unacknowledged is sent again after the next hello."""
        self._greeted = False
        self._next_hello = hello_at
        self.resent += len(self._sent)
        for outgoing in self._sent.values():
            heapq.heappush(self._waiting, outgoing)
        self._sent.clear()

    def _send_sheets(self, now: float) -> None:
        while self._waiting and len(self._sent) < self._credit.credit and now >= self._next_send:
            outgoing = self._waiting[0]
            message = outgoing.notice or self._load(outgoing, self._credit.limits)
            if message is not None and not self._send(message):
                return  # no connection: it stays the next
            heapq.heappop(self._waiting)
            if message is not None:
                self._sent[outgoing.id] = outgoing

    def _refused(
        self, message: RefusalMessage, now: float
    ) -> tuple[Outgoing, RefusalMessage] | None:
        if message.code == RefusalCode.NO_HELLO:
            if self._greeted:  # else the answer to hello is on its way, behind more of these
                self.begin_anew(now)
            return None
        about = message.key or message.notice
        outgoing = self._sent.pop(about, None) if about is not None else None
        if message.retry:
            self._next_send = now + BUSY_SECONDS
            if outgoing is not None:
                self.resent += 1
                self.put(outgoing)
            elif about is None:
                self.begin_anew(now + HELLO_SECONDS)
            return None
        if about is None:
            raise QcError(
                "feed.refused",
                f"the service refuses us: {message.code}: {message.message}",
                "Feeder and service must speak the same version of the protocol (docs/wire.md).",
                ExitCode.UNREACHABLE,
            )
        return None if outgoing is None else (outgoing, message)
