"""A sketch on an emulated Cortex-M4, which stands in for a Nano 33 BLE Sense.

The sketch is compiled against a small substitute for Arduino's API; the head of
cortex_m4/Arduino.h says what replaces what. Only sketches with the kit's C can be compiled, because
the sources of a TFLM library are not here.
"""

import contextlib
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.arduino import sketches
from tinyml_kit.base import children, temporary
from tinyml_kit.rungs import elf as compiled
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.qemu import emulated, serial_port

SHIM = Path(__file__).parent / "cortex_m4"
BOARD = "nano33ble"
# Seconds; a recording of some thousand readings takes a few.
LIMIT = 120
#: The numbers that pins read while somebody watches, 16 bits each, and how many.
_WIRED, _PINS = "wired.bin", 32
_COMMON = ("-Os", "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra")
# Options for each language; C++ is compiled by the twin of the C compiler.
_LANGUAGE = {
    ".c": ("-std=gnu11",),
    ".cpp": ("-std=gnu++14", "-fno-exceptions", "-fno-rtti"),
}


class EmulatedBoard:
    """A sketch in the emulator, as long as the with statement of `emulate` lasts.

    It begins when somebody opens the port for the first time.

    Attributes
    ----------
    port : str, for `serial_board.SerialBoard` or any terminal program
    """

    def __init__(self, port: str, folder: str | Path) -> None:
        self.port = port
        self._folder = folder

    def wire(self, pin: int, value: int) -> None:
        """Change what a pin of a board with wires reads.

        Parameters
        ----------
        pin : int, Arduino's number; A0 is 14
        value : 0 to 1023 for analogRead, 0 or 1 for digitalRead
        """
        # Two bytes in their place: the program never sees a file that is half written.
        with open(Path(self._folder) / _WIRED, "r+b") as file:
            file.seek(2 * pin)
            file.write(value.to_bytes(2, "little"))

    def written(self) -> np.ndarray:
        """Return (n, 2) int: pin and value of each analogWrite and digitalWrite so far."""
        if not (Path(self._folder) / "written.bin").exists():
            return np.empty((0, 2), int)  # the program has not begun yet
        return _written(self._folder)


def build(sketch: str | Path, folder: str | Path) -> sketches.Sketch:
    """Compile a sketch, with the kit's library, for the emulated board.

    Parameters
    ----------
    sketch : path of a sketch's folder, or the name of one of the kit's
    folder : path for the objects and the .elf

    Returns
    -------
    sketches.Sketch : its sizes do not include Arduino's own core.

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    DeviceError
        If there is no such sketch, or it does not compile.
    """
    board = boards.find(BOARD)
    compiler, emulator = emulated.tools_of(board)
    for tool in (compiler.program, emulator.program):
        toolchain.find(tool)
    source, folder = sketches.sketch_folder(sketch), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    library = sketches.library_of(source)
    firmware = emulated.firmware_of(board)
    places = [f"-I{place}" for place in (SHIM, emulated.SHARED, firmware, library, source)]
    defines = [f"-D{board.arduino.define}"] if board.arduino else []
    options = [*compiler.options, *_COMMON, *defines, *places]
    sources = [firmware / "startup.c", *sketches.sources(SHIM)]
    sources += [sketches.preprocessed(source, folder), *sketches.sources(source)]
    programs = {".c": compiler.program, ".cpp": f"{compiler.program.removesuffix('gcc')}g++"}
    objects: list[Path] = []
    for path in (*sources, *sketches.sources(library)):
        objects.append(folder / f"{path.parent.name}.{path.name}.o")
        program = programs[path.suffix]
        language = _LANGUAGE[path.suffix]
        toolchain.run([program, *language, *options, "-c", path, "-o", objects[-1]])
    elf = folder / f"{source.name}.elf"
    link = (compiler.program, *compiler.options, *emulated.write_memory(board, folder))
    toolchain.run([*link, *objects, "-lm", "-o", elf])
    sizes = compiled.sizes(elf)
    return sketches.Sketch(source.name, BOARD, elf, None, sizes.flash, sizes.ram)


@contextlib.contextmanager
def emulate(
    elf: str | Path,
    motion: np.ndarray | None = None,
    sound: np.ndarray | None = None,
    wires: Mapping[int, int] | None = None,
) -> Iterator[EmulatedBoard]:
    """Run a sketch with a serial port until the block ends.

    Parameters
    ----------
    elf : path of the program
    motion : (n, 6) float, optional
        What the motion sensor feels, in g and degrees a second, at its own rate.
    sound : (n,) int16, optional
        What the microphone hears, at the rate that the sketch asks for; after the last whole buffer
        of 256 the program ends.
    wires : {Arduino's number of a pin: what it reads}, if something is wired to the board; A0 is
        14. Then only changes of a pin are in `EmulatedBoard.written`.

    Yields
    ------
    EmulatedBoard
    """
    with temporary.folder() as folder:
        if motion is not None:
            np.asarray(motion, "<f4").tofile(Path(folder) / "motion.bin")
        if sound is not None:
            np.asarray(sound, "<i2").tofile(Path(folder) / "microphone.bin")
        if wires is not None:
            numbers = [wires.get(pin, 0) for pin in range(_PINS)]
            np.array(numbers, "<u2").tofile(Path(folder) / _WIRED)
        with serial_port.opened(_command(elf), BOARD, folder) as port:
            yield EmulatedBoard(port, folder)


def recorded(
    elf: str | Path,
    readings: np.ndarray | Sequence[int],
    typed: str = "",
    limit: float | None = None,
) -> tuple[np.ndarray, str]:
    """Run a sketch on recorded sensor readings.

    Parameters
    ----------
    elf : path of the program
    readings : (n,) array of int, 0 to 1023
        What analogRead returns, one after the other; after the last one the program ends.
    typed : str, what a person types in the serial monitor at the start
    limit : seconds; by default LIMIT

    Returns
    -------
    written : (m, 2) array of int, pin and value of each analogWrite and digitalWrite
    printed : str, what the serial monitor shows

    Raises
    ------
    DeviceError
        If the sketch does not read all readings.
    """
    limit = LIMIT if limit is None else limit
    with temporary.folder() as folder:
        np.asarray(readings, "<u2").tofile(Path(folder) / "readings.bin")
        return _to_the_end(
            elf, folder, typed, limit,
            f"did not read all {len(readings)} readings within {limit:g} s; its loop has to call "
            "analogRead",
        )  # fmt: skip


def listening(
    elf: str | Path, samples: np.ndarray, typed: str = "", limit: float | None = None
) -> tuple[np.ndarray, str]:
    """Run a sketch with a recording as its microphone.

    Parameters
    ----------
    elf : path of the program
    samples : (n,) int16
        What the microphone hears, at the rate that the sketch asks of it. After the last whole
        buffer of 256 the program ends.
    typed, limit : as for `recorded`

    Returns
    -------
    written, printed : as `recorded`

    Raises
    ------
    DeviceError
        If the sketch does not listen to the end.
    """
    limit = LIMIT if limit is None else limit
    with temporary.folder() as folder:
        np.asarray(samples, "<i2").tofile(Path(folder) / "microphone.bin")
        return _to_the_end(
            elf, folder, typed, limit,
            f"did not listen to all {len(samples)} samples within {limit:g} s; it has to call "
            "PDM.begin, and its loop to end",
        )  # fmt: skip


def felt(
    elf: str | Path, samples: np.ndarray, typed: str = "", limit: float | None = None
) -> tuple[np.ndarray, str]:
    """Run a sketch on a recording of its motion sensor, without waiting from sample to sample.

    Parameters
    ----------
    elf : path of the program
    samples : (n, 6) float, acceleration in g and turning in degrees a second, 50 of each a second
        What the sensor feels, one after the other; after the last one the program ends.
    typed, limit : as for `recorded`

    Returns
    -------
    written, printed : as `recorded`

    Raises
    ------
    DeviceError
        If samples have another shape, or the sketch does not read all of them.
    """
    samples = np.asarray(samples, "<f4")
    if samples.ndim != 2 or samples.shape[1] != 6:
        raise DeviceError(
            f"samples of shape {samples.shape}: give (n, 6), acceleration and turning of each."
        )
    limit = LIMIT if limit is None else limit
    with temporary.folder() as folder:
        samples.tofile(Path(folder) / "felt.bin")
        return _to_the_end(
            elf, folder, typed, limit,
            f"did not read all {len(samples)} samples within {limit:g} s; its loop has to call "
            "IMU.readAcceleration",
        )  # fmt: skip


def _to_the_end(elf, folder, typed, limit, otherwise):
    """Run a program until it ends by itself; return what it wrote and printed."""
    command = [*_command(elf), "-serial", "stdio"]
    try:
        answer = children.run(
            command, cwd=folder, input=typed.encode(), capture_output=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        raise DeviceError(f"{BOARD}: the sketch {otherwise}.") from None
    if answer.returncode:
        words = " ".join(answer.stderr.decode(errors="replace").split())[:300]
        raise DeviceError(f"{BOARD}: the emulator ended early: {words or answer.returncode}.")
    return _written(folder), answer.stdout.decode("ascii", "replace")


def _command(elf):
    return emulated.emulator_command(boards.find(BOARD), elf)


def _written(folder):
    content = (Path(folder) / "written.bin").read_bytes()
    return np.frombuffer(content[: len(content) // 4 * 4], "<u2").reshape(-1, 2).astype(int)
