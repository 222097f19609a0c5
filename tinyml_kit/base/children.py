"""Programs that the kit starts: none outlives it, and none runs for ever.

Each gets a process group of its own, so that what it starts ends with it. On Linux a child is told
to end when the kit is killed, too (by setpriv of util-linux, where it is installed).
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

#: Seconds that a program gets to clean up before it is killed.
PATIENCE = 0.5
_running: set[subprocess.Popen] = set()


def start(command: Sequence[str | Path], **how: Any) -> subprocess.Popen:
    """Start a program, as subprocess.Popen does, that `end` ends with all that it starts.

    Raises
    ------
    FileNotFoundError, PermissionError
        If there is no such program, or it may not run.
    """
    words = [str(word) for word in command]
    if sys.platform != "win32":
        how.setdefault("start_new_session", True)
    process = subprocess.Popen([*_tied_to_parent(words), *words], **how)
    _running.add(process)
    return process


def run(
    command: Sequence[str | Path],
    timeout: float,
    input: Any = None,
    capture_output: bool = False,
    check: bool = False,
    **how: Any,
) -> subprocess.CompletedProcess:
    """Run a program to its end, as subprocess.run does.

    However this function is left, by an exception or after `timeout` seconds, the program and all
    that it started have ended.

    Raises
    ------
    subprocess.TimeoutExpired
        If it takes longer.
    subprocess.CalledProcessError
        If it fails, and `check` was asked for.
    FileNotFoundError, PermissionError
        As `start`.
    """
    if capture_output:
        how |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        how["stdin"] = subprocess.PIPE
    process = start(command, **how)
    try:
        out, err = process.communicate(input, timeout)
    except BaseException:
        end(process)
        raise
    _running.discard(process)
    if check and process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[0], out, err)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def end(process: subprocess.Popen) -> None:
    """End a program and all that it started; it may clean up for a moment."""
    _signal(process, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    _running.discard(process)


def kill_all() -> None:
    """Kill every program that is running, at once and without waiting for it."""
    for process in list(_running):
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def _signal(process, number):
    # The group outlives its first process as long as something that it started runs.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.send_signal(number)
        else:
            os.killpg(process.pid, number)


def _tied_to_parent(words):
    """Return the words before a command with which it ends when this process does."""
    if _setpriv() is None:
        return []
    # setpriv would report these in words of its own.
    found = shutil.which(words[0])
    if found is None:
        if os.path.isfile(words[0]):
            raise PermissionError(13, os.strerror(13), words[0])
        raise FileNotFoundError(2, os.strerror(2), words[0])
    return [_setpriv(), "--pdeathsig", "TERM", "--"]


@cache
def _setpriv():
    """Return the path of setpriv if it knows how to tie a process to its parent."""
    path = shutil.which("setpriv") if sys.platform == "linux" else None
    if path is None:
        return None
    tried = subprocess.run([path, "--pdeathsig", "TERM", "--", "true"], capture_output=True)
    return path if tried.returncode == 0 else None
