"""The rung litert: TensorFlow Lite for phones and computers, with XNNPACK or without.

Its default kernels (XNNPACK) round differently from TFLM, by one step in most convolutions; its
reference kernels do so in some dense layers only. It therefore has a tolerance, and cannot be the
oracle. It works in a child process (`sandbox`), because it writes to standard error.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.graph.model import Tensor
from tinyml_kit.graph.tflite.variables import has_state
from tinyml_kit.rungs.interpreters import sandbox
from tinyml_kit.rungs.protocol import DeviceError, Run, batch, model_bytes, sample_shape


@dataclass(frozen=True)
class Built:
    """A model that the interpreter took.

    `resolver` names its kernels; `stateful` tells whether it runs on sequences.
    """

    name: str
    model: bytes
    inputs: tuple[Tensor, ...]
    resolver: str
    stateful: bool = False


def build(
    model: str | Path | bytes, folder: str | Path | None = None, resolver: str = "AUTO"
) -> Built:
    """Load a model.

    Parameters
    ----------
    model : path or bytes of a .tflite
    folder : ignored, because nothing is written
    resolver : "AUTO", the kernels of XNNPACK, or "BUILTIN_REF", the reference kernels

    Raises
    ------
    DeviceError
        If the interpreter does not take the model: the message quotes its reason.
    """
    name = Path(model).name if isinstance(model, (str, Path)) else "model"
    content = model_bytes(model)
    (details, stateful), _ = _call(name, load, model=content, resolver=resolver)
    tensors = tuple(
        Tensor(index, tensor_name, shape, np.dtype(dtype))
        for index, tensor_name, shape, dtype in details
    )
    return Built(name, content, tensors, resolver, stateful)


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other, on one thread.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to keep what every operator wrote.

    Returns
    -------
    Run : `seconds` of each inference are measured.
    """
    given = batch(built.inputs, inputs, built.stateful)
    (outputs, between, seconds), _ = _call(
        built.name,
        invoke,
        60 + len(given),
        model=built.model,
        resolver=built.resolver,
        inputs=given.arrays,
        resets=given.resets,
        intermediates=intermediates,
    )
    return given.shaped(Run(outputs, "measured", between, seconds=seconds))


def _call(name, function, limit=60, **arguments):
    try:
        return sandbox.call(function, limit, **arguments)
    except DeviceError as problem:
        words = " ".join(str(problem).split())
        raise DeviceError(
            f"{name}: LiteRT does not run it: {words[:300]}; convert it again."
        ) from None


# --- in the child -----------------------------------------------------------------------------


def load(model: bytes, resolver: str) -> tuple[list[tuple[int, str, tuple[int, ...], str]], bool]:
    """Return (index, name, shape, dtype) of each input tensor, and whether there is state."""
    details = [
        (
            detail["index"],
            detail["name"],
            tuple(int(n) for n in detail["shape"]),
            np.dtype(detail["dtype"]).name,
        )
        for detail in _interpreter(model, resolver).get_input_details()
    ]
    return details, has_state(model)


def invoke(
    model: bytes,
    resolver: str,
    inputs: Sequence[np.ndarray],
    resets: np.ndarray | None,
    intermediates: bool,
) -> tuple[list[np.ndarray], dict[int, np.ndarray] | None, np.ndarray]:
    """Return the outputs, the intermediates or None, and the seconds of each inference."""
    interpreter = _interpreter(model, resolver, preserve=intermediates)
    takes, gives = interpreter.get_input_details(), interpreter.get_output_details()
    written = [detail["index"] for detail in gives]
    if intermediates:
        # The handle of a variable has no data to look at.
        operators = [op for op in interpreter._get_ops_details() if op["op_name"] != "VAR_HANDLE"]
        written += [int(index) for operator in operators for index in operator["outputs"]]
    kept: dict[int, list[np.ndarray]] = {index: [] for index in written}
    seconds = []
    for place, sample in enumerate(zip(*inputs, strict=True)):
        if place and resets is not None and resets[place]:
            interpreter = _interpreter(model, resolver, preserve=intermediates)
        for detail, value in zip(takes, sample, strict=True):
            interpreter.set_tensor(detail["index"], value.reshape(detail["shape"]))
        start = time.perf_counter()
        interpreter.invoke()
        seconds.append(time.perf_counter() - start)
        for index, values in kept.items():
            values.append(interpreter.get_tensor(index))
    stacked = {
        index: np.stack([np.reshape(value, sample_shape(np.shape(value))) for value in values])
        for index, values in kept.items()
    }
    outputs = [stacked[detail["index"]] for detail in gives]
    return outputs, stacked if intermediates else None, np.array(seconds)


def _interpreter(model, resolver, preserve=False):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        model_content=model,
        num_threads=1,
        experimental_op_resolver_type=OpResolverType[resolver],
        experimental_preserve_all_tensors=preserve,
    )
    interpreter.allocate_tensors()
    return interpreter
