"""Everything the product imports is the standard library, itself, or a declared dependency."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shared import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = [
    path
    for root in ("qc_service", "plugins", "calibration")
    for path in (REPO / root).rglob("*.py")
]
OWN = {path.name for root in (".", "plugins", "calibration") for path in (REPO / root).glob("qc_*")}


def imported(path: Path) -> Iterator[str]:
    """Give the top name of each import of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_what_is_imported_is_declared() -> None:
    extras = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    wanted = [Requirement(each).name for each in (*PROJECT["dependencies"], *extras)]
    declared = {canonicalize_name(name) for name in wanted}
    owners = packages_distributions()
    undeclared = {
        (name, str(path.relative_to(REPO)))
        for path in SOURCES
        for name in set(imported(path)) - sys.stdlib_module_names - OWN
        if not declared & {canonicalize_name(owner) for owner in owners[name]}
    }
    assert undeclared == set()
