"""A real browser for tests of pages: Chromium without a network but this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Root runs no sandbox; without the others Chromium looks for the network at every start."""


def need_chromium() -> None:
    """Skip where there is no browser; in the continuous build that is a failure."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser for the length of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
