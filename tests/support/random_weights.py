"""Weights and biases of every type, as random models draw them, and an operator that uses them."""

import numpy as np

from tests.support import random_int16
from tests.support.flatbuffer import ACTIVATIONS, PADDINGS

UNIFORM, UNIFORM_INT16 = 74, 18_918  # the standard deviation of values drawn uniformly


def activation(m):
    return ACTIVATIONS[m.one_of(None, None, "RELU", "RELU6", "RELU_N1_TO_1")]


def filters(m, x, shape, axis, depth, bias_may_lack=True):
    """Return the indices of weights and of a bias (or None), and the spread of their sums."""
    channels = shape[axis]
    with_bias = m.chance(0.85) or not bias_may_lack
    if m.float:
        weights = m.constant((m.rng.normal(size=shape) / np.sqrt(depth)).astype(np.float32))
        bias = m.constant(m.rng.normal(size=channels).astype(np.float32))
        return weights, bias if with_bias else None, 1
    data = m.rng.integers(-127, 128, shape, np.int8)
    if m.chance(0.1):
        data = np.where(m.rng.random(shape) < 0.5, np.int8(-128), np.int8(127))
    scale = np.float32(10 ** m.rng.uniform(-3, -1))
    if m.chance(0.6):
        scale = (scale * m.rng.uniform(0.3, 2, channels)).astype(np.float32)
    weights = m.constant(data, scale, 0, axis)
    spread = np.sqrt(depth) * m.uniform * UNIFORM
    values = m.rng.normal(0, spread * m.one_of(0.2, 1, 5), channels).astype(np.int32)
    bias_scale, bias = np.float32(x.scale) * scale, None
    if with_bias and m.stored == np.int16:
        bias = random_int16.bias(m, values, bias_scale, not bias_may_lack)
    elif with_bias:
        bias = m.constant(values, bias_scale, 0)
    return weights, bias, spread * x.scale * float(np.mean(scale))


def transpose_conv(m):
    x = m.pick(rank=4, where=lambda value: value.size <= 150)
    padding = m.one_of("SAME", "VALID")
    kernel, stride, size = [], [], []
    for n in x.shape[1:3]:
        k, s = m.int(1, 4), m.one_of(1, 1, 2, 3)
        # All sizes from which a convolution comes back to n.
        least = (n - 1) * s + (1 if padding == "SAME" else k)
        kernel.append(k), stride.append(s), size.append(least + m.one_of(s - 1, m.int(0, s - 1)))
    channels = m.int(1, 4)
    shape = (channels, *kernel, x.shape[3])
    depth = int(np.prod(shape[1:])) / (stride[0] * stride[1])
    lacks = m.stored != np.int16
    weights, bias, spread = filters(m, x, shape, 0, depth, bias_may_lack=lacks)
    out = (x.shape[0], *size, channels)
    inputs = [m.integers(out), weights, x] + ([] if bias is None else [bias])
    options = {"strideH": stride[0], "strideW": stride[1], "padding": PADDINGS[padding]}
    options["fusedActivationFunction"] = activation(m)
    m.operator("TRANSPOSE_CONV", inputs, [m.result(out, spread)], **options)
