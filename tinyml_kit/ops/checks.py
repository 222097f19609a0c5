"""What must hold between an operator and its tensors: types, shapes, and how they are quantised.

The shape of every output is derived anew from the inputs and compared with the one in the file,
so that whoever computes with a Graph, in Python or in C, cannot be led outside a tensor.
"""

from math import prod

import numpy as np

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops.geometry import window_sizes

INT8, FLOAT = np.dtype(np.int8), np.dtype(np.float32)
# The interpreter broadcasts over four dimensions.
BROADCAST_DIMENSIONS = 4


def check(operator, tensors):
    """Check one operator against the tensors of its graph.

    Raises
    ------
    GraphError
        If a type, a shape or a quantisation is none that the operator supports.
    """
    inputs = [None if index is None else tensors[index] for index in operator.inputs]
    CHECKS[operator.name](operator.options, *inputs, tensors[operator.outputs[0]])


def check_pad_value(value, output):
    """Check that the number that PADV2 pads with means in its tensor what it means in the output.

    Raises
    ------
    GraphError
        If its type, scale or zero point is another.
    """
    _same_type(value, output)
    _quantized(value, output)
    if output.dtype == INT8 and (value.scale, value.zero_point) != (
        output.scale,
        output.zero_point,
    ):
        raise GraphError("the value it pads with is quantised differently from its output")


def _same_type(*tensors):
    names = " and ".join(str(tensor.dtype) for tensor in tensors)
    if len({tensor.dtype for tensor in tensors}) > 1:
        raise GraphError(f"it mixes {names}; convert the whole model to int8 or to float32")
    if tensors[0].dtype not in (INT8, FLOAT):
        raise GraphError(f"it computes with {names}, which is not supported")


def _quantized(*tensors):
    """Check that int8 tensors say what they mean, with one scale each."""
    for tensor in tensors:
        if tensor.dtype != INT8:
            continue
        if tensor.quantization is None or tensor.quantization.axis is not None:
            raise GraphError(f"tensor {tensor.index} ({tensor.name}) needs one scale")
        if not -128 <= tensor.quantization.zero_point[0] <= 127:
            raise GraphError(
                f"tensor {tensor.index} ({tensor.name}) has zero point "
                f"{tensor.quantization.zero_point[0]}, outside int8"
            )


def _shape(tensor, expected):
    if tensor.shape != tuple(expected):
        raise GraphError(
            f"its output, tensor {tensor.index}, has shape {tensor.shape}, but its inputs give "
            f"{tuple(expected)}"
        )


def _rank(tensor, rank):
    if len(tensor.shape) != rank:
        raise GraphError(f"tensor {tensor.index} has shape {tensor.shape}, expected {rank} sizes")


def _weights(x, weights, bias, out, axis):
    """Check constant weights whose slices along `axis` each make one output channel."""
    _same_type(x, weights, out)
    _quantized(x, out)
    for tensor in filter(None, (weights, bias)):
        if tensor.data is None:
            raise GraphError(f"its weights, tensor {tensor.index}, have to be constant")
    channels = weights.shape[axis]
    if x.dtype == INT8:
        quantization = weights.quantization
        if quantization is None or quantization.axis not in (None, axis):
            raise GraphError(f"its weights need one scale, or {channels} along axis {axis}")
        if quantization.zero_point.any():
            raise GraphError("its weights have a zero point other than 0")
    if bias is not None:
        dtype = np.dtype(np.int32) if x.dtype == INT8 else FLOAT
        if bias.dtype != dtype or bias.size != channels:
            raise GraphError(
                f"its bias is {bias.size} numbers of {bias.dtype}, expected {channels} of {dtype}"
            )


def _dense(options, x, weights, *rest):
    bias, out = rest if len(rest) == 2 else (None, *rest)
    _rank(weights, 2)
    channels, depth = weights.shape
    _weights(x, weights, bias, out, 0)
    if not out.shape or out.shape[-1] != channels or prod(out.shape[:-1]) * depth != x.size:
        raise GraphError(
            f"input {x.shape} and weights {weights.shape} do not give output {out.shape}"
        )


def _convolution(options, x, weights, *rest):
    bias, out = rest if len(rest) == 2 else (None, *rest)
    for tensor in (x, weights, out):
        _rank(tensor, 4)
    channels, depth = weights.shape[0], weights.shape[3]
    if x.shape[3] % depth or channels % (x.shape[3] // depth):
        raise GraphError(f"{x.shape[3]} channels do not fit weights of shape {weights.shape}")
    _weights(x, weights, bias, out, 0)
    sizes = window_sizes(x.shape[1:3], weights.shape[1:3], options)
    _shape(out, (x.shape[0], *sizes, channels))


def _depthwise(options, x, weights, *rest):
    bias, out = rest if len(rest) == 2 else (None, *rest)
    for tensor in (x, weights, out):
        _rank(tensor, 4)
    channels = x.shape[3] * options["depth_multiplier"]
    if weights.shape[0] != 1 or weights.shape[3] != channels:
        raise GraphError(
            f"weights of shape {weights.shape} do not fit {x.shape[3]} channels taken "
            f"{options['depth_multiplier']} times"
        )
    _weights(x, weights, bias, out, 3)
    sizes = window_sizes(x.shape[1:3], weights.shape[1:3], options)
    _shape(out, (x.shape[0], *sizes, channels))


def _pool(options, x, out):
    _same_type(x, out)
    _quantized(x, out)
    _rank(x, 4)
    sizes = window_sizes(x.shape[1:3], options["filter"], options)
    _shape(out, (x.shape[0], *sizes, x.shape[3]))


def _mean(options, x, out):
    _same_type(x, out)
    _quantized(x, out)
    if options["keep_dims"]:
        expected = [1 if axis in options["axes"] else n for axis, n in enumerate(x.shape)]
    else:
        expected = [n for axis, n in enumerate(x.shape) if axis not in options["axes"]]
    _shape(out, expected)


def _arithmetic(options, x, y, out):
    _same_type(x, y, out)
    _quantized(x, y, out)
    try:
        expected = np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        raise GraphError(f"shapes {x.shape} and {y.shape} do not fit each other") from None
    if x.shape != y.shape and len(expected) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shapes {x.shape} and {y.shape} have more than four dimensions")
    _shape(out, expected)


def _pad(options, x, out):
    _same_type(x, out)
    _quantized(x, out)
    if len(x.shape) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shape {x.shape} has more than four dimensions")
    pairs = zip(x.shape, options["paddings"], strict=True)
    _shape(out, [before + n + after for n, (before, after) in pairs])


def _concatenation(options, *tensors):
    *inputs, out = tensors
    axis = options["axis"]
    if options["activation"]:
        raise GraphError("an activation fused into it is not supported")
    if None in inputs:
        raise GraphError("one of its inputs is left out")
    _same_type(*inputs, out)
    for tensor in tensors:
        _rank(tensor, len(inputs[0].shape))
    if len(out.shape) > BROADCAST_DIMENSIONS:
        raise GraphError(f"shape {out.shape} has more than four dimensions")
    for tensor in inputs:
        if np.delete(tensor.shape, axis).tolist() != np.delete(out.shape, axis).tolist():
            raise GraphError(f"tensor {tensor.index} of {tensor.shape} does not fit {out.shape}")
    expected = list(out.shape)
    expected[axis] = sum(tensor.shape[axis] for tensor in inputs)
    _shape(out, expected)


def _rename(options, x, out):
    _same_type(x, out)
    if x.size != out.size:
        raise GraphError(f"shape {x.shape} cannot become {out.shape}")


def _squeeze(options, x, out):
    _rename(options, x, out)
    # Sizes of 1 come and go; the others stay as they are.
    if [n for n in x.shape if n > 1] != [n for n in out.shape if n > 1]:
        raise GraphError(f"shape {x.shape} cannot become {out.shape}")


def _curve(options, x, out):
    _same_type(x, out)
    _quantized(x, out)
    _shape(out, x.shape)


def _softmax(options, x, out):
    if not x.shape:
        raise GraphError("its input is a single number, expected a vector")
    _curve(options, x, out)


def _quantize(options, x, out):
    if x.dtype not in (INT8, FLOAT) or out.dtype != INT8:
        raise GraphError(f"{x.dtype} to {out.dtype} is not supported; int8 is what it makes")
    _quantized(x, out)
    _shape(out, x.shape)


def _dequantize(options, x, out):
    if (x.dtype, out.dtype) != (INT8, FLOAT):
        raise GraphError(f"{x.dtype} to {out.dtype} is not supported; int8 to float32 is")
    _quantized(x)
    _shape(out, x.shape)


CHECKS = {
    "FULLY_CONNECTED": _dense,
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _depthwise,
    "MAX_POOL_2D": _pool,
    "AVERAGE_POOL_2D": _pool,
    "MEAN": _mean,
    "ADD": _arithmetic,
    "MUL": _arithmetic,
    "SUB": _arithmetic,
    "PAD": _pad,
    "PADV2": _pad,
    "CONCATENATION": _concatenation,
    "RESHAPE": _rename,
    "SQUEEZE": _squeeze,
    "EXPAND_DIMS": _squeeze,
    "SOFTMAX": _softmax,
    "LOGISTIC": _curve,
    "TANH": _curve,
    "RELU": _curve,
    "RELU6": _curve,
    "LEAKY_RELU": _curve,
    "QUANTIZE": _quantize,
    "DEQUANTIZE": _dequantize,
}
