"""A program in QEMU with a serial port, which `serial_board` opens like a board's."""

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit.rungs import process
from tinyml_kit.rungs.protocol import DeviceError

# Far longer than QEMU takes, for a computer that has much else to do.
PATIENCE = 60.0


@contextlib.contextmanager
def opened(command: list[str], board: str, folder: str | Path | None = None) -> Iterator[str]:
    """Run QEMU in a folder until the block ends; yield the pseudo-terminal that it says it made.

    Parameters
    ----------
    command : QEMU's, without its serial port
    board : what messages call it
    folder : path, where it runs

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
