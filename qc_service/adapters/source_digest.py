"""One SHA-256 for the source a plugin runs from, the same in a checkout and when installed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

CACHE = "__pycache__"
"""Made by Python itself; differs from machine to machine."""


def module_digest(module: ModuleType) -> str:
    """Give the digest of a module's file, or of all files of a package; "" where it has none."""
    folders = getattr(module, "__path__", None)
    if folders is not None:
        return tree_digest(tuple(Path(folder) for folder in folders))
    file = getattr(module, "__file__", None)
    return bytes_digest(Path(file).read_bytes()) if file else ""


def tree_digest(folders: tuple[Path, ...]) -> str:
    """Give the SHA-256 over `path NUL sha256 newline` of every file, by path within its folder."""
    lines = sorted(
        f"{path.relative_to(folder).as_posix()}\0{bytes_digest(path.read_bytes())}\n"
        for folder in folders
        for path in _files(folder)
    )
    return bytes_digest("".join(lines).encode())


def bytes_digest(data: bytes) -> str:
    """Give the SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and CACHE not in path.parts:
            yield path
