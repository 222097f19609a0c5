"""What the kit knows about an FPGA: how much of what is on it, and how its tools call it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tinyml_kit.boards.record import BoardError, load, parse

HERE = Path(__file__).parent / "fpgas"


@dataclass(frozen=True)
class Fpga:
    """One FPGA.

    name : the name that commands accept
    title : the name that readers see
    family : "ice40" or "ecp5", which decides the tools
    part : the options of nextpnr that name the chip and its package
    logic_cells : lookup tables with four inputs, each with a flip-flop (published)
    dsps : blocks that multiply (published)
    products_per_dsp : products of two int8 that one of them computes
    block_rams, block_ram_bits : memories, and the bits of each (published)
    clock : Hz, for which circuits are routed; what is predicted before routing rests on it
    multiplier_cells : how many logic cells a circuit may spend on multipliers made of them
    soft_cells : logic cells of a multiplier of two int8
    rung : the rung that simulates circuits folded for it, or None
    """

    name: str
    title: str
    family: str
    part: tuple[str, ...]
    logic_cells: int
    dsps: int
    products_per_dsp: int
    block_rams: int
    block_ram_bits: int
    clock: int
    multiplier_cells: int
    soft_cells: int
    rung: str | None = None


@cache
def all_fpgas() -> dict[str, Fpga]:
    """Return every FPGA by its name, the smallest first."""
    found = [parse(load(path), Fpga, path, name=path.stem) for path in sorted(HERE.glob("*.toml"))]
    return {one.name: one for one in sorted(found, key=lambda one: one.logic_cells)}


def find_fpga(name: str) -> Fpga:
    """Return the Fpga of a name, e.g. "up5k".

    Raises
    ------
    BoardError
        If there is none of that name.
    """
    known = all_fpgas()
    if name not in known:
        raise BoardError(f"there is no FPGA {name!r}; take one of {', '.join(known)}.")
    return known[name]
