"""A test that skips for want of a compiler fails a run of continuous integration, and no other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_simulator():
    pytest.skip("toolchain: simavr is not installed")

@pytest.mark.skipif(True, reason="toolchain: no avr-gcc")
def test_compiler():
    pass

def test_real_data():
    pytest.skip("needs real data by others")
"""
MODULE = 'import pytest\npytest.skip("toolchain: no qemu", allow_module_level=True)\n'


def outcome(folder, ci):
    conftest = Path(__file__).parents[1] / "conftest.py"
    shutil.copy(conftest, folder)
    (folder / "test_skips.py").write_text(TESTS, encoding="utf-8")
    (folder / "test_module.py").write_text(MODULE, encoding="utf-8")
    settings = {**os.environ, "CI": ci, "PYTEST_ADDOPTS": ""}
    options = ["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    command = [sys.executable, "-m", "pytest", *options, str(folder)]
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True)


def test_in_continuous_integration_they_fail_and_say_why(tmp_path):
    answer = outcome(tmp_path, ci="true")
    assert answer.returncode != 0
    assert "1 failed, 1 skipped, 2 errors" in answer.stdout
    assert "toolchain: simavr is not installed (a skip that counts" in answer.stdout
    assert "toolchain: no qemu (a skip that counts as a failure where CI=true)" in answer.stdout


@pytest.mark.parametrize("ci", ["", "false"])
def test_elsewhere_they_are_skips(ci, tmp_path):
    answer = outcome(tmp_path, ci)
    assert answer.returncode == 0
    assert "4 skipped" in answer.stdout
