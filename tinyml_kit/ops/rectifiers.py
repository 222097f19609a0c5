"""PRELU, ELU, HARD_SWISH: activation functions that keep part of the negative range.

| operator | inputs | options | integer parameters |
|---|---|---|---|
| PRELU | x, alpha | none | input1_offset, input2_offset, output_offset, positive_multiplier, \
positive_shift, negative_multiplier, negative_shift |
| ELU | x | none | table (256,) int8: the outputs for -128, …, 127 |
| HARD_SWISH | x | none | table |
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    round_half_away,
)
from tinyml_kit.ops.exponential import exp
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.scaling import clamp, ratio
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tables import EVERY_INT8, look_up, lower_elementwise, lower_table, table
from tinyml_kit.ops.tensor_checks import (
    FLOAT,
    INT8,
    INT16,
    require_elementwise,
    require_one_scale,
    require_same_type,
)


def check_prelu(options: Options, x: Tensor, alpha: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation; the slopes of int16 are int8."""
    require_same_type(x, out)
    slopes = {INT8: INT8, INT16: INT8, FLOAT: FLOAT}[x.dtype]
    if alpha.dtype != slopes:
        raise GraphError(f"its slopes are {alpha.dtype}; those of {x.dtype} have to be {slopes}")
    require_one_scale(x, alpha, out)
    require_broadcast(x, alpha, out)


def prelu_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of PRELU: a factor for each side of 0."""
    if output.dtype == np.float32:
        return {}
    x, alpha = inputs
    params: Params = {
        "input1_offset": -x.zero_point,
        "input2_offset": -alpha.zero_point,
        "output_offset": output.zero_point,
    }
    slope = np.float64(x.scale) * np.float64(alpha.scale) / np.float64(output.scale)
    for name, real in (("positive", ratio(x, output)), ("negative", slope)):
        params[f"{name}_multiplier"], params[f"{name}_shift"] = quantize_multiplier(real)
    return params


def prelu_integers(params: Params, options: Options, shape: Shape, x: Array, alpha: Array) -> Array:
    """Multiply what is negative by its slope."""
    left = x.astype(np.int32) + params["input1_offset"]
    product = left * (alpha.astype(np.int32) + params["input2_offset"])
    positive, negative = (
        multiply_by_quantized_multiplier(
            values, params[f"{name}_multiplier"], params[f"{name}_shift"]
        ).astype(np.int64)
        for name, values in (("positive", left), ("negative", product))
    )
    result = int32(np.where(left >= 0, positive, negative) + params["output_offset"])
    return clamp(result, {}, x.dtype)


def prelu_float32(params: Params, options: Options, shape: Shape, x: Array, alpha: Array) -> Array:
    """Multiply what is negative by its slope."""
    return np.where(x >= 0, x, x * alpha)


def lower_prelu(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left, the input, and right, the slopes.

    Sizes: those of `lower_operands`. Integers: LEFT_OFFSET, RIGHT_OFFSET, OUTPUT_OFFSET, LOW, HIGH;
    scalings positive and negative.
    """
    sizes, parts = lower_operands(graph, operator)
    out = graph.tensors[operator.outputs[0]]
    if out.dtype == np.float32:
        return make_layer(graph, operator, sizes, **parts)
    sizes |= {
        "LEFT_OFFSET": params["input1_offset"],
        "RIGHT_OFFSET": params["input2_offset"],
        "OUTPUT_OFFSET": params["output_offset"],
        "LOW": int(np.iinfo(out.dtype).min),
        "HIGH": int(np.iinfo(out.dtype).max),
    }
    scalings = {
        name: Scaling.of(params[f"{name}_multiplier"], params[f"{name}_shift"])
        for name in ("positive", "negative")
    }
    return make_layer(graph, operator, sizes, scalings=scalings, **parts)


def elu_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Tabulate ELU, computed in float32."""
    x = inputs[0]
    if x.dtype == np.float32:
        return {}
    real = x.scale * (EVERY_INT8 - x.zero_point).astype(np.float32)
    y = np.where(real < 0, exp(np.minimum(real, 0)) - np.float32(1), real)
    with np.errstate(over="ignore"):
        steps = round_half_away(y * (np.float32(1) / output.scale))
        return table(np.clip(steps + np.float32(output.zero_point), -128, 127))


def elu_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Replace what is negative by exp(x) - 1, computed in double precision."""
    return np.where(x < 0, np.expm1(np.minimum(x, 0).astype(np.float64)), x).astype(np.float32)


def hard_swish_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Tabulate x · relu6(x + 3) / 6, computed in fixed point of 16 bits.

    Source: the interpreter's hard_swish.h; the numbers are Q0.15.
    """
    x = inputs[0]
    if x.dtype == np.float32:
        return {}
    finer = np.float32(1 / 128) * x.scale
    with np.errstate(over="ignore"):
        factors = [np.float64(finer / scale) for scale in (output.scale, np.float32(3 / 32768))]
    (scale, shift), (three, bits) = map(_short_multiplier, factors)
    if not -31 <= shift <= 0:
        raise GraphError(
            f"the scale of its output, {output.scale:.6g}, does not fit that of its input, "
            f"{x.scale:.6g}"
        )
    steps = (EVERY_INT8 - x.zero_point) << 7
    # The input, of which 3 is now 1; what is beyond ±1 is cut.
    part = _limited(steps << max(bits - 1, 0))
    part = _limited(_multiply_high(part, three) << int(bits > 0))
    part = _divide(part, max(-bits, 0))
    share = (part + 2**15) >> 1
    product = share * _multiply_high(steps, scale)
    y = np.sign(product) * (np.abs(product) >> 15)
    # A sum beyond 16 bits wraps around.
    return table((_divide(y, -shift) + output.zero_point).astype(np.int16))


def _short_multiplier(real):
    """Return (multiplier, shift), the multiplier of 16 bits."""
    multiplier, shift = quantize_multiplier(real)
    return min((multiplier + 2**15) >> 16, 2**15 - 1), shift


def _limited(x):
    return np.clip(x, -(2**15), 2**15 - 1)


def _multiply_high(a, b):
    """Return a · b / 2^15, rounded to the nearest, halves up."""
    return (a * b + 2**14) >> 15


def _divide(x, exponent):
    """Return x / 2^exponent, rounded; the mask of the remainder has 16 bits, as all numbers."""
    mask = (1 << exponent) - 1 if exponent < 16 else -1
    return (x >> exponent) + ((x & mask) > (mask >> 1) + (x < 0))


def hard_swish_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return x · relu6(x + 3) / 6."""
    three, six = np.float32(3), np.float32(6)
    return x * np.minimum(six, np.maximum(np.float32(0), x + three)) / six


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE numbers, by a table for int8 and a formula for float32."""
    if "table" in params:
        return lower_table(graph, operator, params)
    return lower_elementwise(graph, operator)


def _tabulated(name, params, float32):
    return OperatorSpec(
        name,
        version=1,
        inputs=(1, 1),
        check=require_elementwise,
        lower=lower,
        int8=look_up,
        float32=float32,
        params=params,
        in_place=True,
    )


SPECS = (
    OperatorSpec(
        "PRELU",
        version=1,
        inputs=(2, 2),
        check=check_prelu,
        lower=lower_prelu,
        int8=prelu_integers,
        float32=prelu_float32,
        int16=prelu_integers,
        params=prelu_params,
        in_place=True,
    ),
    _tabulated("ELU", elu_params, elu_float32),
    _tabulated("HARD_SWISH", hard_swish_params, hard_swish_float32),
)
