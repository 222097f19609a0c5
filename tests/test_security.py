"""SECURITY.md names for each promise the tests that hold it, and they are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISES = re.findall(r"^\| ([A-Z].*?) \| (`.*`) \|$", TEXT, re.M)


def named_in(path):
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("promise", "named"), PROMISES)
def test_each_promise_names_tests_that_are_there(promise, named):
    found = re.findall(r"`([^`]+)`", named)
    assert found
    for one in found:
        path, _, name = one.partition("::")
        known = {test for test in named_in(path) if test.startswith("test_")}
        assert known and (not name or name in known), one


def test_there_are_as_many_promises_as_rows():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "`tests/" in line]
    assert len(PROMISES) == len(rows) >= 18


def test_each_command_that_the_page_names_is_there():
    for path in re.findall(r"python (benchmarks/\w+\.py)", TEXT):
        assert (ROOT / path).is_file()
    for module in re.findall(r"python -m ([\w.]+)", TEXT):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
