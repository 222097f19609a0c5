"""LOGISTIC, TANH, RELU, RELU6, LEAKY_RELU: activation functions, element by element.

| operator | inputs | options | parameters of int8; int16 |
|---|---|---|---|
| LOGISTIC | x | none | table (256,) int8: the outputs for -128, …, 127; multiplier and shift of \
`sigmoid16` |
| TANH | x | none | table; multiplier and shift of `sigmoid16` |
| RELU | x | none | table; those of `rescaling` |
| RELU6 | x | none | table; activation_min, activation_max |
| LEAKY_RELU | x | alpha | table; those of `rescaling`, negative_multiplier, negative_shift |

In float32, exp is that of the C library, which the interpreter calls. tanh is computed in double
precision and rounded; the library's differs from that by up to two units in the last place.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import curves, settings, sigmoid16
from tinyml_kit.ops.arithmetic import (
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
)
from tinyml_kit.ops.exponential import exp
from tinyml_kit.ops.layer import Layer, Scaling, make_layer
from tinyml_kit.ops.rescaling import lower_rescale, rescale, rescale_params
from tinyml_kit.ops.scaling import clamp, ratio, stored
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape, no_options
from tinyml_kit.ops.tables import (
    EVERY_INT8,
    look_up,
    lower_elementwise,
    lower_table,
    rescaled,
    table,
)
from tinyml_kit.ops.tensor_checks import require_elementwise

# Beyond these the interpreter does not compute 1 / (1 + exp(-x)) in full.
LOGISTIC_IS_ONE, LOGISTIC_IS_EXP = np.float32(16.619047164916992188), np.float32(-9)


def leaky_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options of LEAKY_RELU."""
    return {"alpha": settings.finite("alpha", settings.required(table).Alpha())}


def logistic_table(options: Options, x: Tensor, output: Tensor) -> Params:
    """Tabulate 1 / (1 + exp(-x)); the output's scale is taken to be 1/256."""
    if output.zero_point != -128:
        raise GraphError("its output needs the zero point -128")
    return _curve(curves.logistic, x, bits=8, zero_point=-128)


def tanh_table(options: Options, x: Tensor, output: Tensor) -> Params:
    """Tabulate tanh; the output's scale is taken to be 1/128 and its zero point 0."""
    return _curve(curves.tanh, x, bits=7, zero_point=0)


def _curve(function, x, bits, zero_point):
    """Tabulate a function of inputs in Q4.27; `bits` of the output come after the point."""
    real = np.float64(x.scale) * 2**27
    if real < 0.5:
        raise GraphError(f"the scale of its input, {x.scale:.6g}, is too small")
    # From 2^30 on no input counts as near the middle of the curve, and none is computed.
    multiplier, shift = quantize_multiplier(min(real, 2.0**30 - 1))
    radius = (15 << 27) >> shift if real < 2**30 else 0
    steps = EVERY_INT8 - x.zero_point
    inside = np.abs(steps) < radius
    fixed = multiply_by_quantized_multiplier(np.where(inside, steps, 0), multiplier, shift)
    y = rounding_divide_by_pot(function(fixed), 31 - bits).astype(np.int64) + zero_point
    return table(np.where(inside, y, np.where(steps > 0, 127, -128)))


def relu_table(options: Options, x: Tensor, output: Tensor) -> Params:
    """Raise what is below real 0 to it."""
    return table(np.maximum(rescaled(x, ratio(x, output), output), output.zero_point))


def relu6_table(options: Options, x: Tensor, output: Tensor) -> Params:
    """Limit to real 0 and 6; the output is taken to have the scale of the input."""
    low, high = x.zero_point, min(127, stored(6, x))
    return table(np.where(EVERY_INT8 > high, high, np.maximum(EVERY_INT8, low)))


def leaky_relu_table(options: Options, x: Tensor, output: Tensor) -> Params:
    """Multiply what is negative by alpha."""
    slope = np.float64(x.scale) * options["alpha"] / np.float64(output.scale)
    negative, positive = (rescaled(x, real, output) for real in (slope, ratio(x, output)))
    return table(np.where(EVERY_INT8 >= x.zero_point, positive, negative))


def logistic_int16_params(options: Options, x: Tensor, output: Tensor) -> Params:
    """Return multiplier and shift from the input to the table's units."""
    return sigmoid16.steps(x, output, exact_shifts=(0,))


def tanh_int16_params(options: Options, x: Tensor, output: Tensor) -> Params:
    """Return multiplier and shift from the input to the table's units."""
    return sigmoid16.steps(x, output, exact_shifts=(0, 1))


def relu_int16_params(options: Options, x: Tensor, output: Tensor) -> Params:
    """Raise what is negative to 0."""
    return rescale_params(x, output) | {"activation_min": 0}


def relu6_int16_params(options: Options, x: Tensor, output: Tensor) -> Params:
    """Limit to 0 and 6; the output is taken to have the scale of the input."""
    return {"activation_min": 0, "activation_max": min(32767, stored(6, x))}


def leaky_relu_int16_params(options: Options, x: Tensor, output: Tensor) -> Params:
    """Multiply what is negative by alpha."""
    slope = np.float64(x.scale) * options["alpha"] / np.float64(output.scale)
    multiplier, shift = quantize_multiplier(slope)
    return rescale_params(x, output) | {"negative_multiplier": multiplier, "negative_shift": shift}


def logistic_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return 1 / (1 + exp(-x)), on straight lines between the entries of a table."""
    return sigmoid16.logistic(sigmoid16.distances(x, params["multiplier"], params["shift"]))


def tanh_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return tanh, on straight lines between the entries of a table."""
    return sigmoid16.tanh(sigmoid16.distances(x, params["multiplier"], params["shift"]))


def relu6_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Limit to 0 and 6."""
    return clamp(x, params, np.int16)


def leaky_relu_int16(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Multiply what is negative by alpha."""
    factor = {"multiplier": params["negative_multiplier"], "shift": params["negative_shift"]}
    negative = rescale(params | factor, options, shape, x)
    return np.where(x >= 0, rescale(params, options, shape, x), negative)


def logistic_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return 1 / (1 + exp(-x))."""
    one = np.float32(1)
    y = one / (one + exp(-np.clip(x, LOGISTIC_IS_EXP, LOGISTIC_IS_ONE)))
    y = np.where(x > LOGISTIC_IS_ONE, one, y)
    return np.where(x < LOGISTIC_IS_EXP, exp(np.minimum(x, 0)), y)


def tanh_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return tanh."""
    return np.tanh(x.astype(np.float64)).astype(np.float32)


def relu_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Raise what is below 0 to 0."""
    return np.where(x < 0, np.float32(0), x)


def relu6_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Limit to 0 and 6."""
    return np.where(x > 6, np.float32(6), relu_float32(params, options, shape, x))


def leaky_relu_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Multiply what is not positive by alpha."""
    return np.where(x > 0, x, x * np.float32(options["alpha"]))


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: SIZE numbers, by a table for int8 and a formula for others.

    int16: LOGISTIC and TANH have the constant heights, and the values multiplier and shift; RELU is
    a rescaling; RELU6 has the sizes LOW and HIGH; LEAKY_RELU has the scalings output and negative.
    float32 LEAKY_RELU has the value alpha.
    """
    if "table" in params:
        return lower_table(graph, operator, params)
    if graph.tensors[operator.inputs[0]].dtype == np.int16:
        return _lower_int16(graph, operator, params)
    alpha = operator.options.get("alpha")
    values = {} if alpha is None else {"alpha": np.float32(alpha)}
    return lower_elementwise(graph, operator, values=values)


def _lower_int16(graph, operator, params):
    if operator.name in ("LOGISTIC", "TANH"):
        values = {"multiplier": params["multiplier"], "shift": params["shift"]}
        constants = {"heights": sigmoid16.table()}
        return lower_elementwise(graph, operator, values=values, constants=constants)
    if operator.name == "RELU":
        return lower_rescale(graph, operator, params)
    limits = {"LOW": params["activation_min"], "HIGH": params["activation_max"]}
    sizes = {"SIZE": graph.tensors[operator.outputs[0]].size} | limits
    if operator.name == "RELU6":
        return make_layer(graph, operator, sizes)
    scalings = {
        "output": Scaling.of(params["multiplier"], params["shift"]),
        "negative": Scaling.of(params["negative_multiplier"], params["negative_shift"]),
    }
    return make_layer(graph, operator, sizes, scalings=scalings)


def _spec(name, of_int8, of_int16, int16, float32, version=3, options=no_options, table=None):
    def params_of(options, inputs, output):
        if output.dtype == np.float32:
            return {}
        find = of_int8 if output.dtype == np.int8 else of_int16
        return find(options, inputs[0], output)

    return OperatorSpec(
        name,
        version=version,
        inputs=(1, 1),
        check=require_elementwise,
        lower=lower,
        int8=look_up,
        float32=float32,
        int16=int16,
        table=table,
        options=options,
        params=params_of,
        in_place=True,
    )


SPECS = (
    _spec("LOGISTIC", logistic_table, logistic_int16_params, logistic_int16, logistic_float32),
    _spec("TANH", tanh_table, tanh_int16_params, tanh_int16, tanh_float32),
    _spec("RELU", relu_table, relu_int16_params, rescale, relu_float32),
    _spec("RELU6", relu6_table, relu6_int16_params, relu6_int16, relu6_float32),
    _spec(
        "LEAKY_RELU",
        leaky_relu_table,
        leaky_relu_int16_params,
        leaky_relu_int16,
        leaky_relu_float32,
        version=2,
        options=leaky_options,
        table="LeakyReluOptions",
    ),
)
