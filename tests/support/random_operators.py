"""One function per operator: draw its inputs, settings and outputs, and add it to a Maker."""

import numpy as np

from tests.support import random_int16, random_maths, random_moves
from tests.support.flatbuffer import PADDINGS
from tests.support.random_weights import activation, filters, transpose_conv

LARGEST = 1200  # elements of a tensor, so that 200 models do not take long


def fully_connected(m, x=None):
    x = x or m.pick()
    keep = m.chance(0.3)
    depth = x.shape[-1] if keep or m.chance(0.3) else x.size // x.shape[0]
    units = m.int(1, max(1, min(12, LARGEST * depth // x.size)))
    shape = (*x.shape[:-1], units) if keep else (x.size // depth, units)
    weights, bias, spread = filters(m, x, (units, depth), 0, depth)
    y = m.result(shape, spread)
    options = {"fusedActivationFunction": activation(m), "keepNumDims": keep}
    m.operator("FULLY_CONNECTED", [x, weights, bias], [y], **options)


def window(m, x, largest=4, dilate=True):
    """Return kernel, stride, dilation, padding and the output's height and width."""
    padding = m.one_of("SAME", "VALID")
    kernel, stride, dilation, size = [], [], [], []
    for n in x.shape[1:3]:
        d = m.int(1, 3) if dilate and m.chance(0.3) else 1
        k = m.int(1, largest) if padding == "SAME" else m.int(1, min(largest, 1 + (n - 1) // d))
        s = m.one_of(1, 1, 2, 3)
        covered = n if padding == "SAME" else n - (k - 1) * d
        kernel.append(k), stride.append(s), dilation.append(d), size.append(-(-covered // s))
    return kernel, stride, dilation, padding, size


def window_options(m, stride, dilation, padding):
    return {
        "strideH": stride[0],
        "strideW": stride[1],
        "dilationHFactor": dilation[0],
        "dilationWFactor": dilation[1],
        "padding": PADDINGS[padding],
        "fusedActivationFunction": activation(m),
    }


def conv_2d(m, x=None):
    x = x or m.pick(rank=4)
    kernel, stride, dilation, padding, size = window(m, x)
    groups = m.one_of(*(g for g in range(1, 7) if x.shape[3] % g == 0)) if m.chance(0.15) else 1
    channels = groups * m.int(1, 8 // groups)
    shape = (channels, *kernel, x.shape[3] // groups)
    weights, bias, spread = filters(m, x, shape, 0, int(np.prod(shape[1:])))
    y = m.result((x.shape[0], *size, channels), spread)
    options = window_options(m, stride, dilation, padding)
    m.operator("CONV_2D", [x, weights, bias], [y], **options)


def depthwise_conv_2d(m, x=None):
    x = x or m.pick(rank=4)
    kernel, stride, dilation, padding, size = window(m, x)
    multiplier = m.one_of(1, 1, 2, 3)
    channels = x.shape[3] * multiplier
    # Without a bias, the TFLM interpreter reads through a null pointer here.
    shape = (1, *kernel, channels)
    weights, bias, spread = filters(m, x, shape, 3, kernel[0] * kernel[1], bias_may_lack=False)
    y = m.result((x.shape[0], *size, channels), spread)
    options = window_options(m, stride, dilation, padding)
    options["depthMultiplier"] = multiplier
    m.operator("DEPTHWISE_CONV_2D", [x, weights, bias], [y], **options)


def pool(name):
    def add(m, x=None, kernel=None):
        x = x or m.pick(rank=4)
        if kernel is None:
            kernel, stride, dilation, padding, size = window(m, x, largest=5, dilate=False)
        else:
            stride, dilation, padding = kernel, [1, 1], m.one_of("SAME", "VALID")
            size = [
                n // k if padding == "VALID" else -(-n // k)
                for n, k in zip(x.shape[1:3], kernel, strict=True)
            ]
        y = m.like(x, (x.shape[0], *size, x.shape[3]))
        options = window_options(m, stride, dilation, padding)
        del options["dilationHFactor"], options["dilationWFactor"]
        m.operator(name, [x], [y], filterHeight=kernel[0], filterWidth=kernel[1], **options)

    return add


def mean(m):
    x = m.pick(where=lambda value: len(value.shape) >= 2)
    rank = len(x.shape)
    axes = sorted(int(a) for a in m.rng.choice(rank, m.int(1, rank - 1), replace=False))
    if rank == 4 and m.chance(0.4):
        axes = [1, 2]
    keep = m.chance(0.5)
    kept = [1 if a in axes else n for a, n in enumerate(x.shape)]
    shape = kept if keep else [n for a, n in enumerate(x.shape) if a not in axes]
    count = x.size // int(np.prod(kept))
    if m.float or m.chance(0.3):
        y = m.like(x, shape)
    else:
        y = m.result(shape, m.uniform * x.scale / np.sqrt(count))
    named = [a - rank if m.chance(0.3) else a for a in axes]
    m.operator("MEAN", [x, m.integers(named)], [y], keepDims=keep)


def elementwise(name):
    def add(m):
        x = m.pick()
        same = [v for v in m.values if v.shape == x.shape and v.dtype == x.dtype]
        kind = m.one_of("value", "value", "constant", "row", "one")
        if kind == "value":
            other = m.one_of(*same)
        else:
            row = (*[1] * (len(x.shape) - 1), x.shape[-1])
            shape = {"constant": x.shape, "row": row, "one": (1,)}[kind]
            scale = None if m.float else x.scale * m.rng.uniform(0.2, 5)
            other = m.random_constant(shape, scale, m.zero_point())
        pair = [x, other] if m.chance(0.5) else [other, x]
        if m.float:
            spread = 1
        elif name == "MUL":
            spread = x.scale * other.scale * m.uniform**2
        else:
            spread = max(x.scale, other.scale) * m.uniform
        y = m.result(x.shape, spread)
        m.operator(name, pair, [y], fusedActivationFunction=activation(m))

    return add


def float32_only(name):
    """An int8 model makes a detour."""

    def add(m):
        x = m.pick()
        spread = None if m.float else m.uniform * x.scale

        def compute(before, after):
            m.operator(name, [before], [after])

        random_maths.in_float32(m, x, x.shape, spread, compute)

    return add


def padding_of(m, x):
    paddings = [[m.int(0, 2), m.int(0, 2)] for _ in x.shape]
    if m.chance(0.8):
        paddings[0] = [0, 0]
    if m.chance(0.6):
        paddings[-1] = [0, 0]
    shape = [n + before + after for n, (before, after) in zip(x.shape, paddings, strict=True)]
    return paddings, shape


def pad(m):
    x = m.pick(where=lambda value: value.size <= LARGEST // 3)
    paddings, shape = padding_of(m, x)
    m.operator("PAD", [x, m.integers(paddings)], [m.like(x, shape)])


def padv2(m):
    x = m.pick(where=lambda value: value.size <= LARGEST // 3)
    paddings, shape = padding_of(m, x)
    value = m.random_constant((1,), x.scale, x.zero_point)
    m.operator("PADV2", [x, m.integers(paddings), value], [m.like(x, shape)])


def concatenation(m):
    x = m.pick(where=lambda value: value.size <= LARGEST // 3)
    axis = m.int(0, len(x.shape) - 1) if m.chance(0.2) else m.int(1, max(1, len(x.shape) - 1))
    axis = min(axis, len(x.shape) - 1)
    parts = [x]

    def fits(v):
        across = [n for a, n in enumerate(v.shape) if a != axis]
        return (
            len(v.shape) == len(x.shape)
            and across == [n for a, n in enumerate(x.shape) if a != axis]
            and v.dtype == x.dtype
            and v.size <= LARGEST // 3
        )

    for _ in range(m.int(1, 2)):
        other = m.one_of(*(v for v in m.values if fits(v)))
        if (other.scale, other.zero_point) != (x.scale, x.zero_point):
            same = m.like(x, other.shape)
            m.operator("QUANTIZE", [other], [same])
            other = same
        if m.chance(0.2):
            other = m.random_constant(other.shape, x.scale, x.zero_point)
        parts.insert(m.int(0, len(parts)), other)
    shape = list(x.shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    named = axis - len(shape) if m.chance(0.3) else axis
    m.operator("CONCATENATION", parts, [m.like(x, shape)], axis=named)


def reshape(m):
    x = m.pick()
    rest, shape = x.size, [1]
    for _ in range(m.int(0, 2)):
        factors = [n for n in range(1, rest + 1) if rest % n == 0]
        shape.append(m.one_of(*factors))
        rest //= shape[-1]
    shape.append(rest)
    named = list(shape)
    if m.chance(0.3):
        named[-1] = -1
    m.operator("RESHAPE", [x, m.integers(named)], [m.like(x, shape)], newShape=named)


def squeeze(m):
    x = m.pick(where=lambda v: 1 in v.shape and any(n > 1 for n in v.shape))
    ones = [axis for axis, n in enumerate(x.shape) if n == 1]
    count = m.int(1, len(ones))
    axes = sorted(int(axis) for axis in m.rng.choice(ones, count, replace=False))
    if m.chance(0.3):
        axes, named = ones, []
    else:
        named = [axis - len(x.shape) if m.chance(0.3) else axis for axis in axes]
    shape = [n for axis, n in enumerate(x.shape) if axis not in axes]
    m.operator("SQUEEZE", [x], [m.like(x, shape)], squeezeDims=named)


def expand_dims(m):
    x = m.pick(where=lambda value: len(value.shape) <= 3)
    axis = m.int(0, len(x.shape))
    shape = [*x.shape[:axis], 1, *x.shape[axis:]]
    named = axis - len(shape) if m.chance(0.3) else axis
    m.operator("EXPAND_DIMS", [x, m.integers([named])], [m.like(x, shape)])


def softmax(m, x=None):
    x = x or m.pick()
    y = m.output(x.shape, *random_int16.probability(m))
    m.operator("SOFTMAX", [x], [y], beta=m.one_of(1.0, 1.0, 0.5, 2.0))


def curve(name, scale, zero_point):
    def add(m):
        x = m.pick()
        y = m.output(x.shape, *random_int16.probability(m, (scale, zero_point)))
        m.operator(name, [x], [y])

    return add


def to_any_scale(name):
    def add(m):
        x = m.pick()
        free = not m.float and m.chance(0.6)
        y = m.result(x.shape, m.uniform * x.scale) if free else m.like(x, x.shape)
        m.operator(name, [x], [y])

    return add


def relu6(m):
    x = m.pick()
    m.operator("RELU6", [x], [m.like(x, x.shape)])


def leaky_relu(m):
    x = m.pick()
    free = not m.float and m.chance(0.6)
    y = m.result(x.shape, m.uniform * x.scale) if free else m.like(x, x.shape)
    m.operator("LEAKY_RELU", [x], [y], alpha=m.one_of(0.01, 0.1, 0.3, 0.9))


def quantize(m):
    """From int8 to int8 of another scale, or from a float32 edge of the model."""
    if m.dtype == np.int16:
        random_int16.quantize(m)
    elif m.float:
        x = m.pick()
        stored = m.output(x.shape, 10 ** m.rng.uniform(-2, -1))
        m.operator("QUANTIZE", [x], [stored])
        m.operator("DEQUANTIZE", [stored], [m.output(x.shape)])
    elif m.chance(0.3) and len(m.inputs) < 3:
        x = m.input(m.shape(m.int(2, 4)), np.float32)
        m.operator("QUANTIZE", [x], [m.output(x.shape, 10 ** m.rng.uniform(-2, -1))])
    else:
        x = m.pick()
        m.operator("QUANTIZE", [x], [m.result(x.shape, m.uniform * x.scale)])


def dequantize(m):
    if m.float:
        quantize(m)
    else:
        x = m.pick()
        m.operator("DEQUANTIZE", [x], [m.output(x.shape)])


def network(m):
    """Convolutions, each with a pooling that divides the image, then dense layers: a classifier."""
    x = m.input((1, m.int(8, 24), m.int(8, 24), m.int(1, 3)))
    for _ in range(m.int(1, 3)):
        conv_2d(m, x)
        if m.chance(0.4):
            depthwise_conv_2d(m, m.values[-1])
        if m.chance(0.3):
            conv_2d(m, m.values[-1])
        x = m.values[-1]
        kernel = [m.int(1, min(3, n)) for n in x.shape[1:3]]
        pool(m.one_of("MAX_POOL_2D", "MAX_POOL_2D", "AVERAGE_POOL_2D"))(m, x, kernel)
        x = m.values[-1]
    if m.chance(0.5):
        flat = m.like(x, (1, x.size))
        m.operator("RESHAPE", [x, m.integers([1, -1])], [flat], newShape=[1, -1])
        x = flat
    for _ in range(m.int(1, 2)):
        fully_connected(m, x)
        x = m.values[-1]
    softmax(m, x)


def flatten_unknown_batch(m):
    """The four operators that a converter writes for Flatten if the batch was left open."""
    x = m.pick()
    writer = m.writer
    shape = writer.tensor((len(x.shape),), np.int32)
    batch = writer.tensor((), np.int32)
    target = writer.tensor((2,), np.int32)
    m.operator("SHAPE", [x], [], outType=2)
    writer.operators[-1].outputs = np.array([shape], np.int32)
    begin, end, step = m.integers([0]), m.integers([1]), m.integers([1])
    writer.operator("STRIDED_SLICE", [shape, begin, end, step], [batch], shrinkAxisMask=1)
    rest = m.constant(np.array(x.size // x.shape[0], np.int32))
    writer.operator("PACK", [batch, rest], [target], valuesCount=2)
    m.names += ["STRIDED_SLICE", "PACK"]
    flat = m.like(x, (x.shape[0], x.size // x.shape[0]))
    m.operator("RESHAPE", [x, target], [flat], newShape=[-1, flat.shape[1]])


OPERATORS = {
    "FULLY_CONNECTED": fully_connected,
    "CONV_2D": conv_2d,
    "DEPTHWISE_CONV_2D": depthwise_conv_2d,
    "MAX_POOL_2D": pool("MAX_POOL_2D"),
    "AVERAGE_POOL_2D": pool("AVERAGE_POOL_2D"),
    "MEAN": mean,
    "ADD": elementwise("ADD"),
    "MUL": elementwise("MUL"),
    "SUB": elementwise("SUB"),
    "NEG": float32_only("NEG"),
    "ABS": to_any_scale("ABS"),
    "PAD": pad,
    "PADV2": padv2,
    "CONCATENATION": concatenation,
    "PACK": random_moves.pack,
    "RESHAPE": reshape,
    "SQUEEZE": squeeze,
    "EXPAND_DIMS": expand_dims,
    "SOFTMAX": softmax,
    "LOGISTIC": curve("LOGISTIC", 1 / 256, -128),
    "TANH": curve("TANH", 1 / 128, 0),
    "RELU": to_any_scale("RELU"),
    "RELU6": relu6,
    "LEAKY_RELU": leaky_relu,
    "QUANTIZE": quantize,
    "DEQUANTIZE": dequantize,
    **random_moves.OPERATORS,
    "TRANSPOSE_CONV": transpose_conv,
    **random_maths.OPERATORS,
    **random_moves.LATER,
}
