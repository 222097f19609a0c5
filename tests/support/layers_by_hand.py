"""Operators with chosen settings, added to a Maker; weights and biases are random or given."""

import numpy as np

from tests.support.flatbuffer import ACTIVATIONS, PADDINGS
from tests.support.random_weights import UNIFORM

ONE = (1, 1)


def _weighted(m, name, x, weights, shape, *, axis=0, bias=None, alike=False, factor=None,
              zero_point=None, activation=None, narrow=False, **options):  # fmt: skip
    """Add an operator with weights, and return its output.

    weights : their shape, or the numbers themselves
    shape : the output's
    axis : of the output channels in the weights
    bias : (channels,) integers; None draws one
    narrow : bool, whether the bias of int16 has 32 bits instead of 64
    alike : bool, whether all channels have one scale
    factor : from a sum to an output; None fits the output's scale to sums of random numbers
    """
    if isinstance(weights, tuple):
        weights = m.rng.normal(size=weights) if m.float else m.rng.integers(-127, 128, weights)
    channels = weights.shape[axis]
    options["fusedActivationFunction"] = ACTIVATIONS[activation]
    if m.float:
        constants = weights, m.rng.normal(size=channels)
        constants = [m.constant(values.astype(np.float32)) for values in constants]
        y = m.output(shape)
    else:
        scale = np.float32(0.01)
        if not alike:
            scale = scale * m.rng.uniform(0.6, 1.4, channels).astype(np.float32)
        spread = np.sqrt(weights.size / channels) * UNIFORM * m.uniform
        bias = m.rng.normal(0, spread, channels) if bias is None else np.array(bias)
        constants = [
            m.constant(weights.astype(np.int8), scale, 0, axis),
            m.constant(
                bias.astype(np.int64 if m.dtype == np.int16 and not narrow else np.int32),
                np.float32(x.scale) * scale,
            ),
        ]
        fair = 50 * m.uniform / UNIFORM / spread
        y = m.output(shape, x.scale * 0.01 / (factor or fair), zero_point)
    # A file has the shape of the output, weights, and what they are multiplied by in this order.
    inputs = [m.integers(shape), constants[0], x, constants[1]]
    if name != "TRANSPOSE_CONV":
        inputs = [x, *constants]
    m.operator(name, inputs, [y], **options)
    return y


def _counts(x, kernel, stride, dilation, padding):
    """Return how many windows lie along the height and the width of an image."""
    reach = [0 if padding == "SAME" else (k - 1) * d for k, d in zip(kernel, dilation, strict=True)]
    return [-(-(n - r) // s) for n, r, s in zip(x.shape[1:3], reach, stride, strict=True)]


def _window(stride, dilation, padding):
    return {
        "strideH": stride[0],
        "strideW": stride[1],
        "dilationHFactor": dilation[0],
        "dilationWFactor": dilation[1],
        "padding": PADDINGS[padding],
    }


def conv(m, x, filters, kernel, stride=ONE, dilation=ONE, padding="VALID", groups=1, **how):
    """Add a CONV_2D; `filters` is their number, or the weights themselves."""
    if isinstance(filters, int):
        filters = (filters, *kernel, x.shape[3] // groups)
    number = filters[0] if isinstance(filters, tuple) else len(filters)
    shape = (1, *_counts(x, kernel, stride, dilation, padding), number)
    return _weighted(m, "CONV_2D", x, filters, shape, **_window(stride, dilation, padding), **how)


def depthwise(m, x, kernel, multiplier=1, stride=ONE, dilation=ONE, padding="VALID",
              weights=None, **how):  # fmt: skip
    """Add a DEPTHWISE_CONV_2D."""
    channels = x.shape[3] * multiplier
    shape = (1, *_counts(x, kernel, stride, dilation, padding), channels)
    options = {"depthMultiplier": multiplier, **_window(stride, dilation, padding)}
    weights = (1, *kernel, channels) if weights is None else weights
    return _weighted(m, "DEPTHWISE_CONV_2D", x, weights, shape, axis=3, **options, **how)


def transposed(m, x, filters, stride, **how):
    """Add a TRANSPOSE_CONV of windows that lie inside the output; `filters` as for `conv`."""
    number, height, width, _ = filters if isinstance(filters, tuple) else filters.shape
    sizes = [
        (n - 1) * step + window
        for n, step, window in zip(x.shape[1:3], stride, (height, width), strict=True)
    ]
    options = {"strideH": stride[0], "strideW": stride[1], "padding": PADDINGS["VALID"]}
    return _weighted(m, "TRANSPOSE_CONV", x, filters, (1, *sizes, number), **options, **how)


def dense(m, x, units, **how):
    """Add a FULLY_CONNECTED; `units` is their number, or the weights themselves."""
    weights = (units, x.size) if isinstance(units, int) else units
    number = units if isinstance(units, int) else len(units)
    return _weighted(m, "FULLY_CONNECTED", x, weights, (1, number), **how)


def pool(m, x, kernel, padding="VALID", name="MAX_POOL_2D", stride=None, activation=None):
    """Add a pooling; by default its windows lie side by side."""
    stride = stride or kernel
    y = m.like(x, (1, *_counts(x, kernel, stride, ONE, padding), x.shape[3]))
    options = {
        **_window(stride, ONE, padding),
        "filterHeight": kernel[0],
        "filterWidth": kernel[1],
        "fusedActivationFunction": ACTIVATIONS[activation],
    }
    del options["dilationHFactor"], options["dilationWFactor"]
    m.operator(name, [x], [y], **options)
    return y


def pair(m, name, x, y, scale=None, activation=None):
    """Add an operator on pairs of numbers."""
    out = m.output(np.broadcast_shapes(x.shape, y.shape), scale)
    m.operator(name, [x, y], [out], fusedActivationFunction=ACTIVATIONS[activation])
    return out


def mean(m, x, axes, scale=None):
    """Add a MEAN that keeps no axis that it sums over."""
    shape = [n for axis, n in enumerate(x.shape) if axis not in axes]
    y = m.output(shape, scale)
    m.operator("MEAN", [x, m.integers(axes)], [y], keepDims=False)
    return y
