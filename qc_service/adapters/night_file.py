"""A night as a file: JSON Lines of compared ballots in scan order, and its plan as TOML."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from qc_service.detecting.cells import Circumstances, Disagreement
from qc_service.detecting.night_plan import NightPlan, make_night_plan
from qc_service.model.errors import ExitCode, QcError

STDIN = "-"
"""Instead of a file's name: what another program writes to us."""

SEE = "docs/detect.md describes the lines."


class BallotLine(msgspec.Struct, forbid_unknown_fields=False):
    """One line: one compared ballot; an empty list of disagreements means that both agree."""

    scanner: str
    batch: str = ""
    district: str = ""
    style: str = ""
    disagree: tuple[Disagreement, ...] = ()


def read_night(path: Path) -> Iterator[tuple[Circumstances, tuple[Disagreement, ...]]]:
    """Give the ballots of a file (`-`: of standard input) one by one, blank lines left out.

    Raises:
        QcError: `night.*`, naming the file and the line.
    """
    decode = msgspec.json.Decoder(BallotLine).decode
    known: dict[tuple[str, str, str, str], Circumstances] = {}
    try:
        stream = sys.stdin.buffer if str(path) == STDIN else path.open("rb")
    except OSError as error:
        raise _cannot_read(path, error) from error
    with stream:
        number = 0
        try:
            for number, line in enumerate(stream, start=1):
                if line.isspace():
                    continue
                ballot = decode(line)
                key = ballot.scanner, ballot.batch, ballot.district, ballot.style
                where = known.get(key)
                if where is None:
                    where = known[key] = _circumstances(path, number, key)
                yield where, ballot.disagree
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise QcError("night.line", f"{path}:{number}: {error}", SEE, ExitCode.USAGE) from error
        except OSError as error:
            raise _cannot_read(path, error) from error


def _circumstances(path: Path, number: int, key: tuple[str, str, str, str]) -> Circumstances:
    if not key[0]:
        raise QcError("night.line", f"{path}:{number}: scanner is empty", SEE, ExitCode.USAGE)
    return Circumstances(*key)


def _cannot_read(path: Path, error: OSError) -> QcError:
    return QcError(
        "night.cannot-read",
        f"{path}: {error.strerror}",
        "Name a file of one JSON object a line, or - for standard input.",
        ExitCode.USAGE,
    )


def read_plan(path: Path | None) -> NightPlan:
    """Give the plan in a TOML file; without a file, the defaults.

    Raises:
        QcError: `plan.*`, naming the file.
    """
    if path is None:
        return make_night_plan({})
    try:
        return make_night_plan(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise QcError(
            "plan.cannot-read",
            f"{path}: {error.strerror}",
            "Name a TOML file, or leave --plan out for the defaults.",
            ExitCode.CONFIG,
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QcError(
            "plan.not-toml", f"{path}: {error}", "docs/detect.md has an example.", ExitCode.CONFIG
        ) from error
    except QcError as error:
        raise QcError(
            error.code, f"{path}: {error.message}", error.hint, error.exit_code
        ) from error
