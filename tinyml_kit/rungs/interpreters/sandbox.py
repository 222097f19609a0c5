"""A second Python process for code that may end the process it runs in.

Interpreters written in C++ answer some damaged models with abort(), and write straight to the
process's standard error. Here they do both in a child, which is started once, kept, and replaced
when it dies.
"""

import atexit
import importlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from typing import Any

from tinyml_kit.base import children
from tinyml_kit.rungs.protocol import DeviceError

_LOCK = threading.Lock()
_children: dict[int, "_Child"] = {}


class Died(DeviceError):
    """The child ended, or was stopped for taking too long, before it answered."""


def call(function: Callable[..., Any], limit: float = 120, **arguments: Any) -> tuple[Any, str]:
    """Call a function in the child and return what it returns and what it wrote.

    Parameters
    ----------
    function : a module-level function; the child imports it by its name
    limit : float
        Seconds after which the child is stopped.
    arguments : passed on; pickle has to take them and the answer

    Returns
    -------
    answer, text : text is what the C++ code wrote to standard output and error.

    Raises
    ------
    Died
        If the child ended or took longer than `limit`.
    DeviceError
        If the function raised; the message is the exception's.
    """
    request = (function.__module__, function.__name__, arguments)
    with _LOCK:
        # After a fork, the parent's child is not ours to talk to.
        child = _children.get(os.getpid())
        if child is None or child.process.poll() is not None:
            child = _children[os.getpid()] = _Child()
        succeeded, answer, text = child.ask(request, limit)
    if not succeeded:
        raise DeviceError(answer if not text else f"{answer} ({text})")
    return answer, text


class _Child:
    def __init__(self):
        self.errors = tempfile.TemporaryFile()
        self.process = children.start(
            [sys.executable, "-m", "tinyml_kit.rungs.interpreters.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            # One thread: the computer's other cores are the caller's.
            env={
                **os.environ,
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        atexit.register(self.end)

    def ask(self, request, limit):
        start = self.errors.seek(0, os.SEEK_END)
        watch = threading.Timer(limit, self.process.kill)
        watch.start()
        try:
            pickle.dump(request, self.process.stdin)
            self.process.stdin.flush()
            succeeded, answer = pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            took_too_long = not watch.is_alive()
            self.end()
            raise Died(self._last_words(start, took_too_long and limit)) from None
        except BaseException:
            # An answer that nobody waited for would be taken for the next request's.
            self.end()
            raise
        finally:
            watch.cancel()
        return succeeded, answer, self._text(start)

    def end(self):
        atexit.unregister(self.end)
        children.end(self.process)

    def _text(self, start):
        self.errors.seek(start)
        return self.errors.read().decode(errors="replace").strip()

    def _last_words(self, start, limit):
        if limit:
            return f"gives no answer within {limit:g} s"
        status = self.process.returncode
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        words = " ".join(self._text(start).split("\n")[-1].split())
        return f"ended with {how}" + (f" ({words[:200]})" if words else "")


def serve() -> None:
    """Answer requests from standard input until it closes; this is what the child does."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What code prints must not come between the answers.
    os.dup2(2, 1)
    while True:
        try:
            module, name, arguments = pickle.load(requests)
        except EOFError:
            return
        try:
            answer = True, getattr(importlib.import_module(module), name)(**arguments)
        except Exception as problem:
            answer = False, f"{problem}" or type(problem).__name__
        sys.stdout.flush()
        sys.stderr.flush()
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    serve()
