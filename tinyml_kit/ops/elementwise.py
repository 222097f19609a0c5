"""ADD, MUL, SUB: two tensors, element by element; along an axis of size 1 they are repeated.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| ADD | x, y | activation | activation_min, activation_max, input1_offset, input2_offset, \
left_shift, input1_multiplier, input1_shift, input2_multiplier, input2_shift, \
output_multiplier, output_shift, output_offset |
| MUL | x, y | activation | activation_min, activation_max, input1_offset, input2_offset, \
multiplier, shift, output_offset |
| SUB | x, y | activation | as for ADD |

int32 have no scales: what is beyond 32 bits wraps around, and the activation's limits are numbers
as they are. ADD of int32 leaves its activation out, as the interpreter does.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.scaling import activation_limits, clamp, clamp_float32, requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    FLOAT,
    INT32,
    require_one_scale,
    require_plain,
    require_same_type,
)
from tinyml_kit.ops.weighted import output_limits, plain_limits

# Sums are computed in units of 2^-20 of twice the larger scale, so that little is lost; sums of
# int16, which are 8 bits longer, in units of 2^-15.
FINER_BITS = {"int8": 20, "int16": 15}


def check(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, y, out, also=(INT32,))
    require_one_scale(x, y, out)
    require_broadcast(x, y, out)


def check_sum(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation, which int32 must not have."""
    check(options, x, y, out)
    require_plain(x, y, out)


def sum_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of ADD and SUB, which bring both inputs to one finer scale."""
    params = activation_limits(options, output)
    if output.dtype in (FLOAT, INT32):
        return params
    finer_bits = FINER_BITS[output.dtype.name]
    params |= {"left_shift": finer_bits, **_offsets(inputs, output)}
    scales = [np.float64(tensor.scale) for tensor in (*inputs, output)]
    twice = 2 * max(scales[:2])
    reals = (scales[0] / twice, scales[1] / twice, twice / (2**finer_bits * scales[2]))
    for name, real in zip(("input1", "input2", "output"), reals, strict=True):
        multiplier, shift = quantize_multiplier(float(real))
        if not 0 < real < 1 or shift > 0:
            raise GraphError(
                f"the scales of its inputs and of its output lie too far apart (factor {real:.3g})"
            )
        params[f"{name}_multiplier"], params[f"{name}_shift"] = multiplier, shift
    return params


def product_params(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters of MUL."""
    params = activation_limits(options, output)
    if output.dtype in (FLOAT, INT32):
        return params
    x, y = inputs
    real = np.float64(x.scale) * np.float64(y.scale) / np.float64(output.scale)
    multiplier, shift = quantize_multiplier(real)
    return params | {**_offsets(inputs, output), "multiplier": multiplier, "shift": shift}


def _offsets(inputs, output):
    x, y = inputs
    return {
        "input1_offset": -x.zero_point,
        "input2_offset": -y.zero_point,
        "output_offset": output.zero_point,
    }


def add_integers(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Bring both to one scale, add, bring the sum to the scale of the output."""
    left, right = _finer(params, x, y)
    return _to_output(left + right, params, x.dtype)


def sub_integers(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Bring both to one scale, subtract, bring the difference to the scale of the output."""
    left, right = _finer(params, x, y)
    return _to_output(left - right, params, x.dtype)


def _finer(params, x, y):
    for name, values in (("input1", x), ("input2", y)):
        shifted = (values.astype(np.int32) + params[f"{name}_offset"]) << params["left_shift"]
        yield multiply_by_quantized_multiplier(
            shifted, params[f"{name}_multiplier"], params[f"{name}_shift"]
        ).astype(np.int64)


def _to_output(sums, params, dtype):
    scaled = multiply_by_quantized_multiplier(
        int32(sums), params["output_multiplier"], params["output_shift"]
    )
    return clamp(int32(scaled.astype(np.int64) + params["output_offset"]), params, dtype)


def mul_integers(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply the distances from the zero points."""
    left = x.astype(np.int32) + params["input1_offset"]
    right = y.astype(np.int32) + params["input2_offset"]
    return requantize(left * right, params, x.dtype)


def add_float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Add."""
    return clamp_float32(x + y, params)


def sub_float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Subtract."""
    return clamp_float32(x - y, params)


def mul_float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply."""
    return clamp_float32(x * y, params)


def add_int32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Add; the interpreter leaves the activation out."""
    return int32(x.astype(np.int64) + y)


def sub_int32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Subtract."""
    return clamp(int32(x.astype(np.int64) - y), params, x.dtype)


def mul_int32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply."""
    return clamp(int32(x.astype(np.int64) * y), params, x.dtype)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right.

    Sizes: those of `lower_operands`. int8, int16: LEFT_OFFSET, RIGHT_OFFSET, OUTPUT_OFFSET, LOW,
    HIGH; scaling output; for sums FINER_BITS, by which terms are shifted to the left before the
    scalings left and right. int32 and float32: values low, high.
    """
    out = graph.tensors[operator.outputs[0]]
    sizes, parts = lower_operands(graph, operator)
    if out.dtype in (FLOAT, INT32):
        return make_layer(graph, operator, sizes, values=plain_limits(params), **parts)
    limits, scalings = _integer_parts(operator, params)
    return make_layer(graph, operator, limits | sizes, scalings=scalings, **parts)


def _integer_parts(operator, params):
    sizes = {
        "LEFT_OFFSET": params["input1_offset"],
        "RIGHT_OFFSET": params["input2_offset"],
        **output_limits(params),
    }
    if operator.name == "MUL":
        return sizes, {"output": Scaling.of(params["multiplier"], params["shift"])}
    sizes["FINER_BITS"] = params["left_shift"]
    scalings = {
        name: Scaling.of(params[f"{key}_multiplier"], params[f"{key}_shift"])
        for name, key in (("left", "input1"), ("right", "input2"), ("output", "output"))
    }
    return sizes, scalings


def _spec(name, version, check, params, integers, whole, float32):
    return OperatorSpec(
        name,
        version=version,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        int32=whole,
        table=f"{name.title()}Options",
        options=settings.only_activation,
        params=params,
        in_place=True,
    )


SPECS = (
    _spec("ADD", 5, check_sum, sum_params, add_integers, add_int32, add_float32),
    _spec("MUL", 7, check, product_params, mul_integers, mul_int32, mul_float32),
    _spec("SUB", 5, check_sum, sum_params, sub_integers, sub_int32, sub_float32),
)
