"""One function of a reader's, in C or assembly, called on a simulated AVR and counted in cycles.

The program around it is the rungs' own (`rungs/avr/bench.c`); here the "model" is a single call.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.codegen import fits_memory
from tinyml_kit.graph.model import Graph, Tensor
from tinyml_kit.rungs import elf, harness, toolchain
from tinyml_kit.rungs.avr import simavr
from tinyml_kit.rungs.protocol import Batch, TooLarge

#: Cycles after which a function counts as endless: an eighth of a second of an Uno.
MOST = 2_000_000
#: avr-gcc passes arguments in r25 to r8, two bytes each here.
MOST_ARGUMENTS = 9
TYPES = {
    np.dtype(f"{sign}int{bits}"): f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32)
}

_HARNESS = """
#include <avr/pgmspace.h>
#include <stdint.h>
#include "model.h"
{arrays}
static {made} made[{count}];
{returned} {function}({types});
{returned} bench_call({types});
/* Arguments stay in their registers: this is the call that is counted. */
__asm__(".global bench_call\\nbench_call:\\n\\tcall {function}\\n"
        ".global bench_back\\nbench_back:\\n\\tret\\n");
const void *model_input(int i) {{ {inputs} return 0; }}
unsigned long model_input_bytes(int i) {{ {bytes} return 0; }}
const void *model_output(int i) {{ return made; }}
unsigned long model_output_bytes(int i) {{ return sizeof made; }}
void model_invoke(void) {{ {call}; }}
"""
_HEADER = """
#define MODEL_INPUTS {inputs}
#define MODEL_OUTPUTS 1
const void *model_input(int i);
unsigned long model_input_bytes(int i);
const void *model_output(int i);
unsigned long model_output_bytes(int i);
void model_invoke(void);
"""


class FunctionError(BadInput):
    """A function, or arguments, that cannot be called on a chip."""


@dataclass(frozen=True)
class Flash:
    """A table that lies in flash, (k,) of an integer type; the function gets its address there."""

    values: np.ndarray


@dataclass(frozen=True)
class Called:
    """What a function returned or wrote, (n,) or (n, size), and its cycles, (n,) int64.

    Cycles are simulated, with the call (4 on an Uno) and the return (4).
    """

    made: np.ndarray
    cycles: np.ndarray
    label: str = "simulated"


def call(
    source: str,
    function: str,
    arguments: Sequence[np.ndarray | Flash | int],
    returns: type = np.int32,
    *,
    writes: int | None = None,
    language: str = "C",
    optimize: str = "-Os",
    board: str = "uno",
) -> Called:
    """Compile or assemble a function for an AVR, and call it n times in a simulation.

    Parameters
    ----------
    source : str
    function : str, its name
    arguments : sequence
        An array (n, k) of integers: row by row into RAM; the function gets its address. A Flash:
        the address of a table in flash. An integer: a uint16_t. At most nine in all, eight if the
        function writes.
    returns : integer type of what it returns, or of the elements it writes
    writes : int, optional
        How many elements it writes to the address that it gets as its last argument; it then
        returns nothing.
    language : "C" or "assembly"
    optimize : str, the compiler's option
    board : str, one with an AVR that simavr knows

    Raises
    ------
    FunctionError
        If the arguments are of other kinds, or the name is not one of C.
    RungMissing
        If a compiler, avr-libc or simavr's library is not installed.
    DeviceError
        If it does not compile, crashes or does not end.
    TooLarge
        If program and tables do not fit the board.
    """
    facts = boards.find(board)
    if board not in simavr.simulated():
        names = ", ".join(simavr.simulated())
        raise FunctionError(f"call: {facts.title} has no AVR that can be simulated; take {names}.")
    rows = _checked(function, arguments, writes, language)
    made = Tensor(len(rows), "made", (1, writes or 1), np.dtype(returns))
    tensors = [Tensor(i, f"input {i}", (1, x.shape[1]), x.dtype) for i, x in enumerate(rows)]
    graph = Graph(function, (*tensors, made), (), tuple(range(len(rows))), (len(rows),))
    with temporary.folder() as name:
        folder = Path(name)
        reader = folder / ("function.c" if language == "C" else "function.S")
        reader.write_text(source + "\n", encoding="utf-8")
        (folder / "model.h").write_text(_HEADER.format(inputs=len(rows)), encoding="utf-8")
        text = _harness(function, arguments, made.dtype, writes)
        (folder / "model.c").write_text(text, encoding="utf-8")
        built = _built(graph, facts, reader, optimize)
        places = {symbol.name: symbol.address for symbol in elf.symbols(built.elf)}
        marks = [places["bench_call"], places["bench_back"]]
        outputs, traced, _ = simavr.simulate(built, built.elf, Batch(rows), marks)
    values = np.frombuffer(outputs, np.uint8).reshape(len(rows[0]), -1)[:, 8:]
    values = np.ascontiguousarray(values).view(made.dtype)
    start, end = np.frombuffer(traced, "<u4").astype(np.int64).reshape(-1, 2).T
    return Called(values if writes else values[:, 0], end - start)


def a_product(source: str, dtype: type = np.uint8, **how: Any) -> tuple[float, bool]:
    """Count the cycles of one product of a function dot(inputs, weights in flash, count).

    The difference between 64 and 32 random numbers, divided by 32, leaves out all that happens
    once.

    Parameters
    ----------
    source : str
    dtype : integer type of inputs and weights
    how : as for `call`: language, optimize, board

    Returns
    -------
    cycles : float, the median of 20 pairs of calls (simulated)
    equal : bool, whether all dot products are those of NumPy
    """
    random, limits = np.random.default_rng(0), np.iinfo(dtype)
    drawn = random.integers(limits.min, limits.max, (21, 64), dtype, endpoint=True)
    *_, weights = drawn
    x = drawn[:-1]
    short, long = (call(source, "dot", [x, Flash(weights), n], **how) for n in (32, 64))
    right = x.astype(int) @ weights.astype(int)
    half = x[:, :32].astype(int) @ weights[:32].astype(int)
    equal = (long.made == right).all() and (short.made == half).all()
    return float(np.median(long.cycles - short.cycles)) / 32, bool(equal)


def _built(graph, facts, reader, optimize):
    """Compile the program around a reader's file, which lies beside it."""
    chip, folder = facts.simulation.chip, reader.parent
    compiler = toolchain.find(facts.core.compiler.program)
    simulator = (harness.simavr(simavr.SIMULATOR),)
    sources = [simavr.FIRMWARE / "bench.c", folder / "model.c", reader]
    command = (compiler, f"-mmcu={chip}", optimize, f"-I{folder}", *sources)
    program = folder / "program.elf"
    toolchain.run([*command, "-o", program])
    sizes = elf.sizes(program)
    over = fits_memory.over(facts, sizes.flash, sizes.ram)
    if over:
        raise TooLarge(over)
    return simavr.Built(
        graph, facts, chip, simulator, program, command, sizes.flash, sizes.ram, MOST
    )


def _checked(function, arguments, writes, language):
    """Return the arrays that go into RAM, one row for each call."""
    if not re.fullmatch(r"[A-Za-z_]\w*", str(function)):
        raise FunctionError(f"call: {function!r} is no name of a function in C; give one.")
    if language not in ("C", "assembly"):
        raise FunctionError(f"call: language {language!r}; take 'C' or 'assembly'.")
    room = MOST_ARGUMENTS - (writes is not None)
    if len(arguments) > room:
        raise FunctionError(f"call: {len(arguments)} arguments; registers hold {room} of them.")
    for number, one in enumerate(arguments, start=1):
        values = one.values if isinstance(one, Flash) else one
        is_table = isinstance(values, np.ndarray) and values.dtype in TYPES and values.size
        if is_table and values.ndim == (1 if isinstance(one, Flash) else 2):
            continue
        if isinstance(one, (int, np.integer)) and 0 <= one < 2**16:
            continue
        raise FunctionError(
            f"call: argument {number} is neither an array (n, k) of integers of 8, 16 or 32 bits, "
            "nor a Flash of such an array (k,), nor an integer from 0 to 65,535."
        )
    rows = [np.ascontiguousarray(one) for one in arguments if isinstance(one, np.ndarray)]
    if not rows or len({len(one) for one in rows}) > 1:
        raise FunctionError("call: give at least one array (n, k), and the same n in each.")
    return rows


def _harness(function, arguments, dtype, writes):
    """Return the program in C that holds the arrays and makes the call."""
    arrays, types, given, ram = [], [], [], []
    for number, one in enumerate(arguments):
        if isinstance(one, (int, np.integer)):
            types.append("uint16_t")
            given.append(str(int(one)))
            continue
        in_flash = isinstance(one, Flash)
        values = one.values if in_flash else one
        element, name = TYPES[values.dtype], f"argument_{number}"
        types.append(f"const {element} *")
        given.append(name)
        if in_flash:
            listed = ", ".join(map(str, values.tolist()))
            arrays.append(f"static const {element} {name}[] PROGMEM = {{{listed}}};")
        else:
            arrays.append(f"static {element} {name}[{values.shape[1]}];")
            ram.append(name)
    if writes:
        types.append(f"{TYPES[dtype]} *")
        given.append("made")
    call = f"bench_call({', '.join(given)})"
    return _HARNESS.format(
        function=function,
        arrays="\n".join(arrays),
        made=TYPES[dtype],
        count=writes or 1,
        returned="void" if writes else TYPES[dtype],
        types=", ".join(types) or "void",
        inputs=" ".join(f"if (i == {i}) return {name};" for i, name in enumerate(ram)),
        bytes=" ".join(f"if (i == {i}) return sizeof {name};" for i, name in enumerate(ram)),
        call=call if writes else f"made[0] = {call}",
    )
