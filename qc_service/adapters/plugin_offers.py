"""What loaded plugins offer: each hook called once, each object checked against its Protocol."""

import difflib
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import cast

import pluggy

from qc_service.adapters.plugin_sources import Plugin, around, refuse
from qc_service.api import hooks
from qc_service.api.protocols import (
    Format,
    Identifier,
    Inspector,
    LayoutImporter,
    Locator,
    Reader,
    Sink,
)
from qc_service.api.sinks import SinkMaker
from qc_service.model.layout import Layout
from qc_service.model.verdict import Profile

KINDS: dict[str, type] = {
    "qc_locators": Locator,
    "qc_identifiers": Identifier,
    "qc_readers": Reader,
    "qc_inspectors": Inspector,
    "qc_formats": Format,
    "qc_sinks": Sink,
    "qc_sink_makers": SinkMaker,
    "qc_layout_importers": LayoutImporter,
    "qc_profiles": Profile,
    "qc_layouts": Layout,
}
"""Every hook, and what the objects it offers must be."""

RECORDS = (Profile, Layout)
"""Kinds that are data, told apart by `id`; the others fulfil a Protocol and have a `name`."""

SEE = "docs/plugins.md says what each hook offers."


@dataclass(frozen=True)
class Offers:
    """All that the loaded plugins offer, each kind in the order of the configuration."""

    locators: tuple[Locator, ...]
    identifiers: tuple[Identifier, ...]
    readers: tuple[Reader, ...]
    inspectors: tuple[Inspector, ...]
    formats: tuple[Format, ...]
    sinks: tuple[Sink, ...]
    makers: tuple[SinkMaker, ...]
    importers: tuple[LayoutImporter, ...]
    profiles: tuple[Profile, ...]
    layouts: tuple[Layout, ...]


def collect(plugins: Sequence[Plugin]) -> Offers:
    """Ask every plugin what it offers.

    Raises:
        QcError: `plugins.*` for a misspelt hook, an object that is not what its hook is for, or a
            name that two objects of one kind bear.
    """
    calls = _hook_calls(plugins)
    offered = {hook: _objects(hook, calls) for hook in KINDS}
    return Offers(
        locators=cast("tuple[Locator, ...]", offered["qc_locators"]),
        identifiers=cast("tuple[Identifier, ...]", offered["qc_identifiers"]),
        readers=cast("tuple[Reader, ...]", offered["qc_readers"]),
        inspectors=cast("tuple[Inspector, ...]", offered["qc_inspectors"]),
        formats=cast("tuple[Format, ...]", offered["qc_formats"]),
        sinks=cast("tuple[Sink, ...]", offered["qc_sinks"]),
        makers=cast("tuple[SinkMaker, ...]", offered["qc_sink_makers"]),
        importers=cast("tuple[LayoutImporter, ...]", offered["qc_layout_importers"]),
        profiles=cast("tuple[Profile, ...]", offered["qc_profiles"]),
        layouts=cast("tuple[Layout, ...]", offered["qc_layouts"]),
    )


_Calls = dict[tuple[str, str], pluggy.HookImpl]
"""The implementation of each (plugin, hook), in the order of the plugins."""


def _hook_calls(plugins: Sequence[Plugin]) -> _Calls:
    """Have pluggy find and check every hook; the hooks themselves are called by us, one by one."""
    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    for plugin in plugins:
        try:
            manager.register(plugin.body, name=plugin.name)
        except pluggy.PluginValidationError as error:
            raise refuse("hook", f"plugin {plugin.name}: {_first_line(error)}", SEE) from error
        _check_spelling(plugin, manager)
    found = {
        (impl.plugin_name, hook): impl
        for hook in KINDS
        for impl in getattr(manager.hook, hook).get_hookimpls()
    }
    for plugin in plugins:
        if not any(name == plugin.name for name, _ in found):
            raise refuse(
                "empty",
                f"plugin {plugin.name}: implements none of the hooks {', '.join(KINDS)}",
                f"Mark its functions with @hookimpl. {SEE}",
            )
    return {
        (plugin.name, hook): found[plugin.name, hook]
        for plugin in plugins
        for hook in KINDS
        if (plugin.name, hook) in found
    }


def _check_spelling(plugin: Plugin, manager: pluggy.PluginManager) -> None:
    """Refuse a hook that does not exist, and one that its author forgot to mark."""
    for name in dir(plugin.body):
        routine = getattr(plugin.body, name)
        if not inspect.isroutine(routine):
            continue
        marked = manager.parse_hookimpl_opts(plugin.body, name) is not None
        if marked and name not in KINDS:
            near = difflib.get_close_matches(name, KINDS, n=1)
            meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(KINDS)}"
            raise refuse("hook", f"plugin {plugin.name}: unknown hook {name}; {meant}", SEE)
        if not marked and name in KINDS:
            raise refuse(
                "hook",
                f"plugin {plugin.name}: {name} is not marked as a hook",
                f"Put @hookimpl (from qc_service.api) before it. {SEE}",
            )


def _objects(hook: str, calls: _Calls) -> tuple[object, ...]:
    """Call one hook of every plugin that has it, and check what comes."""
    by_name: dict[str, str] = {}
    objects: list[object] = []
    for (plugin, each), impl in calls.items():
        if each != hook:
            continue
        offered = around(plugin, f"hook {hook}", impl.function)
        if not isinstance(offered, tuple | list):
            raise _unfit(plugin, hook, f"gave {type(offered).__name__}, not a tuple or a list")
        for one in offered:
            for complaint in complaints(one, KINDS[hook]):
                raise _unfit(plugin, hook, complaint)
            name = str(one.id if isinstance(one, RECORDS) else one.name)
            if name in by_name:
                raise refuse(
                    "double",
                    f"hook {hook}: both {by_name[name]} and {plugin} offer {name!r}",
                    "Enable only one of them: which one is meant must not be left to chance.",
                )
            by_name[name] = plugin
            objects.append(one)
    return tuple(objects)


def complaints(one: object, kind: type) -> Iterator[str]:
    """Say in what an object is not of its kind: a record's class, or a Protocol's members."""
    what = f"{type(one).__name__} is no {kind.__name__}"
    if kind in RECORDS:
        if not isinstance(one, kind):
            yield what
        return
    name = getattr(one, "name", None)
    if not isinstance(name, str) or not name or not name.isprintable() or name != name.strip():
        yield f"{what}: `name` must be a text of printable characters, it is {name!r}"
    for method, spec in _methods(kind):
        own = getattr(one, method, None)
        if not callable(own):
            yield f"{what}: it has no method `{method}`"
            continue
        count = len(inspect.signature(spec).parameters) - 1
        try:
            inspect.signature(own).bind(*[None] * count)
        except TypeError as error:
            yield f"{what}: `{method}{inspect.signature(own)}` cannot be called: {error}"


def _methods(kind: type) -> Iterator[tuple[str, FunctionType]]:
    for name, member in vars(kind).items():
        if not name.startswith("_") and inspect.isfunction(member):
            yield name, member


def _unfit(plugin: str, hook: str, complaint: str) -> Exception:
    return refuse("unfit", f"plugin {plugin}: hook {hook}: {complaint}", SEE)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(lines) or type(error).__name__
