"""One accepted sheet while the service has it in hand."""

from collections.abc import Callable
from dataclasses import dataclass

import zmq

from qc_service.flow.examine import Examined
from qc_service.model.sheet import ImageHead, SheetKey, Submission

Examiner = Callable[[Submission], Examined]
"""What a worker does with one sheet; made in the worker by a factory named in words."""


@dataclass(eq=False)
class Job:
    """A sheet between its acceptance and its acknowledgement.

    `frames` are the message as it came, handed on to a worker unopened; they are let go as soon as
    a result stands. `digest` is what the sender says of images and record, for telling doubles.
    """

    number: int
    key: SheetKey
    heads: tuple[ImageHead, ...]
    frames: tuple[zmq.Frame, ...]
    size: int
    digest: str
    peer: bytes
    received_at: str
    arrived: float
    attempts: int = 0
    result: Examined | None = None

    def closed(self) -> Submission:
        """Give the submission without its images: who, which images, and the reported bytes."""
        return Submission(self.key, self.heads, (), self.frames[-1].bytes or None)
