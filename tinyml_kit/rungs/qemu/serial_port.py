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
# A socket of this computer, because pseudo-terminals do not exist on Windows; QEMU takes a free
# number and says which. The program starts when somebody connects, so that no word of it is lost.
SOCKET = "tcp:127.0.0.1:0,server=on,wait=on"


@contextlib.contextmanager
def opened(command: list[str], board: str, folder: str | Path | None = None) -> Iterator[str]:
    """Run QEMU in a folder until the block ends; yield its port, a URL that pyserial opens.

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
    with process.started([*command, "-serial", SOCKET], folder) as running:
        said, deadline = b"", time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            chunk = running.read(1.0)
            said += chunk or b""
            found = re.search(rb"waiting for connection on: \S*?127\.0\.0\.1:(\d+)", said)
            if found:
                yield f"socket://127.0.0.1:{found.group(1).decode()}"
                return
            if chunk == b"":
                break
        raise DeviceError(f"{board}: QEMU does not start: {said.decode(errors='replace')[-300:]}")
