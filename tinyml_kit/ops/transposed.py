"""TRANSPOSE_CONV: each pixel of an image, times a filter, is added to a window of a larger image.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| TRANSPOSE_CONV | x, filter (out, h, w, in), bias or None | stride, padding, activation | those \
of CONV_2D without groups |

In a file, the shape of the output and the filter stand before x.
It is a convolution run backwards: where CONV_2D takes the window at (y · stride, x · stride) to the
pixel (y, x), this takes the pixel to the window. The padding is that of the output.
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.geometry import taps, window_sizes
from tinyml_kit.ops.layer import Constant, Layer, Scaling, constant_input, make_layer
from tinyml_kit.ops.scaling import clamp_float32, requantize, window_params
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import bias_and_output, require_rank, require_weights
from tinyml_kit.ops.weighted import float32_parts, output_limits, plain_bias, weights_of


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    return {
        **settings.positive(stride=(table.StrideH(), table.StrideW())),
        "padding": settings.padding(table),
        "activation": settings.activation(table),
    }


def check(options: Options, x: Tensor, weights: Tensor, *rest: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    bias, out = bias_and_output(rest)
    for tensor in (x, weights, out):
        require_rank(tensor, 4)
    require_weights(x, weights, bias, out, 0, (np.int64,))
    # From the output, a convolution with this filter would give the input.
    sizes = window_sizes(out.shape[1:3], weights.shape[1:3], options)
    back = (out.shape[0], *sizes, weights.shape[3])
    if x.shape != back or out.shape[3] != weights.shape[0]:
        raise GraphError(f"weights {weights.shape} do not spread {x.shape} over {out.shape}")
    if bias is None and x.dtype == np.int16:
        raise GraphError("it computes with int16 and has no bias, which the interpreter needs")


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    channels = inputs[1].shape[0]
    return window_params(options, inputs, output, output, channels)


def integers(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """For each element of the filter, spread the image, multiply it by the weights, add it up."""
    values, factors = x.astype(np.float64) + params["input_offset"], weights.astype(np.float64)
    sums = np.zeros(shape)
    for row, column, there, here in _taps(params, options, shape, x, weights):
        sums[there] += values[here] @ factors[:, row, column].T
    return requantize(sums if bias is None else sums + bias, params, x.dtype)


def float32(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """Spread the image by one weight after the other, in the interpreter's order.

    It takes pixel by pixel: the last elements of the filter see the first pixels.
    """
    sums = np.zeros(shape, np.float32)
    for row, column, there, here in reversed([*_taps(params, options, shape, x, weights)]):
        for channel in range(x.shape[3]):
            sums[there] += x[here][..., channel, None] * weights[:, row, column, channel]
    return clamp_float32(sums if bias is None else sums + bias, params)


def _taps(params, options, shape, x, weights):
    return taps(shape[1:3], x.shape[1:3], weights.shape[1:3], options, params["padding"])


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each pixel, each channel and each weight; those outside count, too."""
    return inputs[0].size * prod(inputs[1].shape[:3])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: each output gathers the pixels whose windows reach it.

    Sizes: IN_, OUT_ and FILTER_HEIGHT and _WIDTH, IN_ and OUT_CHANNELS, STRIDE_, PAD_TOP and
    PAD_LEFT, WEIGHTS, how many there are; constants weights (out, h, w, in) and bias. int8, int16:
    ZERO_POINT of the input, OUTPUT_OFFSET, LOW, HIGH, WRAPS, LONG; scaling output. float32: values
    low, high.
    """
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = weights_of(graph, operator)
    channels, height, width, depth = weights.shape
    names = ("HEIGHT", "WIDTH", "CHANNELS")
    sizes = {f"IN_{name}": size for name, size in zip(names, x.shape[1:], strict=True)}
    sizes |= {f"OUT_{name}": size for name, size in zip(names, out.shape[1:], strict=True)}
    sizes |= {"FILTER_HEIGHT": height, "FILTER_WIDTH": width}
    strides, padding = operator.options["stride"], params["padding"]
    sizes |= {"STRIDE_HEIGHT": strides[0], "STRIDE_WIDTH": strides[1]}
    sizes |= {"PAD_TOP": padding[0], "PAD_LEFT": padding[1], "WEIGHTS": weights.size}
    note = f"weights, a filter of {height} x {width} x {depth} for each output channel"
    constant = Constant(weights, note, width * depth)
    if weights.dtype == np.float32:
        parts = float32_parts(graph, operator, params, constant)
        return make_layer(graph, operator, sizes, batches=x.shape[0], **parts)
    largest = 2**15 if x.dtype == np.int16 else 255
    more, bias = plain_bias(weights, constant_input(graph, operator, 2), largest, params["wide"])
    sizes |= {"ZERO_POINT": -params["input_offset"], **output_limits(params), **more}
    return make_layer(
        graph,
        operator,
        sizes,
        batches=x.shape[0],
        constants={"bias": bias, "weights": constant},
        scalings={"output": Scaling.of(params["multiplier"], params["shift"], params["wide"])},
    )


SPECS = (
    OperatorSpec(
        "TRANSPOSE_CONV",
        version=5,
        inputs=(3, 4),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="TransposeConvOptions",
        options=read_options,
        params=params_of,
        order=(2, 1, 3),
        macs=macs,
    ),
)
