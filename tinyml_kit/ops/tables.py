"""int8 operators of one input as tables: 256 stored numbers in, 256 stored numbers out.

Each function takes an operator's options, its inputs and its output, and returns its parameters.
"""

import numpy as np

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops import curves
from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    round_half_away,
    rounding_divide_by_pot,
)

EVERY_INT8 = np.arange(-128, 128)
# A sum of so many ones still fits into Q12.19.
MOST_CLASSES = 4095


def stored(real, tensor):
    """Return the whole number that stands for a real one, in float32 as the interpreter does."""
    with np.errstate(over="ignore"):
        steps = np.float32(real) / tensor.scale
    if abs(steps) >= 2**31:
        raise GraphError(f"the scale of its output, {tensor.scale:.6g}, is too small for {real}")
    return tensor.zero_point + int(round_half_away(steps))


def ratio(x, output):
    """Return the scale of the input in units of the output's."""
    return np.float64(x.scale) / np.float64(output.scale)


def softmax(options, inputs, output):
    """Return exp of beta times 0, -1, …, -255 steps of the input."""
    if output.zero_point != -128 or output.scale != np.float32(1 / 256):
        raise GraphError("its output needs the scale 1/256 and the zero point -128")
    if inputs[0].shape[-1] > MOST_CLASSES:
        raise GraphError(f"its sum holds {MOST_CLASSES} terms, not {inputs[0].shape[-1]}")
    real = options["beta"] * np.float64(inputs[0].scale) * 2**26
    if not real > 1:
        raise GraphError("its beta times the scale of its input is too small")
    multiplier, shift = quantize_multiplier(min(real, 2.0**30 - 1))
    # Differences below this one would leave Q5.26; their exp counts as 0. From 2^30 on this
    # holds for every difference.
    lowest = -(31 * 2**26 >> shift) if real < 2**30 else 0
    steps = -np.arange(256)
    scaled = multiply_by_quantized_multiplier(np.maximum(steps, lowest), multiplier, shift)
    exponentials = curves.exp_on_negative_values(scaled, 5)
    return {"exponentials": np.where(steps >= lowest, exponentials, 0).astype(np.int32)}


def logistic(options, inputs, output):
    """Tabulate 1 / (1 + exp(-x)); the output's scale is taken to be 1/256."""
    if output.zero_point != -128:
        raise GraphError("its output needs the zero point -128")
    return _curve(curves.logistic, inputs[0], bits=8, zero_point=-128)


def tanh(options, inputs, output):
    """Tabulate tanh; the output's scale is taken to be 1/128 and its zero point 0."""
    return _curve(curves.tanh, inputs[0], bits=7, zero_point=0)


def _curve(function, x, bits, zero_point):
    """Tabulate a curve of inputs in Q4.27, whose output has so many bits after the point."""
    real = np.float64(x.scale) * 2**27
    if real < 0.5:
        raise GraphError(f"the scale of its input, {x.scale:.6g}, is too small")
    # From 2^30 on no input is near enough to the middle of the curve to be computed.
    multiplier, shift = quantize_multiplier(min(real, 2.0**30 - 1))
    radius = (15 << 27) >> shift if real < 2**30 else 0
    steps = EVERY_INT8 - x.zero_point
    inside = np.abs(steps) < radius
    fixed = multiply_by_quantized_multiplier(np.where(inside, steps, 0), multiplier, shift)
    y = rounding_divide_by_pot(function(fixed), 31 - bits).astype(np.int64) + zero_point
    return _table(np.where(inside, y, np.where(steps > 0, 127, -128)))


def relu(options, inputs, output):
    """Cut off at real 0."""
    return _table(np.maximum(_rescaled(inputs[0], ratio(inputs[0], output), output),
                             output.zero_point))  # fmt: skip


def relu6(options, inputs, output):
    """Cut off at real 0 and 6 of the input's scale, which the output's is taken to be."""
    low, high = inputs[0].zero_point, min(127, stored(6, inputs[0]))
    return _table(np.where(EVERY_INT8 > high, high, np.maximum(EVERY_INT8, low)))


def leaky_relu(options, inputs, output):
    """Multiply what is negative by alpha."""
    x = inputs[0]
    slope = np.float64(x.scale) * options["alpha"] / np.float64(output.scale)
    negative, positive = (_rescaled(x, real, output) for real in (slope, ratio(x, output)))
    return _table(np.where(EVERY_INT8 >= x.zero_point, positive, negative))


def quantize(options, inputs, output):
    """Bring int8 to another scale; float32 needs the scale itself."""
    if inputs[0].dtype == np.float32:
        return {"scale": output.scale, "zero_point": output.zero_point}
    return _table(_rescaled(inputs[0], ratio(inputs[0], output), output))


def _rescaled(x, real, output):
    y = multiply_by_quantized_multiplier(EVERY_INT8 - x.zero_point, *quantize_multiplier(real))
    return int32(y.astype(np.int64) + output.zero_point)


def _table(y):
    return {"table": np.clip(y, -128, 127).astype(np.int8)}
