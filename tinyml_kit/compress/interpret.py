"""Run a .tflite file on this computer with LiteRT, and look at what it holds."""

import gzip
import time
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from tinyml_kit.base.errors import said
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.learning.keras_backend import silence

# What a weight may be stored as; biases have one dimension, shapes and paddings are int32.
_WEIGHT_TYPES = (np.float32, np.float16, np.int8)


def interpreter(tflite: bytes, **options: Any) -> Interpreter:
    """Return a LiteRT interpreter of .tflite bytes in one thread, its tensors allocated.

    A file with sparse tensors runs on the reference kernels; the default ones refuse it.
    """
    if not isinstance(tflite, (bytes, bytearray)):
        raise CompressError(
            f"interpreter: {tflite} is a {type(tflite).__name__}; give the bytes of a .tflite "
            "file, as Path(...).read_bytes() returns them."
        )
    options.setdefault("num_threads", 1)
    # The first interpreter of a process announces its delegate on standard error.
    with silence():
        try:
            made = Interpreter(model_content=tflite, **options)
            made.allocate_tensors()
        except (RuntimeError, ValueError):
            options["experimental_op_resolver_type"] = OpResolverType.BUILTIN_REF
            try:
                made = Interpreter(model_content=tflite, **options)
                made.allocate_tensors()
            except (RuntimeError, ValueError) as error:
                raise CompressError(
                    f"interpreter: LiteRT cannot run these {len(tflite)} bytes ({said(error)}); "
                    "give the bytes of a whole .tflite file."
                ) from error
    return made


def outputs(tflite: bytes, x: np.ndarray) -> np.ndarray:
    """Run every example; return the real-valued outputs, (n, classes) float32.

    Integer inputs and outputs are scaled as the file says; inputs out of range saturate.

    Parameters
    ----------
    tflite : bytes, a model of batch 1 with one input and one output
    x : (n, *shape) float array; the channel axis of images may be missing

    Raises
    ------
    CompressError
        If an example does not have as many elements as the network takes.
    """
    model = interpreter(tflite)
    source, target = model.get_input_details()[0], model.get_output_details()[0]
    stored = quantized(_examples(x, source), source).reshape(-1, *source["shape"])
    found = np.empty((len(stored), *target["shape"][1:]), target["dtype"])
    for i, example in enumerate(stored):
        model.set_tensor(source["index"], example)
        model.invoke()
        found[i] = model.get_tensor(target["index"])[0]
    return _real(found, target)


def _examples(x, detail):
    x = np.asarray(x, np.float32)
    shape = tuple(int(size) for size in detail["shape"][1:])
    if x.ndim < 2 or not len(x) or x[0].size != np.prod(shape):
        raise CompressError(
            f"interpreter: examples of shape {x.shape} were given, the network takes "
            f"{('n', *shape)}; reshape them.".replace("'", "")
        )
    return x


def latency(tflite: bytes, x: np.ndarray, repeats: int = 30) -> float:
    """Return the shortest time of one inference on this computer, in microseconds.

    Measured in one thread, best of `repeats`: the run that was disturbed least. It says
    nothing about a chip, where int8 is the fast arithmetic and float the slow one.
    """
    model = interpreter(tflite)
    source = model.get_input_details()[0]
    example = quantized(_examples(x[:1], source), source).reshape(source["shape"])
    best = np.inf
    for _ in range(repeats + 1):
        model.set_tensor(source["index"], example)
        start = time.perf_counter()
        model.invoke()
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def weights(tflite: bytes) -> dict[str, np.ndarray]:
    """Return the weights (not biases) that a file holds, as stored: {tensor name: array}.

    Sparse weights are returned dense.
    """
    # A delegate would take over the step that unpacks sparse weights and not write its output.
    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    model = interpreter(
        tflite, experimental_preserve_all_tensors=True, experimental_op_resolver_type=plain
    )
    steps = model._get_ops_details()
    computed = {i for step in steps for i in step["outputs"]} | {
        detail["index"] for detail in model.get_input_details()
    }
    unpacked = {int(step["outputs"][0]) for step in steps if step["op_name"] == "DENSIFY"}
    if unpacked:
        model.invoke()
    found = {}
    for detail in model.get_tensor_details():
        packed = bool(detail["sparsity_parameters"])
        constant = detail["index"] not in computed and not packed and detail["name"]
        wanted = len(detail["shape"]) >= 2 and detail["dtype"] in _WEIGHT_TYPES
        if wanted and (constant or detail["index"] in unpacked):
            found[f"{detail['name']}#{detail['index']}"] = model.get_tensor(detail["index"])
    return found


def types(tflite: bytes) -> dict[str, int]:
    """Return how many bytes of weights a file stores in each number type, {type name: bytes}."""
    total: dict[str, int] = {}
    for array in weights(tflite).values():
        total[array.dtype.name] = total.get(array.dtype.name, 0) + array.nbytes
    return total


def scales(tflite: bytes) -> dict[str, np.ndarray]:
    """Return the scales of the weights as the file has them, {tensor name: (n,) float32}.

    One for the whole tensor, or one for each of its slices. The interpreter copies a dense layer's
    only scale for every unit when it allocates its tensors, so the scales are read before that.
    """
    details = Interpreter(model_content=tflite).get_tensor_details()
    found = {f"{a['name']}#{a['index']}": a["quantization_parameters"]["scales"] for a in details}
    return {name: found[name] for name in weights(tflite)}


def sparse(tflite: bytes) -> bool:
    """Tell whether a file stores a tensor without its zeros."""
    details = interpreter(tflite).get_tensor_details()
    return any(detail["sparsity_parameters"] for detail in details)


def gzip_bytes(tflite: bytes) -> int:
    """Return the size after gzip at its highest level, the same on every run."""
    return len(gzip.compress(tflite, 9, mtime=0))


def quantized(values: np.ndarray, detail: dict[str, Any]) -> np.ndarray:
    """Return real values in the type of a tensor; `detail` is LiteRT's description of it."""
    if detail["dtype"] == np.float32:
        return values
    scale, zero_point = detail["quantization"]
    limits = np.iinfo(detail["dtype"])
    return np.clip(np.rint(values / scale) + zero_point, limits.min, limits.max).astype(
        detail["dtype"]
    )


def _real(values, detail):
    if detail["dtype"] == np.float32:
        return values
    scale, zero_point = detail["quantization"]
    return ((values.astype(np.int32) - zero_point) * scale).astype(np.float32)
