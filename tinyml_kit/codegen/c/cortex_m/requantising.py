"""From sums to outputs on the Cortex-M4: what `requantise_doubled` takes for each channel."""

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer

# Doubled, a sum has to fit into 32 bits.
MOST = 2**30


def steps(layer: CLayer, largest: np.ndarray) -> np.ndarray | None:
    """Return (channels, 3) int32: multiplier, rounding and shift of each output channel.

    `rounding` holds half of 2^shift and, times 2^shift, the output's zero point. A channel whose
    output is the zero point for every input, because its factor is so small, gets the multiplier 0:
    its own shift might be too large for a rounding of 32 bits.

    Parameters
    ----------
    layer : CLayer with the scaling "output"
    largest : (channels,) integers, proven bounds of the absolute values of the sums

    Returns
    -------
    None if `requantise_doubled` is not exact for a channel: a sum may be too large, a factor is
    negative, or a shift is not at least 1 to the right.
    """
    scaling, largest = layer.scalings["output"], np.asarray(largest, np.int64)
    multipliers = np.broadcast_to(scaling.multipliers, largest.shape).astype(np.int64)
    shifts = np.broadcast_to(scaling.shifts, largest.shape).astype(np.int64)
    # |sum * multiplier / 2^31| is below half of 2^shift then, and rounded to 0.
    constant = (multipliers == 0) | (largest < (1 << np.maximum(shifts, 1)) // 2)
    multipliers, shifts = np.where(constant, 0, multipliers), np.where(constant, 1, shifts)
    if (multipliers < 0).any() or (shifts < 1).any() or (largest >= MOST).any():
        return None
    rounding = (2 * layer.sizes["OUTPUT_OFFSET"] + 1) << (shifts - 1)
    if (np.abs(rounding) + largest >= 2**31 - 1).any():
        return None
    return np.stack([multipliers, rounding, shifts], 1).astype(np.int32)
