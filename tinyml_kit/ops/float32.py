"""The float32 operators in NumPy, adding up in the interpreter's order.

Floating-point sums depend on the order of their terms, so products are added one at a time, as
the interpreter does, and not by a matrix product. exp is the C library's, which the interpreter
calls; tanh is computed in double precision and rounded, and the library's differs from that by up
to two units in the last place.
"""

import numpy as np

from tinyml_kit.ops.arithmetic import round_half_away
from tinyml_kit.ops.geometry import taps

# 2^(0/32), …, 2^(31/32); 32/ln 2; and the polynomial for 2^(r/32).
POWERS = 2.0 ** (np.arange(32) / 32)
STEPS_A_UNIT = float.fromhex("0x1.71547652b82fep+0") * 32
CUBIC = float.fromhex("0x1.c6af84b912394p-5") / 32**3
SQUARE = float.fromhex("0x1.ebfce50fac4f3p-3") / 32**2
LINEAR = float.fromhex("0x1.62e42ff0c52d6p-1") / 32
# Beyond these the interpreter does not compute 1 / (1 + exp(-x)) in full.
LOGISTIC_IS_ONE, LOGISTIC_IS_EXP = np.float32(16.619047164916992188), np.float32(-9)


def clamp(values, p):
    """Apply the fused activation."""
    return np.minimum(np.maximum(values, p["activation_min"]), p["activation_max"])


def fully_connected(p, o, shape, x, weights, bias=None):
    """Multiply by a matrix, one column at a time."""
    x = x.reshape(-1, weights.shape[1])
    sums = np.zeros((len(x), len(weights)), np.float32)
    for column in range(weights.shape[1]):
        sums += x[:, column, None] * weights[:, column]
    return clamp(sums if bias is None else sums + bias, p).reshape(shape)


def conv_2d(p, o, shape, x, weights, bias=None):
    """Add up, for each weight of the filter, the image shifted to it times the weight."""
    sums = np.zeros(shape, np.float32)
    depth, filters = weights.shape[3], shape[3] // p["groups"]
    for row, column, there, here in taps(
        x.shape[1:3], shape[1:3], weights.shape[1:3], o, p["padding"]
    ):
        for channel in range(depth):
            # Every group of filters sees a channel of its own.
            seen = np.repeat(x[(*there, slice(channel, None, depth))], filters, axis=3)
            sums[here] += seen * weights[:, row, column, channel]
    return clamp(sums if bias is None else sums + bias, p)


def depthwise_conv_2d(p, o, shape, x, weights, bias=None):
    """Convolve every channel with filters of its own."""
    x = np.repeat(x, o["depth_multiplier"], axis=3)
    sums = np.zeros(shape, np.float32)
    for row, column, there, here in taps(
        x.shape[1:3], shape[1:3], weights.shape[1:3], o, p["padding"]
    ):
        sums[here] += x[there] * weights[0, row, column]
    return clamp(sums if bias is None else sums + bias, p)


def max_pool_2d(p, o, shape, x):
    """Take the largest of each window."""
    largest = np.full(shape, np.finfo(np.float32).min)
    for _, _, there, here in taps(x.shape[1:3], shape[1:3], o["filter"], o, p["padding"]):
        largest[here] = np.maximum(largest[here], x[there])
    return clamp(largest, p)


def average_pool_2d(p, o, shape, x):
    """Average each window over the elements inside the image."""
    sums, counts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for _, _, there, here in taps(x.shape[1:3], shape[1:3], o["filter"], o, p["padding"]):
        sums[here] += x[there]
        counts[here] += 1
    return clamp(sums / counts, p)


def mean(p, o, shape, x):
    """Average over whole axes."""
    axes = o["axes"]
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    x = x.transpose(*axes, *kept).reshape(-1, *(x.shape[axis] for axis in kept))
    sums = np.zeros(x.shape[1:], np.float32)
    for values in x:
        sums = sums + values
    return (sums / np.float32(len(x))).reshape(shape)


def add(p, o, shape, x, y):
    """Add."""
    return clamp(x + y, p)


def sub(p, o, shape, x, y):
    """Subtract."""
    return clamp(x - y, p)


def mul(p, o, shape, x, y):
    """Multiply."""
    return clamp(x * y, p)


def softmax(p, o, shape, x):
    """Divide exp by the sum of exp over the last axis; the largest becomes exp(0)."""
    exponentials = exp((x - x.max(axis=-1, keepdims=True)) * np.float32(o["beta"]))
    total = np.zeros((*x.shape[:-1], 1), np.float32)
    for column in range(x.shape[-1]):
        total += exponentials[..., column, None]
    return exponentials / total


def exp(x):
    """Return exp of float32 as the C libraries of Linux and of newlib compute it, to the bit.

    exp(x) = 2^(k/32) · 2^(r/32) with k whole and |r| <= 1/2: a table of 32 numbers, a shift of
    the exponent, and a cubic polynomial, all in double precision and rounded once. Source: expf of
    Arm's optimized routines, which both libraries took over.
    """
    # Beyond these the result is 0 or infinite.
    steps = np.clip(x, -150, 100).astype(np.float64) * STEPS_A_UNIT
    k = np.rint(steps)
    r = steps - k
    whole, part = np.divmod(k.astype(np.int64), 32)
    polynomial = (CUBIC * r + SQUARE) * (r * r) + (LINEAR * r + 1)
    with np.errstate(over="ignore"):
        return (polynomial * np.ldexp(POWERS[part], whole)).astype(np.float32)


def logistic(p, o, shape, x):
    """Return 1 / (1 + exp(-x))."""
    one = np.float32(1)
    y = one / (one + exp(-np.clip(x, LOGISTIC_IS_EXP, LOGISTIC_IS_ONE)))
    y = np.where(x > LOGISTIC_IS_ONE, one, y)
    return np.where(x < LOGISTIC_IS_EXP, exp(np.minimum(x, 0)), y)


def tanh(p, o, shape, x):
    """Return tanh."""
    return np.tanh(x.astype(np.float64)).astype(np.float32)


def relu(p, o, shape, x):
    """Cut off at 0."""
    return np.where(x < 0, np.float32(0), x)


def relu6(p, o, shape, x):
    """Cut off at 0 and at 6."""
    return np.where(x > 6, np.float32(6), relu(p, o, shape, x))


def leaky_relu(p, o, shape, x):
    """Multiply what is not positive by alpha."""
    return np.where(x > 0, x, x * np.float32(o["alpha"]))


def quantize(p, o, shape, x):
    """Turn float32 into int8, halves away from zero."""
    steps = round_half_away(x / p["scale"]).astype(np.float64)
    return np.clip(steps + p["zero_point"], -128, 127).astype(np.int8)


def dequantize(p, o, shape, x):
    """Turn int8 into float32, by a product in double precision."""
    return (np.float64(p["scale"]) * (x.astype(np.int32) - p["zero_point"])).astype(np.float32)
