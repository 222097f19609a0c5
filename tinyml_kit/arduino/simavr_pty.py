"""Boards in simavr with a serial port, for readers who have no board.

The firmware of a board runs, and a pseudo-terminal is offered, which `serial_board` opens like any
port. The clock, analogue inputs and pins are simulated, too.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import temporary
from tinyml_kit.boards import Board, Simulation
from tinyml_kit.rungs import harness, process, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import DeviceError

SOURCE = Path(__file__).with_name("simavr_pty.c")
# Seconds: far longer than simavr takes, even on a busy computer.
PATIENCE = 60.0


class SimulatedBoard:
    """A board in simavr, as long as the with statement of `simulate` lasts.

    Attributes
    ----------
    port : str, for `serial_board.SerialBoard` or any terminal program
    """

    def __init__(self, running: process.Running, board: Board, simulation: Simulation) -> None:
        self._running = running
        self._name = board.name
        self._clock = board.clock
        self._simulation = simulation
        self._waiting = b""
        (self.port,) = self._answer("PORT").split()

    def voltage(self, channel: int, volts: float) -> None:
        """Apply a voltage of 0 to 5 V to an analogue input; channel 0 is Arduino's A0.

        Raises
        ------
        DeviceError
            If the board has no such input, or would not withstand the voltage.
        """
        inputs = self._simulation.analogue_inputs
        if channel not in range(inputs) or not 0 <= volts <= 5:
            raise DeviceError(
                f"{self._name}: input A{channel} at {volts:g} V; take one from A0 to "
                f"A{inputs - 1}, and 0 to 5 V."
            )
        self._tell(f"adc {channel} {round(1000 * volts)}")

    def play(self, volts: np.ndarray, rate: float) -> None:
        """Play a recording to the first analogue inputs.

        It begins with the first conversion after the board has next sent something, such as the
        answer to a request to begin.

        Parameters
        ----------
        volts : (n, inputs) float, 0 to 5 V
            A row lasts 1 / `rate` s; the last one stays.
        rate : float, rows a second of the board's own time

        Raises
        ------
        DeviceError
            If the board has not so many inputs, or would not withstand a voltage.
        """
        volts = np.asarray(volts, np.float64)
        inputs = self._simulation.analogue_inputs
        if volts.ndim != 2 or not len(volts) or not 1 <= volts.shape[1] <= inputs:
            raise DeviceError(
                f"{self._name}: a recording of shape {volts.shape}; give (n, inputs), with 1 to "
                f"{inputs} inputs."
            )
        if not (np.isfinite(volts).all() and volts.min() >= 0 and volts.max() <= 5):
            raise DeviceError(f"{self._name}: the recording leaves 0 to 5 V; scale it.")
        with temporary.folder() as folder:
            path = Path(folder) / "played.bin"
            np.rint(1000 * volts).astype("<u2").tofile(path)
            if self._ask(f"record {rate:.9g} {volts.shape[1]} {path}", "RECORD") != "1":
                raise DeviceError(
                    f"{self._name}: simavr cannot read {path}; let TMPDIR name a folder with a "
                    "shorter name."
                )

    def register(self, address: int) -> int:
        """Return a byte of the data space, which also holds the chip's registers."""
        return int(self._ask(f"io {address}", "IO"))

    def high(self, port: str, bit: int) -> float:
        """Return the share of time for which a pin was high since the last call for this pin.

        0 if no time has passed. For example, ("B", 5) is pin 13 of an Uno, which has the LED.

        Raises
        ------
        DeviceError
            If the chip has no such pin.
        """
        ports = self._simulation.ports
        if len(port) != 1 or port not in ports or bit not in range(8):
            raise DeviceError(
                f"{self._name}: there is no pin {bit} of port {port}; take a port of "
                f"{', '.join(ports)} and a pin from 0 to 7."
            )
        high, cycles = map(int, self._ask(f"pin {port} {bit}", "PIN").split())
        return high / cycles if cycles else 0.0

    def cycles(self) -> int:
        """Return the clock cycles since the start (simulated)."""
        return int(self._ask("cycles", "CYCLES"))

    def wait(self, milliseconds: int) -> None:
        """Wait until this much of the board's own time has passed, however fast it is simulated."""
        until = self.cycles() + self._clock * milliseconds // 1000
        while self.cycles() < until:
            time.sleep(0.002)

    def reset(self) -> None:
        """Press the reset button."""
        self._tell("reset")

    def _ask(self, command, answer):
        self._tell(command)
        return self._answer(answer)

    def _tell(self, command):
        try:
            self._running.tell(command)
        except OSError:
            self._answer("CRASHED")

    def _answer(self, word):
        """Return the rest of a line that starts with a word; other lines are simavr's messages."""
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
            chunk = self._running.read(1.0)
            if chunk == b"":
                raise DeviceError(f"{self._name}: simavr ended (status {self._running.status()}).")
            self._waiting += chunk or b""
        raise DeviceError(f"{self._name}: simavr does not answer; the computer may be overloaded.")


@contextlib.contextmanager
def simulate(elf: str | Path, board: str, speed: float = 0.0) -> Iterator[SimulatedBoard]:
    """Run firmware on a board in simavr until the block ends.

    Parameters
    ----------
    elf : path of the firmware
    board : str, a board of `boards` with an AVR that simavr knows
    speed : float
        How many times faster than a real board it may run; 0 is as fast as this computer can.

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
    known = boards.find(board)
    simulation = known.simulation
    if simulation is None or known.name not in simavr.simulated():
        raise DeviceError(
            f"{board}: simavr has no {known.chip}; take {', '.join(simavr.simulated())}."
        )
    simulator = harness.simavr(SOURCE, "-lutil")
    command = [simulator, elf, simulation.chip, known.clock, speed]
    with contextlib.ExitStack() as stack:
        with toolchain.may_run(simulator, "TINYML_KIT_CACHE"):
            running = stack.enter_context(process.started([str(part) for part in command]))
        yield SimulatedBoard(running, known, simulation)
