"""The generated C on a core that QEMU emulates, with the memory of a board.

QEMU runs the program without an operating system: a start-up file, a linker script with the real
chip's memory, and a bench that takes inputs from a file and counts instructions. It models neither
a pipeline nor wait states, so it counts instructions, never cycles or time; the label is
"emulated". What differs from core to core is in its record (`boards/cores`) and its folder of
firmware.
"""

import struct
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import children, temporary
from tinyml_kit.base.toml import tomllib
from tinyml_kit.boards import Board, Compiler, Emulator
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import TARGETS, Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import elf, tensor_bytes, toolchain
from tinyml_kit.rungs.protocol import Batch, DeviceError, Run, TooLarge, batch

SHARED = Path(__file__).parent
# The counter has 32 bits.
MOST_TICKS = 0xFFFFFFFF
# Seconds after which the emulator counts as stuck; an inference takes much less than one.
PATIENCE, PATIENCE_PER_INPUT = 120, 10
MEMORY = """FLASH (rx) : ORIGIN = {flash_at:#x}, LENGTH = {flash}
RAM (rwx) : ORIGIN = {ram_at:#x}, LENGTH = {ram}
"""
NO_ROOM = ("overflowed by", "will not fit", "no room is left")


@dataclass(frozen=True)
class Built:
    """A program for an emulated board.

    graph : graph.Graph, the model in it
    board : boards.Board
    program : Path of the ELF file
    command : tuple, the compiler and its arguments
    flash_bytes, ram_bytes : from the ELF file: the whole image, and static RAM without the stack
    """

    graph: Graph
    board: Board
    program: Path
    command: tuple[str | Path, ...]
    flash_bytes: int
    ram_bytes: int


def build(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    board: str = "nano33ble",
    target: Target | None = None,
    optimize: str = "-Os",
    limit: int | None = None,
) -> Built:
    """Compile a model for a board.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a graph.Graph
    folder : path, where the program and its parts are written
    board : a board of `boards` whose core QEMU emulates
    target : what the C is laid out for; by default the board's, another one for comparison
    optimize : the compiler's option; by default the one that Arduino's tools use
    limit : instructions after which an inference is stopped as endless; by default the most that
        the counter can count

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    GraphError, ExportError
        If there is no code for the model.
    TooLarge
        If it does not fit the memory of the board.
    DeviceError
        If there is no emulator for the board.
    """
    facts = boards.find(board)
    core, (compiler, emulator) = facts.core, tools_of(facts)
    found = toolchain.find(compiler.program)
    toolchain.find(emulator.program)
    folder = Path(folder).resolve()
    graph = model if isinstance(model, Graph) else read(model)
    c99.export(model, folder, target=target or TARGETS[core.target])
    ticks = MOST_TICKS
    if limit is not None:
        ticks = min(int(limit / emulator.instructions_per_tick), MOST_TICKS)
    places = write_memory(facts, folder)
    options = [optimize, "-std=gnu99", "-ffunction-sections", "-fdata-sections"]
    options.append(f"-DLIMIT_TICKS={ticks}u")
    sources = (firmware_of(facts) / "startup.c", SHARED / "bench.c", folder / "model.c")
    # float32 models take their curves from the mathematical library.
    command = (found, *compiler.options, *places, *options, "-I", folder, *sources, "-lm")
    program = folder / "model.elf"
    try:
        toolchain.run([*command, "-o", program])
    except DeviceError as problem:
        if any(sign in str(problem) for sign in NO_ROOM):
            raise TooLarge(
                f"{facts.rung or core.name}: the model does not fit {facts.flash:,} bytes of flash "
                f"and {facts.ram:,} bytes of RAM of the {facts.title}, make it smaller; {problem}"
            ) from None
        if "spec file" in str(problem):
            what = f"the C library of {compiler.program}"
            raise toolchain.missing(toolchain.library_of(core.needs), what) from None
        raise
    sizes = elf.sizes(program)
    return Built(graph, facts, program, command, sizes.flash, sizes.ram)


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other, in one emulation.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : whether to return what every layer wrote, too; this takes a second emulation

    Returns
    -------
    Run : `instructions` of each inference are emulated, `stack_bytes` is the deepest stack.

    Raises
    ------
    DeviceError
        If the program runs into a fault or does not end: names the input and the function.
    """
    graph = built.graph
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    files = emulate(built, built.program, given)
    tensors = [graph.tensors[index] for index in graph.outputs]
    ticks = np.frombuffer(files["counts.bin"], "<u4")
    per_tick = tools_of(built.board)[1].instructions_per_tick
    run = Run(
        tensor_bytes.from_bytes(files["outputs.bin"], tensors, len(given)),
        "emulated",
        _between(built, given) if intermediates else None,
        instructions=np.round(ticks * per_tick).astype(np.int64),
        flash_bytes=built.flash_bytes,
        ram_bytes=built.ram_bytes,
        stack_bytes=int(np.frombuffer(files["stack.bin"], "<u4").max()),
    )
    return given.shaped(run)


def emulated() -> list[str]:
    """Return the names of the boards whose core QEMU emulates, and that have a rung."""
    known = boards.all_boards().values()
    return [board.name for board in known if board.core.emulator and board.rung]


def firmware_of(board: Board) -> Path:
    """Return the folder with the start-up code for a board's core."""
    return SHARED.parent / tools_of(board)[1].firmware


def write_memory(board: Board, folder: Path) -> list[str | Path]:
    """Tell the linker how much memory a board has; return the options that compile and link so.

    Parameters
    ----------
    board : boards.Board with an emulated core
    folder : path; memory.ld is written into it
    """
    compiler, emulator = tools_of(board)
    how = {"flash_at": emulator.flash_at, "ram_at": emulator.ram_at}
    memory = MEMORY.format(flash=board.flash, ram=board.ram, **how)
    (folder / "memory.ld").write_text(memory, encoding="utf-8")
    includes: list[str | Path] = ["-I", SHARED, "-I", firmware_of(board)]
    return [*includes, *compiler.link, "-L", folder, "-T", SHARED / "program.ld"]


def emulator_command(board: Board, program: str | Path) -> list[str]:
    """Return the command that starts QEMU with a program for a board, without a serial port."""
    how = tools_of(board)[1]
    return [
        toolchain.find(how.program), "-M", how.machine, *how.options, "-display", "none",
        "-monitor", "none", "-semihosting-config", "enable=on,target=native",
        "-icount", f"shift={how.shift}", "-kernel", str(Path(program).resolve()),
    ]  # fmt: skip


def tools_of(board: Board) -> tuple[Compiler, Emulator]:
    """Return the compiler and the emulator of a board's core.

    Raises
    ------
    DeviceError
        If there is no emulator for it.
    """
    core = board.core
    if core.compiler is None or core.emulator is None:
        raise DeviceError(
            f"emulation: there is no emulator for the {core.title} of the {board.title}; take "
            f"{', '.join(emulated())}."
        )
    return core.compiler, core.emulator


def emulate(built: Built, program: Path, given: Batch) -> dict[str, bytes]:
    """Run a program on inputs and return {name: bytes} of the files that it wrote.

    Raises
    ------
    DeviceError
        If the program runs into a fault or does not end.
    """
    rung = built.board.rung or built.board.core.name
    limit = PATIENCE + PATIENCE_PER_INPUT * len(given)
    with temporary.folder() as name:
        folder = Path(name)
        (folder / "inputs.bin").write_bytes(tensor_bytes.to_bytes(given.arrays, given.resets))
        command = [*emulator_command(built.board, program), "-serial", "none"]
        try:
            answer = children.run(
                command,
                cwd=folder,
                timeout=limit,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            raise DeviceError(
                f"{rung}: the emulator has not ended after {limit:.0f} s; give it fewer inputs, "
                "or a smaller model."
            ) from None
        files = {path.name: path.read_bytes() for path in folder.glob("*.bin")}
    if "stopped.bin" in files:
        raise DeviceError(f"{rung}: {_where(built, program, files)}.")
    if answer.returncode or len(files.get("counts.bin", "")) != 4 * len(given):
        words = " ".join(answer.stderr.split())[:300] or f"status {answer.returncode}"
        raise DeviceError(f"{rung}: the emulator ended early: {words}.")
    return files


def _where(built, program, files):
    """Return a clause that says which fault stopped the program, and where."""
    reason, address = struct.unpack("<II", files["stopped.bin"])
    function = elf.function_at(program, address)
    sample = len(files.get("counts.bin", "")) // 4
    faults = tomllib.loads((firmware_of(built.board) / "faults.toml").read_text(encoding="utf-8"))
    if str(reason) in faults:
        return f"input {sample} ran into {faults[str(reason)]} in {function}"
    return f"input {sample} did not end within the limit; it was in {function}"


def _between(built, given):
    """Return {tensor index: (n, *sample shape)} of what every layer wrote."""
    traced = built.program.with_name("traced.elf")
    toolchain.run([*built.command, "-DMODEL_TRACE", "-o", traced])
    content = emulate(built, traced, given)["trace.bin"]
    return tensor_bytes.from_trace(content, built.graph, len(given))
