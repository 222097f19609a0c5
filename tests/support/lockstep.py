"""One program on the chip in JavaScript, on avr8js's own loop and in simavr: the same after each
instruction?

    python -m tests.support.lockstep 10000000 [SEED]

compares so many instructions of random programs on each chip.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tinyml_kit.rungs import harness
from tinyml_kit.rungs.avr import browser
from tinyml_kit.setup import page

SIMAVR = Path(__file__).with_suffix(".c")
OURS = page.ROOT / "web" / "tools" / "lockstep.js"
#: What is printed of a state, in this order.
NAMES = ["pc", "cycles", *(f"r{i}" for i in range(32)), "SPL", "SPH", "SREG"]
#: A random program is run so many times through before the next one takes its place.
INSTRUCTIONS = 50_000


def compare(chip: str, count: int, program: str | Path) -> None:
    """Run instructions of a program everywhere.

    Parameters
    ----------
    chip : str, as simavr calls it
    count : int, instructions
    program : "seed:N" for a random one, or the path of an image of the flash

    Raises
    ------
    AssertionError
        That names the first instruction after which two states differ, and what differs.
    """
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = _states(Path(folder), chip, count, program)
        differ = np.flatnonzero(ours[0] != theirs[0])
        if not len(differ):
            return
        first = int(differ[0])
        ours, theirs = _states(Path(folder), chip, first + 1, program)
    different = [
        f"{name} {a}, in simavr {b}"
        for name, a, b in zip(NAMES, ours[1], theirs[1], strict=True)
        if a != b
    ]
    raise AssertionError(f"{program} on {chip}: after instruction {first}: {'; '.join(different)}")


def _states(folder, chip, count, program):
    """Return the trace and the last state of both, for so many instructions."""
    trace, again = folder / "ours", folder / "simavr"
    command = [str(page.node()), OURS, chip, count, program, trace]
    said = [_said(command)]
    image = folder / "ours.bin" if str(program).startswith("seed:") else program
    said.append(_said([harness.simavr(SIMAVR), chip, count, image, again]))
    return [
        (np.fromfile(path, "<u4"), words.split())
        for path, words in zip((trace, again), said, strict=True)
    ]


def _said(command):
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def main(count: int, seed: int = 1) -> None:
    """Compare so many instructions on each chip, in random programs that begin with a seed."""
    for chip in browser.CHIPS:
        for start in range(0, count, INSTRUCTIONS):
            compare(chip, min(INSTRUCTIONS, count - start), f"seed:{seed + start // INSTRUCTIONS}")
        print(f"{chip}: {count} instructions, equal after each")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
