"""The worker process: takes one sheet at a time, rereads it, sends the result back.

Started as `python -m qc_service.service.worker`; what it needs to know comes as one line of JSON on
its standard input, which stays open for as long as the service lives: its end is the worker's end.
"""

import ctypes
import importlib
import os
import signal
import sys
import time

import cv2
import msgspec
import zmq

from qc_service.adapters.config import Config
from qc_service.adapters.sockets import Dealer
from qc_service.flow.crops import with_crops
from qc_service.flow.examine import Examined, examine
from qc_service.model.errors import QcError
from qc_service.model.sheet import Submission
from qc_service.service.job import Examiner
from qc_service.wire.limits import WireLimits
from qc_service.wire.messages import Refusal, unpack

READY = b"ready"
DONE = b"done"
"""The two words of a worker: it has all it needs; here is the result of the job of that number."""

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: which signal the kernel sends when the parent ends."""

CONNECT_MS = 10_000
"""How long a worker waits for the service's socket, which is bound before the worker starts."""


class WorkerStart(msgspec.Struct, frozen=True):
    """What the service tells a worker on its standard input.

    `secret` is made anew at each start of the service and stands nowhere else: what is keyed with
    it cannot be keyed again afterwards.
    """

    endpoint: str
    name: str
    factory: str
    config: Config
    parent: int
    secret: bytes


def make_examiner(config: Config, secret: bytes) -> Examiner:
    """Load the lineup as configured and give the reread of one sheet."""
    # Here, not above: a worker with another factory does without plugins.
    from qc_service.adapters.plugin_loading import load_lineup  # noqa: PLC0415 - as said

    cv2.setNumThreads(1)
    lineup = load_lineup(config, secret)

    if not config.evidence.folder:
        return lambda submission: examine(lineup, submission, time.perf_counter)

    def examine_with_crops(submission: Submission) -> Examined:
        examined = examine(lineup, submission, time.perf_counter)
        return with_crops(examined, submission, lineup.layouts)

    return examine_with_crops


def _die_with(parent: int) -> None:
    """Have the kernel end this process with the service, even in the middle of a sheet."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the line above
        sys.exit(0)


def _examiner(start: WorkerStart) -> Examiner:
    module, _, name = start.factory.partition(":")
    made: Examiner = getattr(importlib.import_module(module), name)(start.config, start.secret)
    return made


def _work(dealer: Dealer, examiner: Examiner, limits: WireLimits) -> None:
    poller = zmq.Poller()
    poller.register(dealer.socket, zmq.POLLIN)
    poller.register(sys.stdin.fileno(), zmq.POLLIN)
    while True:
        ready = dict(poller.poll())
        if sys.stdin.fileno() in ready:
            return
        frames = dealer.receive()
        if frames is None:
            continue
        submission = unpack(frames[1:], limits)
        if not isinstance(submission, Submission):
            reason = submission.message if isinstance(submission, Refusal) else "no submission"
            raise TypeError(f"the service handed on what it must have refused: {reason}")
        result = examiner(submission)
        if not dealer.send([DONE, frames[0], msgspec.json.encode(result)]):
            return  # the service has gone, and with it whoever wanted the result


def main() -> int:
    """Run until standard input ends; the service restarts a worker that ends on its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    start = msgspec.json.decode(sys.stdin.buffer.readline(), type=WorkerStart)
    _die_with(start.parent)
    try:
        examiner = _examiner(start)
    except QcError as error:
        sys.stderr.write(f"qc: {error.code}: {error}\n")
        return error.exit_code
    limits = start.config.limits
    wire_limits = WireLimits(limits.image_bytes, limits.images_per_sheet, limits.reported_bytes)
    with (
        zmq.Context() as context,
        Dealer(
            context,
            start.endpoint,
            name=start.name.encode(),
            frames_most=limits.images_per_sheet + 4,
        ) as dealer,
    ):
        dealer.socket.poll(CONNECT_MS, zmq.POLLOUT)
        dealer.send([READY])
        _work(dealer, examiner, wire_limits)
    return 0


if __name__ == "__main__":
    sys.exit(main())
