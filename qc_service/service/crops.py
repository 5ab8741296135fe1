"""Crops on their way to their folder, in a thread of their own: a slow disk holds nothing up."""

import queue
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from qc_service.adapters.crop_folder import CropFolder, open_crops
from qc_service.flow.examine import Examined
from qc_service.service.job import Job

WAITING_MOST = 500
"""Sheets whose crops may wait: at four crops of 10 kB each, 20 MB; further ones are let go."""

STOP_SECONDS = 2.0
"""How long stopping waits for what is still to be written."""

NAME = "evidence"
"""What a failure is told under."""


class CropThread:
    """Writes the crops of recorded sheets; without a folder it does nothing at all."""

    def __init__(self, folder: str, failed: Callable[[str, str], None]) -> None:
        """Make the folder and start the thread, where a folder is named.

        Raises:
            QcError: `evidence.folder`.
        """
        self._failed = failed
        self._queue: queue.Queue[Examined | None] = queue.Queue(WAITING_MOST)
        self._thread: threading.Thread | None = None
        if folder:
            run = self._run
            crops = open_crops(Path(folder))
            # A daemon: a disk that hangs for ever must not keep the service from ending.
            self._thread = threading.Thread(target=run, args=(crops,), name="qc-crops", daemon=True)
            self._thread.start()

    def keep(self, jobs: Sequence[Job]) -> None:
        """Hand on the crops of sheets that are on disk, without waiting."""
        if self._thread is None:
            return
        for job in jobs:
            if job.result is not None and job.result.pictures:
                try:
                    self._queue.put_nowait(job.result)
                except queue.Full:
                    self._failed(NAME, "the queue of crops is full")

    def close(self) -> None:
        """Write what waits, for at most `STOP_SECONDS`."""
        if self._thread is None:
            return
        try:
            self._queue.put(None, timeout=STOP_SECONDS)
        except queue.Full:
            self._failed(NAME, "the queue of crops is full at the end")
        self._thread.join(STOP_SECONDS)

    def _run(self, crops: CropFolder) -> None:
        while (result := self._queue.get()) is not None:
            try:
                crops.keep(result.examination, result.pictures)
            except (OSError, ValueError) as error:
                self._failed(NAME, f"{type(error).__name__}: {error}")
