"""The integers that an operator needs, from the scales of its tensors.

What the interpreter computes once, before the first inference, is computed here: the NumPy
reference and the generated C both take their numbers from `parameters`. int8 operators get

| operator | parameters |
|---|---|
| all | activation_min, activation_max (int8 where the operator clamps; float32 for float) |
| FULLY_CONNECTED | input_offset, output_offset, multiplier and shift (channels,) |
| CONV_2D | those, padding: (above, left), groups |
| DEPTHWISE_CONV_2D | those without groups |
| MAX_POOL_2D, AVERAGE_POOL_2D | padding |
| MEAN | input_offset, count, multiplier, shift, output_offset |
| ADD, SUB | input1_offset, input2_offset, left_shift, input1_multiplier, input1_shift, |
| | input2_multiplier, input2_shift, output_multiplier, output_shift, output_offset |
| MUL | input1_offset, input2_offset, multiplier, shift, output_offset |
| PAD, PADV2 | value |
| SOFTMAX | exponentials (256,) int32, Q0.31: exp of 0, -1, …, -255 steps of the input |
| LOGISTIC, TANH, RELU, RELU6, LEAKY_RELU, QUANTIZE | table (256,) int8 for -128, …, 127 |
| QUANTIZE of float32, DEQUANTIZE | scale, zero_point |

An offset is what is added: input_offset = -(zero point), output_offset = zero point. `shift`
counts to the left; a negative one shifts to the right.
"""

from math import prod

import numpy as np

from tinyml_kit.graph import curves
from tinyml_kit.graph.arithmetic import (
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    round_half_away,
    rounding_divide_by_pot,
)
from tinyml_kit.graph.geometry import padding_before
from tinyml_kit.graph.graph import GraphError

FLOAT_MAX = np.finfo(np.float32).max
ACTIVATION_RANGES = {
    None: (-FLOAT_MAX, FLOAT_MAX),
    "RELU": (0, FLOAT_MAX),
    "RELU6": (0, 6),
    "RELU_N1_TO_1": (-1, 1),
}
# A sum of so many ones still fits into Q12.19.
MOST_CLASSES = 4095
EVERY_INT8 = np.arange(-128, 128)


def parameters(graph, operator):
    """Return the parameters of an operator as a dict.

    Raises
    ------
    GraphError
        If the interpreter would refuse the operator's scales or zero points.
    """
    return of_tensors(operator, graph.tensors)


def of_tensors(operator, tensors):
    """Return the parameters of an operator whose graph is not made yet."""
    inputs = [tensors[index] for index in operator.inputs if index is not None]
    output = tensors[operator.outputs[0]]
    made = {}
    if operator.name in _WINDOWED:
        filter_sizes = operator.options.get("filter") or inputs[1].shape[1:3]
        made["padding"] = padding_before(inputs[0].shape[1:3], filter_sizes, operator.options)
    if operator.name == "CONV_2D":
        made["groups"] = inputs[0].shape[3] // inputs[1].shape[3]
    if "activation" in operator.options:
        made.update(_activation(operator.options["activation"], output))
    if operator.name in _SPECIAL:
        made.update(_SPECIAL[operator.name](operator.options, inputs, output))
    elif output.dtype == np.int8 and operator.name in _INT8:
        made.update(_INT8[operator.name](operator.options, inputs, output))
    return made


def _scale(tensor):
    return tensor.quantization.scale[0]


def _zero_point(tensor):
    return int(tensor.quantization.zero_point[0])


def _activation(activation, output):
    low, high = ACTIVATION_RANGES[activation]
    if output.dtype != np.int8:
        return {"activation_min": np.float32(low), "activation_max": np.float32(high)}
    if activation is None or output.quantization is None:
        return {"activation_min": -128, "activation_max": 127}
    limits = [-128, 127]
    if low > -FLOAT_MAX:
        limits[0] = max(-128, _stored(low, output))
    if high < FLOAT_MAX:
        limits[1] = min(127, _stored(high, output))
    return {"activation_min": limits[0], "activation_max": limits[1]}


def _stored(real, tensor):
    """Return the whole number that stands for a real one, in float32 as the interpreter does."""
    with np.errstate(over="ignore"):
        steps = np.float32(real) / _scale(tensor)
    if abs(steps) >= 2**31:
        raise GraphError(f"the scale of its output, {_scale(tensor)}, is too small for {real}")
    return _zero_point(tensor) + int(round_half_away(steps))


def _multipliers(reals):
    return dict(zip(("multiplier", "shift"), quantize_multiplier(reals), strict=True))


def _convolution(options, inputs, output, channels):
    x, weights = inputs[:2]
    scales = np.broadcast_to(weights.quantization.scale.astype(np.float64), channels)
    reals = np.float64(_scale(x)) * scales / np.float64(_scale(output))
    return {
        "input_offset": -_zero_point(x),
        "output_offset": _zero_point(output),
        **_multipliers(reals),
    }


def _conv_2d(options, inputs, output):
    return _convolution(options, inputs, output, inputs[1].shape[0])


def _depthwise(options, inputs, output):
    return _convolution(options, inputs, output, inputs[1].shape[3])


def _dense(options, inputs, output):
    x, weights, *bias = inputs
    if weights.quantization.scale.size == 1:
        _require_bias_scale(x, weights, bias, output)
    return _convolution(options, inputs, output, weights.shape[0])


def _require_bias_scale(x, weights, bias, output):
    expected = np.float64(_scale(x)) * np.float64(_scale(weights))
    for tensor in bias:
        stored = np.float64(_scale(tensor)) if tensor.quantization else 0.0
        if abs(expected - stored) / np.float64(_scale(output)) > 0.02:
            raise GraphError(
                f"the scale of its bias is {stored:.6g}, but its input and weights give "
                f"{expected:.6g}"
            )


def _pool(options, inputs, output):
    scales = [np.float64(_scale(tensor)) for tensor in (inputs[0], output)]
    if abs(scales[0] - scales[1]) > 1e-6 or _zero_point(inputs[0]) != _zero_point(output):
        raise GraphError("its input and output are quantised differently")
    return {}


def _mean(options, inputs, output):
    x = inputs[0]
    count = prod(x.shape[axis] for axis in options["axes"])
    multiplier, shift = quantize_multiplier(_ratio(x, output))
    # 1 / count goes into the multiplier; the shift keeps it as long as it was.
    extra = max(min(count.bit_length() - 1, 32, 31 + shift), 0)
    return {
        "input_offset": -_zero_point(x),
        "output_offset": _zero_point(output),
        "count": count,
        "multiplier": (multiplier << extra) // count,
        "shift": shift - extra,
    }


def _ratio(x, output):
    return np.float64(_scale(x)) / np.float64(_scale(output))


def _sum(options, inputs, output):
    """ADD and SUB: both inputs are brought to twice the larger scale, with 20 bits to spare."""
    scales = [np.float64(_scale(tensor)) for tensor in (*inputs, output)]
    twice = 2 * max(scales[:2])
    made = {
        "left_shift": 20,
        "input1_offset": -_zero_point(inputs[0]),
        "input2_offset": -_zero_point(inputs[1]),
        "output_offset": _zero_point(output),
    }
    reals = (scales[0] / twice, scales[1] / twice, twice / (2**20 * scales[2]))
    for name, real in zip(("input1", "input2", "output"), reals, strict=True):
        multiplier, shift = quantize_multiplier(float(real))
        if not 0 < real < 1 or shift > 0:
            raise GraphError(
                f"the scales of its inputs and of its output lie too far apart (factor {real:.3g})"
            )
        made[f"{name}_multiplier"], made[f"{name}_shift"] = multiplier, shift
    return made


def _mul(options, inputs, output):
    x, y = inputs
    real = np.float64(_scale(x)) * np.float64(_scale(y)) / np.float64(_scale(output))
    multiplier, shift = quantize_multiplier(real)
    return {
        "input1_offset": -_zero_point(x),
        "input2_offset": -_zero_point(y),
        "output_offset": _zero_point(output),
        "multiplier": multiplier,
        "shift": shift,
    }


def _pad(options, inputs, output):
    if output.dtype != np.int8:
        return {"value": np.float32(options.get("value", 0))}
    return {"value": int(options.get("value", _zero_point(output)))}


def _softmax(options, inputs, output):
    if _zero_point(output) != -128 or _scale(output) != np.float32(1 / 256):
        raise GraphError("its output needs the scale 1/256 and the zero point -128")
    if inputs[0].shape[-1] > MOST_CLASSES:
        raise GraphError(f"its sum holds {MOST_CLASSES} terms, not {inputs[0].shape[-1]}")
    real = options["beta"] * np.float64(_scale(inputs[0])) * 2**26
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


def _curve(function, output_shift, zero_point):
    """Return the table of a curve that is computed on inputs in Q4.27."""

    def make(options, inputs, output):
        real = np.float64(_scale(inputs[0])) * 2**27
        if real < 0.5:
            raise GraphError(f"the scale of its input, {_scale(inputs[0])}, is too small")
        # From 2^30 on no input but 0 is near enough to the middle of the curve to be computed.
        multiplier, shift = quantize_multiplier(min(real, 2.0**30 - 1))
        radius = (15 << 27) >> shift if real < 2**30 else 0
        x = EVERY_INT8 - _zero_point(inputs[0])
        inside = np.abs(x) < radius
        fixed = multiply_by_quantized_multiplier(np.where(inside, x, 0), multiplier, shift)
        y = rounding_divide_by_pot(function(fixed), output_shift).astype(np.int64) + zero_point
        y = np.where(inside, np.clip(y, -128, 127), np.where(x > 0, 127, -128))
        return {"table": y.astype(np.int8)}

    return make


def _logistic(options, inputs, output):
    if _zero_point(output) != -128:
        raise GraphError("its output needs the zero point -128")
    return _curve(curves.logistic, 23, -128)(options, inputs, output)


def _relu(options, inputs, output):
    multiplier, shift = quantize_multiplier(_ratio(inputs[0], output))
    low = max(-128, _zero_point(output))
    y = multiply_by_quantized_multiplier(EVERY_INT8 - _zero_point(inputs[0]), multiplier, shift)
    return _table(np.maximum(y.astype(np.int64) + _zero_point(output), low))


def _relu6(options, inputs, output):
    # The interpreter clamps the stored numbers and takes the output's scale to be the input's.
    low, high = _zero_point(inputs[0]), min(127, _stored(6, inputs[0]))
    return _table(np.where(EVERY_INT8 > high, high, np.maximum(EVERY_INT8, low)))


def _leaky(options, inputs, output):
    x = EVERY_INT8 - _zero_point(inputs[0])
    same = _ratio(inputs[0], output)
    slope = np.float64(_scale(inputs[0])) * options["alpha"] / np.float64(_scale(output))
    negative = multiply_by_quantized_multiplier(x, *quantize_multiplier(slope))
    positive = multiply_by_quantized_multiplier(x, *quantize_multiplier(same))
    y = np.where(x >= 0, positive, negative).astype(np.int64)
    return _table(y + _zero_point(output))


def _quantize(options, inputs, output):
    if inputs[0].dtype == np.float32:
        return {"scale": _scale(output), "zero_point": _zero_point(output)}
    x = EVERY_INT8 - _zero_point(inputs[0])
    y = multiply_by_quantized_multiplier(x, *quantize_multiplier(_ratio(inputs[0], output)))
    return _table(y.astype(np.int64) + _zero_point(output))


def _dequantize(options, inputs, output):
    return {"scale": _scale(inputs[0]), "zero_point": _zero_point(inputs[0])}


def _table(y):
    return {"table": np.clip(y, -128, 127).astype(np.int8)}


_WINDOWED = ("CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D", "AVERAGE_POOL_2D")
# Needed whatever the type of the output.
_SPECIAL = {"PAD": _pad, "PADV2": _pad, "DEQUANTIZE": _dequantize}
_INT8 = {
    "FULLY_CONNECTED": _dense,
    "CONV_2D": _conv_2d,
    "DEPTHWISE_CONV_2D": _depthwise,
    "MAX_POOL_2D": _pool,
    "AVERAGE_POOL_2D": _pool,
    "MEAN": _mean,
    "ADD": _sum,
    "MUL": _mul,
    "SUB": _sum,
    "SOFTMAX": _softmax,
    "LOGISTIC": _logistic,
    "TANH": _curve(curves.tanh, 24, 0),
    "RELU": _relu,
    "RELU6": _relu6,
    "LEAKY_RELU": _leaky,
    "QUANTIZE": _quantize,
}
