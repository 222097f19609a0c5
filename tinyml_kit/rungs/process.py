"""A simulator that runs beside Python: told on its standard input, heard on its standard output."""

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def started(command: list[str], folder: str | Path | None = None) -> Iterator[subprocess.Popen]:
    """Run a program in a folder until the block ends; what it complains of is on its output."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    # Unbuffered: what could not be told to a simulator that has ended is not tried again.
    with subprocess.Popen(command, bufsize=0, cwd=folder, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def read(process: subprocess.Popen, seconds: float) -> bytes | None:
    """Return what a process printed, b"" after its end, None if nothing came in the time."""
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return os.read(process.stdout.fileno(), 4096) if ready else None
