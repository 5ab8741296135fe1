"""A statistical plan of the service as TOML: its keys bare, or a configuration's `[plan]`."""

import tomllib
from pathlib import Path

from qc_service.model.errors import ExitCode, QcError

SEE = "The keys are those of section [plan]: docs/configuration.md."


def read_plan_values(path: Path) -> dict[str, float]:
    """Give the keys of a plan that a file names; whether they can be meant, the desk says.

    Raises:
        QcError: `plan.*`, naming the file.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refusal("plan.cannot-read", f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refusal("plan.not-toml", f"{path}: {error}") from error
    section = found.get("plan", found)
    if not isinstance(section, dict):
        raise _refusal("plan.not-a-number", f"{path}: plan is not a section")
    values: dict[str, float] = {}
    for name, value in section.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _refusal("plan.not-a-number", f"{path}: {name} is {value!r}, must be a number")
        values[name] = float(value)
    return values


def _refusal(code: str, what: str) -> QcError:
    return QcError(code, what, SEE, ExitCode.CONFIG)
