"""The generated C on a core that QEMU emulates, with the memory of a board.

QEMU runs the program bare: a start-up file, a linker script with the real chip's memory, and a
bench that takes inputs from a file and counts instructions. It knows no pipeline and no wait
states, so what it counts are instructions, never cycles or time; the label is "emulated". What
differs from core to core stands in its record (`boards/cores`) and its folder of firmware.
"""

import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import TARGETS, Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import elf, tensor_bytes, toolchain
from tinyml_kit.rungs.protocol import Batch, DeviceError, Run, TooLarge, batch

SHARED = Path(__file__).parent
# The counter has 32 bits.
MOST_TICKS = 0xFFFFFFFF
# Seconds after which the emulator counts as stuck; an inference takes well below one.
PATIENCE, PATIENCE_PER_INPUT = 120, 10
MEMORY = """FLASH (rx) : ORIGIN = {flash_at:#x}, LENGTH = {flash}
RAM (rwx) : ORIGIN = {ram_at:#x}, LENGTH = {ram}
"""
# What the firmware writes down as the reason why it stopped.
WALLS = {
    "arm": {
        2: "a non-maskable interrupt",
        3: "a hard fault",
        4: "a memory fault",
        5: "a bus fault",
        6: "an undefined instruction",
    },
    "riscv": {
        0: "a jump to an odd address",
        1: "a jump outside the memory",
        2: "an undefined instruction",
        4: "an unaligned load",
        5: "a load outside the memory",
        6: "an unaligned store",
        7: "a store outside the memory",
    },
}
NO_ROOM = ("overflowed by", "will not fit", "no room is left")


@dataclass(frozen=True)
class Built:
    """A program for an emulated board.

    graph : graph.Graph, the model in it
    board : boards.Board
    program : Path of the ELF file
    command : the compiler and its options
    flash_bytes, ram_bytes : from the ELF file: the whole image, and static RAM without the stack
    """

    graph: Graph
    board: boards.Board
    program: Path
    command: tuple
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
    limit : instructions after which an inference is stopped as endless; by default as many as
        the counter can count

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    GraphError, ExportError
        If there is no code for the model.
    TooLarge
        If it does not fit the memory of the board.
    """
    facts = boards.find(board)
    core = facts.core
    if core.emulator is None:
        raise DeviceError(
            f"emulation: there is no emulator for the {core.title} of the {facts.title}; take "
            f"{', '.join(emulated())}."
        )
    compiler = toolchain.find(core.compiler.program)
    toolchain.find(core.emulator.program)
    folder = Path(folder).resolve()
    graph = model if isinstance(model, Graph) else read(model)
    c99.export(model, folder, target=target or TARGETS[core.target])
    places = write_memory(facts, folder)
    ticks = MOST_TICKS
    if limit is not None:
        ticks = min(int(limit / core.emulator.instructions_per_tick), MOST_TICKS)
    options = [optimize, "-std=gnu99", "-ffunction-sections", "-fdata-sections"]
    options += [f"-DLIMIT_TICKS={ticks}u", "-I", folder]
    firmware = firmware_of(core)
    sources = (firmware / "startup.c", SHARED / "bench.c", folder / "model.c")
    # Curves of float32 models are the library's.
    command = (compiler, *core.compiler.options, *places, *options, *sources, "-lm")
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
            what = f"the C library of {core.compiler.program}"
            raise toolchain.missing(toolchain.library_of(core.needs), what) from None
        raise
    sizes = elf.sizes(program)
    return Built(graph, facts, program, command, sizes.flash, sizes.ram)


def run(built: Built, inputs, intermediates: bool = False) -> Run:
    """Run n inputs, one after the other, in one emulation.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : whether to return what every layer wrote, too, which takes a second emulation

    Returns
    -------
    Run : `instructions` of each inference are emulated, `stack_bytes` is the deepest stack.

    Raises
    ------
    DeviceError
        If the program runs into a fault or does not end: names the function.
    """
    graph = built.graph
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    files = _emulate(built, built.program, given)
    tensors = [graph.tensors[index] for index in graph.outputs]
    ticks = np.frombuffer(files["counts.bin"], "<u4")
    per_tick = built.board.core.emulator.instructions_per_tick
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
    """Return the names of the boards whose core QEMU emulates."""
    known = boards.all_boards().values()
    return [board.name for board in known if board.core.emulator and board.rung]


def firmware_of(core: boards.Core) -> Path:
    """Return the folder with the start-up code of a core."""
    return SHARED.parent / core.emulator.firmware


def write_memory(board: boards.Board, folder: Path) -> list:
    """Write the memory of a board for the linker; return the options that compile and link by it.

    Parameters
    ----------
    board : boards.Board with an emulated core
    folder : path, which gets memory.ld
    """
    core = board.core
    how = {"flash_at": core.emulator.flash_at, "ram_at": core.emulator.ram_at}
    (folder / "memory.ld").write_text(MEMORY.format(flash=board.flash, ram=board.ram, **how))
    includes = ["-I", SHARED, "-I", firmware_of(core)]
    return [*includes, *core.compiler.link, "-L", folder, "-T", SHARED / "program.ld"]


def emulator_command(core: boards.Core, program: str | Path) -> list[str]:
    """Return the command that starts QEMU with a program, without its serial port."""
    how = core.emulator
    return [
        toolchain.find(how.program), "-M", how.machine, *how.options, "-display", "none",
        "-monitor", "none", "-semihosting-config", "enable=on,target=native",
        "-icount", f"shift={how.shift}", "-kernel", str(Path(program).resolve()),
    ]  # fmt: skip


def _emulate(built, program, given: Batch):
    """Return {name: bytes} of the files that the program wrote."""
    rung = built.board.rung or built.board.core.name
    limit = PATIENCE + PATIENCE_PER_INPUT * len(given)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inputs.bin").write_bytes(tensor_bytes.to_bytes(given.arrays, given.resets))
        command = [*emulator_command(built.board.core, program), "-serial", "none"]
        quiet = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
        try:
            answer = subprocess.run(command, cwd=folder, timeout=limit, **quiet)
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
    """Return a clause about the wall that the program ran into."""
    reason, address = struct.unpack("<II", files["stopped.bin"])
    function = elf.function_at(program, address)
    sample = len(files.get("counts.bin", "")) // 4
    walls = WALLS[built.board.core.emulator.firmware]
    if reason in walls:
        return f"input {sample} ran into {walls[reason]} in {function}"
    return f"input {sample} did not end within the limit; it was in {function}"


def _between(built, given):
    """Return {tensor index: (n, *sample shape)} of what every layer wrote."""
    traced = built.program.with_name("traced.elf")
    toolchain.run([*built.command, "-DMODEL_TRACE", "-o", traced])
    content = _emulate(built, traced, given)["trace.bin"]
    return tensor_bytes.from_trace(content, built.graph, len(given))
