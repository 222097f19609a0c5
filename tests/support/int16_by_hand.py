"""int16 models made by hand, for branches of kernels that random models seldom or never reach.

As in `models_by_hand`, each function adds operators to a Maker.
"""

from functools import partial
from itertools import product

import numpy as np

from tests.support.layers_by_hand import ONE, conv, dense, depthwise, mean, pair, pool


def fine_outputs(m):
    """Outputs finer than what is computed: it is shifted to the left."""
    x, y, three = m.input((1, 5, 6, 4)), m.input((1, 5, 6, 4)), m.input((1, 3))
    pair(m, "MUL", x, y, x.scale * y.scale / 1.5)
    # As fine as both are brought to before: only where they cancel is the result no limit.
    for name in ("ADD", "SUB"):
        pair(m, name, x, y, max(x.scale, y.scale) * 3 * 2.0**-15)
    few = partial(m.rng.integers, -1, 2)
    for alike, narrow in product((False, True), repeat=2):
        how = {"alike": alike, "narrow": narrow, "factor": 1.7, "bias": [0] * 4}
        conv(m, x, few((4, 1, 2, 4)), (1, 2), **how)
        dense(m, three, few((4, 3)), **how)
    for name in ("RELU", "LEAKY_RELU", "ABS", "QUANTIZE"):
        options = {"alpha": 0.7} if name == "LEAKY_RELU" else {}
        for factor in (0.3, 1.3):
            m.operator(name, [x], [m.output(x.shape, x.scale / factor)], **options)
    mean(m, m.input((1, 2, 6)), [1], x.scale / 9)
    for beta in (1e-3, 30.0):
        z = m.output(x.shape, 10 / 65535, 0)
        m.operator("QUANTIZE", [x], [z])
        m.operator("SOFTMAX", [z], [m.output(x.shape, 2.0**-15, 0)], beta=beta)


def windows(m):
    """Padding, dilation, strides and groups, with biases of 32 and of 64 bits."""
    x = m.input((1, 7, 6, 4))
    for padding, narrow in product(("SAME", "VALID"), (False, True)):
        conv(m, x, 5, (3, 2), (2, 1), (1, 2), padding, alike=True, narrow=narrow)
        conv(m, x, 6, (2, 3), (1, 2), ONE, padding, groups=2, activation="RELU", narrow=narrow)
        depthwise(m, x, (3, 2), 1, (1, 2), ONE, padding, alike=narrow)
        depthwise(m, x, (2, 3), 2, ONE, (2, 1), padding)
    for name, padding in product(("MAX_POOL_2D", "AVERAGE_POOL_2D"), ("SAME", "VALID")):
        for activation in (None, "RELU_N1_TO_1"):
            pool(m, x, (3, 2), padding, name, (2, 3), activation)


def long_sums(m):
    """Sums of more than 32 bits: counted in 64, or cut off where the bias has 32."""
    x, three = m.input((1, 5, 5, 4)), m.input((1, 3))
    for alike in (False, True):
        far = {"bias": [2**40, -(2**40), 2**31, -(2**31)], "factor": 2.0**-26, "alike": alike}
        edges = [2**31 - 1, -(2**31), 2**31 - 9000, -(2**31) + 9000]
        cut = {"bias": edges, "factor": 2.0**-17, "alike": alike, "narrow": True}
        for how, groups in product((far, cut), (1, 2)):
            conv(m, x, 4, (2, 2), padding="SAME", groups=groups, **how)
            conv(m, x, 4, (2, 2), groups=groups, **how)
            dense(m, three, 4, **how)
        depthwise(m, x, (2, 2), padding="SAME", **far)
        depthwise(m, x, (2, 2), **far)


def curves(m):
    """Inputs of LOGISTIC and TANH whose scale is a power of two, or nearly, or is not, or large."""
    x = m.input((1, 400))
    for scale in (2.0**-12, 2.0**-12 * 1.0005, 2.0**-11, 2.0**-11 * 0.998, 2.0**-13, 0.9, 1e-7):
        y = m.output(x.shape, scale, 0)
        m.operator("QUANTIZE", [x], [y])
        for name in ("LOGISTIC", "TANH"):
            m.operator(name, [y], [m.output(x.shape, 2.0**-15, 0)])
    for scale in (2.7, 5.333):
        y = m.input((1, 400), scale=scale)
        for name in ("LOGISTIC", "TANH"):
            m.operator(name, [y], [m.output(y.shape, 2.0**-15, 0)])


def other_widths(m):
    """Integers of 8, 16 and 32 bits, and reals, made of each other."""
    x = m.input((1, 40))
    byte = m.output(x.shape, x.scale * 300, -7, np.int8)
    word = m.output(x.shape, x.scale / 77, 0, np.int32)
    real = m.output(x.shape)
    for y, name in ((byte, "QUANTIZE"), (word, "QUANTIZE"), (real, "DEQUANTIZE")):
        m.operator(name, [x], [y])
    m.operator("QUANTIZE", [byte], [m.output(x.shape, byte.scale / 200, 0)])
    m.operator("QUANTIZE", [byte], [m.output(x.shape, byte.scale / 3000, 0, np.int32)])
    m.operator("QUANTIZE", [word], [m.output(x.shape, x.scale * 1.1, 0)])
    m.operator("QUANTIZE", [word], [m.output(x.shape, x.scale * 280, 9, np.int8)])
    m.operator("QUANTIZE", [real], [m.output(x.shape, x.scale * 0.7, 0)])


def roots_and_products(m):
    """Reciprocal roots, coarse and so fine that they are shifted to the left; long products."""
    x, flat = m.input((1, 3, 4)), m.input((1, 400))
    for z, scale in product((x, flat), (0.05, 1e-6)):
        positive = m.like(z, z.shape)
        m.operator("ABS", [z], [positive])
        m.operator("RSQRT", [positive], [m.output(z.shape, scale)])
    square = x.scale**2
    for scale in (square * 30_000, square / 1.7):
        m.operator("BATCH_MATMUL", [x, x], [m.output((1, 3, 3), scale)], adjY=True)
        y = m.random_constant((4, 3), x.scale, 0)
        m.operator("BATCH_MATMUL", [x, y], [m.output((1, 4, 4), scale)], adjX=True, adjY=True)
    m.operator("BATCH_MATMUL", [flat, flat], [m.output((1, 1), 0.9)], adjY=True)


def probabilities_in_16_bits(m):
    """Probabilities of an int8 model, and the same in 32 bits."""
    x = m.input((1, 3, 5))
    for beta in (0.3, 1.0, 4.0):
        y = m.output(x.shape, 2.0**-16, -(2**15), np.int16)
        m.operator("SOFTMAX", [x], [y], beta=beta)
    m.operator("QUANTIZE", [y], [m.output(x.shape, 2.0**-15, 0, np.int32)])


def computed_indices(m):
    """Slices that are chosen by what an int8 input is in 32 bits: 0 to 5."""
    x = m.output((6,), 1.0, -128)
    m.writer.inputs.append(x.index)
    m.inputs.append(x)
    words = m.output(x.shape, 52.0, 0, np.int32)
    m.operator("QUANTIZE", [x], [words])
    table = m.input((1, 6, 3))
    m.operator("GATHER", [table, words], [m.like(table, table.shape)], axis=1)


MODELS = (fine_outputs, windows, long_sums, curves, other_widths, roots_and_products)
