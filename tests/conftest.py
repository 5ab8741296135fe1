"""Settings for all tests: Hypothesis without dice, the coverage gate, no leaks, the real scans."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

from browser import chromium, need_chromium
from floors import FloorGate
from leaks import nothing_left_behind
from shared import REPO, real_data

# A run can be repeated, and a slow machine is no bug.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

TOUCH_THE_WORLD = tuple(REPO / "tests" / room for room in ("adapters", "service", "web"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--floors` and `--pictures`."""
    parser.addoption(
        "--floors", action="store_true", help="hold each floor to its coverage; needs --cov"
    )
    parser.addoption(
        "--pictures", type=Path, help="folder for the documents' pictures of the demo's pages"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the gate where it is asked for."""
    if config.getoption("--floors"):
        if not config.pluginmanager.hasplugin("_cov"):
            raise pytest.UsageError("--floors needs --cov")
        config.pluginmanager.register(FloorGate(), "floors")


@pytest.fixture(autouse=True)
def leak_check(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fail a test of the rooms that touch the world if it leaves anything behind."""
    if not any(request.path.is_relative_to(room) for room in TOUCH_THE_WORLD):
        yield
        return
    with nothing_left_behind(tmp_path_factory.getbasetemp()):
        yield


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Give where pictures of pages are to go; None where nobody asked for any."""
    folder: Path | None = request.config.getoption("--pictures")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a real browser for the tests of one module."""
    need_chromium()
    with chromium() as found:
        yield found


@pytest.fixture
def real() -> Path:
    """Give the folder of real scans."""
    return real_data()
