"""DIV, FLOOR_DIV, FLOOR_MOD: quotients and their rests; along an axis of size 1 they are repeated.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| DIV | x, y | activation | activation_min, activation_max, input1_offset, input2_offset, \
multiplier, shift, output_offset |
| FLOOR_DIV | x, y | none | none: the interpreter has it for float32 only |
| FLOOR_MOD | x, y | none | none, likewise |

FLOOR_DIV rounds a quotient down, and FLOOR_MOD is what it leaves, with the sign of the divisor. The
interpreter ends an inference with an error where FLOOR_DIV divides by 0; here it gives what a
division of real numbers does. It divides in double precision, which an AVR does not have. There the
generated C corrects a quotient that was rounded up, which is exact below 2^25; beyond, where
float32 holds no odd numbers, the result may be the next one that float32 holds.

Two cases have no defined result in the interpreter, which shifts by more bits than a number has. Of
int8 quotients far below half a step, the kit makes 0. Of a division of int8 by 0 it makes a limit,
or 0 if 0 is divided.

Quotients of int32, which have no scales, are cut off towards 0. Where the interpreter ends with a
fault, a division by 0 makes a limit, or 0 of 0, and the one quotient beyond 32 bits wraps around.
"""

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import curves, settings
from tinyml_kit.ops.arithmetic import (
    int32,
    quantize_multiplier,
    rounding_divide_by_pot,
    saturating_rounding_doubling_high_mul,
)
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.pairs import lower_operands, require_broadcast
from tinyml_kit.ops.scaling import activation_limits, clamp, clamp_float32
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    FLOAT,
    INT32,
    require_one_scale,
    require_plain,
    require_same_type,
)
from tinyml_kit.ops.weighted import output_limits, plain_limits

# A quotient is shifted to the right by at least 23 bits less those of the scales' factor.
MOST_BITS = 22


def check(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, y, out, also=(INT32,))
    require_one_scale(x, y, out)
    require_plain(x, y, out)
    require_broadcast(x, y, out)


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    params = activation_limits(options, output)
    if output.dtype in (FLOAT, INT32):
        return params
    x, y = inputs
    real = np.float64(x.scale) / (np.float64(y.scale) * np.float64(output.scale))
    multiplier, shift = quantize_multiplier(real)
    if shift > MOST_BITS:
        raise GraphError(f"its scales give the factor {real:.3g}, too large for 32 bits")
    return params | {
        "input1_offset": -x.zero_point,
        "input2_offset": -y.zero_point,
        "multiplier": multiplier,
        "shift": shift,
        "output_offset": output.zero_point,
    }


def int8(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Multiply by the reciprocal of the divisor; both use all bits of an int32."""
    number, divisor = np.broadcast_arrays(
        x.astype(np.int64) + params["input1_offset"], y.astype(np.int64) + params["input2_offset"]
    )
    number, divisor = np.where(divisor < 0, -number, number), np.abs(divisor)
    by_zero, divisor = divisor == 0, np.maximum(divisor, 1)
    bits = np.frexp(divisor)[1].astype(np.int64)
    inverse = curves.one_over_one_plus(int32((divisor << (32 - bits)) - 2**31))
    # How far a number can be shifted to the left.
    room = 31 - np.frexp(np.where(number < 0, -1 - number, number))[1].astype(np.int64)
    quotient = saturating_rounding_doubling_high_mul(number << room, inverse)
    quotient = saturating_rounding_doubling_high_mul(quotient, params["multiplier"])
    quotient = rounding_divide_by_pot(quotient, room + bits - 1 - params["shift"])
    result = quotient.astype(np.int64) + params["output_offset"]
    limits = params["output_offset"] + 1000 * np.sign(number)
    return clamp(np.where(by_zero, limits, result), params)


def whole(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Divide int32."""
    number, divisor = np.broadcast_arrays(x.astype(np.int64), y.astype(np.int64))
    quotient = np.abs(number) // np.maximum(np.abs(divisor), 1)
    quotient = int32(np.where((number < 0) == (divisor < 0), quotient, -quotient))
    limits = 2**31 * np.sign(number) - (number > 0)
    return clamp(np.where(divisor == 0, limits, quotient), params, x.dtype)


def float32(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Divide."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return clamp_float32(x / y, params)


def check_floor(options: Options, x: Tensor, y: Tensor, out: Tensor) -> None:
    """Check types and shapes, and that no known divisor is 0."""
    require_same_type(x, y, out)
    require_broadcast(x, y, out)
    if y.data is not None and not y.data.all():
        raise GraphError("it divides by 0")


def floor_div(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Divide in double precision, as the interpreter does, and round down."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.floor(x.astype(np.float64) / y).astype(np.float32)


def floor_mod(params: Params, options: Options, shape: Shape, x: Array, y: Array) -> Array:
    """Return what a quotient that is rounded down leaves; it has the sign of the divisor."""
    with np.errstate(invalid="ignore"):
        rest = np.fmod(x, y)
    return np.where((rest != 0) & ((y < 0) != (rest < 0)), rest + y, rest)


def lower_floor(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right."""
    sizes, parts = lower_operands(graph, operator)
    return make_layer(graph, operator, sizes, **parts)


def _floor(name, reference):
    return OperatorSpec(
        name,
        version=2,
        inputs=(2, 2),
        check=check_floor,
        lower=lower_floor,
        int8=None,
        float32=reference,
        in_place=True,
    )


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, with the operands left and right.

    Sizes: those of `lower_operands`. int8: LEFT_OFFSET, RIGHT_OFFSET, OUTPUT_OFFSET, LOW, HIGH, and
    SHIFT, how far a product with the value factor is shifted to the right. int32 and float32:
    values low, high.
    """
    sizes, parts = lower_operands(graph, operator)
    if graph.tensors[operator.outputs[0]].dtype in (FLOAT, INT32):
        return make_layer(graph, operator, sizes, values=plain_limits(params), **parts)
    sizes |= {
        "LEFT_OFFSET": params["input1_offset"],
        "RIGHT_OFFSET": params["input2_offset"],
        "SHIFT": -params["shift"],
        **output_limits(params),
    }
    return make_layer(graph, operator, sizes, values={"factor": params["multiplier"]}, **parts)


SPECS = (
    OperatorSpec(
        "DIV",
        version=2,
        inputs=(2, 2),
        check=check,
        lower=lower,
        int8=int8,
        int32=whole,
        float32=float32,
        table="DivOptions",
        options=settings.only_activation,
        params=params_of,
        in_place=True,
    ),
    _floor("FLOOR_DIV", floor_div),
    _floor("FLOOR_MOD", floor_mod),
)
