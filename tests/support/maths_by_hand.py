"""Models made by hand of operators of arithmetic: each with every way to lay out its operands."""

from itertools import product

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS
from tests.support.layers_by_hand import pool
from tests.support.random_maths import COMPARISONS, at_most, between_0_and_6

NONE = {"fusedActivationFunction": ACTIVATIONS[None]}


def out(m, shape, scale):
    """Add an output; float32 has no scale."""
    return m.output(shape, None if m.float else scale)


def shapes(m):
    """Return an input, and what it is combined with: alike, or repeated along some axes."""
    x, row = m.input((1, 3, 4, 2)), m.input((1, 1, 4, 1))
    scale = None if m.float else x.scale / 2
    column = m.random_constant((3, 1, 2), scale, m.zero_point())
    return x, (m.like(x, x.shape), row, column, m.random_constant(x.shape, scale, 0))


def pairs_of_numbers(m):
    """Larger and smaller numbers, squares of differences, slopes and quotients."""
    x, (alike, *others) = shapes(m)
    m.operator("MINIMUM", [x, others[0]], [alike])
    for y, name in product((alike, *others), ("MAXIMUM", "MINIMUM")):
        m.operator(name, [x, y], [m.like(x, x.shape)])
    for y in (alike, *others):
        # Twice the larger scale squared is one whole; 2^14 steps of it are as fine as the square.
        whole = 1 if m.float else 4 * max(x.scale, y.scale) ** 2
        for scale in (whole * 4000, whole * 2.0**-14 / 1.5):
            m.operator("SQUARED_DIFFERENCE", [y, x], [out(m, x.shape, scale)])
    for shape in (x.shape, (2,)):
        values = m.rng.integers(-128, 128, shape)
        data = (values / 64).astype(np.float32) if m.float else values.astype(np.int8)
        slopes = m.constant(data, None if m.float else 0.01)
        m.operator("PRELU", [x, slopes], [out(m, x.shape, None if m.float else x.scale)])


def quotients(m):
    """Quotients by constants far from 0, of which the interpreter has all."""
    x = m.input((1, 3, 4, 2))
    for shape in (x.shape, (4, 1)):
        data = m.rng.choice([-1, 1], shape) * m.rng.integers(90, 128, shape)
        data = data.astype(np.float32 if m.float else np.int8)
        divisor = m.constant(data, None if m.float else 0.02)
        y = out(m, x.shape, None if m.float else x.scale / (0.02 * 90))
        m.operator("DIV", [x, divisor], [y], **NONE)


def answers(m):
    """Comparisons of numbers alike and repeated, what follows from them, and what they choose."""
    x, (_, row, column, constant) = shapes(m)
    m.values.pop(2)  # the output that nothing writes here
    for name in COMPARISONS:
        both = m.plain(x.shape, np.bool_)
        m.operator(name, [x, constant], [both])
        rows = m.plain((1, 1, 4, 1), np.bool_)
        m.operator(name, [row, row], [rows])
        repeated = m.plain(x.shape, np.bool_)
        m.operator(name, [column, row], [repeated])
    for name, mask in product(("LOGICAL_AND", "LOGICAL_OR"), (rows, repeated)):
        m.operator(name, [both, mask], [m.plain(x.shape, np.bool_)])
    m.operator("LOGICAL_NOT", [both], [m.plain(x.shape, np.bool_)])
    for axes in ([1], [0, 2]):
        left = [n for axis, n in enumerate(x.shape) if axis not in axes]
        every = m.plain(left, np.bool_)
        m.operator("REDUCE_ALL", [both, m.integers(axes)], [every], keepDims=False)
    m.operator("SELECT_V2", [both, x, constant], [m.like(x, x.shape)])
    m.operator("SELECT_V2", [rows, x, column], [m.like(x, x.shape)])


def floors(m):
    """Quotients that are rounded down, and their rests."""
    x = m.input((1, 3, 4, 2))
    for name, shape in product(("FLOOR_DIV", "FLOOR_MOD"), (x.shape, (4, 1))):
        divisor = (m.rng.choice([-1, 1], shape) * 2.0 ** m.rng.integers(-3, 2, shape)).astype("f4")
        m.operator(name, [x, m.constant(divisor)], [m.output(x.shape)])


def running_sums(m):
    """Sums from either end of an axis, with and without the element itself, and beyond 32 bits."""
    x, one = m.input((2, 20, 3)), m.constant(np.array(1, np.int32))
    how = product((False, True), (False, True), (10, 2.0**-19 / 0.75))
    for exclusive, reverse, factor in how:
        y = out(m, x.shape, None if m.float else x.scale * factor)
        m.operator("CUMSUM", [x, one], [y], exclusive=exclusive, reverse=reverse)


def over_axes(m):
    """Sums, extremes and their places, over axes that lie apart and side by side."""
    x = m.input((2, 3, 2, 3))
    for axes in ([0], [1, 2], [0, 2], [3]):
        left = [n for axis, n in enumerate(x.shape) if axis not in axes]
        for factor in (5, 1 / 1.7):
            y = out(m, left, None if m.float else x.scale * factor)
            m.operator("SUM", [x, m.integers(axes)], [y], keepDims=False)
        if m.stored == np.int16:
            continue
        for name in ("REDUCE_MAX", "REDUCE_MIN"):
            m.operator(name, [x, m.integers(axes)], [m.like(x, left)], keepDims=False)
        for name, axis in product(("ARG_MAX", "ARG_MIN"), axes):
            places = m.plain(np.delete(x.shape, axis).tolist(), np.int32)
            m.operator(name, [x, m.constant(np.array(axis, np.int32))], [places], outputType=2)


def products_and_sums(m):
    """Products of matrices, turned and repeated; sums of several; vectors of one length."""
    x, y = m.input((2, 3, 4)), m.random_constant((4, 3), None if m.float else 0.02, 5)
    square = 1 if m.float else x.scale * y.scale
    for scale in (square * 300, square / 1.7):
        m.operator("BATCH_MATMUL", [x, y], [out(m, (2, 3, 3), scale)])
    m.operator("BATCH_MATMUL", [x, x], [out(m, (2, 3, 3), 90)], adjY=True)
    m.operator("BATCH_MATMUL", [x, y], [out(m, (2, 4, 4), 90)], adjX=True, adjY=True)
    finest = 1 if m.float else x.scale * 2.0**-19 / 0.75
    for scale in (None if m.float else x.scale * 2, finest):
        constant = m.random_constant(x.shape, x.scale, x.zero_point)
        m.operator("ADD_N", [x, constant, x], [out(m, x.shape, scale)])
    ends = (("LOG_SOFTMAX", (1 / 16, 127), {}), ("L2_NORMALIZATION", (1 / 128, 0), NONE))
    for name, quantised, how in ends:
        y = m.output(x.shape, *(() if m.float else quantised))
        m.operator(name, [x], [y], **how)


def many_classes(m):
    """More classes than the interpreter takes if they are alike; here there are few winners."""
    x, few = m.input((1, 4)), m.output((1, 4), 0.2, 0)
    m.operator("QUANTIZE", [x], [few])
    data = np.full((1, 600), -128, np.int8)
    data[0, 7] = 127
    both = m.output((1, 604), 0.2, 0)
    m.operator("CONCATENATION", [few, m.constant(data, 0.2)], [both], axis=1, **NONE)
    m.operator("SOFTMAX", [both], [m.output((1, 604), 1 / 256, -128)], beta=1.0)


def curves(m):
    """Functions of single numbers; those of float32 alone for float32 models."""
    x = m.input((1, 60))
    for name in ("ELU", "HARD_SWISH"):
        m.operator(name, [x], [out(m, x.shape, None if m.float else x.scale)])
    if not m.float:
        positive = m.like(x, x.shape)
        m.operator("ABS", [x], [positive])
        m.operator("RSQRT", [positive], [m.output(x.shape, 0.05)])
        return
    for name in ("FLOOR", "CEIL", "ROUND", "SQUARE"):
        m.operator(name, [x], [m.output(x.shape)])
    for name in ("SIN", "COS", "SQRT"):
        m.operator(name, [between_0_and_6(m, x)], [m.output(x.shape)])
    m.operator("EXP", [at_most(m, x, 3)], [exponential := m.output(x.shape)])
    for name in ("LOG", "RSQRT"):
        above = m.output(x.shape)
        none = m.constant(np.array([0.125], np.float32))
        m.operator("MAXIMUM", [exponential, none], [above])
        m.operator(name, [above], [m.output(x.shape)])


def pools(m):
    """Roots of mean squares, in windows that are cut and that are not."""
    x = m.input((1, 5, 4, 3))
    for padding in ("SAME", "VALID"):
        pool(m, x, (3, 2), padding, "L2_POOL_2D", (2, 1), "RELU6")


MODELS = (
    pairs_of_numbers, quotients, answers, over_axes, products_and_sums, curves, running_sums,
)  # fmt: skip
INT8 = (*MODELS, many_classes)
INT16 = (pairs_of_numbers, over_axes)
FLOAT = (*MODELS, pools, floors)
