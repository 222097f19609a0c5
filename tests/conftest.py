"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real frames and data sets by others, which the kit does not ship."""
    named = os.environ.get("TINYML_KIT_TESTDATA")
    if not named or not Path(named).is_dir():
        pytest.skip("needs real data by others: let TINYML_KIT_TESTDATA name their folder")
    return Path(named)
