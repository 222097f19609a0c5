"""DEPTHWISE_CONV_2D: a convolution in which every channel has filters of its own.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| DEPTHWISE_CONV_2D | x, filter (1, h, w, out), bias or None | those of CONV_2D, \
depth_multiplier | those of CONV_2D without groups |
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import convolution, settings
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
    return {
        **convolution.read_options(table, constant, shape),
        **settings.positive(depth_multiplier=table.DepthMultiplier()),
    }


def check(options: Options, x: Tensor, weights: Tensor, *rest: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    bias, out = bias_and_output(rest)
    for tensor in (x, weights, out):
        require_rank(tensor, 4)
    channels = x.shape[3] * options["depth_multiplier"]
    if weights.shape[0] != 1 or weights.shape[3] != channels:
        raise GraphError(
            f"weights of shape {weights.shape} do not fit {x.shape[3]} channels taken "
            f"{options['depth_multiplier']} times"
        )
    # The interpreter reads any bias of int16 as one of 64 bits.
    require_weights(x, weights, bias, out, 3, (np.int64,))
    sizes = window_sizes(x.shape[1:3], weights.shape[1:3], options)
    require_shape(out, (x.shape[0], *sizes, channels))


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    channels = inputs[1].shape[3]
    return window_params(options, inputs, output, inputs[0], channels)


def integers(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """Convolve every channel with filters of its own."""
    values = x.astype(np.float64) + params["input_offset"]
    sums = _sums(np.zeros(shape), params, options, values, weights)
    return requantize(sums if bias is None else sums + bias, params, x.dtype)


def float32(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """Convolve every channel with filters of its own, in the interpreter's order."""
    sums = _sums(np.zeros(shape, np.float32), params, options, x, weights)
    return clamp_float32(sums if bias is None else sums + bias, params)


def _sums(sums, params, options, x, weights):
    x = np.repeat(x, options["depth_multiplier"], axis=3)
    for row, column, there, here in taps(
        x.shape[1:3], sums.shape[1:3], weights.shape[1:3], options, params["padding"]
    ):
        sums[here] += x[there] * weights[0, row, column]
    return sums


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each output and each weight of its filter; padding counts, too."""
    return output.size * prod(inputs[1].shape[1:3])


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: output channel c looks at input channel c / MULTIPLIER.

    int8 sizes: those of `window_loops`, CONTIGUOUS (0), ZERO_POINT (what lies around the image),
    BLOCK (channels that are best summed up together), MULTIPLIED (1 where MULTIPLIER is above 1),
    MULTIPLIER, OUTPUT_OFFSET, LOW, HIGH, WRAPS; constants: weights (1, h, w, out), bias (out,)
    with the input's zero point folded in; scaling: output. float32: window and MULTIPLIER; values
    low, high; the constants.
    """
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    weights = weights_of(graph, operator)
    _, height, width, channels = weights.shape
    sizes = window_loops(x, out, (height, width), operator.options, params["padding"])
    multiplier = operator.options["depth_multiplier"]
    note = f"weights, {channels} filters of {height} x {width}, side by side"
    if weights.dtype == np.float32:
        sizes["MULTIPLIER"] = multiplier
        parts = float32_parts(graph, operator, params, Constant(weights, note))
        return make_layer(graph, operator, sizes, batches=x.shape[0], **parts)
    sizes |= {
        "CONTIGUOUS": 0,
        "ZERO_POINT": -params["input_offset"],
        "BLOCK": block(channels, multiplier),
        "MULTIPLIED": int(multiplier > 1),
        "MULTIPLIER": multiplier,
    }
    constant = Constant(weights, note, channels)
    by_channel = np.moveaxis(weights[0], -1, 0)
    more, parts = integer_parts(graph, operator, params, by_channel, constant)
    return make_layer(graph, operator, sizes | more, batches=x.shape[0], **parts)


SPECS = (
    OperatorSpec(
        "DEPTHWISE_CONV_2D",
        version=7,
        inputs=(2, 3),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="DepthwiseConv2DOptions",
        options=read_options,
        params=params_of,
        macs=macs,
    ),
)
