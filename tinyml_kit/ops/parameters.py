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

from tinyml_kit.graph.model import GraphError
from tinyml_kit.ops import tables
from tinyml_kit.ops.arithmetic import quantize_multiplier
from tinyml_kit.ops.geometry import padding_before
from tinyml_kit.ops.tables import ratio, stored

FLOAT_MAX = np.finfo(np.float32).max
ACTIVATION_RANGES = {
    None: (-FLOAT_MAX, FLOAT_MAX),
    "RELU": (0, FLOAT_MAX),
    "RELU6": (0, 6),
    "RELU_N1_TO_1": (-1, 1),
}


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


def _activation(activation, output):
    low, high = ACTIVATION_RANGES[activation]
    if output.dtype != np.int8:
        return {"activation_min": np.float32(low), "activation_max": np.float32(high)}
    if activation is None or output.quantization is None:
        return {"activation_min": -128, "activation_max": 127}
    limits = [-128, 127]
    if low > -FLOAT_MAX:
        limits[0] = max(-128, stored(low, output))
    if high < FLOAT_MAX:
        limits[1] = min(127, stored(high, output))
    return {"activation_min": limits[0], "activation_max": limits[1]}


def _multipliers(reals):
    return dict(zip(("multiplier", "shift"), quantize_multiplier(reals), strict=True))


def _convolution(options, inputs, output, channels):
    x, weights = inputs[:2]
    scales = np.broadcast_to(weights.quantization.scale.astype(np.float64), channels)
    reals = np.float64(x.scale) * scales / np.float64(output.scale)
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
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
    expected = np.float64(x.scale) * np.float64(weights.scale)
    for tensor in bias:
        stored = np.float64(tensor.scale) if tensor.quantization else 0.0
        if abs(expected - stored) / np.float64(output.scale) > 0.02:
            raise GraphError(
                f"the scale of its bias is {stored:.6g}, but its input and weights give "
                f"{expected:.6g}"
            )


def _pool(options, inputs, output):
    scales = [np.float64(tensor.scale) for tensor in (inputs[0], output)]
    if abs(scales[0] - scales[1]) > 1e-6 or inputs[0].zero_point != output.zero_point:
        raise GraphError("its input and output are quantised differently")
    return {}


def _mean(options, inputs, output):
    x = inputs[0]
    count = prod(x.shape[axis] for axis in options["axes"])
    multiplier, shift = quantize_multiplier(ratio(x, output))
    # 1 / count goes into the multiplier; the shift keeps it as long as it was.
    extra = max(min(count.bit_length() - 1, 32, 31 + shift), 0)
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
        "count": count,
        "multiplier": (multiplier << extra) // count,
        "shift": shift - extra,
    }


def _sum(options, inputs, output):
    """ADD and SUB: both inputs are brought to twice the larger scale, with 20 bits to spare."""
    scales = [np.float64(tensor.scale) for tensor in (*inputs, output)]
    twice = 2 * max(scales[:2])
    made = {
        "left_shift": 20,
        "input1_offset": -inputs[0].zero_point,
        "input2_offset": -inputs[1].zero_point,
        "output_offset": output.zero_point,
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
    real = np.float64(x.scale) * np.float64(y.scale) / np.float64(output.scale)
    multiplier, shift = quantize_multiplier(real)
    return {
        "input1_offset": -x.zero_point,
        "input2_offset": -y.zero_point,
        "output_offset": output.zero_point,
        "multiplier": multiplier,
        "shift": shift,
    }


def _pad(options, inputs, output):
    if output.dtype != np.int8:
        return {"value": np.float32(options.get("value", 0))}
    return {"value": int(options.get("value", output.zero_point))}


def _dequantize(options, inputs, output):
    return {"scale": inputs[0].scale, "zero_point": inputs[0].zero_point}


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
    "SOFTMAX": tables.softmax,
    "LOGISTIC": tables.logistic,
    "TANH": tables.tanh,
    "RELU": tables.relu,
    "RELU6": tables.relu6,
    "LEAKY_RELU": tables.leaky_relu,
    "QUANTIZE": tables.quantize,
}
