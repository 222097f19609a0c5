"""Simulated boards with a serial port: what a board would do, without one.

simavr, with its clock, analogue inputs and pins, and QEMU both run the same firmware as a board
and offer a pseudo-terminal, which `serial_board` opens like any port.
"""

import contextlib
import os
import re
import select
import subprocess
import time
from pathlib import Path

from tinyml_kit.base.files import cache_dir, sha256
from tinyml_kit.boards import board as board_named
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError

SOURCE = Path(__file__).with_name("simavr_pty.c")
MACHINES = {"uno": "uno", "mega2560": "mega2560"}
#: Analogue inputs, and the letters of the ports that the pins belong to.
INPUTS = {"uno": 6, "mega2560": 16}
PORTS = {"uno": "BCD", "mega2560": "ABCDEFGHJKL"}
# Far longer than either takes, for a computer that has much else to do.
PATIENCE = 60.0


class SimulatedBoard:
    """A board in simavr, while the with statement of `simulate` lasts.

    Attributes
    ----------
    port : str, for `serial_board.SerialBoard` or any terminal program
    """

    def __init__(self, process, name):
        self._process = process
        self._name = name
        self._waiting = b""
        (self.port,) = self._answer("PORT").split()

    def voltage(self, channel, volts):
        """Put an analogue input at a voltage; channel 0 is Arduino's A0, 0 to 5 V.

        Raises
        ------
        DeviceError
            If the board has no such input, or would not stand the voltage.
        """
        if channel not in range(INPUTS[self._name]) or not 0 <= volts <= 5:
            raise DeviceError(
                f"{self._name}: input A{channel} at {volts:g} V; take one from A0 to "
                f"A{INPUTS[self._name] - 1}, and 0 to 5 V."
            )
        self._tell(f"adc {channel} {round(1000 * volts)}")

    def register(self, address):
        """Return a byte of the data space, where a chip's registers are, too."""
        return int(self._ask(f"io {address}", "IO"))

    def high(self, port, bit):
        """Return for what share of the time a pin was high since it was last asked for.

        0 if no time has passed. E.g. ("B", 5) is pin 13 of an Uno, which has the LED.

        Raises
        ------
        DeviceError
            If the chip has no such pin.
        """
        if len(port) != 1 or port not in PORTS[self._name] or bit not in range(8):
            raise DeviceError(
                f"{self._name}: there is no pin {bit} of port {port}; take a port of "
                f"{', '.join(PORTS[self._name])} and a pin from 0 to 7."
            )
        high, cycles = map(int, self._ask(f"pin {port} {bit}", "PIN").split())
        return high / cycles if cycles else 0.0

    def cycles(self):
        """Return the clock cycles since the start (simulated)."""
        return int(self._ask("cycles", "CYCLES"))

    def wait(self, milliseconds):
        """Wait until so much of the board's own time has gone by, however fast it is simulated."""
        clock = board_named(self._name).clock
        until = self.cycles() + clock * milliseconds // 1000
        while self.cycles() < until:
            time.sleep(0.002)

    def reset(self):
        """Press the reset button."""
        self._tell("reset")

    def _ask(self, command, answer):
        self._tell(command)
        return self._answer(answer)

    def _tell(self, command):
        try:
            self._process.stdin.write(f"{command}\n".encode())
            self._process.stdin.flush()
        except OSError:
            self._answer("CRASHED")

    def _answer(self, word):
        """Return what follows a word on a line of its own; other lines are simavr's talk."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            *lines, self._waiting = self._waiting.split(b"\n")
            for number, line in enumerate(lines):
                found, _, rest = line.decode("ascii", "replace").partition(" ")
                if found == "CRASHED":
                    raise DeviceError(
                        f"{self._name}: the firmware crashed in simavr at byte {rest} of flash; "
                        "look there with avr-objdump -d."
                    )
                if found == word:
                    self._waiting = b"\n".join([*lines[number + 1 :], self._waiting])
                    return rest
            chunk = _read(self._process, 1.0)
            if chunk == b"":
                raise DeviceError(f"{self._name}: simavr ended (status {self._process.wait()}).")
            self._waiting += chunk or b""
        raise DeviceError(f"{self._name}: simavr does not answer; the computer may be overloaded.")


@contextlib.contextmanager
def simulate(elf, board, speed=0.0):
    """Run firmware on a board in simavr until the block ends.

    Parameters
    ----------
    elf : path of the firmware
    board : str, a board of `boards` with an AVR that simavr has
    speed : float
        How many times faster than a real board it may run; 0: as fast as this computer can.

    Yields
    ------
    SimulatedBoard

    Raises
    ------
    RungMissing
        If libsimavr or a C compiler is not installed.
    DeviceError
        If the board has no such chip, or the firmware crashes.
    """
    known = board_named(board)
    if known.core != "AVR" or known.rung != known.name:
        raise DeviceError(
            f"{board}: simavr has no {known.chip}; take uno, mega2560 or atmega1284p."
        )
    command = [str(_harness()), str(elf), known.chip.lower(), str(known.clock), str(speed)]
    with _process(command) as process:
        yield SimulatedBoard(process, known.name)


@contextlib.contextmanager
def emulate(elf, board):
    """Run firmware on a board in QEMU until the block ends; its clock (timer 0) stands still.

    Parameters
    ----------
    elf : path of the firmware
    board : str, "uno" or "mega2560"

    Yields
    ------
    str, the port

    Raises
    ------
    RungMissing
        If QEMU for AVR is not installed.
    DeviceError
        If QEMU has no such board, or does not start.
    """
    name = board_named(board).name
    if name not in MACHINES:
        raise DeviceError(f"{board}: QEMU has no such board; take {' or '.join(MACHINES)}.")
    emulator = toolchain.find("qemu-system-avr")
    options = ["-serial", "pty", "-display", "none", "-monitor", "none"]
    command = [emulator, "-M", MACHINES[name], "-bios", str(elf), *options]
    with qemu_port(command, board) as port:
        yield port


@contextlib.contextmanager
def qemu_port(command, board, folder=None):
    """Run QEMU in a folder until the block ends; yield the pseudo-terminal that it says it made.

    Raises
    ------
    DeviceError
        If it does not start.
    """
    with _process(command, folder) as process:
        said, deadline = b"", time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            chunk = _read(process, 1.0)
            said += chunk or b""
            found = re.search(rb"redirected to (\S+)", said)
            if found:
                yield found.group(1).decode()
                return
            if chunk == b"":
                break
        raise DeviceError(f"{board}: QEMU does not start: {said.decode(errors='replace')[-300:]}")


@contextlib.contextmanager
def _process(command, folder=None):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    # Unbuffered: what could not be told to a simulator that has ended is not tried again.
    with subprocess.Popen(command, bufsize=0, cwd=folder, **pipes) as process:
        try:
            yield process
        finally:
            process.kill()


def _read(process, seconds):
    """Return what a process printed, b"" after its end, None if nothing came in the time."""
    ready, _, _ = select.select([process.stdout], [], [], seconds)
    return os.read(process.stdout.fileno(), 4096) if ready else None


def _harness():
    """Return the simulator with a serial port, compiled on first use."""
    compiler = toolchain.find("gcc", "clang")
    if not Path("/usr/include/simavr/sim_avr.h").exists():
        raise toolchain.missing("libsimavr", "simulated serial ports: simavr's library")
    program = cache_dir() / "simavr" / f"simavr_pty-{sha256(SOURCE)[:12]}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        mine = program.with_suffix(f".{os.getpid()}")
        command = [compiler, "-std=gnu11", "-O2", "-I/usr/include/simavr", str(SOURCE), "-o",
                   str(mine), "-lsimavr", "-lutil"]  # fmt: skip
        toolchain.run(command)
        os.replace(mine, program)
    return program
