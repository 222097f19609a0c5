"""From sums to outputs on the Cortex-M4: what `requantise_doubled` takes for each channel."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.lowering.ranges import bounds
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier

# Doubled, a sum has to fit into 32 bits.
MOST = 2**30


@dataclass(frozen=True)
class Requantizing:
    """How each output channel of a layer comes from its sum.

    bias : (channels,) int64
    largest : (channels,) int64, bounds of the absolute values of the sums, with this bias
    steps : (channels, 3) int32, multiplier, rounding and shift. `rounding` holds half of 2^shift
        and, times 2^shift, the output's zero point.
    """

    bias: np.ndarray
    largest: np.ndarray
    steps: np.ndarray


def of(layer: CLayer, weights: np.ndarray) -> Requantizing | None:
    """Return the `Requantizing` of a layer, or None where `requantise_doubled` would not be exact.

    That is so if a sum may be too large, a factor is negative, or a shift is not at least 1 to the
    right. Pruned channels often have such numbers, but also the same output for every input: these
    get the bias 0, the multiplier 0, and that output as their rounding.

    Parameters
    ----------
    layer : CLayer with the scaling "output" and the constant "bias"
    weights : (channels, n) int8
    """
    sizes, scaling = layer.sizes, layer.scalings["output"]
    bias = np.asarray(layer.constants["bias"].values, np.int64).ravel()
    multipliers = np.broadcast_to(scaling.multipliers, bias.shape).astype(np.int64)
    shifts = np.broadcast_to(scaling.shifts, bias.shape).astype(np.int64)
    if sizes["WRAPS"] or (multipliers < 0).any():
        return None
    lowest, highest = (
        np.clip(
            multiply_by_quantized_multiplier(sums, multipliers, -shifts) + sizes["OUTPUT_OFFSET"],
            sizes["LOW"],
            sizes["HIGH"],
        )
        for sums in bounds(weights, bias)
    )
    constant = lowest == highest
    bias = np.where(constant, 0, bias)
    multipliers, shifts = np.where(constant, 0, multipliers), np.where(constant, 1, shifts)
    largest = np.abs(bounds(weights, bias)).max(0)
    if (shifts < 1).any() or (largest >= MOST).any():
        return None
    zero_points = np.where(constant, lowest, sizes["OUTPUT_OFFSET"])
    rounding = (2 * zero_points.astype(np.int64) + 1) << (shifts - 1)
    if (np.abs(rounding) + largest >= 2**31 - 1).any():
        return None
    return Requantizing(
        bias, largest, np.stack([multipliers, rounding, shifts], 1).astype(np.int32)
    )
