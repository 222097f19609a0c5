"""SOFTMAX: probabilities that add up to 1, in proportion to exp(beta · x).

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| SOFTMAX | x | beta | int8: exponentials (256,) int32, Q0.31: exp of 0, -1, …, -255 steps of the \
input, dtype of the output; int16: multiplier and shift, to steps of 10/65535 |

int16 looks up exp of -10 to 0, and 1 / (1 + x) of 0 to 1.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import curves, lookup16, settings
from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
    saturating_rounding_doubling_high_mul,
)
from tinyml_kit.ops.exponential import exp
from tinyml_kit.ops.layer import Constant, ExportError, Layer, Scaling, make_layer
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    INT8,
    INT16,
    require_elementwise,
    require_one_scale,
    require_shape,
)

# A sum of this many ones still fits into Q12.19.
MOST_CLASSES = 4095
# With 512 classes or more, all probabilities may be less than half a step. Where they are, the
# interpreter shifts by more bits than a number has, or aborts; the kit makes 0 of them.
FEW_CLASSES = 511
# A sum of this many numbers below 2^15 fits into 31 bits.
MOST_CLASSES_OF_INT16 = 65536
EXPONENTIALS = lookup16.heights(exp, -10, 0)
RECIPROCALS = lookup16.heights(lambda x: 1 / (1 + x), 0, 1)


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    return {"beta": settings.finite("beta", settings.required(table).Beta())}


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    if not x.shape:
        raise GraphError("its input is a single number, expected a vector")
    if (x.dtype, out.dtype) == (INT8, INT16):
        require_one_scale(x, out, any_zero_point=True)
        require_shape(out, x.shape)
    else:
        require_elementwise(options, x, out)


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return exp of beta times 0, -1, …, -255 steps of the input."""
    if output.dtype == np.float32:
        return {}
    if inputs[0].dtype == np.int16:
        return _int16_params(options, inputs[0], output)
    if output.dtype == np.int16:
        if output.zero_point != -32768 or not _nearly(output.scale, 1 / 65536):
            raise GraphError("its output needs the scale 1/65536 and the zero point -32768")
    elif output.zero_point != -128 or output.scale != np.float32(1 / 256):
        raise GraphError("its output needs the scale 1/256 and the zero point -128")
    require_classes(inputs[0])
    exponentials = scaled_exponentials(options["beta"], inputs[0]).exponentials
    return {"exponentials": exponentials, "dtype": output.dtype}


class Exponentials(NamedTuple):
    """What SOFTMAX knows about the differences of 0, -1, …, -255 steps between two int8.

    exponentials : (256,) int32, Q0.31: exp of beta times the difference
    multiplier, shift : the factor from a difference to Q5.26
    lowest : differences below it do not fit into Q5.26; their exp counts as 0
    """

    exponentials: np.ndarray
    multiplier: int
    shift: int
    lowest: int


def scaled_exponentials(beta: float, x: Tensor) -> Exponentials:
    """Return the Exponentials of an int8 input."""
    real = beta * np.float64(x.scale) * 2**26
    if not real > 1:
        raise GraphError("its beta times the scale of its input is too small")
    multiplier, shift = quantize_multiplier(min(real, 2.0**30 - 1))
    # From 2^30 on no difference fits.
    lowest = -(31 * 2**26 >> int(shift)) if real < 2**30 else 0
    steps = -np.arange(256)
    scaled = multiply_by_quantized_multiplier(np.maximum(steps, lowest), multiplier, shift)
    exponentials = curves.exp_on_negative_values(scaled, 5)
    exponentials = np.where(steps >= lowest, exponentials, 0).astype(np.int32)
    return Exponentials(exponentials, int(multiplier), int(shift), int(lowest))


def require_classes(x: Tensor) -> None:
    """Check that a sum over the last axis fits into Q12.19."""
    if x.shape[-1] > MOST_CLASSES:
        raise GraphError(f"its sum holds {MOST_CLASSES} terms, not {x.shape[-1]}")


def _nearly(scale, expected):
    return abs(scale - np.float32(expected)) <= np.float32(0.001) * np.float32(expected)


def _int16_params(options, x, output):
    if not _nearly(output.scale, 1 / 32768):
        raise GraphError("its output needs the scale 1/32768")
    real = np.float64(x.scale) * np.float64(np.float32(options["beta"])) / (10.0 / 65535.0)
    multiplier, shift = quantize_multiplier(real)
    return {"multiplier": multiplier, "shift": shift}


def int8(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Look up exp in a table, add in Q12.19, and multiply by the reciprocal of the sum."""
    below_largest = x.max(axis=-1, keepdims=True).astype(np.int32) - x
    exponentials = params["exponentials"][below_largest]
    total = rounding_divide_by_pot(exponentials, 12).sum(axis=-1, keepdims=True, dtype=np.int64)
    # The sum is 2^(12 - free) times a number in [1, 2), of which the reciprocal is taken.
    free = 32 - np.frexp(total)[1].astype(np.int64)
    reciprocal = curves.one_over_one_plus(int32((total << free) - 2**31))
    limits = np.iinfo(params["dtype"])
    y = rounding_divide_by_pot(
        saturating_rounding_doubling_high_mul(reciprocal, exponentials),
        12 - free + 31 - limits.bits,
    )
    return np.clip(y.astype(np.int64) + limits.min, limits.min, limits.max).astype(params["dtype"])


def int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Look exp up, add, and multiply by the reciprocal, which is looked up, too."""
    below_largest = x.astype(np.int64) - x.max(axis=-1, keepdims=True)
    scaled = multiply_by_quantized_multiplier(
        below_largest, params["multiplier"], params["shift"]
    ).astype(np.int64)
    exponentials = lookup16.look_up(EXPONENTIALS, np.clip(scaled + 32767, -(2**15), 2**15 - 1))
    total = exponentials.sum(axis=-1, keepdims=True)
    # The sum is 2^(bits - 1) times a number in [1, 2), of which the reciprocal is taken.
    bits = np.frexp(total)[1].astype(np.int64)
    shifted = ((total << (31 - bits)) + 2**13) >> 14
    reciprocal = lookup16.look_up(RECIPROCALS, np.minimum(shifted - 3 * 2**15, 2**15 - 1))
    y = (exponentials * reciprocal + (1 << (bits - 2))) >> (bits - 1)
    return np.clip(y, 0, 32767).astype(np.int16)


def float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Divide exp by its sum over the last axis; the largest input is subtracted first."""
    exponentials = exp((x - x.max(axis=-1, keepdims=True)) * np.float32(options["beta"]))
    total = np.zeros((*x.shape[:-1], 1), np.float32)
    for column in range(x.shape[-1]):
        total += exponentials[..., column, None]
    return exponentials / total


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: ROWS of DEPTH classes.

    int8: MANY, 1 if a probability may be less than half a step; constant exponentials, read at the
    distance from the row's largest input. int16: constants exponentials and reciprocals; scaling
    output, from such a distance to steps of 10/65535. float32: value beta.
    """
    out = graph.tensors[operator.outputs[0]]
    depth = out.shape[-1]
    sizes = {"ROWS": out.size // depth, "DEPTH": depth}
    if out.dtype == np.float32:
        values = {"beta": np.float32(operator.options["beta"])}
        return make_layer(graph, operator, sizes, values=values)
    if graph.tensors[operator.inputs[0]].dtype == np.int16:
        return _lower_int16(graph, operator, sizes, params)
    sizes["MANY"] = int(depth > FEW_CLASSES)
    note = "exp(-beta * scale * difference) for differences of 0 to 255, times 2^31"
    constants = {"exponentials": Constant(params["exponentials"], note)}
    kernel = "softmax" if out.dtype == np.int8 else "softmax_to_int16"
    return make_layer(graph, operator, sizes, kernel=kernel, constants=constants)


def _lower_int16(graph, operator, sizes, params):
    if sizes["DEPTH"] > MOST_CLASSES_OF_INT16:
        raise ExportError(
            f"it has {sizes['DEPTH']} classes; sums in 31 bits hold up to {MOST_CLASSES_OF_INT16}."
        )
    constants = {
        "exponentials": Constant(EXPONENTIALS, "exp(x) of x from -10 to 0, times 2^15"),
        "reciprocals": Constant(RECIPROCALS, "1 / (1 + x) of x from 0 to 1, times 2^15"),
    }
    scalings = {"output": Scaling.of(params["multiplier"], params["shift"])}
    return make_layer(graph, operator, sizes, constants=constants, scalings=scalings)


SPECS = (
    OperatorSpec(
        "SOFTMAX",
        version=3,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=int8,
        float32=float32,
        int16=int16,
        table="SoftmaxOptions",
        options=read_options,
        params=params_of,
        in_place=True,
    ),
)
