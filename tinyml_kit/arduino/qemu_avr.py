"""AVR boards in QEMU with a serial port: a second simulator beside simavr, for comparison."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit import boards
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.qemu import serial_port


@contextlib.contextmanager
def emulate(elf: str | Path, board: str) -> Iterator[str]:
    """Run firmware on a board in QEMU until the block ends; its clock (timer 0) does not run.

    Parameters
    ----------
    elf : path of the firmware
    board : str, "uno" or "mega2560"

    Yields
    ------
    str, the name of the port

    Raises
    ------
    RungMissing
        If QEMU for AVR is not installed.
    DeviceError
        If QEMU has no such board, or does not start.
    """
    every = boards.all_boards().values()
    machines = {one.name: one.simulation.qemu for one in every if one.simulation}
    machine = machines.get(boards.find(board).name)
    if machine is None:
        having = [name for name, machine in machines.items() if machine]
        raise DeviceError(f"{board}: QEMU has no such board; take {' or '.join(having)}.")
    emulator = toolchain.find("qemu-system-avr")
    command = [emulator, "-M", machine, "-bios", str(elf), "-display", "none", "-monitor", "none"]
    with serial_port.opened(command, board) as port:
        yield port
