"""The rung litert: TensorFlow Lite for phones and computers, with XNNPACK or without.

Its default kernels (XNNPACK) round otherwise than TFLM, by one step in most convolutions; its
reference kernels only in some dense layers. It therefore has a tolerance, and is no oracle. It
works in a child process (`sandbox`), because it writes to standard error.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.graph.model import Tensor
from tinyml_kit.rungs.interpreters import sandbox
from tinyml_kit.rungs.protocol import DeviceError, Run, model_bytes, sample_shape, stack


@dataclass(frozen=True)
class Built:
    """A model that the interpreter took; `resolver` names its kernels."""

    name: str
    model: bytes
    inputs: tuple
    resolver: str


def build(model, folder=None, resolver="AUTO"):
    """Load a model.

    Parameters
    ----------
    model : path or bytes of a .tflite
    folder : ignored: nothing is written.
    resolver : "AUTO", kernels with XNNPACK; or "BUILTIN_REF", the reference kernels

    Raises
    ------
    DeviceError
        If the interpreter does not take the model: its own words are in the message.
    """
    name = Path(model).name if isinstance(model, (str, Path)) else "model"
    content = model_bytes(model)
    details, _ = _call(name, load, model=content, resolver=resolver)
    tensors = tuple(
        Tensor(index, tensor_name, shape, np.dtype(dtype))
        for index, tensor_name, shape, dtype in details
    )
    return Built(name, content, tensors, resolver)


def run(built, inputs, intermediates=False):
    """Run n inputs, one after the other, on one thread.

    Parameters
    ----------
    built : Built
    inputs : as `device.stack` takes them
    intermediates : bool
        Whether to keep what every operator wrote.

    Returns
    -------
    Run : `seconds` of each inference are measured.
    """
    inputs = stack(built.inputs, inputs)
    (outputs, between, seconds), _ = _call(
        built.name,
        invoke,
        60 + len(inputs[0]),
        model=built.model,
        resolver=built.resolver,
        inputs=inputs,
        intermediates=intermediates,
    )
    return Run(outputs, "measured", between, seconds=seconds)


def _call(name, function, limit=60, **arguments):
    try:
        return sandbox.call(function, limit, **arguments)
    except DeviceError as problem:
        words = " ".join(str(problem).split())
        raise DeviceError(
            f"{name}: LiteRT does not run it: {words[:300]}; convert it again."
        ) from None


# --- in the child -----------------------------------------------------------------------------


def load(model, resolver):
    """Return (index, name, shape, dtype) of each input tensor."""
    return [
        (
            detail["index"],
            detail["name"],
            tuple(int(n) for n in detail["shape"]),
            np.dtype(detail["dtype"]).name,
        )
        for detail in _interpreter(model, resolver).get_input_details()
    ]


def invoke(model, resolver, inputs, intermediates):
    """Return outputs, intermediates or None, and the seconds of each inference."""
    interpreter = _interpreter(model, resolver, preserve=intermediates)
    takes, gives = interpreter.get_input_details(), interpreter.get_output_details()
    written = [detail["index"] for detail in gives]
    if intermediates:
        operators = interpreter._get_ops_details()
        written += [int(index) for operator in operators for index in operator["outputs"]]
    kept, seconds = {index: [] for index in written}, []
    for sample in zip(*inputs, strict=True):
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
