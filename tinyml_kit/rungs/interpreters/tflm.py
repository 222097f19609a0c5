"""The rung tflm: TensorFlow Lite for Microcontrollers, from its wheel for this computer.

It is the oracle: the same interpreter runs on boards. It works in a child process (`sandbox`),
because a damaged model can make it end its process.
"""

import importlib.util
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.graph.model import Tensor
from tinyml_kit.graph.tflite.tensor_reader import is_handle
from tinyml_kit.graph.tflite.variables import has_state
from tinyml_kit.rungs.interpreters import sandbox
from tinyml_kit.rungs.protocol import (
    DeviceError,
    Run,
    RungMissing,
    batch,
    model_bytes,
    sample_shape,
)

# The computer gives only those pages that the interpreter writes to.
ARENA_BYTES = 256 * 2**20
ALIGNMENT = 16


@dataclass(frozen=True)
class Arena:
    """Bytes of memory that the interpreter uses on this computer (measured).

    `head` holds the tensors while they live, `tail` the interpreter's own records; `total` is
    their sum. The records are larger here than on a chip with 32-bit pointers. While it plans, a
    small model needs more than this: see `least_arena`.
    """

    total: int
    head: int
    tail: int


@dataclass(frozen=True)
class Built:
    """A model that the interpreter took; `stateful` tells whether it runs on sequences."""

    name: str
    model: bytes
    inputs: tuple[Tensor, ...]
    arena: Arena
    stateful: bool = False


def available() -> bool:
    """Tell whether the interpreter's wheel is installed; there is one for Linux on x86-64 only."""
    return importlib.util.find_spec("tflite_micro") is not None


def build(
    model: str | Path | bytes,
    folder: str | Path | None = None,
    arena_bytes: int = ARENA_BYTES,
) -> Built:
    """Load a model.

    Parameters
    ----------
    model : path or bytes of a .tflite
    folder : ignored, because nothing is written
    arena_bytes : int
        How much memory the interpreter gets, to see whether a model needs more; runs get plenty.

    Raises
    ------
    RungMissing
        If the wheel is not installed.
    DeviceError
        If the interpreter does not take the model: the message quotes its reason.
    """
    if not available():
        raise RungMissing(
            "the Python package tflite-micro is not installed; where it has a build (Linux on "
            "x86-64), pip install the version that pyproject.toml names."
        )
    name = Path(model).name if isinstance(model, (str, Path)) else "model"
    content = model_bytes(model)
    (inputs, _, stateful), text = _call(name, load, model=content, arena_bytes=arena_bytes)
    sizes = {
        part: int(size) for part, size in re.findall(r"allocation (total|head|tail) (\d+)", text)
    }
    tensors = tuple(
        Tensor(index, f"input {index}", shape, np.dtype(dtype))
        for index, (shape, dtype) in enumerate(inputs)
    )
    return Built(name, content, tensors, Arena(**sizes), stateful)


def least_arena(built: Built) -> int:
    """Return the smallest arena, in steps of 16 bytes, in which the interpreter takes a model.

    Beside its records, which stay, the interpreter makes notes on all tensors while it plans, in
    the memory where the tensors will be. Where the tensors are smaller than the notes, as in small
    models, an arena of `built.arena.total` bytes is not enough. Found by trial (measured).
    """
    low = -(-built.arena.total // ALIGNMENT) - 1
    high = low + 1
    while not _is_enough(built, high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if _is_enough(built, middle):
            high = middle
        else:
            low = middle
    return high * ALIGNMENT


def _is_enough(built, lines):
    """Tell whether the interpreter takes a model; in some arenas that are too small it crashes."""
    try:
        _call(built.name, load, model=built.model, arena_bytes=lines * ALIGNMENT)
    except DeviceError:
        return False
    return True


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to keep what every operator wrote; the outputs stay the same.

    Returns
    -------
    Run : `seconds` of each inference are measured, `ram_bytes` is the arena's total.
    """
    given = batch(built.inputs, inputs, built.stateful)
    (outputs, between, seconds), _ = _call(
        built.name,
        invoke,
        # No inference of a model for a microcontroller takes a second here.
        60 + len(given),
        model=built.model,
        inputs=given.arrays,
        resets=given.resets,
        intermediates=intermediates,
    )
    run = Run(outputs, "measured", between, seconds=seconds, ram_bytes=built.arena.total)
    return given.shaped(run)


def _call(name, function, limit=60, **arguments):
    try:
        return sandbox.call(function, limit, **arguments)
    except sandbox.Died as problem:
        raise DeviceError(
            f"{name}: the TFLM interpreter {problem}; the model is damaged or needs what this "
            "interpreter lacks, convert it again."
        ) from None
    except DeviceError as problem:
        words = " ".join(str(problem).split())
        raise DeviceError(f"{name}: the TFLM interpreter refuses it: {words[:300]}.") from None


# --- in the child -----------------------------------------------------------------------------


def load(
    model: bytes, arena_bytes: int = ARENA_BYTES
) -> tuple[list[tuple[tuple[int, ...], str]], list[tuple[tuple[int, ...], str]], bool]:
    """Return (shape, dtype) of each input, of each output, and whether there is state.

    The interpreter writes how much of the arena it uses to standard error.
    """
    interpreter = _interpreter(model, arena_bytes=arena_bytes)
    interpreter.print_allocations()
    inputs, outputs = _io(model)
    details = [interpreter.get_input_details(index) for index in range(len(inputs))]
    details += [interpreter.get_output_details(index) for index in range(len(outputs))]
    known = [
        (tuple(int(n) for n in detail["shape"]), np.dtype(detail["dtype"]).name)
        for detail in details
    ]
    return known[: len(inputs)], known[len(inputs) :], has_state(model)


def invoke(
    model: bytes,
    inputs: Sequence[np.ndarray],
    resets: np.ndarray | None,
    intermediates: bool,
) -> tuple[list[np.ndarray], dict[int, np.ndarray] | None, np.ndarray]:
    """Return the outputs, the intermediates or None, and the seconds of each inference."""
    interpreter = _interpreter(model, preserve=intermediates)
    shapes = [interpreter.get_input_details(index)["shape"] for index in range(len(inputs))]
    output_count = len(_io(model)[1])
    written = _written(model) if intermediates else ()
    outputs, between, seconds = [], [], []
    for place, sample in enumerate(zip(*inputs, strict=True)):
        if place and resets is not None and resets[place]:
            # The interpreter's own reset sets variables to 0, not to their initial values.
            interpreter = _interpreter(model, preserve=intermediates)
        for index, value in enumerate(sample):
            interpreter.set_input(value.reshape(shapes[index]), index)
        start = time.perf_counter()
        interpreter.invoke()
        seconds.append(time.perf_counter() - start)
        outputs.append([interpreter.get_output(index) for index in range(output_count)])
        between.append([interpreter.GetTensor(index, 0)["tensor_data"] for index in written])
    return (
        [_stacked(values) for values in zip(*outputs, strict=True)],
        {t: _stacked(v) for t, v in zip(written, zip(*between, strict=True), strict=True)}
        if intermediates
        else None,
        np.array(seconds),
    )


def _stacked(values):
    return np.stack([np.reshape(value, sample_shape(np.shape(value))) for value in values])


def _interpreter(model, preserve=False, arena_bytes=ARENA_BYTES):
    from tflite_micro.python.tflite_micro import runtime

    config = runtime.InterpreterConfig
    return runtime.Interpreter.from_bytes(
        model,
        arena_size=arena_bytes,
        intrepreter_config=config.kPreserveAllTensors if preserve else config.kAllocationRecording,
    )


def _subgraph(model):
    from ai_edge_litert import schema_py_generated as schema

    return schema.Model.GetRootAs(model, 0).Subgraphs(0)


def _io(model):
    subgraph = _subgraph(model)
    return subgraph.InputsAsNumpy(), subgraph.OutputsAsNumpy()


def _written(model):
    subgraph = _subgraph(model)
    operators = [subgraph.Operators(index) for index in range(subgraph.OperatorsLength())]
    written = [op.Outputs(number) for op in operators for number in range(op.OutputsLength())]
    # The handle of a variable has no data to look at.
    return [index for index in written if not is_handle(subgraph.Tensors(index))]
