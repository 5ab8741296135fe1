"""Tables `[sinks.NAME]` of the configuration: checked as the plugins say, and made into sinks."""

import difflib
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from qc_service.adapters.config import Config
from qc_service.adapters.config_checking import Source, read_record
from qc_service.adapters.plugin_offers import collect, complaints
from qc_service.adapters.plugin_sources import around, load_plugins, refuse
from qc_service.adapters.posting import post
from qc_service.api.protocols import Sink
from qc_service.api.sinks import FilePath, Means, SecretFile, SinkMaker
from qc_service.model.errors import ExitCode, QcError

SECRET_BYTES = 4096
"""Longest secret: passwords and tokens are far shorter, and no other file is read by mistake."""

Tables = dict[str, dict[str, Any]]


def checked(source: Source, config: Config, folder: Path) -> Tables:
    """Check each table against its plugin's record; give them with absolute paths of files.

    Raises:
        QcError: `config.*` naming file, line, key and the nearest right one; `plugins.*`.
    """
    makers = {maker.name: maker for maker in collect(load_plugins(config)).makers}
    tables: Tables = {}
    for name, table in config.sinks.items():
        if name not in makers:
            near = difflib.get_close_matches(name, makers, n=1)
            meant = f"did you mean `{near[0]}`? " if near else ""
            known = ", ".join(sorted(makers)) or "none at all"
            source.refuse(
                "config.unknown-sink",
                ("sinks", name),
                f"no enabled plugin has such a sink; {meant}known are {known}",
                "Correct the table's name, or enable the plugin in [plugins].",
            )
        kind = makers[name].settings
        read_record(source, kind, ("sinks", name))
        files = [
            key for of in (FilePath, SecretFile) for _, key in _fields(kind, of) if table.get(key)
        ]
        tables[name] = table | {key: str(folder / table[key]) for key in files}
    return tables


def make_sinks(makers: Sequence[SinkMaker], config: Config) -> tuple[Sink, ...]:
    """Make the sinks that have a table, in the order of the file, each with its secrets read.

    Raises:
        QcError: `config.*` where a table does not fit or a secret cannot be used; `plugins.*`
            where a plugin gives something else than a sink.
    """
    by_name = {maker.name: maker for maker in makers}
    made = []
    for sink_name, table in config.sinks.items():
        try:
            maker = by_name[sink_name]
            settings = msgspec.convert(table, maker.settings)
        except (KeyError, msgspec.ValidationError) as error:
            raise QcError(
                "config.unknown-sink",
                f"[sinks.{sink_name}]: does not fit an enabled plugin: {error}",
                "Run: qc config check FILE",
                ExitCode.CONFIG,
            ) from error
        secrets = {
            name: read_secret(Path(path))
            for name, _ in _fields(maker.settings, SecretFile)
            if (path := getattr(settings, name))
        }
        sink = _made(maker, settings, Means(post, secrets))
        for complaint in complaints(sink, Sink):
            raise refuse("unfit", f"sink {sink_name}: {complaint}", "Mend or update the plugin.")
        made.append(sink)
    return tuple(made)


def _made(maker: SinkMaker, settings: msgspec.Struct, means: Means) -> Sink:
    return around(f"of sink {maker.name}", "make", lambda: maker.make(settings, means))


def _fields(kind: type[msgspec.Struct], of: object) -> list[tuple[str, str]]:
    """Give name and key of a record's fields of one of our annotated types."""
    fields = msgspec.structs.fields(kind)
    return [(field.name, field.encode_name) for field in fields if field.type == of]


def read_secret(path: Path) -> str:
    """Give the one line of a file that only its owner and group can read.

    Raises:
        QcError: `config.missing-secret`, `config.open-secret`, `config.bad-secret`.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(path.stat().st_mode)
            text = file.read(SECRET_BYTES + 1).decode("ascii").rstrip("\r\n")
    except OSError as error:
        raise _unusable(
            "config.missing-secret",
            f"{path}: cannot be read: {error.strerror}",
            "Put the secret there.",
        ) from error
    except UnicodeDecodeError as error:
        raise _unusable(
            "config.bad-secret", f"{path}: holds other than ASCII", "Write one line of ASCII."
        ) from error
    if mode & stat.S_IRWXO:
        raise _unusable(
            "config.open-secret", f"{path}: everybody may read it", f"Run: chmod o= {path}"
        )
    if not text or len(text) > SECRET_BYTES or not text.isprintable():
        what = f"{path}: expected one line, up to {SECRET_BYTES} characters"
        raise _unusable("config.bad-secret", what, "Write the secret alone into the file.")
    return text


def _unusable(code: str, message: str, hint: str) -> QcError:
    return QcError(code, message, hint, ExitCode.CONFIG)
