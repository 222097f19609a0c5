"""C and sketches that a reader writes, compiled and run on a simulated chip.

A function of C runs on the emulated Cortex-M4 of the Nano 33 BLE, a sketch on that board or on an
Uno in simavr.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import serial

from tinyml_kit.arduino import qemu_board, simavr_pty, sketches
from tinyml_kit.base import temporary
from tinyml_kit.rungs.protocol import DeviceError

NAME = "sketch"
# Seconds for a program on the Nano, and for each line of one on the Uno.
PATIENCE = 20
# Milliseconds of the Uno's time, in which a sketch prints some hundred letters.
SETTLED = 200
INSTRUCTIONS_A_MICROSECOND = 64

_HARNESS = """
#undef micros
static const {element} cases[{count}][{length}] __attribute__((aligned(4))) = {{{rows}}};
static long made[{count}];

void setup() {{ Serial.begin(115200); }}

void loop() {{
  unsigned long start = micros();
  for (int i = 0; i < {count}; i++) {{
    const {element} *a = cases[i];
    __asm volatile("" : "+r"(a)); /* the compiler must not compute the answers itself */
    made[i] = (long)({call});
  }}
  unsigned long took = micros() - start;
  for (int i = 0; i < {count}; i++) Serial.println(made[i]);
  Serial.println(took);
  Serial.println("end");
  for (;;) analogRead(A0);
}}
"""


def results(
    code: str, call: str, cases: np.ndarray | Sequence[Sequence[int]], element: str = "int32_t"
) -> tuple[np.ndarray, int]:
    """Compile a function for the emulated Cortex-M4, and call it for each row of numbers.

    Parameters
    ----------
    code : str, the function, in C or C++
    call : str, an expression; `a` is a pointer to the numbers of a row, e.g. "add(a[0], a[1])"
    cases : (n, k) int
    element : str, the type of the numbers in C

    Returns
    -------
    made : (n,) int64, what the expression gave for each row
    instructions : int, of all calls together, to the next 64 (emulated)

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    DeviceError
        If the code does not compile, or the program does not end as it should.
    """
    rows = np.asarray(cases, np.int64)
    listed = ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows.tolist())
    count, length = rows.shape
    harness = _HARNESS.format(element=element, count=count, length=length, rows=listed, call=call)
    _, printed = on_the_nano(code + harness, [0])
    *numbers, took, end = printed.split()[-count - 2 :] or [""] * 2
    if end != "end" or len(printed.split()) != count + 2:
        raise DeviceError("the program did not come to its end; does a loop of the code never end?")
    return np.array([int(number) for number in numbers]), int(took) * INSTRUCTIONS_A_MICROSECOND


def on_the_nano(sketch: str, readings: Sequence[int] | np.ndarray) -> tuple[np.ndarray, str]:
    """Compile the text of a sketch for the emulated Nano 33 BLE, and run it on readings.

    Parameters
    ----------
    sketch : str
    readings : what analogRead returns, one after the other; after the last one the program ends

    Returns
    -------
    written : (m, 2) int, pin and value of each analogWrite and digitalWrite (emulated)
    printed : str, what the serial monitor shows

    Raises
    ------
    RungMissing, DeviceError
        As `results`.
    """
    return each_on_the_nano(sketch, [readings])[0]


def each_on_the_nano(
    sketch: str, series: Sequence[Sequence[int] | np.ndarray]
) -> list[tuple[np.ndarray, str]]:
    """Compile a sketch once, and start it again on each series of readings; see `on_the_nano`."""
    with temporary.folder() as folder:
        elf = qemu_board.build(_written(sketch, folder), Path(folder) / "built").elf
        return [qemu_board.recorded(elf, readings, limit=PATIENCE) for readings in series]


def on_an_uno(sketch: str, lines: int) -> str:
    """Compile the text of a sketch for an Uno, and return the first lines that it prints in simavr.

    For sketches that print in setup, up to some hundred letters.

    Raises
    ------
    RungMissing
        If avr-gcc, Arduino's core or simavr is not installed.
    DeviceError
        If the sketch does not compile, or does not print so many lines.
    """
    with temporary.folder() as folder:
        built = sketches.build(_written(sketch, folder), "uno", Path(folder) / "built")
        with (
            simavr_pty.simulate(built.elf, "uno") as board,
            serial.Serial(board.port, 115200, timeout=PATIENCE) as line,
        ):
            # What it said before the port was open is lost: once that is over, it begins again.
            board.wait(SETTLED)
            line.reset_input_buffer()
            board.reset()
            said = [line.readline() for _ in range(lines)]
    if not said[-1].endswith(b"\n"):
        raise DeviceError(f"uno: the sketch printed fewer than {lines} lines in {PATIENCE} s.")
    return b"".join(said).decode("ascii", "replace").replace("\r\n", "\n")


def _written(sketch, folder):
    source = Path(folder) / NAME
    source.mkdir()
    (source / f"{NAME}.ino").write_text(sketch, encoding="utf-8")
    return source
