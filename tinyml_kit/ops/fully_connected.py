"""FULLY_CONNECTED: every output is the dot product of all inputs and a row of weights.

| operator | inputs | options | parameters of int8 and int16 |
|---|---|---|---|
| FULLY_CONNECTED | x, weights (out, in), bias or None | activation, keep_dims | activation_min, \
activation_max, input_offset, output_offset, multiplier and shift (channels,) |
"""

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.layer import Constant, Layer, make_layer
from tinyml_kit.ops.scaling import activation_limits, clamp_float32, requantize, weighted_params
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    WrongShape,
    bias_and_output,
    require_rank,
    require_weights,
)
from tinyml_kit.ops.weighted import float32_parts, integer_parts, weights_of

# How far the scale of a bias may be off, in steps of the output.
BIAS_TOLERANCE = 0.02


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    if table and table.WeightsFormat():
        raise GraphError("its weights are shuffled, which is not supported")
    return {
        "activation": settings.activation(table),
        "keep_dims": bool(table and table.KeepNumDims()),
    }


def check(options: Options, x: Tensor, weights: Tensor, *rest: Tensor | None) -> None:
    """Check types, shapes and quantisation."""
    bias, out = bias_and_output(rest)
    require_rank(weights, 2)
    channels, depth = weights.shape
    require_weights(x, weights, bias, out, 0)
    if not out.shape or out.shape[-1] != channels or prod(out.shape[:-1]) * depth != x.size:
        rows = x.shape[:-1] if options["keep_dims"] else (x.size // depth,)
        raise WrongShape(
            f"input {x.shape} and weights {weights.shape} do not give output {out.shape}",
            (*rows, channels),
        )


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters."""
    params = activation_limits(options, output)
    if output.dtype == np.float32:
        return params
    x, weights, bias = (*inputs, None)[:3]
    assert x is not None and weights is not None
    if weights.scales.size == 1:
        _require_bias_scale(x, weights, bias, output)
    return params | weighted_params(x, weights, bias, output, weights.shape[0])


def _require_bias_scale(x, weights, bias, output):
    expected = np.float64(x.scale) * np.float64(weights.scale)
    if bias is not None:
        stored = np.float64(bias.scale) if bias.quantization else 0.0
        if abs(expected - stored) / np.float64(output.scale) > BIAS_TOLERANCE:
            raise GraphError(
                f"the scale of its bias is {stored:.6g}, but its input and weights give "
                f"{expected:.6g}"
            )


def integers(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """Multiply by a matrix; the zero point of the input is subtracted first."""
    rows = x.reshape(-1, weights.shape[1]).astype(np.float64) + params["input_offset"]
    sums = rows @ weights.T.astype(np.float64)
    return requantize(sums if bias is None else sums + bias, params, x.dtype).reshape(shape)


def float32(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    weights: Array,
    bias: Array | None = None,
) -> Array:
    """Multiply by a matrix, one column at a time, in the interpreter's order."""
    x = x.reshape(-1, weights.shape[1])
    sums = np.zeros((len(x), len(weights)), np.float32)
    for column in range(weights.shape[1]):
        sums += x[:, column, None] * weights[:, column]
    return clamp_float32(sums if bias is None else sums + bias, params).reshape(shape)


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each output and each weight of its row."""
    return output.size * inputs[1].shape[1]


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer: OUTPUTS dot products of INPUTS elements.

    int8 sizes: INPUTS, OUTPUTS, OUTPUT_OFFSET, LOW, HIGH, WRAPS; constants: weights (OUTPUTS,
    INPUTS), bias (OUTPUTS,) with the input's zero point folded in; scaling: output. float32:
    INPUTS, OUTPUTS; values low, high; the constants.
    """
    weights = weights_of(graph, operator)
    outputs, inputs = weights.shape
    sizes = {"INPUTS": inputs, "OUTPUTS": outputs}
    note = "weights, a row of inputs for each output"
    batches = graph.tensors[operator.outputs[0]].size // outputs
    if weights.dtype == np.float32:
        parts = float32_parts(graph, operator, params, Constant(weights, note))
    else:
        constant = Constant(weights, note, inputs)
        more, parts = integer_parts(graph, operator, params, weights, constant)
        sizes |= more
    return make_layer(graph, operator, sizes, batches=batches, **parts)


SPECS = (
    OperatorSpec(
        "FULLY_CONNECTED",
        version=14,
        inputs=(2, 3),
        check=check,
        lower=lower,
        int8=integers,
        float32=float32,
        int16=integers,
        table="FullyConnectedOptions",
        options=read_options,
        params=params_of,
        macs=macs,
    ),
)
