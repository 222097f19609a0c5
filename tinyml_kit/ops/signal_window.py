"""SIGNAL_WINDOW: a frame of a signal, faded in and out, before its spectrum is computed.

| operator | inputs | options | parameters |
|---|---|---|---|
| SIGNAL_WINDOW | x (…, n · size) int16, window (size) int16 | shift, window | none |

A sample times its weight is shifted to the right by `shift` bits and limited to int16.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import custom
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import INT16, require_shape, require_types


def read_options(settings: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options; those of the file are `settings`."""
    options = custom.integers(settings, shift=(0, 31))
    window = constant(1)
    if window.dtype != INT16 or window.ndim != 1:
        raise GraphError(
            f"its window is {window.dtype} of shape {window.shape}, not a row of int16"
        )
    return {**options, "window": window}


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_types((x, out), ("int16", "int16"))
    size = len(options["window"])
    if not x.shape or x.size % size:
        raise GraphError(f"its window of {size} does not divide the {x.size} numbers of its input")
    require_shape(out, x.shape)


def int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Weigh every sample."""
    window = options["window"].astype(np.int32)
    weighed = (x.reshape(-1, len(window)) * window) >> options["shift"]
    return np.clip(weighed, -(2**15), 2**15 - 1).astype(np.int16).reshape(shape)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer; sizes: FRAMES, SIZE, SHIFT; constant: window (SIZE,)."""
    window = operator.options["window"]
    sizes = {
        "FRAMES": graph.tensors[operator.inputs[0]].size // len(window),
        "SIZE": len(window),
        "SHIFT": operator.options["shift"],
    }
    constants = {"window": Constant(window, "the weight of each sample of a frame")}
    return make_layer(graph, operator, sizes, constants=constants)


SPECS = (
    OperatorSpec(
        "SIGNAL_WINDOW",
        version=1,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=None,
        float32=None,
        int16=int16,
        custom="SignalWindow",
        options=read_options,
        data_inputs=1,
        in_place=True,
    ),
)
