"""Simulated ATmegas: one rung for each board whose record names a chip that simavr supports.

A small program in C steps simavr through the compiled model, instruction by instruction. It
writes inputs straight into the chip's memory, reads outputs from it, counts cycles between two
marks, and says where the chip was when something went wrong. simavr knows how long every
instruction takes, so the cycles are those of the chip; the label is "simulated". simavr does not
know the ATmega4809 of the Nano Every; the ATmega1284P stands in for it.
"""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import children, temporary
from tinyml_kit.base.progress import progress
from tinyml_kit.codegen import fits_memory
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import Target, target_of
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import TargetTooSmall
from tinyml_kit.rungs import elf, harness, tensor_bytes, toolchain
from tinyml_kit.rungs.protocol import Batch, DeviceError, Run, TooLarge, batch

FIRMWARE = Path(__file__).parent
SIMULATOR = FIRMWARE / "simulate.c"
# Ten seconds at 20 MHz: no useful inference takes as long.
MOST = 200_000_000
# Seconds after which the simulator counts as stuck. It simulates at least 20 million cycles in one.
PATIENCE, PATIENCE_PER_INPUT = 60, MOST / 20e6
# The address that avr-gcc gives RAM in an ELF file.
RAM = 0x800000
NO_ROOM = ("will not fit", "overflowed by", "is too large", "not within region")
ENDS = {
    "hang": "did not end within {limit} cycles; it was in {function}",
    "reset": "came back to address 0, as after a reset, from {function}",
    "outside": "left the program from {function}",
    "opcode": "met an instruction that the chip does not have, in {function}",
    "memory": "used an address that the chip does not have, in {function}",
    "collision": "ran out of stack, which grew into the variables, in {function}",
    "asleep": "went to sleep in {function}",
}


@dataclass(frozen=True)
class Built:
    """A program for a simulated chip.

    graph : graph.Graph, the model in it
    board : boards.Board
    chip : str, what is simulated
    simulator : tuple, the command of the stepping program, which takes simulate.c's arguments
    elf : Path of the chip's program
    command : tuple, the compiler and its arguments
    flash_bytes, ram_bytes : int
        From the ELF file: everything in flash; static variables, without the stack.
    limit : int, cycles after which an inference counts as endless
    """

    graph: Graph
    board: boards.Board
    chip: str
    simulator: tuple[str | Path, ...]
    elf: Path
    command: tuple[str | Path, ...]
    flash_bytes: int
    ram_bytes: int
    limit: int


def build(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    board: str = "atmega1284p",
    target: Target | None = None,
    optimize: str = "-Os",
    define: tuple[str, ...] = (),
    limit: int = MOST,
    simulator: tuple[str | Path, ...] | None = None,
) -> Built:
    """Compile a model for a board.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a graph.Graph
    folder : path, where the program and its parts are written
    board : str, a board of `boards` with an AVR that simavr knows
    target : codegen.c.targets.Target
        By default the board's; another one for comparison.
    optimize : str, the compiler's option, e.g. "-Os"
    define : sequence of str
        Macros, e.g. "PORTABLE_KERNELS" for the C twins of the assembly loops.
    limit : int, cycles
    simulator : tuple
        The command of a program that does what simulate.c does. By default that one, with simavr.

    Raises
    ------
    RungMissing
        If a compiler, avr-libc or simavr's library is not installed.
    GraphError, ExportError
        If there is no code for the model.
    TooLarge
        If it does not fit the board: says what is too large, and by how much if that is known.
    """
    facts = boards.find(board)
    chip = facts.simulation.chip if facts.simulation else None
    if chip is None or facts.core.compiler is None:
        # The record of a core names the module that runs its programs.
        ours = __name__.endswith(f".{facts.core.rung}")
        lacks = "names no simulation.chip in its record" if ours else "has no AVR"
        raise DeviceError(f"simavr: {facts.title} {lacks}; take {', '.join(simulated())}.")
    how = facts.core.compiler
    compiler = toolchain.find(how.program)
    folder = Path(folder)
    graph = model if isinstance(model, Graph) else read(model)
    try:
        c99.export(model, folder, target=target or target_of(board), board=board)
    except TargetTooSmall as problem:
        raise TooLarge(str(problem)) from None
    simulator = simulator or (harness.simavr(SIMULATOR),)
    options = [*how.options, *how.link, optimize, f"-mmcu={chip}", *(f"-D{one}" for one in define)]
    sources = [FIRMWARE / "bench.c", folder / "model.c"]
    program = folder / "model.elf"
    command: tuple[str | Path, ...] = (compiler, *options, "-I", folder, *sources, "-lm")
    try:
        toolchain.run((*command, "-o", program))
    except DeviceError as problem:
        if any(sign in str(problem) for sign in NO_ROOM):
            raise TooLarge(f"{facts.title}: the model does not fit; {problem}") from None
        if "avr/pgmspace.h" in str(problem):
            raise toolchain.missing("avr-libc", "avr-gcc's library") from None
        raise
    sizes = elf.sizes(program)
    over = fits_memory.over(facts, sizes.flash, sizes.ram)
    if over:
        raise TooLarge(over)
    return Built(graph, facts, chip, simulator, program, command, sizes.flash, sizes.ram, limit)


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other, in one simulation.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to return what every layer wrote, too; this takes a second simulation.

    Returns
    -------
    Run : `cycles` of each inference run from the call of model_invoke to its return;
        `stack_bytes` is the deepest stack of all inferences, found by painting it before.

    Raises
    ------
    DeviceError
        If the program crashes, sleeps, or does not end: names the input and the function in which
        it was.
    TooLarge
        If its stack grows into its variables.
    """
    graph = built.graph
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    samples = len(given)
    outputs, _, depth = simulate(built, built.elf, given)
    # A chip that stands in for the board's may have more memory.
    used = built.ram_bytes + depth
    over = fits_memory.over(
        built.board, built.flash_bytes, used, which="static variables and stack"
    )
    if over:
        raise TooLarge(over)
    rows = np.frombuffer(outputs, np.uint8).reshape(samples, -1)
    tensors = [graph.tensors[index] for index in graph.outputs]
    between = simulate(built, _with_trace(built), given)[1] if intermediates else None
    run = Run(
        tensor_bytes.from_bytes(rows[:, 8:].tobytes(), tensors, samples),
        "simulated",
        None if between is None else tensor_bytes.from_trace(between, graph, samples),
        cycles=np.ascontiguousarray(rows[:, :8]).view("<u8").ravel().astype(np.int64),
        flash_bytes=built.flash_bytes,
        ram_bytes=built.ram_bytes,
        stack_bytes=depth,
    )
    return given.shaped(run)


def traced(built: Built, inputs: np.ndarray | Sequence[np.ndarray]) -> Run:
    """Run n inputs on a program that was compiled with MODEL_TRACE, as `run` with intermediates."""
    graph = built.graph
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    outputs, traces, _ = simulate(built, built.elf, given)
    rows = np.frombuffer(outputs, np.uint8).reshape(len(given), -1)
    tensors = [graph.tensors[index] for index in graph.outputs]
    run = Run(
        tensor_bytes.from_bytes(rows[:, 8:].tobytes(), tensors, len(given)),
        "simulated",
        tensor_bytes.from_trace(traces, graph, len(given)),
    )
    return given.shaped(run)


def simulated() -> list[str]:
    """Return the names of the boards whose own chip simavr knows."""
    known = boards.all_boards().values()
    return [b.name for b in known if b.simulation and b.simulation.chip and not b.stands_in]


def _with_trace(built):
    """Compile the program so that it traces every layer, and return its path."""
    traced = built.elf.with_name("traced.elf")
    toolchain.run([*built.command, "-DMODEL_TRACE", "-o", traced])
    return traced


def simulate(
    built: Built, program: Path, given: Batch, marks: Sequence[int] = ()
) -> tuple[bytes, bytes, int]:
    """Return the bytes of the outputs, the bytes of the trace, and the depth of the stack.

    Parameters
    ----------
    built : Built
    program : Path of an ELF file with the marks of bench.c
    given : Batch
    marks : further addresses; the trace holds the cycles at which the program came to them
    """
    addresses = {symbol.name: symbol.address for symbol in elf.symbols(program)}
    names = ("bench_take", "bench_start", "bench_end", "bench_tensor")
    places = [addresses[name] for name in names]
    places += [addresses.get("model_trace", 0), addresses["_end"] - RAM]
    with temporary.folder() as name:
        folder = Path(name)
        objcopy = toolchain.find("avr-objcopy")
        toolchain.run([objcopy, "-O", "binary", program, folder / "program.bin"])
        (folder / "inputs.bin").write_bytes(tensor_bytes.to_bytes(given.arrays, given.resets))
        command: list[str | Path] = [*built.simulator, built.chip, "program.bin"]
        command += [*map(str, places), str(built.limit)]
        command += ["inputs.bin", "outputs.bin", "traces.bin"]
        if marks:
            (folder / "marks.bin").write_bytes(np.array(marks, "<u4").tobytes())
            command.append("marks.bin")
        with toolchain.may_run(Path(built.simulator[0]), "TINYML_KIT_CACHE"):
            process = children.start(
                command,
                cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
            )  # fmt: skip
        try:
            _watch(process, folder / "outputs.bin", built, len(given))
            told, complaint = process.communicate()
        finally:
            children.end(process)
        words = told.split()
        if process.returncode or len(words) != 5:
            said = " ".join(complaint.split())[:300] or f"status {process.returncode}"
            raise DeviceError(f"{built.board.title}: the simulator ended early: {said}.")
        end, (counter, caller, samples, depth) = words[0], map(int, words[1:])
        if end != "ok":
            what = ENDS[end].format(limit=built.limit, function=_where(program, counter, caller))
            error = TooLarge if end == "collision" else DeviceError
            raise error(f"{built.board.title}: input {samples} {what}.")
        outputs, traces = (folder / f"{name}.bin" for name in ("outputs", "traces"))
        return outputs.read_bytes(), traces.read_bytes(), depth


def _watch(process, outputs, built, samples):
    """Wait for the end of a simulation; what it has written says how far it is."""
    limit = PATIENCE + PATIENCE_PER_INPUT * samples
    deadline = time.monotonic() + limit
    size = 8 + sum(built.graph.tensors[index].nbytes for index in built.graph.outputs)

    def finished():
        done = 0
        while process.poll() is None:
            if time.monotonic() > deadline:
                raise DeviceError(
                    f"{built.board.title}: the simulator has not ended after {limit:.0f} s; give "
                    "it fewer inputs, or a smaller model."
                )
            time.sleep(0.02)
            written = outputs.stat().st_size // size if outputs.exists() else 0
            yield from range(done, written)
            done = max(done, written)

    bar = progress(finished(), desc=built.board.title, unit="input", total=samples, delay=2)
    for _ in bar:
        pass


def _where(program, counter, caller):
    """Return the function at the program counter, and its caller if that helps."""
    function = elf.function_at(program, counter)
    if function.startswith(("__vector", "__bad_interrupt", "no function")):
        function += f", called from {elf.function_at(program, caller)}"
    return function
