"""What commands write with `--out`: its folder made first, each file whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError

READABLE, PRIVATE = 0o666, 0o600
"""Rights of a new file, before the umask."""


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
        _put(folder / name, content, READABLE)
        written.append(folder / name)
    return written


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write one file, in place of an earlier one; its folder is made where there is none.

    `private`: readable for its owner alone.

    Raises:
        QcError: `out.unwritable`, naming the file or its folder.
    """
    make_folder(path.parent)
    _put(path, content, PRIVATE if private else READABLE)


def _put(path: Path, content: bytes, mode: int) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise _unwritable(path, error.strerror or str(error)) from error


def _unwritable(path: Path, why: str) -> QcError:
    return QcError(
        "out.unwritable",
        f"{path}: {why}",
        "Free space, mend the rights, or name another place.",
        ExitCode.USAGE,
    )
