"""The rung c: the generated C, compiled for this computer and run in a process of its own."""

import re
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tinyml_kit.base import children, temporary
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.targets import PORTABLE, Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import elf, tensor_bytes, toolchain
from tinyml_kit.rungs.protocol import DeviceError, Run, batch

BENCH = Path(__file__).with_name("bench.c")
COMPILERS = ("gcc", "clang", "cc")
SANITIZERS = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
# No inference of a model for a microcontroller takes a second here, sanitizers included.
LIMIT = 60


@dataclass(frozen=True)
class Built:
    """A compiled model.

    graph : Graph
    folder : Path of the generated model.c and model.h, and of what was compiled from them
    program : Path
    command : tuple, the compiler and its options
    sizes : elf.Sizes of the model's object file, or None where it is not an ELF file
    rung : str, what messages call the place where the program runs
    emulator : tuple, what runs a program for another processor, with its options
    """

    graph: Graph
    folder: Path
    program: Path
    command: tuple[str, ...]
    sizes: elf.Sizes | None
    rung: str = "c"
    emulator: tuple[str, ...] = ()


def build(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    compiler: str | None = None,
    optimize: str = "-O2",
    sanitize: bool = False,
    target: Target = PORTABLE,
) -> Built:
    """Export a model as C and compile it; warnings count as errors.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a Graph
    folder : path
        Made if it is not there; model.c, model.h and what is compiled from them go into it.
    compiler : str or None
        A program's name. By default gcc, clang or cc, whichever is found first.
    optimize : str
        The compiler's option or options, e.g. "-Os" or "-O3 -march=native".
    sanitize : bool
        Whether an access outside an array and undefined behaviour end the program.
    target : codegen.c.targets.Target
        Another chip's code; its assembly has a twin in C that runs here.

    Raises
    ------
    GraphError, ExportError
        If the model cannot be exported.
    RungMissing
        If there is no compiler.
    DeviceError
        If the compiler refuses the code: its first error is in the message.
    """
    graph = model if isinstance(model, Graph) else read(model)
    found = toolchain.find(*([compiler] if compiler else COMPILERS))
    c99.export(model, folder, target=target)
    command = (found, *toolchain.STRICT, *optimize.split(), *(SANITIZERS if sanitize else ()))
    built = Built(graph, Path(folder).resolve(), Path(), command, None)
    return replace(built, program=_compile(built, "bench"), sizes=_sizes(built))


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to keep what every layer wrote; a second program is compiled for that.

    Returns
    -------
    Run : `seconds` of each inference are measured, unless the program runs in an emulator.

    Raises
    ------
    DeviceError
        If the program crashes or does not end: says how it ended.
    """
    program = bench(built, intermediates)

    def start(paths, count):
        execute([*built.emulator, program, *paths], LIMIT + count, built.rung)

    took = replace(exchange(built.graph, inputs, intermediates, start), **_bytes(built))
    if built.emulator:  # its seconds say nothing of the processor that it imitates
        took = replace(took, label="emulated", seconds=None)
    return took


def bench(built: Built, intermediates: bool) -> Path:
    """Return the program that runs inputs; another one is compiled to tell what layers write."""
    return _compile(built, "bench_trace", "-DMODEL_TRACE") if intermediates else built.program


def exchange(
    graph: Graph,
    inputs: np.ndarray | Sequence[np.ndarray],
    intermediates: bool,
    start: Callable[[list[Path], int], None],
) -> Run:
    """Hand inputs to the bench and read what it answered.

    Parameters
    ----------
    graph : Graph
    inputs, intermediates : as for `run`
    start : function (paths, n)
        Runs the bench on n inputs with these files, of which the first is there and it writes the
        others.
    """
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    count = len(given)
    names = ["inputs", "outputs", "seconds"] + ["trace"] * intermediates
    with temporary.folder() as folder:
        paths = [Path(folder) / name for name in names]
        paths[0].write_bytes(tensor_bytes.to_bytes(given.arrays, given.resets))
        start(paths, count)
        tensors = [graph.tensors[index] for index in graph.outputs]
        outputs = tensor_bytes.from_bytes(paths[1].read_bytes(), tensors, count)
        seconds = np.frombuffer(paths[2].read_bytes(), np.float64)
        between = (
            tensor_bytes.from_trace(paths[3].read_bytes(), graph, count) if intermediates else None
        )
    return given.shaped(Run(outputs, "measured", between, seconds=seconds))


def _bytes(built):
    if built.sizes is None:
        return {}
    return {"flash_bytes": built.sizes.flash, "ram_bytes": built.sizes.ram}


def _compile(built, name, *options):
    """Compile the model and the bench, and return the program."""
    program = built.folder / name
    model, sources = built.folder / f"{name}.o", ["-I", built.folder]
    toolchain.run([*built.command, *options, *sources, "-c", built.folder / "model.c", "-o", model])
    toolchain.run([*built.command, *options, *sources, BENCH, model, "-lm", "-o", program])
    return program


def _sizes(built):
    try:
        return elf.sizes(built.folder / "bench.o")
    except DeviceError:  # another format than ELF, as on macOS
        return None


def execute(command: Sequence[str | Path], limit: float, rung: str = "c") -> str:
    """Run a program that was compiled here, and return what it printed.

    Raises
    ------
    DeviceError
        If it may not run, crashes, or does not end within so many seconds.
    """
    try:
        with toolchain.may_run(Path(command[0]), "TMPDIR"):
            answer = children.run(
                command,
                limit,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
            )
    except subprocess.TimeoutExpired:
        raise DeviceError(f"{rung}: the program has not ended after {limit} s.") from None
    if answer.returncode:
        raise DeviceError(f"{rung}: the program {_how_it_ended(answer)}.")
    return answer.stdout


def _how_it_ended(answer):
    outside = re.search(r"AddressSanitizer: [\w-]+", answer.stderr)
    if outside:
        return f"stopped: {outside[0]}"
    reports = [line for line in answer.stderr.splitlines() if "rror: " in line]
    if reports:  # a sanitizer's; shown without the folder in front
        return f"stopped: {' '.join(Path(reports[0].strip()).name.split())}"
    if answer.returncode < 0:
        return f"crashed with {signal.Signals(-answer.returncode).name}"
    return f"ended with status {answer.returncode}"
