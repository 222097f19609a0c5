"""The sketch that collects, compiled once for all tests here."""

import shutil

import pytest

from tests.support import sensor_board


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    if not (shutil.which("gcc") and shutil.which("g++")):
        pytest.skip("toolchain: no C++ compiler")
    return sensor_board.compiled(tmp_path_factory.mktemp("sensor"))


@pytest.fixture
def board(compiled):
    compiled.reset()
    return compiled
