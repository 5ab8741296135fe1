"""House rules that no other tool keeps: sizes, start-up time, private paths."""

import ast
import ipaddress
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from shared import REPO

SOURCES = sorted(
    path
    for folder in ("qc_service", "plugins", "calibration", "bench", "scripts")
    for path in (REPO / folder).rglob("*.py")
)
MODULE_LINES, FUNCTION_LINES = 500, 60
"""The hard limits; the comfortable ones are 300 and 40."""

QC = Path(sys.executable).with_name("qc")


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(REPO)) for path in SOURCES])
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < FUNCTION_LINES, f"{path.name}: {node.name}"


def texts() -> list[tuple[Path, str]]:
    """Give every file of the repository that is text, leaving out what is made from it."""
    made = {"__pycache__", "build", "dist", "qc-demo"}
    found = []
    for path in sorted(REPO.rglob("*")):
        inner = path.relative_to(REPO).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in inner[:-1])
        if hidden or made.intersection(inner) or not path.is_file() or path.name == ".coverage":
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            found.append((path.relative_to(REPO), content.decode("utf-8", "replace")))
    return found


PUBLIC_HOSTS = frozenset(
    {
        "HOST",  # stands for one
        "bford.info",
        "here",  # a made-up one, in a test of browsers' rules
        "json-schema.org",
        "keepachangelog.com",
        "localhost",
        "scripts.sil.org",  # in the fonts' licence
        "semver.org",
        "www.apache.org",
        "www.w3.org",
    }
)
"""What pages and sources may point at; no registry, no mirror, nobody's own machine."""

RESERVED = (".example", ".invalid")
"""Names that can never be anybody's (RFC 2606)."""

EXAMPLE_NETWORKS = tuple(
    ipaddress.ip_network(each) for each in ("127.0.0.0/8", "0.0.0.0/32", "192.0.2.0/24")
)


def test_nothing_names_a_private_place() -> None:
    home = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/[A-Za-z]\S*")
    found = [f"{path}: {hit}" for path, text in texts() for hit in home.findall(text)]
    assert found == []


def test_nothing_names_a_host_or_address_that_is_not_public() -> None:
    found = []
    for path, text in texts():
        if path.suffix == ".lock":
            continue  # versions look like addresses; tests/test_locks.py reads these
        hosts = set(re.findall(r"https?://([A-Za-z][\w-]*(?:\.[\w-]+)*)", text))
        numbers = re.findall(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])", text)
        found += [
            f"{path}: {host}"
            for host in sorted(hosts - PUBLIC_HOSTS)
            if not host.endswith(RESERVED)
        ]
        found += [f"{path}: {number}" for number in numbers if private(number)]
    assert found == []


def private(number: str) -> bool:
    """Tell whether an address is of somebody's own network; loopback and examples are not."""
    address = ipaddress.ip_address(number)
    return address.is_private and not any(address in network for network in EXAMPLE_NETWORKS)


def best_seconds(*arguments: str) -> float:
    """Give the least processor time of three: what else the machine does is not the command's."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([QC, *arguments], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


COMMANDS = (
    "read",
    "audit",
    "serve",
    "feed",
    "layout",
    "replay",
    "verify",
    "bundle",
    "key",
    "delete-images",
    "reconcile",
    "sample",
    "checks",
    "people",
    "synth",
    "plugins",
    "sinks",
    "config",
)


@pytest.mark.parametrize("arguments", [["--version"], *([name, "--help"] for name in COMMANDS)])
def test_help_and_version_come_at_once(arguments: list[str]) -> None:
    assert best_seconds(*arguments) < 0.5


def test_an_unknown_command_is_a_usage_error() -> None:
    done = subprocess.run([QC, "count"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "count" in done.stderr
