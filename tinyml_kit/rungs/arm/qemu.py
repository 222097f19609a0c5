"""The rung cortex-m4: an emulated core with the memory of the Arduino Nano 33 BLE Sense.

QEMU runs the generated C bare: a start-up file, a linker script with the real chip's memory,
and a bench that takes inputs from a file and counts instructions. It knows no pipeline and no
wait states, so what it counts are instructions, never cycles or time; the label is "emulated".
"""

import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import CORTEX_M4
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import symbols, tensor_bytes, toolchain
from tinyml_kit.rungs.protocol import Batch, DeviceError, Run, TooLarge, batch

FIRMWARE = Path(__file__).parent
CPU = ("-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard")
BARE = ("-nostartfiles", "--specs=nano.specs", "--specs=nosys.specs", "-Wl,--gc-sections")
# The board is a larger one with the same core; the linker script keeps to the Nano's memory.
MACHINE = ("-M", "mps2-an386", "-nographic", "-semihosting-config", "enable=on,target=native")
# An instruction takes 2^6 ns of the emulated time, in which the timers tick at 25 MHz.
SHIFT = 6
INSTRUCTIONS_A_TICK = 1e9 / 2**SHIFT / 25e6
# The counter has 32 bits.
MOST = int(0xFFFFFFFF * INSTRUCTIONS_A_TICK)
WALLS = {
    2: "a non-maskable interrupt",
    3: "a hard fault",
    4: "a memory fault",
    5: "a bus fault",
    6: "an undefined instruction",
}
NO_ROOM = ("overflowed by", "will not fit", "no room is left")


@dataclass(frozen=True)
class Built:
    """A program for the emulated board.

    graph : graph.Graph, the model in it
    elf : Path, the program
    command : tuple, the compiler and its options
    flash_bytes, ram_bytes : int
        From the ELF file: the whole image, and static RAM without the stack.
    """

    graph: object
    elf: Path
    command: tuple
    flash_bytes: int
    ram_bytes: int


def build(model, folder, target=CORTEX_M4, optimise="-Os", limit=MOST):
    """Compile a model for the board.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a graph.Graph
    folder : path, where the program and its parts are written
    target : export.targets.Target
        PORTABLE gives the portable C on the same core, for comparison.
    optimise : str
        The compiler's option; by default the one that the Arduino tools use for this board.
    limit : int
        Instructions after which an inference is stopped as endless.

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    GraphError, ExportError
        If there is no code for the model.
    TooLarge
        If it does not fit the memory of the Nano 33 BLE Sense.
    """
    compiler = toolchain.find("arm-none-eabi-gcc")
    toolchain.find("qemu-system-arm")
    folder = Path(folder).resolve()
    graph = model if isinstance(model, Graph) else read(model)
    c99.export(model, folder, target=target)
    options = [*CPU, *BARE, optimise, "-std=gnu99", "-ffunction-sections", "-fdata-sections"]
    options += [f"-DLIMIT_TICKS={min(int(limit / INSTRUCTIONS_A_TICK), 0xFFFFFFFF)}u"]
    options += ["-T", FIRMWARE / "nrf52840.ld", "-I", FIRMWARE, "-I", folder]
    sources = (FIRMWARE / "startup.c", FIRMWARE / "bench.c", folder / "model.c")
    # Curves of float32 models are the library's.
    command = (compiler, *options, *sources, "-lm")
    elf = folder / "model.elf"
    try:
        toolchain.run([*command, "-o", elf])
    except DeviceError as problem:
        if any(sign in str(problem) for sign in NO_ROOM):
            raise TooLarge(
                "cortex-m4: the model does not fit 1 MB of flash and 256 KB of RAM, make it "
                f"smaller; {problem}"
            ) from None
        raise
    sizes = toolchain.elf_sizes(elf)
    return Built(graph, elf, command, sizes.flash, sizes.ram)


def run(built, inputs, intermediates=False):
    """Run n inputs, one after the other, in one emulation.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to return what every layer wrote, too, which takes a second emulation.

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
    files = _emulate(built.elf, given)
    tensors = [graph.tensors[index] for index in graph.outputs]
    run = Run(
        tensor_bytes.from_bytes(files["outputs.bin"], tensors, len(given)),
        "emulated",
        _between(built, given) if intermediates else None,
        instructions=np.round(
            np.frombuffer(files["counts.bin"], "<u4") * INSTRUCTIONS_A_TICK
        ).astype(np.int64),
        flash_bytes=built.flash_bytes,
        ram_bytes=built.ram_bytes,
        stack_bytes=int(np.frombuffer(files["stack.bin"], "<u4").max()),
    )
    return given.shaped(run)


def report(built):
    """Return what the program needs; sizes in bytes, read from the compiled program."""
    return {"label": "measured", "flash_bytes": built.flash_bytes, "ram_bytes": built.ram_bytes}


def _emulate(elf, given: Batch):
    """Return {name: bytes} of the files that the program wrote."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "inputs.bin").write_bytes(tensor_bytes.to_bytes(given.arrays, given.resets))
        command = [toolchain.find("qemu-system-arm"), *MACHINE, "-icount", f"shift={SHIFT}"]
        command += ["-kernel", str(elf)]
        answer = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        files = {path.name: path.read_bytes() for path in folder.glob("*.bin")}
    if "stopped.bin" in files:
        raise DeviceError(f"cortex-m4: {_where(elf, files)}.")
    if answer.returncode or len(files.get("counts.bin", "")) != 4 * len(given):
        words = " ".join(answer.stderr.split())[:300] or f"status {answer.returncode}"
        raise DeviceError(f"cortex-m4: the emulator ended early: {words}.")
    return files


def _where(elf, files):
    """Return a clause about the wall that the program ran into."""
    number, address = struct.unpack("<II", files["stopped.bin"])
    function = symbols.function_at(elf, address)
    sample = len(files.get("counts.bin", "")) // 4
    if number in WALLS:
        return f"input {sample} ran into {WALLS[number]} in {function}"
    return f"input {sample} did not end within the limit; it was in {function}"


def _between(built, given):
    """Return {tensor index: (n, *sample shape)} of what every layer wrote."""
    traced = built.elf.with_name("traced.elf")
    toolchain.run([*built.command, "-DMODEL_TRACE", "-o", traced])
    content = _emulate(traced, given)["trace.bin"]
    return tensor_bytes.from_trace(content, built.graph, len(given))
