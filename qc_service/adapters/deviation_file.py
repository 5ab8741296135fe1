"""The file in which people explain a deviation: TOML, read strictly, complaints with their line."""

import difflib
from pathlib import Path

import msgspec

from qc_service.adapters.config_checking import Source, read_record
from qc_service.adapters.text_file import read_text
from qc_service.comparing.deviation import Deviation
from qc_service.comparing.deviation_causes import CAUSES
from qc_service.model.categories import KNOWN, find_category
from qc_service.model.errors import ExitCode, QcError

SEE = "docs/deviation.md describes every key."


def read_deviation(path: Path) -> Deviation:
    """Read an explanation; a category may be named by its code or its official name.

    Raises:
        QcError: `deviation.*` naming file, line and key.
    """
    source = Source(str(path), read_text(path, "deviation", ExitCode.USAGE))
    try:
        deviation = read_record(source, Deviation)
    except QcError as error:
        code = error.code.replace("config.", "deviation.")
        raise QcError(code, error.message, SEE, ExitCode.USAGE) from error
    found = find_category(deviation.category)
    if deviation.category and found is None:
        raise _unknown(source, "category", deviation.category, [each.code for each in KNOWN])
    if deviation.cause and deviation.cause not in CAUSES:
        raise _unknown(source, "cause", deviation.cause, list(CAUSES))
    code = found.code if found is not None else ""
    return msgspec.structs.replace(deviation, category=code)


def _unknown(source: Source, key: str, word: str, known: list[str]) -> QcError:
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
    return QcError(
        f"deviation.{key}", f"{source.at((key,))}: {word!r} is no {key}", hint, ExitCode.USAGE
    )
