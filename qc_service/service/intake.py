"""The door for feeders: every submission becomes a job, an answer or a refusal with a code."""

from collections import deque
from collections.abc import Callable

from qc_service.adapters.config import LimitsSection
from qc_service.adapters.sockets import Arrived
from qc_service.model.batch import BatchNotice, NoticeKey
from qc_service.model.sheet import SheetKey, Submission
from qc_service.service.job import Job
from qc_service.service.peers import Peer, Peers
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import (
    RETRY,
    Ack,
    Bye,
    Credit,
    Heartbeat,
    Hello,
    Message,
    Noted,
    Refusal,
    RefusalCode,
    RefusalMessage,
    SubmissionHead,
    unpack_header,
)

Send = Callable[[bytes, Message], bool]
Digest = Callable[[Submission], str]
Known = Callable[[SheetKey], str | None]
Again = Callable[[SheetKey, str], None]
Told = Callable[[NoticeKey], BatchNotice | None]
Tell = Callable[[BatchNotice], None]


class Intake:
    """Keeps the feeders, their credit and the queue of accepted sheets that wait for a worker.

    `send` answers a feeder (false where it has gone), `known` gives the digest on record of a
    sheet, `again` takes note of a sheet that came a second time, `refused` counts a refusal; `told`
    gives a notice of a box that stands, `take_notice` takes a new one. All are handed in, so that
    "one accepted submission, one record" can be tested without a socket.
    """

    def __init__(  # noqa: PLR0913 - each is one neighbour, and there is no good pair among them
        self,
        limits: LimitsSection,
        *,
        send: Send,
        digest: Digest,
        known: Known,
        again: Again,
        told: Told,
        take_notice: Tell,
        refused: Callable[[str], None],
        now_text: Callable[[], str],
    ) -> None:
        """Begin with no feeder and no sheet."""
        self.peers = Peers(limits)
        self.draining = False
        self.queue: deque[Job] = deque()
        self.jobs: dict[SheetKey, Job] = {}
        self.notices: dict[NoticeKey, bytes] = {}
        self._limits = limits
        self._wire_limits = WireLimits(
            limits.image_bytes, limits.images_per_sheet, limits.reported_bytes
        )
        self._send, self._digest, self._known, self._again = send, digest, known, again
        self._told, self._take_notice = told, take_notice
        self._refused, self._now_text = refused, now_text
        self._number = 0

    def arrive(self, arrived: Arrived, now: float) -> None:
        """Take one message from a feeder and answer it."""
        header = unpack_header(arrived.first(), arrived.sizes, self._wire_limits)
        if isinstance(header, Refusal):
            self.refuse(arrived.peer, header.code, header.message, header.key, header.notice)
        elif isinstance(header, Hello):
            self._greet(arrived.peer, header, now)
        elif isinstance(header, Bye):
            self.peers.leave(arrived.peer)
        else:
            peer = self.peers.find(arrived.peer)
            if peer is None:
                key = header.key if isinstance(header, SubmissionHead) else None
                notice = header.key() if isinstance(header, BatchNotice) else None
                self.refuse(arrived.peer, RefusalCode.NO_HELLO, "say hello first", key, notice)
                return
            peer.heard = now
            if isinstance(header, SubmissionHead):
                self._consider(peer, header, arrived, now)
            elif isinstance(header, BatchNotice):
                self._hear_of_box(peer, header)
            elif not isinstance(header, Heartbeat):
                text = f"{type(header).__name__} is not for a feeder to say"
                self.refuse(arrived.peer, RefusalCode.DIRECTION, text, None)

    def refuse(
        self,
        peer: bytes,
        code: RefusalCode,
        message: str,
        key: SheetKey | None = None,
        notice: NoticeKey | None = None,
    ) -> None:
        """Tell a feeder that something was not accepted, and count it."""
        self._refused(code.value)
        self.tell(peer, RefusalMessage(code.value, message, code in RETRY, key, notice))

    def tell(self, peer: bytes, message: Message) -> None:
        """Answer a feeder; one that takes nothing is forgotten, and must say hello again."""
        if not self._send(peer, message):
            self.peers.leave(peer)

    def tell_all(self, message: Message) -> None:
        """Say the same to every feeder."""
        for peer in self.peers.all():
            self.tell(peer.route, message)

    def forget_silent(self, now: float) -> None:
        """Forget the feeders not heard of for too long; what they sent is finished all the same."""
        for peer in self.peers.silent(now):
            self.peers.leave(peer.route)

    def tell_credit(self, peer: bytes) -> None:
        """Tell a feeder what it may have unacknowledged, and the limits: none while draining."""
        limits = self._limits
        credit = 0 if self.draining else limits.credit
        self.tell(
            peer,
            Credit(credit, self._wire_limits, limits.heartbeat_seconds, limits.silence_seconds),
        )

    def drain(self) -> None:
        """Take no more, and say so."""
        self.draining = True
        for peer in self.peers.all():
            self.tell_credit(peer.route)

    def examined(self, job: Job) -> None:
        """Let the images go: the result stands."""
        if job.frames:
            self.peers.hold(-job.size)
            job.frames = ()

    def recorded(self, job: Job) -> None:
        """Acknowledge a sheet whose record is on disk, and give its sender the credit back."""
        del self.jobs[job.key]
        self.peers.settle(job.peer, job.key)
        self.tell(job.peer, Ack(job.key, job.digest, faults=_fault_codes(job)))

    def noted(self, key: NoticeKey) -> None:
        """Acknowledge a notice of a box that is on disk, and give its sender the credit back."""
        route = self.notices.pop(key)
        self.peers.settle(route, key)
        self.tell(route, Noted(key))

    def _hear_of_box(self, peer: Peer, notice: BatchNotice) -> None:
        key = notice.key()
        before = self._told(key)
        refusal = self._why_not(peer, notice, before)
        if refusal is not None:
            self.refuse(peer.route, refusal.code, refusal.message, notice=key)
        elif key in self.notices or before is None:
            # In hand or new: the answer goes to where it was last sent from, after the commit.
            self.notices[key] = peer.route
            peer.unacknowledged.add(key)
            if before is None:
                self._take_notice(notice)
        else:
            peer.unacknowledged.discard(key)
            self.tell(peer.route, Noted(key, known=True))

    def _why_not(
        self, peer: Peer, notice: BatchNotice, before: BatchNotice | None
    ) -> Refusal | None:
        key = notice.key()
        if (key.scanner, key.session) != (peer.scanner, peer.session):
            return Refusal(RefusalCode.SCANNER, f"hello was for {peer.scanner}/{peer.session}")
        if before is not None:
            text = f"notice {key.text()} is on record with other content"
            return Refusal(RefusalCode.CONFLICT, text) if before != notice else None
        if self.draining:
            return Refusal(RefusalCode.DRAINING, "the service is stopping")
        if len(peer.unacknowledged) >= self._limits.credit:
            text = f"{self._limits.credit} submissions are unacknowledged already"
            return Refusal(RefusalCode.CREDIT, text)
        return None

    def _greet(self, route: bytes, hello: Hello, now: float) -> None:
        if self.peers.greet(route, hello.scanner, hello.session, now) is None:
            self.refuse(route, RefusalCode.BUSY, "no room for another feeder; try again later")
            return
        self.tell_credit(route)

    def _consider(self, peer: Peer, head: SubmissionHead, arrived: Arrived, now: float) -> None:
        key, size = head.key, sum(arrived.sizes)
        if (key.scanner, key.session) != (peer.scanner, peer.session):
            text = f"hello was for {peer.scanner}/{peer.session}"
            self.refuse(peer.route, RefusalCode.SCANNER, text, key)
            return
        reported = arrived.frames[-1].bytes or None
        digest = self._digest(Submission(key, head.heads, (), reported))
        if self._seen(peer, key, digest):
            return
        if self.draining:
            self.refuse(peer.route, RefusalCode.DRAINING, "the service is stopping", key)
        elif len(peer.unacknowledged) >= self._limits.credit:
            text = f"{self._limits.credit} submissions are unacknowledged already"
            self.refuse(peer.route, RefusalCode.CREDIT, text, key)
        elif not self.peers.has_room(size, len(self.jobs)):
            self.refuse(peer.route, RefusalCode.BUSY, "the memory for images is full", key)
        else:
            self._accept(peer, head, arrived, digest, now)

    def _accept(
        self, peer: Peer, head: SubmissionHead, arrived: Arrived, digest: str, now: float
    ) -> None:
        self._number += 1
        job = Job(
            number=self._number,
            key=head.key,
            heads=head.heads,
            frames=arrived.frames,
            size=sum(arrived.sizes),
            digest=digest,
            peer=peer.route,
            received_at=self._now_text(),
            arrived=now,
        )
        self.jobs[job.key] = job
        self.queue.append(job)
        self.peers.hold(job.size)
        peer.unacknowledged.add(job.key)

    def _seen(self, peer: Peer, key: SheetKey, digest: str) -> bool:
        """Answer a sheet that is in hand or on record already; false where it is new."""
        job = self.jobs.get(key)
        if job is not None and job.digest == digest:
            # Sent again while we have it: the answer goes to where it was last sent from.
            job.peer = peer.route
            peer.unacknowledged.add(key)
            return True
        if job is not None:
            text = "another sheet of this number is in hand; send it again"
            self.refuse(peer.route, RefusalCode.BUSY, text, key)
            return True
        known = self._known(key)
        if known is None:
            return False
        self._again(key, digest)
        peer.unacknowledged.discard(key)
        if known == digest:
            self.tell(peer.route, Ack(key, digest, known=True))
        else:
            text = f"a sheet of this number is on record with other content, digest {known}"
            self.refuse(peer.route, RefusalCode.CONFLICT, text, key)
        return True


def _fault_codes(job: Job) -> tuple[str, ...]:
    """Name what kept the sheet or a page of it from being reread, each once."""
    if job.result is None:
        return ()
    examination = job.result.examination
    of_pages = [page.fault for page in examination.pages if page.fault is not None]
    return tuple(sorted({fault.code.value for fault in (*examination.faults, *of_pages)}))
