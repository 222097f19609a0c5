"""CONV_2D: a window slides over an image; each filter computes one number from its content.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| CONV_2D | x, filter (out, h, w, in), bias or None | stride, dilation, padding, activation | \
padding (above, left), groups, activation_min, activation_max, input_offset, output_offset, \
multiplier and shift (channels,) |

If a filter has fewer channels than the input, the convolution is grouped: the first group of
filters sees the first group of channels, and so on.
Sizes are (height, width).
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.geometry import taps, window_sizes
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.loops import block, window_loops
from tinyml_kit.ops.scaling import clamp_float32, requantize, window_params
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    bias_and_output,
    require_rank,
    require_shape,
    require_weights,
)
from tinyml_kit.ops.weighted import float32_parts, integer_parts, weights_of


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    return {
        **settings.positive(
            stride=(table.StrideH(), table.StrideW()),
            dilation=(table.DilationHFactor(), table.DilationWFactor()),
        ),
        "padding": settings.padding(table),
        "activation": settings.activation(table),
    }


def check(options: Options, x: Tensor, weights: Tensor, *rest: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    bias, out = bias_and_output(rest)
    for tensor in (x, weights, out):
        require_rank(tensor, 4)
    channels, depth = weights.shape[0], weights.shape[3]
    if x.shape[3] % depth or channels % (x.shape[3] // depth):
        raise GraphError(f"{x.shape[3]} channels do not fit weights of shape {weights.shape}")
    require_weights(x, weights, bias, out, 0)
    sizes = window_sizes(x.shape[1:3], weights.shape[1:3], options)
    require_shape(out, (x.shape[0], *sizes, channels))


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    channels = inputs[1].shape[0]
    params = window_params(options, inputs, output, inputs[0], channels)
    return params | {"groups": inputs[0].shape[3] // inputs[1].shape[3]}


def integers(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """For each element of the filter, shift the image, multiply it by the weights, and add it up.

    The padding is real 0, so that elements outside the image add nothing.
    """
    values, weights = x.astype(np.float64) + params["input_offset"], weights.astype(np.float64)
    sums = np.zeros(shape)
    for group in range(params["groups"]):
        channels = _part(x.shape[3], group, params["groups"])
        filters = _part(shape[3], group, params["groups"])
        for row, column, there, here in taps(
            x.shape[1:3], shape[1:3], weights.shape[1:3], options, params["padding"]
        ):
            seen = values[(*there, channels)]
            sums[(*here, filters)] += seen @ weights[filters, row, column].T
    return requantize(sums if bias is None else sums + bias, params, x.dtype)


def _part(channels, group, groups):
    size = channels // groups
    return slice(group * size, (group + 1) * size)


def float32(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """For each weight of the filter, shift the image, multiply it by the weight, and add it up."""
    sums = np.zeros(shape, np.float32)
    depth, filters = weights.shape[3], shape[3] // params["groups"]
    for row, column, there, here in taps(
        x.shape[1:3], shape[1:3], weights.shape[1:3], options, params["padding"]
    ):
        for channel in range(depth):
            # Each group of filters sees a different channel.
            seen = np.repeat(x[(*there, slice(channel, None, depth))], filters, axis=3)
            sums[here] += seen * weights[:, row, column, channel]
    return clamp_float32(sums if bias is None else sums + bias, params)


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each output and each weight of its filter; padding counts, too."""
    return output.size * prod(inputs[1].shape[1:])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: a dot product of the window and each filter at every place.

    int8 sizes: those of `window_loops`, ZERO_POINT (what lies around the image), FILTER_SIZE,
    CONTIGUOUS (1 where a window is one run of memory), BLOCK (channels that are brought to the
    scale of the output together), GROUPED, GROUP_INPUTS, GROUP_OUTPUTS, OUTPUT_OFFSET, LOW, HIGH,
    WRAPS; constants: weights (out, h, w, in), bias (out,) with the
    input's zero point folded in; scaling: output. float32: window and groups; values low, high;
    the constants.
    """
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = weights_of(graph, operator)
    channels, height, width, depth = weights.shape
    sizes = window_loops(x, out, (height, width), operator.options, params["padding"])
    note = f"weights, a filter of {height} x {width} x {depth} for each output channel"
    groups = {
        "GROUPED": int(params["groups"] > 1),
        "GROUP_INPUTS": depth,
        "GROUP_OUTPUTS": channels // params["groups"],
    }
    if weights.dtype == np.float32:
        parts = float32_parts(graph, operator, params, Constant(weights, note))
        return make_layer(graph, operator, sizes | groups, batches=x.shape[0], **parts)
    # The rows of a window follow each other without gaps if there is only one, or if they are
    # whole rows of the image.
    whole_rows = height == 1 or width == x.shape[2]
    sizes |= {
        "ZERO_POINT": -params["input_offset"],
        "FILTER_SIZE": height * width * x.shape[3],
        "CONTIGUOUS": int(whole_rows and not sizes["PADDED"] and not sizes["DILATED"]),
        "BLOCK": block(channels),
        **groups,
    }
    constant = Constant(weights, note, width * depth)
    more, parts = integer_parts(graph, operator, params, weights, constant)
    return make_layer(graph, operator, sizes | more, batches=x.shape[0], **parts)


SPECS = (
    OperatorSpec(
        "CONV_2D",
        version=8,
        inputs=(2, 3),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="Conv2DOptions",
        options=read_options,
        params=params_of,
        macs=macs,
    ),
)
