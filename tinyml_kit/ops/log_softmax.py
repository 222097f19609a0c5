"""LOG_SOFTMAX: logarithms of the probabilities that SOFTMAX gives for a beta of 1.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| LOG_SOFTMAX | x | none | exponentials (256,) int32, as for SOFTMAX; multiplier, shift; lowest; \
inverse_multiplier, inverse_shift |
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import curves
from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
)
from tinyml_kit.ops.exponential import exp
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.softmax import require_classes, scaled_exponentials
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import require_elementwise


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    if not x.shape:
        raise GraphError("its input is a single number, expected a vector")
    require_elementwise(options, x, out)


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the exponentials of SOFTMAX, and the factor to and from differences in Q5.26."""
    if output.dtype != np.int8:
        return {}
    if output.zero_point != 127 or output.scale != np.float32(1 / 16):
        raise GraphError("its output needs the scale 1/16 and the zero point 127")
    x = inputs[0]
    require_classes(x)
    found = scaled_exponentials(1.0, x)
    inverse = quantize_multiplier(2.0 ** (31 - found.shift) / found.multiplier)
    return {
        "exponentials": found.exponentials,
        "multiplier": found.multiplier,
        "shift": found.shift,
        "lowest": found.lowest,
        "inverse_multiplier": inverse[0],
        "inverse_shift": inverse[1],
    }


def int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Take the logarithm of the sum of exponentials from each difference."""
    differences = x.astype(np.int32) - x.max(axis=-1, keepdims=True)
    exponentials = params["exponentials"][-differences]
    total = rounding_divide_by_pot(exponentials, 12).sum(axis=-1, keepdims=True, dtype=np.int64)
    log = curves.log_of_sum(total).astype(np.int64)
    # A difference below this one, less the logarithm, does not fit into Q5.26.
    lowest = multiply_by_quantized_multiplier(
        log - 2**31, params["inverse_multiplier"], params["inverse_shift"]
    )
    lowest = np.maximum(lowest, params["lowest"] - 1)
    scaled = multiply_by_quantized_multiplier(
        np.maximum(differences, lowest), params["multiplier"], params["shift"]
    )
    y = rounding_divide_by_pot(int32(scaled - log), 22).astype(np.int64) + 127
    return np.where(differences > lowest, np.clip(y, -128, 127), -128).astype(np.int8)


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Take the largest input and the logarithm of the sum of exponentials away."""
    below = x - x.max(axis=-1, keepdims=True)
    exponentials = exp(below)
    total = np.zeros((*x.shape[:-1], 1), np.float32)
    for column in range(x.shape[-1]):
        total += exponentials[..., column, None]
    return below - np.log(total.astype(np.float64)).astype(np.float32)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: ROWS of DEPTH classes.

    int8: constant exponentials, as for SOFTMAX; the other parameters as values, shifts as shifts to
    the right.
    """
    out = graph.tensors[operator.outputs[0]]
    depth = out.shape[-1]
    sizes = {"ROWS": out.size // depth, "DEPTH": depth}
    if out.dtype == np.float32:
        return make_layer(graph, operator, sizes)
    note = "exp(-scale * difference) for differences of 0 to 255, times 2^31"
    values = {
        "factor": params["multiplier"],
        "bits": -params["shift"],
        "lowest": params["lowest"],
        "inverse_factor": params["inverse_multiplier"],
        "inverse_bits": -params["inverse_shift"],
    }
    constants = {"exponentials": Constant(params["exponentials"], note)}
    return make_layer(graph, operator, sizes, values=values, constants=constants)


SPECS = (
    OperatorSpec(
        "LOG_SOFTMAX",
        version=2,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=int8,
        float32=float32,
        params=params_of,
        in_place=True,
    ),
)
