"""The rungs fpga and fpga-ecp5: a model's circuit, simulated cycle by cycle.

The circuit is folded for an FPGA and simulated as it would run there, so cycles and outputs are
those of the chip; what its clock allows is known after place and route only
(`place_and_route`). The label is "simulated".
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import children, temporary
from tinyml_kit.codegen.rtl.export import circuit_of, source
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.program import channels_out, stage_layer
from tinyml_kit.codegen.rtl.timing import Cycles, cycles, words_in
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ops.layer import TargetTooSmall
from tinyml_kit.rungs import tensor_bytes, toolchain
from tinyml_kit.rungs.fpga import simulators
from tinyml_kit.rungs.protocol import DeviceError, Run, TooLarge, batch, sample_shape

# Seconds after which a simulation counts as stuck, and for each frame. Slow computers simulate
# at least 20,000 cycles of a large circuit in one.
PATIENCE, CYCLES_PER_SECOND = 120, 20_000


@dataclass(frozen=True)
class Built:
    """A simulated circuit.

    graph : Graph
    device : boards.Fpga
    circuit : Circuit
    predicted : Cycles
    simulator : "verilator" or "cxxrtl"
    program : Path
    """

    graph: Graph
    device: boards.Fpga
    circuit: Circuit
    predicted: Cycles
    simulator: str
    program: Path


def build(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    device: str = "ecp5-85",
    simulator: str | None = None,
    circuit: Circuit | None = None,
    optimize: str = "-O1",
) -> Built:
    """Make a model's circuit and a program that simulates it.

    Parameters
    ----------
    model : path or bytes of a .tflite, or a Graph
    folder : path, made if it does not exist; model.v and what is made from it go into it
    device : the name of an FPGA
    simulator : "verilator" or "cxxrtl"; by default the fastest that is installed
    circuit : another folding of the model
    optimize : the C++ compiler's option

    Raises
    ------
    GraphError, ExportError
        If there is no circuit for the model.
    TooLarge
        If the device has too few multipliers.
    RungMissing
        If there is no simulator, or no C++ compiler.
    """
    graph = model if isinstance(model, Graph) else read(model)
    chip = boards.find_fpga(device)
    try:
        circuit = circuit or circuit_of(graph, chip)
    except TargetTooSmall as problem:
        raise TooLarge(str(problem)) from None
    chosen = simulator or simulators.choose()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.v").write_text(source(circuit, chip, taps=True), encoding="utf-8")
    program = simulators.build(circuit, folder.resolve(), chosen, optimize)
    return Built(graph, chip, circuit, cycles(circuit), chosen, program)


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one frame behind the other without a gap.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : whether to keep what every layer gave

    Returns
    -------
    Run : `cycles` of each frame run from its first number to its last output, while the frames
        around it are in the circuit, too.

    Raises
    ------
    DeviceError
        If the circuit stops.
    """
    outputs, times, between = simulate(built, inputs, intermediates)
    cycles = times[:, 1] - times[:, 0] + 1
    return Run([outputs], "simulated", between, cycles=cycles)


def simulate(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> tuple[np.ndarray, np.ndarray, dict[int, np.ndarray] | None]:
    """Return the outputs of n frames, their times, and what every layer gave, as `run` does.

    The times are (n, 2): the cycles, counted from the reset, in which the first number of a frame
    was taken and its last output left.
    """
    graph, circuit = built.graph, built.circuit
    given = batch([graph.tensors[index] for index in graph.inputs], inputs)
    count = len(given)
    tensor = graph.tensors[graph.outputs[0]]
    given_words = tensor.size // circuit.channels_out
    shape = words_in(circuit), circuit.channels_in, given_words, circuit.channels_out
    with temporary.folder() as name:
        folder = Path(name)
        (folder / "inputs.bin").write_bytes(tensor_bytes.to_bytes(given.arrays))
        _simulate(built, folder, (count, limit_of(built), *shape, int(intermediates)), count)
        outputs = np.fromfile(folder / "outputs.bin", np.int8)
        times = np.fromfile(folder / "cycles.bin", "<u8").reshape(count, 2).astype(np.int64)
        between = None
        if intermediates:
            between = _layers(built, np.fromfile(folder / "trace.bin", np.int8), count)
    return outputs.reshape(count, *sample_shape(tensor.shape)), times, between


def limit_of(built: Built) -> int:
    """Return the cycles after which a circuit that gives nothing counts as stopped."""
    return 2 * built.predicted.latency + 1000


def _simulate(built, folder, numbers, count):
    limit = PATIENCE + count * built.predicted.latency / CYCLES_PER_SECOND
    try:
        with toolchain.may_run(built.program, "TMPDIR"):
            answer = children.run(
                [str(built.program), *map(str, numbers)],
                cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=limit,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"{built.device.title}: the simulation has not ended after {limit:.0f} s; give it "
            "fewer inputs, or a smaller model."
        ) from None
    if answer.returncode == 3:
        raise DeviceError(
            f"{built.device.title}: the circuit has given nothing for {numbers[1]} cycles; the "
            "model has found a mistake in the kit, please report it."
        )
    if answer.returncode:
        raise DeviceError(f"{built.device.title}: the simulator ended with {answer.returncode}.")


def _layers(built, trace, count):
    """Return {tensor index: (n, *sample shape)} of what the stages gave."""
    found, widths = {}, [channels_out(stage) for stage in built.circuit.stages]
    words: list[list[np.ndarray]] = [[] for _ in widths]
    place = 0
    while place < len(trace):
        stage = int(trace[place])
        words[stage].append(trace[place + 1 : place + 1 + widths[stage]])
        place += 1 + widths[stage]
    for stage, given in zip(built.circuit.stages, words, strict=True):
        index = stage_layer(stage).outputs[0]
        tensor = built.graph.tensors[index]
        whole = np.concatenate(given)[: count * tensor.size]
        found[index] = whole.reshape(count, *sample_shape(tensor.shape))
    return found
