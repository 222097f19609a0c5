"""A program in QEMU with a serial port that `serial_board` opens like a board's."""

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit.rungs import process
from tinyml_kit.rungs.protocol import DeviceError

# Far longer than QEMU takes, even on a busy computer.
PATIENCE = 60.0


@contextlib.contextmanager
def opened(command: list[str], board: str, folder: str | Path | None = None) -> Iterator[str]:
    """Run QEMU in a folder until the block ends; yield the name of its pseudo-terminal.

    Parameters
    ----------
    command : the command that starts QEMU, without a serial port
    board : what messages call the board
    folder : path, the working directory

    Raises
    ------
    DeviceError
        If it does not start.
    """
    with process.started([*command, "-serial", "pty"], folder) as running:
        said, deadline = b"", time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            chunk = process.read(running, 1.0)
            said += chunk or b""
            found = re.search(rb"redirected to (\S+)", said)
            if found:
                yield found.group(1).decode()
                return
            if chunk == b"":
                break
        raise DeviceError(f"{board}: QEMU does not start: {said.decode(errors='replace')[-300:]}")
