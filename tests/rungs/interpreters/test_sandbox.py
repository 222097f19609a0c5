"""The child process: it answers, it may die, and the next question finds a new one."""

import os
import sys
import time

import pytest

from tinyml_kit.rungs.interpreters import sandbox
from tinyml_kit.rungs.protocol import DeviceError


@pytest.fixture
def functions(tmp_path, monkeypatch):
    """Return a module of functions to call, which the child can import."""
    source = """
import os, sys, time
def add(a, b): return a + b
def process(): return os.getpid()
def chatter(): os.write(1, b"on one "); os.write(2, b"on two"); return 7
def fail(): raise RuntimeError("no such operator")
def die(): os.write(2, b"a check failed"); os.abort()
def leave(): os._exit(3)
def sleep(): time.sleep(60)
"""
    (tmp_path / "functions_for_the_child.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    import functions_for_the_child

    # The child's path is set when it starts.
    for child in sandbox._children.values():
        child.end()
    yield functions_for_the_child
    del sys.modules["functions_for_the_child"]


def test_a_function_runs_in_another_process_that_stays(functions):
    first, _ = sandbox.call(functions.process)
    second, _ = sandbox.call(functions.process)
    assert first == second != os.getpid()


def test_arguments_go_there_and_the_answer_comes_back(functions):
    assert sandbox.call(functions.add, a=2, b=3) == (5, "")


def test_what_c_code_prints_is_returned_and_does_not_garble_the_answer(functions):
    assert sandbox.call(functions.chatter) == (7, "on one on two")
    assert sandbox.call(functions.add, a="x", b="y") == ("xy", "")


def test_an_exception_is_told_and_the_child_lives_on(functions):
    before, _ = sandbox.call(functions.process)
    with pytest.raises(DeviceError, match=r"^no such operator$"):
        sandbox.call(functions.fail)
    assert sandbox.call(functions.process)[0] == before


@pytest.mark.parametrize(
    ("name", "words"), [("die", r"SIGABRT \(a check failed\)"), ("leave", "status 3")]
)
def test_a_death_is_told_and_the_next_call_finds_a_new_child(name, words, functions):
    with pytest.raises(sandbox.Died, match=words):
        sandbox.call(getattr(functions, name))
    assert sandbox.call(functions.add, a=1, b=1) == (2, "")


def test_who_takes_too_long_is_stopped(functions):
    start = time.monotonic()
    with pytest.raises(sandbox.Died, match=r"gives no answer within 0.5 s"):
        sandbox.call(functions.sleep, limit=0.5)
    assert time.monotonic() - start < 10
    assert sandbox.call(functions.add, a=1, b=1) == (2, "")
