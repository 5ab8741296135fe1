"""The folder that documents are written to: made first, each file whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError


def make_folder(folder: Path) -> None:
    """Make a folder where there is none; refuse one in which nothing can be written.

    Raises:
        QcError: `out.unwritable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unwritable(folder, "no right to write in it")


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[Path]:
    """Write files by name, in place of earlier ones of the same name; give their paths.

    Raises:
        QcError: `out.unwritable`, naming the file.
    """
    written = []
    for name, content in files:
        path = folder / name
        beside = folder / f".{name}.part"
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise _unwritable(path, error.strerror or str(error)) from error
        written.append(path)
    return written


def _unwritable(path: Path, why: str) -> QcError:
    return QcError(
        "out.unwritable",
        f"{path}: {why}",
        "Free space, mend the rights, or name another folder with --out.",
        ExitCode.USAGE,
    )
