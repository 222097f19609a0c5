"""Boards that are simulated, with a file as their sensor: for those who have none, and for tests.

| board | its sensor |
|---|---|
| uno, mega2560 | a CSV file of voltages: a column a pin, from A0 on, a row a sample (simavr) |
| nano33ble | a CSV file of six axes in g and degrees a second, or a WAV file at 16 kHz (QEMU) |

QEMU's own AVR boards have neither a clock for `micros` nor a converter, so that they have nothing
to send.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.arduino import qemu_board, simavr_pty, sketches
from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.rungs.protocol import DeviceError

AVR = ("uno", "mega2560")
NANO = "nano33ble"
BOARDS = (*AVR, NANO)
SOUND_RATE = 16_000


class SensorError(BadInput):
    """A file that cannot be the sensor of a simulated board."""


class SimulatedSensor:
    """A simulated board with a sensor, as long as the with statement of `simulate` lasts."""

    def __init__(self, board: str, program: Path, samples: np.ndarray, rate: float) -> None:
        self.board, self.samples, self.rate = board, samples, rate
        self._program = program
        self._avr: simavr_pty.SimulatedBoard | None = None

    @contextlib.contextmanager
    def feeling(self, start: int = 0) -> Iterator[str]:
        """Let the sensor feel its samples from one of them on; yield the port of the board."""
        samples = self.samples[start:]
        if not len(samples):
            raise SensorError(
                f"{self.board}: the sensor's file is over; give a longer one, or take less of it."
            )
        if self._avr is not None:
            self._avr.play(samples, self.rate)
            yield self._avr.port
            return
        # The microphone hands over whole buffers, and the program ends with the last one.
        silence = np.zeros(SOUND_RATE, np.int16)
        sound = np.concatenate([samples, silence]) if samples.ndim == 1 else None
        motion = samples if sound is None else None
        with qemu_board.emulate(self._program, motion, sound) as there:
            yield there.port


@contextlib.contextmanager
def simulate(
    board: str, sensor: Path | str | np.ndarray, rate: float = 100.0
) -> Iterator[SimulatedSensor]:
    """Run the sketch that collects on a simulated board until the block ends.

    Parameters
    ----------
    board : str, one of BOARDS
    sensor : path of a CSV or WAV file, or what it holds: (n, pins) float in volts, (n, 6) float in
        g and degrees a second, or (n,) int16
    rate : float, rows a second; the sensors of a nano33ble have their own

    Raises
    ------
    RungMissing
        If the compiler or simulator is not installed.
    DeviceError, SensorError, MotionSetError, SpeechError
        If the board is not simulated, or the file cannot be its sensor.
    """
    known = boards.find(board).name
    if known not in BOARDS:
        raise DeviceError(f"{board}: no sensor is simulated there; take {', '.join(BOARDS)}.")
    samples = sensor if isinstance(sensor, np.ndarray) else read(known, sensor)
    with temporary.folder() as folder:
        if known == NANO:
            built = qemu_board.build("collect_nano33ble", folder)
            yield SimulatedSensor(known, built.elf, samples, rate)
            return
        program = sketches.build("collect_uno", known, folder).elf
        simulated = SimulatedSensor(known, program, samples, rate)
        with simavr_pty.simulate(program, known) as there:
            simulated._avr = there
            yield simulated


def read(board: str, sensor: Path | str) -> np.ndarray:
    """Return what the file of a sensor holds, for a board.

    Raises
    ------
    SensorError, MotionSetError, SpeechError
        If it cannot be read, or is not for this board.
    """
    from tinyml_kit.datasets import motion
    from tinyml_kit.datasets.speech import reading

    path = Path(sensor)
    if path.suffix.lower() in reading.SUFFIXES:
        if board != NANO:
            raise SensorError(f"{path}: {board} has no microphone; give a CSV file of voltages.")
        return reading.read(path, SOUND_RATE)
    axes, samples = motion.read_csv(path)
    if board == NANO and len(axes) != 6:
        raise SensorError(
            f"{path}: {NANO} feels six axes, three of acceleration and three of turning, and the "
            f"file has {len(axes)} columns."
        )
    return samples
