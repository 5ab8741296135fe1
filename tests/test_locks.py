"""The lock files fit pyproject.toml, hold hashes for everything, and name no address."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shared import REPO

PROJECT = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
RUNS = PROJECT["project"]["dependencies"]
DEVELOPS = PROJECT["dependency-groups"]["dev"]


def locked(name: str) -> dict[str, set[str]]:
    """Give the locked versions of every package: several where they depend on the Python."""
    text = (REPO / name).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^ \\]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("requirements.lock", RUNS), ("requirements-dev.lock", [*RUNS, *DEVELOPS])],
)
def test_what_is_locked_is_what_is_wanted(name: str, wanted: list[str]) -> None:
    pinned = locked(name)
    for requirement in map(Requirement, wanted):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_both_locks_run_the_same() -> None:
    runs, develops = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runs.items() <= develops.items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_entry_is_a_version_with_hashes_and_nothing_else(name: str) -> None:
    text = (REPO / name).read_text(encoding="utf-8")
    for entry in re.split(r"(?<!\\)\n", text.strip()):
        head, *hashes = (part.strip() for part in entry.split("\\\n"))
        requirement = Requirement(head)
        assert requirement.url is None
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), head
        assert hashes, head
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), head
