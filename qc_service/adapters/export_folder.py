"""A scanner's export on disk: the hash of each record's files, and the root that it states."""

import hashlib
from pathlib import Path

import msgspec

from qc_service.model.errors import ExitCode, QcError
from qc_service.recording.export_hash import record_hash

METADATA = "metadata.json"
"""The file beside the records that states the root."""

BLOCK = 1 << 20
"""Bytes read at a time: an image has some."""


class _Metadata(msgspec.Struct, rename="camel"):
    cast_vote_record_root_hash: str


def stated_root(folder: Path) -> str:
    """Give the root hash that an export states.

    Raises:
        QcError: `export.metadata` where it states none.
    """
    path = folder / METADATA
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Metadata).cast_vote_record_root_hash
    except (OSError, msgspec.DecodeError) as error:
        raise _refusal("metadata", f"{path}: {error}") from error


def record_hashes(folder: Path) -> dict[str, str]:
    """Give the hash of every record, a folder each, by its id.

    Raises:
        QcError: `export.unreadable`.
    """
    try:
        return {
            record.name: record_hash(
                record.name,
                {file.name: _digest(file) for file in record.iterdir() if file.is_file()},
            )
            for record in folder.iterdir()
            if record.is_dir()
        }
    except OSError as error:
        raise _refusal("unreadable", f"{folder}: {error}") from error


def _digest(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            whole.update(block)
    return whole.hexdigest()


def _refusal(code: str, message: str) -> QcError:
    hint = "Name the folder that holds metadata.json and a folder for each record."
    return QcError(f"export.{code}", message, hint, ExitCode.USAGE)
