"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

from tinyml_kit.setup import looking


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real frames and data sets by others, which the kit does not ship."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    if not named or not Path(named).is_dir():
        pytest.skip("needs real data by others: let TINYML_KIT_TESTDATA name their folder")
    return Path(named)


@pytest.fixture(scope="module")
def browser():
    """Return a Chromium without a window, for the tests of one file."""
    from playwright.sync_api import sync_playwright

    chromium = looking.which("chromium")
    if chromium is None:
        pytest.skip("toolchain: chromium is not installed")
    # Containers forbid its sandbox; it sees nothing but this computer here.
    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()
