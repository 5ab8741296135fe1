"""Examiners that stand in for the real one in worker processes: quick, and cruel where asked to.

What a fake does is written in the image's own bytes, so that a sheet behaves the same wherever it
lands: `crash`, `hang`, `slow`, `brief`, `raise`, `nan`, `fault`, `differ`, `crop` (`differ` with
a crop), `image` (which is really decoded); anything else is read at once.
"""

import hashlib
import os
import signal
import time

from qc_service.adapters.config import Config
from qc_service.flow.examine import Examined, submission_digest
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.faults import Fault, FaultCode
from qc_service.model.sheet import Crop, Examination, PageReread, Submission
from qc_service.model.verdict import Difference, DifferenceKind, Mark, MarkState
from qc_service.reading.decode import decode
from qc_service.service.job import Examiner

CROP = b"what would be a picture"


def make(config: Config, secret: bytes) -> Examiner:
    """Give the examiner; `config` is what the real one would load its plugins from."""
    assert config is not None
    assert secret
    return examine


def refuse(config: Config, secret: bytes) -> Examiner:
    """Fail as a factory does whose plugins cannot be loaded."""
    del secret
    raise QcError("plugins.unknown", f"no {config.reading.profile}", "", ExitCode.PLUGINS)


def examine(submission: Submission) -> Examined:
    """Do as the first image says."""
    word = bytes(submission.images[0]).split()[0].decode()
    fault = None
    registration = 1.0
    differences: tuple[Difference, ...] = ()
    marks: tuple[Mark, ...] = ()
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif word == "hang":
        signal.pause()
    elif word == "slow":
        time.sleep(0.2)
    elif word == "brief":
        time.sleep(0.004)
    elif word == "raise":
        raise RuntimeError("as the image says")
    elif word == "nan":
        registration = float("nan")
    elif word == "fault":
        fault = Fault(FaultCode.NOT_A_BALLOT, "as the image says")
    elif word == "image":
        decoded = decode(bytes(submission.images[0]))
        fault = decoded if isinstance(decoded, Fault) else None
    elif word in {"differ", "crop"}:
        differences = (Difference(DifferenceKind.MISS, "c", "o", "empty", "marked", 0.5),)
        marks = (Mark("c", "o", 0.5, MarkState.MARKED, (0, 0, 1, 1)),)
    pages = tuple(
        PageReread(head.name, head.sha256, fault=fault, registration=registration, marks=marks)
        for head in submission.heads
    )
    crops = (Crop("c", "o", hashlib.sha256(CROP).hexdigest()),) if word == "crop" else ()
    return Examined(
        Examination(
            submission.key,
            pages,
            differences=differences,
            compared=submission.reported is not None,
            digest=submission_digest(submission),
            crops=crops,
        ),
        ({"read": 0.1},),
        (CROP,) * len(crops),
    )
