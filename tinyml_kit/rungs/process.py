"""A simulator that runs beside Python and talks to it through standard input and output."""

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tinyml_kit.base import children


@contextlib.contextmanager
def started(
    command: list[str], folder: str | Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
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
        yield process
    finally:
        children.end(process)


def tell(process: subprocess.Popen[bytes], line: str) -> None:
    """Write a line to the standard input of a process that `started` runs.

    Raises
    ------
    OSError
        If the process has ended.
    """
    pipe = _pipe(process.stdin)
    pipe.write(f"{line}\n".encode())
    pipe.flush()


def read(process: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """Return what a process printed, b"" after its end, None if nothing came in time."""
    pipe = _pipe(process.stdout)
    ready, _, _ = select.select([pipe], [], [], seconds)
    return os.read(pipe.fileno(), 4096) if ready else None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "`started` opens all pipes"
    return pipe
