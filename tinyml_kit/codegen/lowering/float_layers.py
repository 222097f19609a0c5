"""From float32 operators to layers: which template, which numbers, which constants.

Templates are in `kernels/float32/`. exp and tanh are the C library's: the only functions that
generated code takes from it, besides memcpy and its kind.
"""

import numpy as np

from tinyml_kit.codegen.c.literals import Constant, number
from tinyml_kit.codegen.lowering.common_layers import concatenation, pad, pairwise_layer, rename
from tinyml_kit.codegen.lowering.layer import data_of, make_layer
from tinyml_kit.codegen.lowering.sizes import reduction, window_numbers


def _clamps(made):
    """Return the texts of a fused activation."""
    return {"low": number(made["activation_min"]), "high": number(made["activation_max"])}


def _weights(graph, operator, note):
    """Return the constants weights and bias; a missing bias is 0."""
    weights, bias = data_of(graph, operator, 1), data_of(graph, operator, 2)
    if bias is None:
        channels = graph.tensors[operator.outputs[0]].shape[-1]
        bias = np.zeros(channels, np.float32)
    return {"weights": Constant(weights, note), "bias": Constant(bias, "bias")}


def _fully_connected(graph, operator, made):
    outputs, inputs = data_of(graph, operator, 1).shape
    constants = _weights(graph, operator, "weights, a row of inputs for each output")
    numbers = {"INPUTS": inputs, "OUTPUTS": outputs}
    batches = graph.tensors[operator.outputs[0]].size // outputs
    return make_layer(graph, operator, numbers, _clamps(made), constants, batches=batches)


def _conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    channels, height, width, depth = data_of(graph, operator, 1).shape
    numbers = window_numbers(x, out, (height, width), operator.options, made["padding"])
    numbers["GROUPED"] = int(made["groups"] > 1)
    numbers |= {"GROUP_INPUTS": depth, "GROUP_OUTPUTS": channels // made["groups"]}
    note = f"weights, a filter of {height} x {width} x {depth} for each output channel"
    constants = _weights(graph, operator, note)
    return make_layer(graph, operator, numbers, _clamps(made), constants, batches=x.shape[0])


def _depthwise_conv_2d(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    _, height, width, channels = data_of(graph, operator, 1).shape
    numbers = window_numbers(x, out, (height, width), operator.options, made["padding"])
    numbers["MULTIPLIER"] = operator.options["depth_multiplier"]
    note = f"weights, {channels} filters of {height} x {width}, side by side"
    constants = _weights(graph, operator, note)
    return make_layer(graph, operator, numbers, _clamps(made), constants, batches=x.shape[0])


def _pool(graph, operator, made):
    x, out = graph.tensors[operator.inputs[0]], graph.tensors[operator.outputs[0]]
    sizes = operator.options["filter"]
    numbers = window_numbers(x, out, sizes, operator.options, made["padding"])
    numbers["CHANNELS"] = x.shape[3]
    return make_layer(graph, operator, numbers, _clamps(made), batches=x.shape[0])


def _mean(graph, operator, made):
    shape, axes = graph.tensors[operator.inputs[0]].shape, operator.options["axes"]
    numbers = reduction(shape, axes)
    texts = {"count": number(numbers["FIRST"] * numbers["SECOND"])}
    return make_layer(graph, operator, numbers, texts)


def _pairwise(graph, operator, made):
    size = graph.tensors[operator.outputs[0]].size
    return pairwise_layer(graph, operator, {"SIZE": size}, _clamps(made), {})


def _one_by_one(graph, operator, made):
    return make_layer(graph, operator, {"SIZE": graph.tensors[operator.outputs[0]].size})


def _leaky_relu(graph, operator, made):
    size = graph.tensors[operator.outputs[0]].size
    texts = {"alpha": number(np.float32(operator.options["alpha"]))}
    return make_layer(graph, operator, {"SIZE": size}, texts)


def _softmax(graph, operator, made):
    out = graph.tensors[operator.outputs[0]]
    numbers = {"ROWS": out.size // out.shape[-1], "DEPTH": out.shape[-1]}
    texts = {"beta": number(np.float32(operator.options["beta"]))}
    return make_layer(graph, operator, numbers, texts)


def _quantize(graph, operator, made):
    size = graph.tensors[operator.outputs[0]].size
    numbers = {"SIZE": size, "ZERO_POINT": made["zero_point"]}
    return make_layer(graph, operator, numbers, {"scale": number(made["scale"])})


MAKERS = {
    "FULLY_CONNECTED": _fully_connected,
    "CONV_2D": _conv_2d,
    "DEPTHWISE_CONV_2D": _depthwise_conv_2d,
    "MAX_POOL_2D": _pool,
    "AVERAGE_POOL_2D": _pool,
    "MEAN": _mean,
    "ADD": _pairwise,
    "MUL": _pairwise,
    "SUB": _pairwise,
    "PAD": pad,
    "PADV2": pad,
    "CONCATENATION": concatenation,
    "RESHAPE": rename,
    "SQUEEZE": rename,
    "EXPAND_DIMS": rename,
    "SOFTMAX": _softmax,
    "LOGISTIC": _one_by_one,
    "TANH": _one_by_one,
    "RELU": _one_by_one,
    "RELU6": _one_by_one,
    "LEAKY_RELU": _leaky_relu,
    "QUANTIZE": _quantize,
}
