"""From the scales of tensors to multipliers and limits, and how the reference applies them.

An offset is something to add: input_offset is minus the zero point, output_offset is the zero
point. A positive `shift` is one to the left, a negative one to the right.
"""

from typing import Any

import numpy as np

from tinyml_kit.graph.model import GraphError, Tensor
from tinyml_kit.ops.arithmetic import (
    int32,
    multiply_by_quantized_multiplier,
    multiply_by_reduced_multiplier,
    quantize_multiplier,
    round_half_away,
)
from tinyml_kit.ops.geometry import padding_before

FLOAT_MAX = np.finfo(np.float32).max
# Sums of 64 bits are shifted to the left by no more.
LARGEST_WIDE_SHIFT = 7
ACTIVATION_RANGES: dict[str | None, tuple[Any, Any]] = {
    None: (-FLOAT_MAX, FLOAT_MAX),
    "RELU": (0, FLOAT_MAX),
    "RELU6": (0, 6),
    "RELU_N1_TO_1": (-1, 1),
}


def stored(real: float, tensor: Tensor) -> int:
    """Return the integer that stands for a real number, computed in float32 as in TFLM."""
    with np.errstate(over="ignore"):
        steps = np.float32(real) / tensor.scale
    if abs(steps) >= 2**31:
        raise GraphError(f"the scale of its output, {tensor.scale:.6g}, is too small for {real}")
    return tensor.zero_point + int(round_half_away(steps))


def ratio(x: Tensor, output: Tensor) -> np.float64:
    """Return the scale of an input in units of the output's."""
    return np.float64(x.scale) / np.float64(output.scale)


def activation_limits(options: dict[str, Any], output: Tensor) -> dict[str, Any]:
    """Return activation_min and activation_max: integers as stored, or float32.

    int32 stand for themselves.
    """
    activation = options["activation"]
    low, high = ACTIVATION_RANGES[activation]
    if output.dtype == np.float32:
        return {"activation_min": np.float32(low), "activation_max": np.float32(high)}
    limits = np.iinfo(output.dtype)
    least, most = int(limits.min), int(limits.max)
    if output.dtype == np.int32:
        return {"activation_min": int(max(low, least)), "activation_max": int(min(high, most))}
    if activation is not None and output.quantization is not None:
        if low > -FLOAT_MAX:
            least = max(least, stored(low, output))
        if high < FLOAT_MAX:
            most = min(most, stored(high, output))
    return {"activation_min": least, "activation_max": most}


def require_wide_shift(shift: int | np.ndarray) -> None:
    """Check that sums of 64 bits are not shifted further to the left than the interpreter can."""
    if np.max(shift) > LARGEST_WIDE_SHIFT:
        raise GraphError(f"its scales give a factor of 2^{LARGEST_WIDE_SHIFT} or more, too large")


def weighted_params(
    x: Tensor, weights: Tensor, bias: Tensor | None, output: Tensor, channels: int
) -> dict[str, Any]:
    """Return the offsets of a dot product, and a multiplier and a shift for each channel.

    `wide` says whether sums have 64 bits: those of int16, unless their bias has 32.
    """
    wide = x.dtype == np.int16 and (bias is None or bias.dtype == np.int64)
    scales = np.broadcast_to(weights.scales.astype(np.float64), channels)
    multiplier, shift = quantize_multiplier(np.float64(x.scale) * scales / np.float64(output.scale))
    if wide:
        require_wide_shift(shift)
    return {
        "input_offset": -x.zero_point,
        "output_offset": output.zero_point,
        "multiplier": multiplier,
        "shift": shift,
        "wide": bool(wide),
    }


def window_params(
    options: dict[str, Any], inputs: list[Tensor], output: Tensor, image: Tensor, channels: int
) -> dict[str, Any]:
    """Return the parameters of an operator whose filters slide over an image.

    Parameters
    ----------
    inputs : data, weights, and perhaps a bias
    image : the tensor over which the windows slide: the input, or of TRANSPOSE_CONV the output
    channels : how many filters there are

    Returns
    -------
    padding, the limits of the activation, and for integers what `weighted_params` returns
    """
    x, weights, bias = (*inputs, None)[:3]
    assert x is not None and weights is not None
    params = {
        "padding": padding_before(image.shape[1:3], weights.shape[1:3], options),
        **activation_limits(options, output),
    }
    if output.dtype == np.float32:
        return params
    return params | weighted_params(x, weights, bias, output, channels)


def requantize(sums: np.ndarray, params: dict[str, Any], dtype: Any = np.int8) -> np.ndarray:
    """Bring accumulators to the scale of the output, and clamp them.

    They have 32 bits; 64 where params say `wide`.
    """
    factor = params["multiplier"], params["shift"]
    if params.get("wide"):
        scaled = multiply_by_reduced_multiplier(sums, *factor)
    else:
        scaled = multiply_by_quantized_multiplier(int32(sums), *factor)
    return clamp(int32(scaled.astype(np.int64) + params["output_offset"]), params, dtype)


def clamp(values: np.ndarray, params: dict[str, Any], dtype: Any = np.int8) -> np.ndarray:
    """Apply the fused activation, or the limits of the type."""
    limits = np.iinfo(dtype)
    low, high = params.get("activation_min", limits.min), params.get("activation_max", limits.max)
    return np.clip(values, low, high).astype(dtype)


def clamp_float32(values: np.ndarray, params: dict[str, Any]) -> np.ndarray:
    """Apply the fused activation."""
    return np.minimum(np.maximum(values, params["activation_min"]), params["activation_max"])
