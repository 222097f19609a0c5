"""Arithmetic on int32 and truth values, without scales: in random models and in those by hand."""

from itertools import product

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS
from tinyml_kit.ops.comparisons import COMPARISONS

FUSED = ("ADD", "SUB", "MUL", "DIV")
MOVES = (
    "RESHAPE", "SQUEEZE", "SLICE", "STRIDED_SLICE", "CONCATENATION", "BROADCAST_TO", "REVERSE_V2",
    "EQUAL", "NOT_EQUAL",
)  # fmt: skip
OPERATORS = (*FUSED, "MINIMUM", "MAXIMUM", "SQUARED_DIFFERENCE")


def step(m, name, left, right, shape, activation=None):
    """Add an operator on int32 and return its output, which no other operator picks."""
    y = m.plain(shape, np.int32)
    fused = {"fusedActivationFunction": ACTIVATIONS[activation]} if name in FUSED else {}
    m.operator(name, [left, right], [y], **fused)
    return y


def computed(m, x):
    """Return what up to three operators make of int32, not far from 0 in the end."""
    for _ in range(m.int(0, 3)):
        name = m.one_of(*OPERATORS)
        activation = m.one_of(None, None, None, "RELU", "RELU6", "RELU_N1_TO_1")
        if name != "DIV" and m.chance(0.2):
            x = step(m, name, x, x, x.shape, activation)
            continue
        row = (*[1] * (len(x.shape) - 1), x.shape[-1])
        numbers = m.rng.normal(0, 10 ** m.rng.uniform(0, 9), m.one_of(x.shape, row, (1,), ()))
        numbers = np.clip(numbers, -(2**31), 2**31 - 1).astype(np.int32)
        if name == "DIV":
            # The interpreter ends with a fault at 0, and for the lowest number at -1.
            numbers = np.where(abs(numbers) < 2, 2, numbers)
        x = step(m, name, x, m.constant(numbers), x.shape, activation)
    if m.chance(0.3):
        between = m.plain(x.shape, np.uint32)
        m.operator("CAST", [x], [between])
        x = m.plain(x.shape, np.int32)
        m.operator("CAST", [between], [x])
    limit = m.one_of(100, 3000)
    x = step(m, "MAXIMUM", x, m.integers([-limit]), x.shape)
    return step(m, "MINIMUM", x, m.integers([limit]), x.shape)


def moved(m, x):
    """Return what all operators that move and compare truth values, in a random order, make."""
    # Its draws are its own: those that follow stay as they would be without it.
    others, m.rng = m.rng, np.random.default_rng(x.index)
    for name in m.rng.permutation(MOVES).tolist():
        x = _move(m, name, x)
    m.rng = others
    return x


def _move(m, name, x):
    """Add an operator on truth values, and return its output."""
    shape, ends = x.shape, [m.integers(values) for values in ([0] * len(x.shape), x.shape)]
    if name in ("RESHAPE", "SQUEEZE"):
        # One of them adds an axis of 1, the other takes one away.
        one = next((axis for axis, n in enumerate(shape) if n == 1), None)
        if name == "RESHAPE" or one is None:
            shape = (*shape, 1) if len(shape) < 4 else (shape[0], int(np.prod(shape[1:])))
            y = m.plain(shape, np.bool_)
            m.operator("RESHAPE", [x, m.integers(shape)], [y])
            return y if name == "RESHAPE" else _move(m, name, y)
        y = m.plain((*shape[:one], *shape[one + 1 :]), np.bool_)
        m.operator(name, [x], [y], squeezeDims=[one])
        return y
    if name == "CONCATENATION":
        y = m.plain((2 * shape[0], *shape[1:]), np.bool_)
        m.operator(name, [x, m.constant(m.rng.random(shape) < 0.5)], [y], axis=0)
        return y
    if name == "SLICE":
        # What CONCATENATION doubles is halved.
        half = (max(1, shape[0] // 2), *shape[1:])
        y = m.plain(half, np.bool_)
        m.operator(name, [x, ends[0], m.integers(half)], [y])
        return y
    y = m.plain(shape, np.bool_)
    if name in ("EQUAL", "NOT_EQUAL"):
        row = m.rng.random(m.one_of(shape, shape[-1:], (1,))) < 0.5
        m.operator(name, [x, m.constant(row)], [y])
    elif name == "STRIDED_SLICE":
        m.operator(name, [x, *ends, m.integers([1] * len(shape))], [y])
    elif name == "REVERSE_V2":
        m.operator(name, [x, m.integers([len(shape) - 1])], [y])
    else:
        m.operator(name, [x, ends[1]], [y])
    return y


def whole_numbers(m):
    """All arithmetic on int32 alike and repeated, beyond 32 bits, and all that it is cast to."""
    x, row = m.input((1, 3, 4, 2)), m.input((1, 1, 4, 1))
    small, column = m.plain(x.shape, np.int32), m.plain(row.shape, np.int32)
    m.operator("CAST", [x], [small])
    m.operator("CAST", [row], [column])
    large = step(m, "MUL", small, m.integers([[5], [77], [2**24 + 1], [-(2**25)]]), x.shape)
    for name, right in product(OPERATORS, (large, column, m.integers(2**31 - 1))):
        if name != "DIV":
            step(m, name, large, right, x.shape)
    for name, activation in product(FUSED, ("RELU", "RELU6", "RELU_N1_TO_1")):
        step(m, name, large, m.integers([[7], [-5], [-(2**31)], [666]]), x.shape, activation)
    quotient = step(m, "DIV", large, m.constant(m.rng.integers(3, 99, x.shape, np.int32)), x.shape)
    part, both = m.plain((1, 3, 2, 2), np.int32), m.plain((1, 3, 6, 2), np.int32)
    bounds = [m.integers(values) for values in ([0, 0, 3, 0], [1, 3, 0, 2], [1, 1, -2, 1])]
    m.operator("STRIDED_SLICE", [quotient, *bounds], [part])
    m.operator("CONCATENATION", [part, large], [both], axis=2)
    for name, right in product(COMPARISONS, (quotient, column)):
        m.operator(name, [large, right], [m.plain(x.shape, np.bool_)])
    around = m.integers([[0, 0], [1, 0], [0, 2], [0, 1]])
    m.operator("PAD", [large, around], [m.plain((1, 4, 6, 3), np.int32)])
    m.operator("PADV2", [large, around, m.integers([-5])], [m.plain((1, 4, 6, 3), np.int32)])
    word, truth = m.plain(x.shape, np.uint32), m.plain(x.shape, np.bool_)
    m.operator("CAST", [large], [word])
    m.operator("CAST", [quotient], [truth])
    for one in (word, truth):
        m.operator("CAST", [one], [m.output(x.shape, 1.0, 0, np.int8)])
        m.operator("CAST", [one], [m.output(x.shape)])
        m.operator("CAST", [one], [m.plain(x.shape, np.int32)])
    real = m.output(x.shape)
    m.operator("CAST", [large], [real])
    for kind in (np.uint32, np.bool_):
        m.operator("CAST", [real], [m.plain(x.shape, kind)])
