"""A sketch whose sums have 16 bits, as an `int` of C has on an AVR: what a second build of it does.

The kit's C for an AVR adds up in 24 bits, having proved that no sum is larger. Here three lines of
its `model.c` are changed. The program compiles without a warning, and nothing in it says that its
sums wrap around.
"""

import difflib
import re
import shutil
from pathlib import Path

import serial

from tinyml_kit.arduino import simavr_pty, sketches
from tinyml_kit.base import temporary
from tinyml_kit.rungs.protocol import DeviceError

#: What is replaced in `model.c`: the loops in assembly by those in C, and the type of their sums.
CHANGES = {
    '#include "model.h"\n': '#define PORTABLE_KERNELS\n#include "model.h"\n',
    "typedef __uint24 sum24;": "typedef uint16_t sum24;",
    "return (__int24)sum;": "return (int16_t)sum;",
}
#: Seconds of patience with a simulated board for one answer, on a busy computer.
PATIENCE = 60
#: Milliseconds of the board's time, after which a sketch has opened its port.
SETTLED = 200


def sketch(name: str | Path, folder: str | Path) -> Path:
    """Write a copy of a sketch whose sums have 16 bits, and return its folder.

    Parameters
    ----------
    name : of one of the kit's sketches, or path of a folder; its C is that for AVRs
    folder : path, made if it is not there

    Raises
    ------
    DeviceError
        If there is no such sketch, or its sums do not have 24 bits.
    """
    source = sketches.sketch_folder(name)
    made = Path(folder) / source.name
    shutil.copytree(source, made, dirs_exist_ok=True)
    path = made / "model.c"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    for old, new in CHANGES.items():
        if text.count(old) != 1:
            raise DeviceError(
                f"{source.name}: its model.c does not add up in 24 bits; take a sketch that was "
                "exported for an Uno, with a dense layer or a convolution in int8."
            )
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return made


def beside(name: str | Path, narrow: Path) -> str:
    """Return the lines that differ in two sketches of digits, and how many digits each reads right.

    Parameters
    ----------
    name : of one of the kit's sketches, or path of a folder
    narrow : what `sketch` made of it

    Raises
    ------
    RungMissing, DeviceError
        As `read`.
    """
    lines = changed(name, narrow)
    for bits, one in ((24, name), (16, narrow)):
        pairs = read(one)
        right = sum(drawn == answer for drawn, answer in pairs)
        lines.append(f"sums of {bits} bits: {right} of {len(pairs)} right (simulated)")
    return "\n".join(lines)


def changed(name: str | Path, narrow: Path) -> list[str]:
    """Return the lines in which a sketch's `model.c` and its copy's differ, with "+ " or "- "."""
    pair = [sketches.sketch_folder(name) / "model.c", narrow / "model.c"]
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in pair)
    lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    return [f"{line[0]} {line[1:].strip()}" for line in lines if line[0] in "+-"]


def read(sketch: str | Path, questions: int = 10) -> list[tuple[int, int]]:
    """Return what a sketch of digits draws and reads when it is asked "?" on an Uno in simavr.

    Parameters
    ----------
    sketch : of one of the kit's sketches of digits, or path of a folder
    questions : int, how often it is asked; it goes on to its next drawing each time

    Returns
    -------
    list of (drawn, read), digits

    Raises
    ------
    RungMissing
        If avr-gcc, Arduino's core or simavr is not installed.
    DeviceError
        If the sketch does not compile, or does not say what it reads.
    """
    with temporary.folder() as folder:
        built = sketches.build(sketch, "uno", folder)
        with (
            simavr_pty.simulate(built.elf, "uno") as board,
            serial.Serial(board.port, 115200, timeout=PATIENCE) as line,
        ):
            board.wait(SETTLED)  # what is said to it before its port is open would be lost
            return [_asked(line) for _ in range(questions)]


def _asked(line):
    line.write(b"?")
    while said := line.readline().decode("ascii", "replace"):
        found = re.match(r"drawn (\d), read (\d)", said)
        if found:
            return int(found[1]), int(found[2])
    raise DeviceError(
        f"uno: for {PATIENCE} s the sketch did not say what it reads; take digits_uno or "
        "drawn_digits."
    )
