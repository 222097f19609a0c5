"""MAXIMUM, MINIMUM, SQUARED_DIFFERENCE: two tensors, element by element, without an activation.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| MAXIMUM | x, y | none | none |
| MINIMUM | x, y | none | none |
| SQUARED_DIFFERENCE | x, y | none | as for SUB |

MAXIMUM and MINIMUM compare the stored numbers even if the scales differ; the interpreter does the
same. Squares of int32, which have no scales, wrap around beyond 32 bits.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.scaling import requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    FLOAT,
    INT32,
    INT64,
    require_one_scale,
    require_plain,
    require_same_type,
)

# Differences are computed in units of 2^-7 of twice the larger scale: their squares still fit into
# 32 bits. Those of int16 have no bits to spare.
FINER_BITS = {"int8": 7, "int16": 0}


def check_extreme(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types and shapes."""
    require_same_type(x, y, out, also=(INT32, INT64))
    require_broadcast(x, y, out)


def check_difference(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_one_scale(x, y, out)
    require_plain(x, y, out)
    require_same_type(x, y, out, also=(INT32,))
    require_broadcast(x, y, out)


def difference_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of SQUARED_DIFFERENCE, which brings both inputs to one finer scale."""
    if output.dtype in (FLOAT, INT32):
        return {}
    x, y = inputs
    finer_bits = FINER_BITS[output.dtype.name]
    twice = 2.0 * np.float64(max(x.scale, y.scale))
    reals = {
        "input1_": np.float64(x.scale) / twice,
        "input2_": np.float64(y.scale) / twice,
        "": twice * twice / (2.0 ** (2 * finer_bits) * np.float64(output.scale)),
    }
    params: Params = {
        "left_shift": finer_bits,
        "input1_offset": -x.zero_point,
        "input2_offset": -y.zero_point,
        "output_offset": output.zero_point,
    }
    for name, real in reals.items():
        params[f"{name}multiplier"], params[f"{name}shift"] = quantize_multiplier(real)
        if not real > 0:
            raise GraphError("the scales of its inputs lie too far apart")
    return params


def maximum(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Return the larger of two numbers."""
    return np.maximum(x, y)


def minimum(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Return the smaller of two numbers."""
    return np.minimum(x, y)


def difference_integers(
    params: Params, options: Options, shape: Shape, x: Array, y: Array
) -> Array:
    """Bring both to one scale, subtract, square, and bring the square to the output's scale."""
    difference = _finer(x, params, "input1") - _finer(y, params, "input2")
    return requantize(difference * difference, params, x.dtype)


def _finer(x, params, name):
    shifted = (x.astype(np.int32) + params[f"{name}_offset"]) << params["left_shift"]
    scaled = multiply_by_quantized_multiplier(
        shifted, params[f"{name}_multiplier"], params[f"{name}_shift"]
    )
    return int32(scaled)


def difference_float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Subtract and square."""
    difference = x - y
    return difference * difference


def difference_int32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Subtract and square."""
    difference = int32(x.astype(np.int64) - y).astype(np.int64)
    return int32(difference * difference)


def lower_extreme(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right."""
    sizes, parts = lower_operands(graph, operator)
    return make_layer(graph, operator, sizes, element="any", **parts)


def lower_difference(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right.

    Sizes: those of `lower_operands`. int8, int16: LEFT_OFFSET, RIGHT_OFFSET, OUTPUT_OFFSET, LOW,
    HIGH, and FINER_BITS, by which terms are shifted to the left before the scalings left and right;
    scaling output.
    """
    sizes, parts = lower_operands(graph, operator)
    out = graph.tensors[operator.outputs[0]]
    if out.dtype in (FLOAT, INT32):
        return make_layer(graph, operator, sizes, **parts)
    limits = np.iinfo(out.dtype)
    sizes |= {
        "LEFT_OFFSET": params["input1_offset"],
        "RIGHT_OFFSET": params["input2_offset"],
        "OUTPUT_OFFSET": params["output_offset"],
        "LOW": int(limits.min),
        "HIGH": int(limits.max),
        "FINER_BITS": params["left_shift"],
    }
    scalings = {
        name: Scaling.of(params[f"{key}multiplier"], params[f"{key}shift"])
        for name, key in (("left", "input1_"), ("right", "input2_"), ("output", ""))
    }
    return make_layer(graph, operator, sizes, scalings=scalings, **parts)


def _extreme(name, reference):
    return OperatorSpec(
        name,
        version=4,
        inputs=(2, 2),
        check=check_extreme,
        lower=lower_extreme,
        int8=reference,
        float32=reference,
        int16=reference,
        in_place=True,
    )


SPECS = (
    _extreme("MAXIMUM", maximum),
    _extreme("MINIMUM", minimum),
    OperatorSpec(
        "SQUARED_DIFFERENCE",
        version=2,
        inputs=(2, 2),
        check=check_difference,
        lower=lower_difference,
        int8=difference_integers,
        float32=difference_float32,
        int16=difference_integers,
        int32=difference_int32,
        params=difference_params,
        in_place=True,
    ),
)
