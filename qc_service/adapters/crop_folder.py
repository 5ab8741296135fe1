"""The folder of crops: small pictures of disputed fields, for people to judge, named by SHA-256.

Nothing in a name tells of sheet or field; only the ledger knows which is which. Only the account of
the service can look into the folder.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError
from qc_service.model.sheet import Examination

MOST_OF_FIELD = 60
"""Crops kept of one field on one scanner in one run: three times what people look at first."""

MOST = 5000
"""Crops kept in the folder: at 10 kB each, 50 MB."""

ENDING = ".png"


class CropFolder:
    """Keeps crops within bounds; `open_crops` makes the folder."""

    def __init__(self, folder: Path, kept: int) -> None:
        """Go on with a folder that has so many crops."""
        self._folder, self._kept = folder, kept
        self._of_field: Counter[tuple[str, str, str]] = Counter()

    def keep(self, examination: Examination, pictures: Sequence[bytes]) -> None:
        """Write a sheet's crops, as far as the bounds let. Raises OSError where it cannot."""
        for crop, picture in zip(examination.crops, pictures, strict=True):
            field = examination.key.scanner, crop.contest, crop.option
            if self._kept >= MOST or self._of_field[field] >= MOST_OF_FIELD:
                continue
            path = self._folder / f"{crop.sha256}{ENDING}"
            if not path.exists():
                _write(path, picture)
                self._kept += 1
            self._of_field[field] += 1


def open_crops(folder: Path) -> CropFolder:
    """Make the folder, for its owner only, or go on with the one that is there.

    Raises:
        QcError: `evidence.folder` where it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        kept = sum(1 for path in folder.iterdir() if path.suffix == ENDING)
    except OSError as error:
        raise QcError(
            "evidence.folder",
            f"{folder}: {error.strerror}",
            'Correct [evidence] folder, or set it to "" to keep no crops.',
            ExitCode.CONFIG,
        ) from error
    return CropFolder(folder, kept)


def read_crop(folder: Path, sha256: str) -> bytes | None:
    """Give a crop as it was cut; None where it was not kept, is deleted, or is another by now."""
    try:
        data = (folder / f"{sha256}{ENDING}").read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _write(path: Path, data: bytes) -> None:
    """Write a file in one piece: what is there under its own name is whole."""
    unfinished = path.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    unfinished.replace(path)
