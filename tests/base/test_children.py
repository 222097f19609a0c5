"""Programs that the kit starts end with it, with all that they started."""

import subprocess
import sys
import time

import pytest

from tinyml_kit.base import children

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
#: A program that starts another one, says its number, and waits.
NESTED = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen(['sleep', '60'])\n"
    "print(child.pid, flush=True)\n"
    "time.sleep(60)\n"
)


def lives(process):
    """Tell whether a process runs; one that waits to be noticed does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(process, seconds=10):
    deadline = time.monotonic() + seconds
    while lives(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not lives(process)


def test_a_program_runs_to_its_end():
    answer = children.run(["cat"], 60, input=b"abc", capture_output=True)
    assert (answer.returncode, answer.stdout) == (0, b"abc")
    answer = children.run(["sh", "-c", "echo no >&2; exit 3"], 60, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (3, "no\n")
    with pytest.raises(subprocess.CalledProcessError):
        children.run(["false"], 60, check=True)


def test_a_program_that_is_not_there_or_may_not_run_is_an_error_of_its_own(tmp_path):
    with pytest.raises(FileNotFoundError):
        children.run(["no-such-program"], 60)
    (tmp_path / "text").write_text("#!/bin/sh\n", encoding="utf-8")
    with pytest.raises(PermissionError):
        children.run([tmp_path / "text"], 60)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's list of processes")
def test_after_the_time_is_over_nothing_of_a_program_runs():
    process = children.start([sys.executable, "-c", NESTED], stdout=subprocess.PIPE, text=True)
    inner = int(process.stdout.readline())
    assert lives(inner)
    children.end(process)
    assert ends(inner) and process.poll() is not None
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        children.run([sys.executable, "-c", NESTED], 0.5, capture_output=True)
    assert time.monotonic() - start < 30


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's list of processes")
def test_a_program_that_does_not_listen_is_killed():
    code = "import signal, time; signal.signal(15, 1); print(1, flush=True); time.sleep(60)"
    process = children.start([sys.executable, "-c", code], stdout=subprocess.PIPE)
    process.stdout.readline()
    children.end(process)
    assert process.returncode == -9


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_a_child_ends_with_a_parent_that_was_killed():
    if children._setpriv() is None:
        pytest.skip("toolchain: setpriv of util-linux is not installed")
    code = (
        "import os, signal\n"
        "from tinyml_kit.base import children\n"
        "print(children.start(['sleep', '60']).pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == -9 and ends(int(answer.stdout))
