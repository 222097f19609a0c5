"""MAX_POOL_2D, AVERAGE_POOL_2D: one number for each window and channel of an image.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| MAX_POOL_2D | x | stride, filter, padding, activation | padding (above, left), \
activation_min, activation_max |
| AVERAGE_POOL_2D | x | the same | the same |

Sizes are (height, width). Input and output have the same scale.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.geometry import padding_before, taps, window_sizes
from tinyml_kit.ops.layer import Layer, make_layer
from tinyml_kit.ops.loops import window_loops
from tinyml_kit.ops.scaling import activation_limits, clamp, clamp_float32
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    require_one_scale,
    require_rank,
    require_same_type,
    require_shape,
)
from tinyml_kit.ops.weighted import plain_limits


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    return {
        **settings.positive(
            stride=(table.StrideH(), table.StrideW()),
            filter=(table.FilterHeight(), table.FilterWidth()),
        ),
        "padding": settings.padding(table),
        "activation": settings.activation(table),
    }


def check(options: Options, x: Tensor, out: Tensor) -> None:
    """Check types, shapes and quantisation."""
    require_same_type(x, out)
    require_one_scale(x, out)
    require_rank(x, 4)
    sizes = window_sizes(x.shape[1:3], options["filter"], options)
    require_shape(out, (x.shape[0], *sizes, x.shape[3]))


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    x = inputs[0]
    params = {
        "padding": padding_before(x.shape[1:3], options["filter"], options),
        **activation_limits(options, output),
    }
    if output.dtype != np.float32:
        scales = [np.float64(tensor.scale) for tensor in (x, output)]
        if abs(scales[0] - scales[1]) > 1e-6 or x.zero_point != output.zero_point:
            raise GraphError("its input and output are quantised differently")
    return params


def max_integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the largest element of each window."""
    lowest = np.full(shape, np.iinfo(x.dtype).min, x.dtype)
    return clamp(_largest(lowest, params, options, x), params, x.dtype)


def max_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Return the largest element of each window."""
    lowest = np.full(shape, np.finfo(np.float32).min)
    return clamp_float32(_largest(lowest, params, options, x), params)


def _largest(largest, params, options, x):
    for there, here in _seen(largest.shape, params, options, x):
        largest[here] = np.maximum(largest[here], x[there])
    return largest


def average_integers(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Average the elements of each window that lie inside the image; halves away from zero."""
    sums, counts = sums_and_counts(shape, np.int32, params, options, x)
    return clamp(np.sign(sums) * ((np.abs(sums) + counts // 2) // counts), params, x.dtype)


def average_float32(params: Params, options: Options, shape: Shape, x: Array) -> Array:
    """Average the elements of each window that lie inside the image."""
    sums, counts = sums_and_counts(shape, np.float32, params, options, x)
    return clamp_float32(sums / counts, params)


def sums_and_counts(
    shape: Shape, dtype: type, params: Params, options: Options, x: Array
) -> tuple[Array, Array]:
    """Return the sum of each window, and how many of its elements lie inside the image."""
    sums: Array = np.zeros(shape, dtype)
    counts: Array = np.zeros(shape, dtype)
    for there, here in _seen(shape, params, options, x):
        sums[here] += x[there]
        counts[here] += 1
    return sums, counts


def _seen(shape, params, options, x):
    """Yield, for each element of a window, its places in the input and the outputs that use it."""
    window = options["filter"]
    for _, _, there, here in taps(x.shape[1:3], shape[1:3], window, options, params["padding"]):
        yield there, here


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer.

    Sizes: those of `window_loops`, CHANNELS; for int8 and int16 LOW, HIGH, HIGH_CUTS (1
    if HIGH is less than the type's). float32: values low, high.
    """
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    filter_sizes = operator.options["filter"]
    sizes = window_loops(x, out, filter_sizes, operator.options, params["padding"])
    sizes["CHANNELS"] = x.shape[3]
    values = {}
    if x.dtype == np.float32:
        values = plain_limits(params)
    else:
        sizes |= {
            "LOW": params["activation_min"],
            "HIGH": params["activation_max"],
            "HIGH_CUTS": int(params["activation_max"] < np.iinfo(x.dtype).max),
        }
    return make_layer(graph, operator, sizes, values=values, batches=x.shape[0])


def _spec(name, integers, float32):
    return OperatorSpec(
        name,
        version=3,
        inputs=(1, 1),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="Pool2DOptions",
        options=read_options,
        params=params_of,
    )


SPECS = (
    _spec("MAX_POOL_2D", max_integers, max_float32),
    _spec("AVERAGE_POOL_2D", average_integers, average_float32),
)
