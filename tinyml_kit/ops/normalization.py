"""L2_NORMALIZATION, L2_POOL_2D: roots of sums of squares.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| L2_NORMALIZATION | x | none | input_offset |
| L2_POOL_2D | x | as for AVERAGE_POOL_2D | none: the interpreter has it for float32 only |

L2_NORMALIZATION divides each vector along the last axis by its length. The scale of an int8 output
is taken to be 1/128 and its zero point 0.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import pooling, settings
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.curves import inverse_square_root
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.scaling import clamp, clamp_float32
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import BROADCAST_DIMENSIONS, require_elementwise

# A vector of float32 that is shorter than this counts as this long.
SHORTEST = np.float32(1e-6)
# So many squares of int8, each less its zero point, fit into 32 bits.
MOST_SQUARES = 2**31 // 255**2
OUTPUT_BITS = 7


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return no options."""
    if settings.activation(table):
        raise GraphError("an activation fused into it is not supported")
    return {}


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_elementwise(options, x, out)
    if not 1 <= len(x.shape) <= BROADCAST_DIMENSIONS:
        raise GraphError(f"its input has shape {x.shape}, expected 1 to 4 sizes")
    if x.dtype == np.int8 and x.shape[-1] > MOST_SQUARES:
        raise GraphError(f"a sum of {x.shape[-1]} squares may need more than 32 bits")


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    return {"input_offset": -inputs[0].zero_point} if output.dtype == np.int8 else {}


def int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Multiply by the reciprocal root of the sum of squares."""
    steps = x.astype(np.int32) + params["input_offset"]
    squares = (steps * steps).sum(axis=-1, keepdims=True, dtype=np.int64)
    root, shift = inverse_square_root(squares)
    return clamp(multiply_by_quantized_multiplier(steps, root, OUTPUT_BITS - shift), {})


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Divide by the root of the sum of squares."""
    squares = np.zeros((*x.shape[:-1], 1), np.float32)
    for column in range(x.shape[-1]):
        squares += np.square(x[..., column, None])
    return x / np.maximum(np.sqrt(squares), SHORTEST)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: ROWS vectors of DEPTH numbers.

    int8: OFFSET, OUTPUT_BITS. float32: value shortest.
    """
    out = graph.tensors[operator.outputs[0]]
    sizes = {"ROWS": out.size // out.shape[-1], "DEPTH": out.shape[-1]}
    if out.dtype == np.float32:
        return make_layer(graph, operator, sizes, values={"shortest": SHORTEST})
    sizes |= {"OFFSET": params["input_offset"], "OUTPUT_BITS": OUTPUT_BITS}
    return make_layer(graph, operator, sizes)


def pool_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the root of the mean square of each window."""
    squares, counts = pooling.sums_and_counts(shape, np.float32, params, options, np.square(x))
    return clamp_float32(np.sqrt(squares / counts), params)


SPECS = (
    OperatorSpec(
        "L2_NORMALIZATION",
        version=2,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=int8,
        float32=float32,
        table="L2NormOptions",
        options=read_options,
        params=params_of,
        in_place=True,
    ),
    OperatorSpec(
        "L2_POOL_2D",
        version=1,
        inputs=(1, 1),
        check=pooling.check,
        lower=pooling.lower,
        int8=None,
        float32=pool_float32,
        table="Pool2DOptions",
        options=pooling.read_options,
        params=pooling.params_of,
    ),
)
