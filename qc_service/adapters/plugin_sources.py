"""Where plugins come from: entry points of installed distributions, and files with SHA-256."""

import difflib
import importlib.metadata
import os
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from qc_service.adapters.config import Config, PluginFile
from qc_service.adapters.source_digest import bytes_digest, module_digest
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.events import Component

GROUP = "qc_service.plugins"
"""The entry-point group: shipped and foreign plugins stand in it alike; there is no second way."""

DROPIN = "qc_dropin_"
"""Before a dropped-in file's name, so that a `json.py` can never stand in for `json`."""

Given = TypeVar("Given")


@dataclass(frozen=True, eq=False)
class Plugin:
    """One loaded plugin: the object that bears its hooks, and its line of the bill of materials."""

    name: str
    body: object
    component: Component


def refuse(code: str, message: str, hint: str) -> QcError:
    """Make the error of a plugin that is not what the configuration says."""
    return QcError(f"plugins.{code}", message, hint, ExitCode.PLUGINS)


def around(plugin: str, doing: str, call: Callable[[], Given]) -> Given:
    """Call into a plugin at start; what it raises becomes one error that names it."""
    try:
        return call()
    except QcError:
        raise
    except (Exception, SystemExit) as error:
        raise refuse(
            "broken",
            f"plugin {plugin}: {doing} failed: {type(error).__name__}: {error}",
            "Mend or update the plugin, or take it out of [plugins] in the configuration.",
        ) from error


def available() -> dict[str, tuple[str, ...]]:
    """Give every plugin that is installed, by name, with the distributions that offer it."""
    found: dict[str, tuple[str, ...]] = {}
    for point in importlib.metadata.entry_points(group=GROUP):
        found[point.name] = (*found.get(point.name, ()), _distribution(point))
    return dict(sorted(found.items()))


def load_plugins(config: Config) -> tuple[Plugin, ...]:
    """Load exactly what the configuration enables: installed ones in its order, then its files.

    Raises:
        QcError: `plugins.*` for one that is unknown, doubled, changed, unsafe or broken.
    """
    points = importlib.metadata.entry_points(group=GROUP)
    installed = [_installed(name, points) for name in config.plugins.enable]
    # All are looked at before any runs: a refused one must not have had its say.
    read = [(Path(each.path), _read(each, config)) for each in config.plugins.file]
    stems = [path.stem for path, _ in read]
    for stem in stems:
        if stems.count(stem) > 1:
            raise refuse(
                "double",
                f"plugin files: two are called {stem}.py",
                "Rename one of them: the name tells them apart.",
            )
    return (
        *(_load_installed(point) for point in installed),
        *(_load_file(path, data) for path, data in read),
    )


def _installed(
    name: str, points: Sequence[importlib.metadata.EntryPoint]
) -> importlib.metadata.EntryPoint:
    """Find the one entry point of that name."""
    known = sorted({point.name for point in points})
    mine = [point for point in points if point.name == name]
    if not mine:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise refuse(
            "unknown",
            f"plugin {name}: no installed distribution offers it; {meant}"
            f"known are {', '.join(known) or 'none at all'}",
            "Correct [plugins] enable, or install the distribution that has it.",
        )
    if len(mine) > 1:
        both = " and ".join(sorted(_distribution(point) for point in mine))
        raise refuse(
            "double",
            f"plugin {name}: offered by {both}",
            "Uninstall one of them: which one would run must not be left to chance.",
        )
    return mine[0]


def _distribution(point: importlib.metadata.EntryPoint) -> str:
    dist = point.dist
    return f"{dist.name} {dist.version}" if dist is not None else "an unnamed distribution"


def _load_installed(point: importlib.metadata.EntryPoint) -> Plugin:
    body = around(point.name, f"importing {point.value}", point.load)
    version = point.dist.version if point.dist is not None else ""
    # The whole package, also where the entry point names a module within it.
    digest = module_digest(sys.modules[point.module.partition(".")[0]])
    component = Component("plugin", point.name, version, _distribution(point), digest)
    return Plugin(point.name, body, component)


def _read(file: PluginFile, config: Config) -> bytes:
    """Read a file's bytes once: what is hashed here is what runs."""
    path = Path(file.path)
    if path.suffix != ".py" or not path.stem.isidentifier():
        raise refuse(
            "file-name",
            f"{path}: not a name for a plugin file",
            "Use letters, digits and underscores, and end in .py.",
        )
    _check_folder(path, config)
    try:
        with path.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            data = opened.read()
    except OSError as error:
        raise refuse(
            "missing-file",
            f"{path}: cannot be read: {error.strerror}",
            "Correct [[plugins.file]] path, or put the file there.",
        ) from error
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise refuse(
            "unsafe-file",
            f"{path}: others than its owner may write it",
            f"Run: chmod go-w {path}",
        )
    digest = bytes_digest(data)
    if digest != file.sha256:
        raise refuse(
            "changed",
            f"{path}: its SHA-256 is {digest}, the configuration says {file.sha256}",
            "Look at what changed; if it is meant, put the new SHA-256 into the configuration.",
        )
    return data


def _check_folder(path: Path, config: Config) -> None:
    """Refuse folders in which a file can appear without anybody meaning it to be run."""
    folder = path.resolve().parent
    for above in (folder, *folder.parents):
        mode = above.stat().st_mode if above.exists() else 0
        # A sticky folder such as /tmp keeps others from renaming what is in the folders within.
        if mode & stat.S_IWOTH and (above == folder or not mode & stat.S_ISVTX):
            raise refuse(
                "unsafe-folder",
                f"{path}: everybody may write to {above}",
                f"Move the file to a folder of its own, or run: chmod o-w {above}",
            )
    uses = {
        "the working folder": Path.cwd(),
        "the ledger's folder": Path(config.service.ledger).resolve().parent,
    }
    if config.reading.layouts:
        uses["the folder of layouts"] = Path(config.reading.layouts).resolve()
    for use, place in uses.items():
        if folder == place:
            raise refuse(
                "unsafe-folder",
                f"{path}: lies in {use}, where data comes and goes",
                "Keep plugin files in a folder of their own.",
            )


def _load_file(path: Path, data: bytes) -> Plugin:
    """Run the bytes as a module that nothing else can import by its own name."""
    name = DROPIN + path.stem
    module = ModuleType(name)
    module.__file__ = str(path)

    def run() -> None:
        code = compile(data, str(path), "exec", dont_inherit=True)
        # Under its prefixed name only: records of a module are looked up there.
        sys.modules[name] = module
        exec(code, module.__dict__)  # noqa: S102 - running it is what the configuration asks for

    around(name, f"running {path}", run)
    version = str(getattr(module, "__version__", ""))
    return Plugin(name, module, Component("plugin", name, version, str(path), bytes_digest(data)))
