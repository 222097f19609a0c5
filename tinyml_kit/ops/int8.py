"""The int8 operators in NumPy, equal to the interpreter's to the bit.

Each function takes the parameters `p` of `parameters.parameters`, the operator's options `o`,
the shape of its output, and its inputs. Sums are exact in float64, whose matrix product is
fast, and are wrapped to the 32 bits that the interpreter adds in.
"""

import numpy as np

from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    rounding_divide_by_pot,
    saturating_rounding_doubling_high_mul,
)
from tinyml_kit.ops.curves import one_over_one_plus
from tinyml_kit.ops.geometry import taps


def requantize(sums, p):
    """Bring sums of products to the scale of the output, and clamp them."""
    scaled = multiply_by_quantized_multiplier(int32(sums), p["multiplier"], p["shift"])
    return clamp(int32(scaled.astype(np.int64) + p["output_offset"]), p)


def clamp(values, p):
    """Apply the fused activation, or the limits of int8."""
    low, high = p.get("activation_min", -128), p.get("activation_max", 127)
    return np.clip(values, low, high).astype(np.int8)


def fully_connected(p, o, shape, x, weights, bias=None):
    """Multiply by a matrix; the zero point of the input is taken off first."""
    x = x.reshape(-1, weights.shape[1]).astype(np.float64) + p["input_offset"]
    sums = x @ weights.T.astype(np.float64)
    return requantize(sums if bias is None else sums + bias, p).reshape(shape)


def conv_2d(p, o, shape, x, weights, bias=None):
    """Add up, for each element of the filter, the image shifted by it times its weights.

    Around the image lies real 0, so that elements outside add nothing.
    """
    x, weights = x.astype(np.float64) + p["input_offset"], weights.astype(np.float64)
    sums = np.zeros(shape)
    for group in range(p["groups"]):
        channels = _part(x.shape[3], group, p["groups"])
        filters = _part(shape[3], group, p["groups"])
        for row, column, there, here in taps(
            x.shape[1:3], shape[1:3], weights.shape[1:3], o, p["padding"]
        ):
            seen = x[(*there, channels)]
            sums[(*here, filters)] += seen @ weights[filters, row, column].T
    return requantize(sums if bias is None else sums + bias, p)


def _part(channels, group, groups):
    size = channels // groups
    return slice(group * size, (group + 1) * size)


def depthwise_conv_2d(p, o, shape, x, weights, bias=None):
    """Convolve every channel with filters of its own."""
    x = np.repeat(x.astype(np.float64) + p["input_offset"], o["depth_multiplier"], axis=3)
    sums = np.zeros(shape)
    for row, column, there, here in taps(
        x.shape[1:3], shape[1:3], weights.shape[1:3], o, p["padding"]
    ):
        sums[here] += x[there] * weights[0, row, column]
    return requantize(sums if bias is None else sums + bias, p)


def max_pool_2d(p, o, shape, x):
    """Take the largest of each window."""
    largest = np.full(shape, -128, np.int8)
    for _, _, there, here in taps(x.shape[1:3], shape[1:3], o["filter"], o, p["padding"]):
        largest[here] = np.maximum(largest[here], x[there])
    return clamp(largest, p)


def average_pool_2d(p, o, shape, x):
    """Average each window over the elements inside the image; halves away from zero."""
    sums, counts = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for _, _, there, here in taps(x.shape[1:3], shape[1:3], o["filter"], o, p["padding"]):
        sums[here] += x[there]
        counts[here] += 1
    return clamp(np.sign(sums) * ((np.abs(sums) + counts // 2) // counts), p)


def mean(p, o, shape, x):
    """Average over whole axes; the division is part of the multiplier."""
    sums = x.sum(axis=o["axes"], dtype=np.int64) + p["input_offset"] * p["count"]
    return requantize(sums, p).reshape(shape)


def _scaled_terms(p, x, y):
    for name, values in (("input1", x), ("input2", y)):
        shifted = (values.astype(np.int32) + p[f"{name}_offset"]) << p["left_shift"]
        yield multiply_by_quantized_multiplier(
            shifted, p[f"{name}_multiplier"], p[f"{name}_shift"]
        ).astype(np.int64)


def _to_output(sums, p):
    scaled = multiply_by_quantized_multiplier(
        int32(sums), p["output_multiplier"], p["output_shift"]
    )
    return clamp(int32(scaled.astype(np.int64) + p["output_offset"]), p)


def add(p, o, shape, x, y):
    """Bring both to one scale, add, bring the sum to the scale of the output."""
    x, y = _scaled_terms(p, x, y)
    return _to_output(x + y, p)


def sub(p, o, shape, x, y):
    """As `add`."""
    x, y = _scaled_terms(p, x, y)
    return _to_output(x - y, p)


def mul(p, o, shape, x, y):
    """Multiply the distances from the zero points."""
    x, y = x.astype(np.int32) + p["input1_offset"], y.astype(np.int32) + p["input2_offset"]
    return requantize(x * y, p)


def softmax(p, o, shape, x):
    """Look exp up in a table, add in Q12.19, and multiply by a reciprocal."""
    below_largest = x.max(axis=-1, keepdims=True).astype(np.int32) - x
    exponentials = p["exponentials"][below_largest]
    total = rounding_divide_by_pot(exponentials, 12).sum(axis=-1, keepdims=True, dtype=np.int64)
    # The sum is 2^(12 - free) times a number in [1, 2), of which the reciprocal is taken.
    free = 32 - np.frexp(total)[1].astype(np.int64)
    reciprocal = one_over_one_plus(int32((total << free) - 2**31))
    y = rounding_divide_by_pot(
        saturating_rounding_doubling_high_mul(reciprocal, exponentials), 12 - free + 31 - 8
    )
    return np.clip(y.astype(np.int64) - 128, -128, 127).astype(np.int8)


def look_up(p, o, shape, x):
    """LOGISTIC, TANH, RELU, RELU6, LEAKY_RELU, QUANTIZE: one answer for each of 256 inputs."""
    return p["table"][x.astype(np.int32) + 128]
