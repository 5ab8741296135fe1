"""The folder of a study: what came of every night, so that a long one can be done in parts."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Line(msgspec.Struct, frozen=True):
    """What came of the night of one seed."""

    seed: int
    came: msgspec.Raw


class Kept:
    """One file for every sort of night, a line of JSON for every night of it."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder

    def read(self, name: str, kind: type[T]) -> dict[int, T]:
        """Give what came of the nights of a sort, by seed, in the order of seeds."""
        path = self._path(name)
        if not path.exists():
            return {}
        lines = msgspec.json.Decoder(Line).decode_lines(_whole(path))
        return {
            line.seed: msgspec.json.decode(line.came, type=kind)
            for line in sorted(lines, key=lambda line: line.seed)
        }

    def missing(self, name: str, seeds: Iterable[int]) -> list[int]:
        """Give the seeds whose nights of a sort have not been lived through yet."""
        had = self.read(name, msgspec.Raw)
        return [seed for seed in seeds if seed not in had]

    def add(self, name: str, seeds: Sequence[int], outcomes: Iterable[object]) -> None:
        """Keep what came of nights as it comes; what an interruption leaves is whole lines."""
        path = self._path(name)
        whole = _whole(path) if path.exists() else b""
        with path.open("r+b" if path.exists() else "wb") as file:
            # A line that an interruption cut short is lived through again.
            file.truncate(len(whole))
            file.seek(len(whole))
            for seed, came in zip(seeds, outcomes, strict=True):
                line = Line(seed, msgspec.Raw(msgspec.json.encode(came)))
                file.write(msgspec.json.encode(line) + b"\n")
                file.flush()

    def _path(self, name: str) -> Path:
        return self._folder / (re.sub(r"[^a-z0-9.]+", "-", name.lower()) + ".jsonl")


def _whole(path: Path) -> bytes:
    """Give a file's bytes up to its last line's end."""
    held = path.read_bytes()
    return held[: held.rfind(b"\n") + 1]
