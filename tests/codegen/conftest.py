"""A small model, and a compiler for the generated C."""

import shutil

import pytest

from tests.support.networks import small_network


@pytest.fixture(scope="session")
def network():
    return small_network()


@pytest.fixture(scope="session")
def compiler():
    found = shutil.which("gcc") or shutil.which("clang")
    if found is None:
        pytest.skip("toolchain: neither gcc nor clang is installed")
    return found
