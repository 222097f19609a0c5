"""One function per operator of arithmetic, as in `random_operators`.

Where a function has jumps, as rounding and comparing have, float32 is taken from an input of the
model: what was computed before may differ between chips by a last bit.
"""

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS, PADDINGS

LARGEST = 1200


def in_float32(m, x, shape, spread, add):
    """Call add(x, y) with float32 tensors; for integers, convert them before and after."""
    if m.float:
        add(x, m.output(shape))
        return
    before, after = m.output(x.shape), m.output(shape)
    m.operator("DEQUANTIZE", [x], [before])
    add(before, after)
    m.operator("QUANTIZE", [after], [m.result(shape, spread)])


def given(m):
    """Return a value without rounding errors that differ between chips."""
    if not m.float:
        return m.pick()
    return m.one_of(*m.inputs) if m.inputs else m.input(m.shape(m.int(2, 4)))


def number(m, value):
    """Add a float32 constant of one element."""
    return m.constant(np.array([value], np.float32))


def absolute(m, x, least=0.0):
    y = m.output(x.shape)
    m.operator("ABS", [x], [y])
    return plus(m, y, least) if least else y


def plus(m, x, value):
    y = m.output(x.shape)
    none = {"fusedActivationFunction": ACTIVATIONS[None]}
    m.operator("ADD", [x, number(m, value)], [y], **none)
    return y


def at_most(m, x, value):
    y = m.output(x.shape)
    m.operator("MINIMUM", [x, number(m, value)], [y])
    return y


def between_0_and_6(m, x):
    y = m.output(x.shape)
    m.operator("RELU6", [x], [y])
    return y


def function(name, prepare=lambda m, x: x, spread=1.0, jumps=False):
    """An operator of float32 alone; `prepare` keeps it from infinite results."""

    def add(m):
        x = given(m) if jumps else m.pick()
        size = x.scale * m.uniform if spread is None and not m.float else spread

        def compute(before, after):
            m.operator(name, [prepare(m, before)], [after])

        in_float32(m, x, x.shape, size, compute)

    return add


def rsqrt(m):
    if m.float:
        function("RSQRT", lambda m, x: absolute(m, x, 0.5))(m)
        return
    x = m.pick()
    # The interpreter takes no number below 0.
    positive = m.like(x, x.shape)
    m.operator("ABS", [x], [positive])
    m.operator("RSQRT", [positive], [m.result(x.shape, 1 / np.sqrt(m.uniform * x.scale))])


def operand(m, x, scale=None):
    """Return a value of the shape of x, or a constant that is repeated to it."""
    kind = m.one_of("value", "value", "constant", "row", "one")
    if kind == "value":
        return m.one_of(*(v for v in m.values if v.shape == x.shape and v.dtype == x.dtype))
    row = (*[1] * (len(x.shape) - 1), x.shape[-1])
    shape = {"constant": x.shape, "row": row, "one": (1,)}[kind]
    if not m.float and scale is None:
        scale = x.scale * m.rng.uniform(0.2, 5)
    return m.random_constant(shape, scale, m.zero_point())


def pair(m, x):
    other = operand(m, x)
    return [x, other] if m.chance(0.5) else [other, x]


def extreme(name):
    def add(m):
        x = m.pick()
        m.operator(name, pair(m, x), [m.like(x, x.shape)])

    return add


def squared_difference(m):
    x = m.pick()
    both = pair(m, x)
    spread = 1 if m.float else 2 * (max(v.scale for v in both) * m.uniform) ** 2
    m.operator("SQUARED_DIFFERENCE", both, [m.result(x.shape, spread)])


def div(m):
    x = m.pick()
    shape = m.one_of(x.shape, (*[1] * (len(x.shape) - 1), x.shape[-1]), (1,))
    signs = m.rng.choice([-1, 1], shape)
    none = {"fusedActivationFunction": ACTIVATIONS[m.one_of(None, "RELU", "RELU6")]}
    if m.float:
        divisor = m.constant((signs * m.rng.uniform(0.3, 3, shape)).astype(np.float32))
        m.operator("DIV", [x, divisor], [m.output(x.shape)], **none)
        return
    # Of smaller quotients the interpreter's results are not defined.
    scale, factor = m.rng.uniform(0.01, 0.1), m.rng.uniform(65, 128)
    divisor = m.constant((signs * m.rng.integers(90, 128, shape)).astype(np.int8), scale)
    m.operator("DIV", [x, divisor], [m.output(x.shape, x.scale / (scale * factor))], **none)


def floored(name):
    def add(m):
        x = given(m)
        row = (*[1] * (len(x.shape) - 1), x.shape[-1])
        # By powers of two, quotients near a whole number are the same on all chips.
        divisor = m.rng.choice([-1, 1], row) * 2.0 ** m.rng.integers(-3, 2, row)

        def compute(before, after):
            m.operator(name, [before, m.constant(divisor.astype(np.float32))], [after])

        in_float32(m, x, x.shape, 8, compute)

    return add


def cumsum(m):
    x = m.pick()
    axis = m.int(0, len(x.shape) - 1)
    y = m.result(x.shape, 1 if m.float else m.uniform * x.scale * np.sqrt(x.shape[axis]))
    options = {"exclusive": m.chance(0.4), "reverse": m.chance(0.4)}
    named = axis - len(x.shape) if m.chance(0.3) else axis
    m.operator("CUMSUM", [x, m.constant(np.array(named, np.int32))], [y], **options)


def reduce_all(m):
    x = given(m) if m.float else m.pick()
    x = x if len(x.shape) >= 2 else m.input((1, 4, 3))
    axes, keep, shape, _ = axes_of(m, x)
    truth, every = m.plain(x.shape, np.bool_), m.plain(shape, np.bool_)
    m.operator("CAST", [x], [truth])
    m.operator("REDUCE_ALL", [truth, m.integers(axes)], [every], keepDims=keep)


def prelu(m):
    x = m.pick()
    shape = m.one_of(x.shape, (*[1] * (len(x.shape) - 1), x.shape[-1]), (x.shape[-1],), (1,))
    if m.float:
        slopes = m.constant(m.rng.normal(0, 0.5, shape).astype(np.float32))
        m.operator("PRELU", [x, slopes], [m.output(x.shape)])
        return
    zero_point = m.int(-128, 127)
    slopes = m.constant(m.rng.integers(-128, 128, shape, np.int8), 0.004, zero_point)
    m.operator("PRELU", [x, slopes], [m.result(x.shape, m.uniform * x.scale)])


def to_any_scale(name):
    def add(m):
        x = m.pick()
        y = m.output(x.shape) if m.float else m.result(x.shape, m.uniform * x.scale)
        m.operator(name, [x], [y])

    return add


def axes_of(m, x):
    rank = len(x.shape)
    axes = sorted(int(a) for a in m.rng.choice(rank, m.int(1, rank - 1), replace=False))
    if rank == 4 and m.chance(0.4):
        axes = [1, 2]
    keep = m.chance(0.5)
    kept = [1 if a in axes else n for a, n in enumerate(x.shape)]
    shape = kept if keep else [n for a, n in enumerate(x.shape) if a not in axes]
    named = [a - rank if m.chance(0.3) else a for a in axes]
    return named, keep, shape, x.size // int(np.prod(kept))


def total(m):
    x = m.pick(where=lambda value: len(value.shape) >= 2)
    axes, keep, shape, count = axes_of(m, x)
    spread = 1 if m.float else m.uniform * x.scale * np.sqrt(count)
    m.operator("SUM", [x, m.integers(axes)], [m.result(shape, spread)], keepDims=keep)


def reduce_extreme(name):
    def add(m):
        x = m.pick(where=lambda value: len(value.shape) >= 2)
        axes, keep, shape, _ = axes_of(m, x)
        m.operator(name, [x, m.integers(axes)], [m.like(x, shape)], keepDims=keep)

    return add


def arg_extreme(name):
    def add(m):
        x = given(m)
        axis = m.int(0, len(x.shape) - 1)
        named = axis - len(x.shape) if m.chance(0.3) else axis
        places = m.plain(x.shape[:axis] + x.shape[axis + 1 :], np.int32)
        axis = m.constant(np.array(named, np.int32))
        m.operator(name, [x, axis], [places], outputType=2)

    return add


def log_softmax(m):
    x = m.pick()
    y = m.output(x.shape, *(() if m.float else (1 / 16, 127)))
    m.operator("LOG_SOFTMAX", [x], [y])


def batch_matmul(m):
    x = m.pick(where=lambda v: 2 <= len(v.shape) <= 5 and v.size <= LARGEST)
    rows, depth = x.shape[-2:]
    transposed = m.chance(0.5)
    if transposed:
        rows, depth = depth, rows
    if m.chance(0.4) and x.size * rows <= LARGEST:
        # The matrix times itself, turned.
        y, columns, turned, batches = x, rows, not transposed, x.shape[:-2]
    else:
        columns, turned = m.int(1, max(1, min(8, LARGEST // x.size))), m.chance(0.5)
        front = m.one_of((), tuple(1 for _ in x.shape[:-2]), x.shape[:-2])
        shape = (*front, columns, depth) if turned else (*front, depth, columns)
        y, batches = m.random_constant(shape, 0.02, m.zero_point()), x.shape[:-2]
    spread = 1 if m.float else m.uniform**2 * x.scale * y.scale * np.sqrt(depth) * 2
    out = m.result((*batches, rows, columns), spread)
    # A constant matrix may stand on the left; both are turned then.
    if m.chance(0.3):
        out = m.result((*batches, columns, rows), spread)
        m.values.pop(-2)
        m.operator("BATCH_MATMUL", [y, x], [out], adjX=not turned, adjY=not transposed)
    else:
        m.operator("BATCH_MATMUL", [x, y], [out], adjX=transposed, adjY=turned)


def add_n(m):
    x = m.pick()
    alike = [
        v for v in m.values
        if (v.shape, v.dtype, v.scale, v.zero_point) == (x.shape, x.dtype, x.scale, x.zero_point)
    ]  # fmt: skip
    terms = [x]
    for _ in range(m.int(1, 4)):
        constant = m.chance(0.3)
        term = m.random_constant(x.shape, x.scale, x.zero_point) if constant else m.one_of(*alike)
        terms.insert(m.int(0, len(terms)), term)
    spread = 1 if m.float else m.uniform * x.scale * np.sqrt(len(terms))
    m.operator("ADD_N", terms, [m.result(x.shape, spread)])


def l2_normalization(m):
    x = m.pick()
    y = m.output(x.shape, *(() if m.float else (1 / 128, 0)))
    none = {"fusedActivationFunction": ACTIVATIONS[None]}
    m.operator("L2_NORMALIZATION", [x], [y], **none)


def l2_pool_2d(m):
    x = m.pick(rank=4)
    kernel = [m.int(1, min(3, n)) for n in x.shape[1:3]]
    stride, padding = [m.int(1, 2), m.int(1, 2)], m.one_of("SAME", "VALID")
    covered = [
        n if padding == "SAME" else n - k + 1 for n, k in zip(x.shape[1:3], kernel, strict=True)
    ]
    size = [-(-n // s) for n, s in zip(covered, stride, strict=True)]
    options = {
        "padding": PADDINGS[padding],
        "strideH": stride[0],
        "strideW": stride[1],
        "filterHeight": kernel[0],
        "filterWidth": kernel[1],
        "fusedActivationFunction": ACTIVATIONS[m.one_of(None, "RELU6")],
    }

    def compute(before, after):
        m.operator("L2_POOL_2D", [before], [after], **options)

    spread = None if m.float else x.scale * m.uniform
    in_float32(m, x, (x.shape[0], *size, x.shape[3]), spread, compute)


def fine(m):
    """Return an exact value whose scale is below 1, which comparisons need."""
    return given(m) if m.float else m.pick(where=lambda v: v.scale is None or v.scale < 1)


def truth(m, x, name=None):
    """Add a comparison of x and something else; return its bool output."""
    if m.float:
        data = (m.rng.integers(-128, 128, x.shape) / 16).astype(np.float32)
        other = m.one_of(x, number(m, 0.5), m.constant(data))
    else:
        zero = np.clip(x.zero_point + m.int(-9, 9), -128, 127)
        shape = m.one_of(x.shape, (1,))
        other = m.one_of(x, m.random_constant(shape, min(x.scale, 0.9), zero))
    mask = m.plain(x.shape, np.bool_)
    both = [x, other] if m.chance(0.5) else [other, x]
    m.operator(name or m.one_of(*COMPARISONS), both, [mask])
    return mask


def comparison(name):
    return lambda m: truth(m, fine(m), name)


def logical_pair(name):
    def add(m):
        x = fine(m)
        m.operator(name, [truth(m, x), truth(m, x)], [m.plain(x.shape, np.bool_)])

    return add


def logical_not(m):
    x = fine(m)
    m.operator("LOGICAL_NOT", [truth(m, x)], [m.plain(x.shape, np.bool_)])


def select_v2(m):
    x = fine(m)
    left, right = pair(m, x)
    m.operator("SELECT_V2", [truth(m, x), left, right], [m.like(x, x.shape)])


# What computes in float32 between integers, and whose last bit is not the same everywhere:
# functions of the C library, and sums of products, which some cores do not round in between.
LAST_BIT = {"EXP", "LOG", "SIN", "COS", "L2_POOL_2D"}
COMPARISONS = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")
OPERATORS = {
    "MAXIMUM": extreme("MAXIMUM"),
    "MINIMUM": extreme("MINIMUM"),
    "SQUARED_DIFFERENCE": squared_difference,
    "DIV": div,
    "FLOOR_DIV": floored("FLOOR_DIV"),
    "FLOOR_MOD": floored("FLOOR_MOD"),
    "PRELU": prelu,
    "ELU": to_any_scale("ELU"),
    "HARD_SWISH": to_any_scale("HARD_SWISH"),
    "SQUARE": function("SQUARE", lambda m, x: at_most(m, x, 10), 25),
    "SQRT": function("SQRT", absolute),
    "RSQRT": rsqrt,
    "EXP": function("EXP", lambda m, x: at_most(m, x, 3), 3),
    "LOG": function("LOG", lambda m, x: absolute(m, x, 0.5)),
    "SIN": function("SIN", between_0_and_6),
    "COS": function("COS", between_0_and_6),
    "FLOOR": function("FLOOR", spread=None, jumps=True),
    "CEIL": function("CEIL", spread=None, jumps=True),
    "ROUND": function("ROUND", spread=None, jumps=True),
    "SUM": total,
    "REDUCE_MAX": reduce_extreme("REDUCE_MAX"),
    "REDUCE_MIN": reduce_extreme("REDUCE_MIN"),
    "REDUCE_ALL": reduce_all,
    "ARG_MAX": arg_extreme("ARG_MAX"),
    "ARG_MIN": arg_extreme("ARG_MIN"),
    "LOG_SOFTMAX": log_softmax,
    "BATCH_MATMUL": batch_matmul,
    "ADD_N": add_n,
    "L2_NORMALIZATION": l2_normalization,
    "L2_POOL_2D": l2_pool_2d,
    **{name: comparison(name) for name in COMPARISONS},
    "LOGICAL_AND": logical_pair("LOGICAL_AND"),
    "LOGICAL_OR": logical_pair("LOGICAL_OR"),
    "LOGICAL_NOT": logical_not,
    "SELECT_V2": select_v2,
    "CUMSUM": cumsum,
}
