"""`qc desk`: the pages and people's acts on a ledger whose scanning is over, without scanners."""

import select
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from qc_service.adapters.act_queue import ActQueue
from qc_service.adapters.config import Config
from qc_service.model.errors import ExitCode
from qc_service.model.events import Entry
from qc_service.service.bootstrap import Crew, Wake, now_text, reopen_ledger, signals
from qc_service.service.clerk import Clerk
from qc_service.service.job import Job
from qc_service.service.show import FaceFactory, Show
from qc_service.service.sinks import Sinks

NOBODY = Crew("")
"""No workers, no sinks, no layouts."""

TICK_SECONDS = 0.5
"""How often the page is told that the service lives."""


def attend(
    config: Config,
    *,
    face: FaceFactory,
    crew: Crew = NOBODY,
    ready: Callable[[str, Callable[[], None]], None] | None = None,
) -> int:
    """Serve the pages on an existing ledger until told to stop; give the exit code.

    `ready` is called with the page's address and a way to stop, once all listens.

    Raises:
        QcError: where the ledger cannot be opened or written, or the page cannot listen.
    """
    with ExitStack() as stack:
        wake = Wake()
        stack.callback(wake.close)
        stack.enter_context(signals(wake.stop))
        opened = reopen_ledger(config)
        stack.callback(opened.ledger.close)
        show = Show(opened.desk, config, crew, now_text)
        sinks = Sinks(crew.sinks, show)
        stack.callback(sinks.close)
        acts = ActQueue()
        stack.callback(acts.close)
        rows = opened.rows

        def committed(entries: Sequence[Entry], jobs: Sequence[Job]) -> None:
            nonlocal rows
            rows += len(entries)
            show.committed(entries, jobs, rows, time.monotonic())
            sinks.deliver(entries)

        clerk = Clerk(opened.ledger, opened.desk, committed, now_text, opened.notary.checkpoint)
        for kind, message in opened.notes:
            clerk.note(kind, message, time.monotonic())
        clerk.commit(time.monotonic())
        address = show.open_face(face, acts, stack, crew)
        show.running("", address)
        if ready is not None:
            ready(address, wake.stop)
        _turn(show, clerk, acts, wake, sinks)
        clerk.note("desk-closed", "told to stop", time.monotonic())
        clerk.checkpoint(time.monotonic())
        show.status("stopped")
    return ExitCode.OK


def _turn(show: Show, clerk: Clerk, acts: ActQueue, wake: Wake, sinks: Sinks) -> None:
    """Take acts and tell the time, until told to stop."""
    while True:
        heard, _, _ = select.select([acts.descriptor, wake.descriptor], [], [], TICK_SECONDS)
        now = time.monotonic()
        if acts.descriptor in heard:
            for asked in acts.taken():
                clerk.take_act(asked, now)
        clerk.commit(now)
        show.tick(now, queued=0, in_hand=0, workers=0, peers=())
        sinks.standing(show.standing)
        if wake.descriptor in heard:
            return
