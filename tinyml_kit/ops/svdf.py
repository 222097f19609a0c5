"""SVDF: a dense layer applied over time, by filters over features and over their past.

| operator | inputs | options | int8 parameters |
|---|---|---|---|
| SVDF | x (n, inputs), features (filters, inputs), times (filters, memory), bias, state \
(n, filters · memory), which is an output, too | rank, activation | input_offset, state_offset, \
output_offset, \
feature_multiplier, feature_shift, multiplier, shift, activation_min, activation_max |

Each filter keeps its last answers, the newest one last. An output adds up `rank` of them, times the
weights of `times`. State and times are both int8 or both int16 in an int8 model. The interpreter
applies no activation to int8, whose limits do the same for the usual zero point.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError, Operator, Tensor
from tinyml_kit.ops import settings
from tinyml_kit.ops.arithmetic import int32, multiply_by_quantized_multiplier, quantize_multiplier
from tinyml_kit.ops.layer import Constant, Layer, Scaling, constant_input, make_layer
from tinyml_kit.ops.scaling import activation_limits, clamp_float32, requantize
from tinyml_kit.ops.spec import Array, OperatorSpec, Options, Params, Shape
from tinyml_kit.ops.tensor_checks import (
    FLOAT,
    INT8,
    INT16,
    require_one_scale,
    require_rank,
    require_shape,
    require_state,
)
from tinyml_kit.ops.weighted import folded_bias, plain_limits

# How far the scale of a bias may be off.
BIAS_TOLERANCE = 1e-5


def read_options(table: Any, constant: Callable, shape: Shape) -> Options:
    """Return the options."""
    table = settings.required(table)
    rank = settings.positive(rank=table.Rank())
    return {**rank, "activation": settings.activation(table)}


def check(
    options: Options,
    x: Tensor,
    features: Tensor,
    times: Tensor,
    bias: Tensor | None,
    state: Tensor,
    out: Tensor,
    written: Tensor,
) -> None:
    """Check types, shapes and quantisation."""
    if bias is None:
        raise GraphError("it has no bias, which the interpreter needs")
    real = x.dtype == FLOAT
    kinds = (INT8, INT8, bias.dtype, INT8) if not real else (FLOAT,) * 4
    if (x.dtype, features.dtype, bias.dtype, out.dtype) != kinds or bias.dtype != (
        FLOAT if real else np.int32
    ):
        raise GraphError(f"it computes with {x.dtype}, {features.dtype} and {bias.dtype}")
    known = (FLOAT,) if real else (INT8, INT16)
    if times.dtype != state.dtype or state.dtype not in known:
        raise GraphError(f"its state is {state.dtype} and its weights of it {times.dtype}")
    require_state(state)
    require_one_scale(x, features, times, state, out)
    for tensor in (features, times, bias):
        if tensor.data is None:
            raise GraphError(f"its weights, tensor {tensor.index}, have to be constant")
    for tensor in (x, features, times):
        require_rank(tensor, 2)
    filters, memory = times.shape
    fits = features.shape == (filters, x.shape[1]) and filters % options["rank"] == 0
    if not fits or bias.size != filters // options["rank"]:
        raise GraphError(f"weights {features.shape} and {times.shape} do not fit {x.shape}")
    if state.shape != (x.shape[0], filters * memory):
        raise GraphError(f"its state is {state.shape}, expected {(x.shape[0], filters * memory)}")
    require_shape(out, (x.shape[0], filters // options["rank"]))


def params_of(options: Options, inputs: list[Tensor], output: Tensor) -> Params:
    """Return the parameters; products of scales are in single precision."""
    params = activation_limits({"activation": None}, output)
    if output.dtype == np.float32:
        return activation_limits(options, output)
    x, features, times, bias, state = inputs
    remembered = state.scale * times.scale
    if bias.quantization is None or abs(np.float64(bias.scale) - remembered) >= BIAS_TOLERANCE:
        raise GraphError(f"the scale of its bias has to be {remembered:.6g}")
    if features.zero_point or times.zero_point:
        raise GraphError("its weights have a zero point other than 0")
    feature = quantize_multiplier(np.float64(x.scale * features.scale / state.scale))
    multiplier, shift = quantize_multiplier(np.float64(remembered / output.scale))
    return params | {
        "input_offset": -x.zero_point,
        "state_offset": -state.zero_point,
        "output_offset": output.zero_point,
        "feature_multiplier": feature[0],
        "feature_shift": feature[1],
        "multiplier": multiplier,
        "shift": shift,
    }


def _pushed(state, filters, newest):
    """Return the state (n, filters, memory) with the oldest answer of each filter replaced."""
    kept = state.reshape(len(state), filters, -1)[:, :, 1:]
    return np.concatenate([kept, newest.astype(state.dtype)[..., None]], axis=2)


def int8(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    features: Array,
    times: Array,
    bias: Array,
    state: Array,
) -> list[Array]:
    """Ask every filter, remember its answer, and weigh what it remembers."""
    seen = (x.astype(np.int64) + params["input_offset"]) @ features.T.astype(np.int64)
    seen = multiply_by_quantized_multiplier(
        int32(seen), params["feature_multiplier"], params["feature_shift"]
    )
    limits = np.iinfo(state.dtype)
    # The zero point comes after the limits: what it leads beyond them wraps around.
    newest = np.clip(seen.astype(np.int64), limits.min, limits.max) - params["state_offset"]
    memory = _pushed(state, len(features), newest)
    weighed = ((memory.astype(np.int64) + params["state_offset"]) * times).sum(axis=2)
    sums = weighed.reshape(len(x), -1, options["rank"]).sum(axis=2) + bias
    return [requantize(sums, params).reshape(shape), memory.reshape(state.shape)]


def float32(
    params: Params,
    options: Options,
    shape: Shape,
    x: Array,
    features: Array,
    times: Array,
    bias: Array,
    state: Array,
) -> list[Array]:
    """Ask every filter, remember its answer, and weigh what it remembers, in that order."""
    seen = np.zeros((len(x), len(features)), np.float32)
    for column in range(x.shape[1]):
        seen += x[:, column, None] * features[:, column]
    memory = _pushed(state, len(features), seen)
    weighed = np.zeros_like(seen)
    for step in range(times.shape[1]):
        weighed += memory[:, :, step] * times[:, step]
    sums = np.broadcast_to(bias.ravel(), shape).copy()
    for part in range(options["rank"]):
        sums += weighed[:, part :: options["rank"]]
    return [clamp_float32(sums, params), memory.reshape(state.shape)]


def macs(inputs: list[Tensor], output: Tensor) -> int:
    """Return one MAC for each weight and sample."""
    return inputs[0].shape[0] * (inputs[1].size + inputs[2].size)


def lower(graph: Graph, operator: Operator, params: Params) -> Layer:
    """Return the Layer, which reads the input, and writes the output and the state.

    Sizes: INPUTS, FILTERS, MEMORY, UNITS, RANK; constants: features (FILTERS, INPUTS), times
    (FILTERS, MEMORY), bias (UNITS,). int8: STATE_ZERO, STATE_LOW, STATE_HIGH, OUTPUT_OFFSET, WRAPS;
    constant feature_bias (FILTERS,), the input's zero point times all weights; scalings feature
    and output. float32: values low, high.
    """
    x, state = (graph.tensors[operator.inputs[place]] for place in (0, 4))
    features, times, bias = (constant_input(graph, operator, place) for place in (1, 2, 3))
    assert features is not None and times is not None and bias is not None
    rank = operator.options["rank"]
    sizes = {"INPUTS": x.shape[1], "FILTERS": len(features), "MEMORY": times.shape[1]}
    sizes |= {"RANK": rank, "UNITS": len(features) // rank}
    constants = {
        "features": Constant(features, "weights, a row of inputs for each filter", x.shape[1]),
        "times": Constant(times, "weights of what each filter remembers", times.shape[1]),
        "bias": Constant(bias, "bias"),
    }
    if x.dtype == np.float32:
        values = plain_limits(params)
        return make_layer(
            graph, operator, sizes, constants=constants, values=values, batches=x.shape[0]
        )
    _, constants["feature_bias"] = folded_bias(features, None, params["input_offset"])
    limits = np.iinfo(state.dtype)
    largest = int(np.abs(times.astype(np.int64)).reshape(sizes["UNITS"], -1).sum(1).max())
    largest = largest * (int(limits.max) - int(limits.min)) + int(np.abs(bias.astype(int)).max())
    sizes |= {
        "STATE_ZERO": -params["state_offset"],
        "STATE_LOW": int(limits.min),
        "STATE_HIGH": int(limits.max),
        "OUTPUT_OFFSET": params["output_offset"],
        "WRAPS": int(largest >= 2**31),
    }
    scalings = {
        "feature": Scaling.of(params["feature_multiplier"], params["feature_shift"]),
        "output": Scaling.of(params["multiplier"], params["shift"]),
    }
    return make_layer(
        graph, operator, sizes, constants=constants, scalings=scalings, batches=x.shape[0]
    )


SPECS = (
    OperatorSpec(
        "SVDF",
        version=4,
        inputs=(5, 5),
        check=check,
        lower=lower,
        int8=int8,
        float32=float32,
        table="SVDFOptions",
        options=read_options,
        params=params_of,
        states=(4,),
        macs=macs,
    ),
)
