"""Networks and snippets of C on simulated AVRs, for chapters that also run without the toolchain.

Where avr-gcc or simavr is missing, a figure stored by `benchmarks/avr_cycles.py` takes the place of
one counted now, and its label says so.
"""

import contextlib
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tinyml_kit import boards
from tinyml_kit.arduino import simavr_pty, sketches
from tinyml_kit.base import resources, temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import AVR, target_of
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.serial import serial_board

PLAIN = {"target": replace(AVR, fit=lambda target, layers: target), "define": ("PORTABLE_KERNELS",)}
#: Ways to compile a network, under the names used in the stored figures.
CODES: dict[str, dict[str, Any]] = {
    "plain C -Os": PLAIN,
    "plain C -O2": PLAIN | {"optimize": "-O2"},
    "assembly": {},
}
#: Cycles per instruction on an ATmega (published: Microchip's AVR instruction set manual); for
#: branches, those of a taken one.
CYCLES = {
    "lpm": 3, "mul": 2, "muls": 2, "mulsu": 2, "ld": 2, "ldd": 2, "st": 2, "std": 2, "push": 2,
    "pop": 2, "adiw": 2, "sbiw": 2, "rjmp": 2, "brne": 2, "brcc": 2, "brcs": 2, "breq": 2,
    "brge": 2, "brlt": 2, "brmi": 2, "brpl": 2, "rcall": 3, "call": 4, "ret": 4,
}  # fmt: skip


class BenchError(BadInput):
    """A way to compile, or a stored table, that does not exist."""


@dataclass(frozen=True)
class Count:
    """What a network needed on a chip.

    Cycles are those of one inference: the fewest, the median and the most of all inputs that ran;
    another input may take longer. `outputs` is (n, …) int8, or None if the figures are stored
    ones. `each` is (n,) int, the cycles of every input, or None.
    """

    code: str
    board: str
    best: int
    median: int
    most: int
    macs: int
    flash_bytes: int
    ram_bytes: int
    label: str
    outputs: object = None
    each: object = None

    def row(self) -> dict[str, object]:
        """Return the figures as a row of a table, with the time at the board's clock."""
        clock = boards.find(self.board).clock
        return {
            "code": self.code,
            "board": boards.find(self.board).title,
            "best (cycles)": self.best,
            "median (cycles)": self.median,
            "most (cycles)": self.most,
            "most (cycles per MAC)": round(self.most / self.macs, 1),
            f"most (ms at {clock // 1_000_000} MHz)": round(1000 * self.most / clock, 1),
            "flash (bytes)": self.flash_bytes,
            "RAM (bytes)": self.ram_bytes,
            "label": self.label,
        }


def stored(name: str) -> pd.DataFrame:
    """Return a table of `benchmarks/results/`, e.g. "avr_flags".

    Raises
    ------
    BenchError
        If there is no table of that name.
    """
    folder = resources.results()
    if not (folder / f"{name}.csv").is_file():
        known = ", ".join(sorted(path.stem for path in folder.glob("a*.csv")))
        raise BenchError(f"no table {name!r} is stored; this chapter's are {known}.")
    return pd.read_csv(folder / f"{name}.csv")


def count(
    model: str | Path | bytes,
    x: np.ndarray,
    code: str = "assembly",
    board: str = "atmega1284p",
    network: str | None = None,
) -> Count:
    """Run inputs through a network on a simulated chip and count its cycles.

    Parameters
    ----------
    model : path or bytes of a .tflite
    x : (n, …) int8
    code : str, a key of CODES
    board : str
    network : str
        Its name among the stored figures; default: the name of the file.

    Returns
    -------
    Count
        From a stored run if no program can be compiled or simulated here, which is then printed.

    Raises
    ------
    RungMissing
        If no program can be compiled or simulated here, and nothing is stored of that network.
    BenchError, BoardError, DeviceError
        If there is no such code or board, or model and inputs do not fit it.
    """
    if code not in CODES:
        raise BenchError(f"there is no code {code!r}; take one of {', '.join(CODES)}.")
    macs = sum(budget.macs(read(model)).values())
    try:
        with temporary.folder() as folder:
            run = simavr.run(simavr.build(model, folder, board, **CODES[code]), [x])
    except RungMissing as missing:
        name = network or ("" if isinstance(model, bytes) else Path(model).stem)
        found = _stored(name, code, board, macs)
        if found is None:
            raise
        print(f"{missing} Stored figures take the place of new ones.")
        return found
    return _counted(code, board, macs, run)


def _counted(code, board, macs, run):
    found = run.cycles.min(), int(np.median(run.cycles)), run.cycles.max()
    sizes = run.flash_bytes, run.ram_bytes + run.stack_bytes
    cycles = (*map(int, found), macs)
    return Count(code, board, *cycles, *sizes, run.label, run.outputs[0], run.cycles)


def _stored(network, code, board, macs):
    table = stored("avr_cycles").set_index(["network", "code", "board"])
    if (network, code, board) not in table.index:
        return None
    row = table.loc[(network, code, board)]
    cycles = (int(row[f"{kind}_cycles"]) for kind in ("best", "median", "most"))
    sizes = int(row["flash_bytes"]), int(row["ram_bytes"] + row["stack_bytes"])
    return Count(code, board, *cycles, macs, *sizes, "simulated, stored")


def reference_outputs(model: str | Path | bytes, x: np.ndarray) -> np.ndarray:
    """Return the NumPy reference's outputs for x, (n, elements of the output)."""
    built = reference.build(model)
    entry = built.graph.tensors[built.graph.inputs[0]]
    if x[:1].size == np.prod(entry.shape):  # a missing channel axis is fine
        x = x.reshape(-1, *entry.shape[1:])
    outputs = reference.run(built, [x]).outputs[0]
    return outputs.reshape(len(x), -1)


#: What the chapters say where a tool is missing, so that no answer stands under its question.
STORED = {
    "layers": "Stored: 60 %, 34 %, 6 % and less; 15.3, 13.6, 13.5 and 13.8 a product (emulated).",
    "timers": "Stored (simulated): 257 is 1 at pin 6 and 257 at pin 9; -1 is 255 and 65535.",
    "own sketch": "Without them your network is compiled on the board only, by the IDE.",
    "bytes": "Stored (simulated): 126, 127, -1 become 127, -128, 0.",
    "sums": "Stored (simulated): 3,456 with 16 bits, 200,064 with 32.",
    "narrow": "Stored (simulated): with sums of 24 bits 10 of 10 right, with 16 bits 1 of 10.",
    "sections": "Stored: .rodata without PROGMEM, .progmem.data with it.",
    "addresses": "Stored (simulated): table[i] gives 0 0 0 0 0, pgm_read_byte 3 1 4 1 5.",
    "loops": "Stored (simulated): 65 cycles a product with -Os, 23 with -O2.",
    "assembly": "Stored (simulated): equal to NumPy; 13 cycles a product.",
    "same types": "Stored (simulated): 18 cycles a product, with -Os and with -O2.",
    "own network": "Stored (simulated): 6,415 cycles in the median, equal to NumPy.",
    "own layer": "Stored (simulated): 600 of 600 outputs equal.",
    "counter": "Stored (simulated): 0 1 2 3 4 5 6 7 0 1 2 3.",
    "multipliers": "Stored (simulated): equal to NumPy for all 256 pairs.",
    "parts": "Stored (counted by Yosys): with 4 bits 31 tables in space, 16 in time; with 16 "
    "bits 688 and 64.",
    "chain": "Stored (simulated): equal to NumPy's convolution.",
    "lines": "Stored (simulated): equal to NumPy, the first whole column with pixel 400.",
    "requantiser": "Stored (simulated): 79,817 of 79,817 sums equal.",
    "circuit": "Stored (simulated): no difference in any layer, in the cycles predicted.",
    "cable": "Stored (simulated): 93 % of 60 right, all equal to NumPy.",
}


@contextlib.contextmanager
def or_say(stored: str = "") -> Iterator[None]:
    """Run a block; if it needs a missing tool, skip the rest and say so.

    Parameters
    ----------
    stored : str, a key of STORED, whose sentence is printed then; by default none is
    """
    instead = STORED[stored] if stored else ""
    try:
        yield
    except RungMissing as missing:
        print(f"{missing} {instead}".strip())


def compiled(source: str, *options: str, chip: str = "atmega328p") -> tuple[elf.Sizes, str]:
    """Compile a snippet of C for an AVR; return its Sizes and its assembly text.

    Raises
    ------
    RungMissing
        If avr-gcc is not installed.
    """
    compiler = toolchain.find("avr-gcc")
    with temporary.folder() as name:
        file = Path(name) / "snippet.c"
        file.write_text(source, encoding="utf-8")
        command = [compiler, f"-mmcu={chip}", *options, str(file)]
        toolchain.run([*command, "-c", "-o", file.with_suffix(".o")])
        sizes = elf.sizes(file.with_suffix(".o"))
        text = toolchain.run([*command, "-S", "-o", "-"])
    return sizes, text


def section(source: str) -> str:
    """Return the section into which avr-gcc puts the only table of a snippet of C.

    Raises
    ------
    RungMissing
        If avr-gcc is not installed.
    """
    _, text = compiled(source)
    line = next(line for line in text.splitlines() if ".section" in line)
    return line.split()[1].split(",")[0]


def instructions(assembly: str) -> pd.DataFrame:
    """Return the instructions of an assembly text as a table: instruction, cycles.

    Labels stay as separate rows; directives and comments are left out.
    """
    lines = [line.split(";")[0].strip() for line in assembly.splitlines()]
    lines = [" ".join(line.split()) for line in lines if re.match(r"\.?\w+:$|[a-z]", line)]
    cycles = ["" if line.endswith(":") else CYCLES.get(line.split()[0], 1) for line in lines]
    return pd.DataFrame({"instruction": lines, "cycles": cycles})


def loop(assembly: str) -> pd.DataFrame:
    """Return the instructions of the innermost loop in an assembly text: from label to jump.

    A branch that leaves the loop takes one cycle, since it is not taken until the end.
    """
    table = instructions(assembly)
    for end, words in enumerate(table["instruction"].str.split()):
        labels = table.index[table["instruction"] == f"{words[-1]}:"]
        if len(labels) and labels[0] < end:
            inside = table[labels[0] : end + 1].reset_index(drop=True)
            jumps = inside["instruction"].str.split()
            leaves = [
                row[0].startswith("br") and not (inside["instruction"] == f"{row[-1]}:").any()
                for row in jumps
            ]
            inside.loc[leaves, "cycles"] = 1
            return inside
    return table[:0]


def beside(loops: dict[str, pd.DataFrame]) -> str:
    """Return tables of `instructions` side by side as text, each under its name, cycles first."""
    sides = [
        [name, *(f"{cycles!s:>2}  {line}" for line, cycles in table.to_numpy())]
        for name, table in loops.items()
    ]
    wide = max(len(line) for side in sides for line in side) + 4
    rows = itertools.zip_longest(*sides, fillvalue="")
    return "\n".join("".join(line.ljust(wide) for line in row).rstrip() for row in rows)


@contextlib.contextmanager
def serial_bench(model: str | Path | bytes) -> Iterator[str]:
    """Yield the port of a board that runs a model: a plugged-in one, or a simulated Uno.

    A USB board is used if it is the only one and runs the kit's sketch with this model.

    Parameters
    ----------
    model : path or bytes of a .tflite

    Raises
    ------
    RungMissing
        If there is no such board and none can be simulated.
    """
    ports = [port for port, _ in serial_board.find()]
    if len(ports) == 1:
        try:
            serial_board.build(model, port=ports[0])
        except DeviceError as problem:
            print(f"{problem} A simulated board takes its place.")
        else:
            yield ports[0]
            return
    with temporary.folder() as name:
        folder = Path(name) / "serial_bench"
        folder.mkdir()
        shutil.copy(sketches.ROOT / "serial_bench" / "serial_bench.ino", folder)
        c99.export(model, folder, target=target_of("uno"))
        sketch = sketches.build(folder, "uno", folder / "build")
        with simavr_pty.simulate(sketch.elf, "uno") as board:
            yield board.port
