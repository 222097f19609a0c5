"""A simulator that runs beside Python and talks to it through standard input and output."""

import contextlib
import os
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit.base import children


class Running:
    """A program that `started` runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        # A thread waits for what is said, because Windows cannot wait for a pipe with a time limit.
        threading.Thread(target=self._listen, daemon=True).start()

    def tell(self, line: str) -> None:
        """Write a line to the program's standard input.

        Raises
        ------
        OSError
            If the program has ended.
        """
        assert self._process.stdin is not None, "`started` opens all pipes"
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def read(self, seconds: float) -> bytes | None:
        """Return what the program said, b"" after its end, None if nothing came in time."""
        try:
            said = self._said.get(timeout=seconds)
        except queue.Empty:
            return None
        if not said:
            self._said.put(said)  # the end stays the end
        return said

    def status(self) -> int:
        """Wait for the end of the program and return its exit status."""
        return self._process.wait()

    def _listen(self):
        assert self._process.stdout is not None, "`started` opens all pipes"
        said = b"something"
        while said:
            try:
                said = os.read(self._process.stdout.fileno(), 4096)
            except (OSError, ValueError):  # `started` has closed the pipe
                said = b""
            self._said.put(said)


@contextlib.contextmanager
def started(command: list[str], folder: str | Path | None = None) -> Iterator[Running]:
    """Run a program in a folder until the block ends.

    What it writes to standard error comes with its standard output.
    """
    process = children.start(
        command,
        # Unbuffered: a line that an ended simulator did not take is not written again on closing.
        bufsize=0,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield Running(process)
    finally:
        children.end(process)
