"""Depthwise convolutions for the Cortex-M4: constants laid out for four channels at a time."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantizing
from tinyml_kit.codegen.c.cortex_m.words import in_fours, pair
from tinyml_kit.ops.layer import Constant


def adapt(layer: CLayer) -> CLayer:
    """Return a depthwise convolution of four channels at a time, or the layer itself.

    It stays as it is with fewer than four channels, with several filters for a channel of the
    input, and where the steps from its sums to outputs would not be exact.
    """
    sizes, filters = layer.sizes, layer.constants["weights"].values
    channels = sizes["OUT_CHANNELS"]
    if channels < 4 or sizes["MULTIPLIED"]:
        return layer
    filters = filters.reshape(-1, channels)
    how = requantizing.of(layer, filters.T)
    if how is None:
        return layer
    taps = _taps(len(filters))
    filters = np.vstack([filters, np.zeros((taps - len(filters), channels), np.int8)])
    firsts, (weights, bias, steps) = in_fours(filters.T, how.bias, how.steps)
    doubled = 2 * weights.astype(np.int32).reshape(-1, 4, taps)
    parts = (
        firsts[:, None],
        2 * bias.reshape(-1, 4),
        pair(doubled[:, :2], doubled[:, 2:]).swapaxes(1, 2).reshape(len(firsts), -1),
        steps.reshape(len(firsts), -1),
    )
    stream = np.hstack(parts).astype(np.int32)
    note = (
        "for four channels each: their place, bias, pairs of weights (channels 0 and 2, 1 and 3 of "
        "each tap), and multiplier, rounding and shift of each; biases and weights are doubled"
    )
    more = {
        "TAPS": taps,
        "SPARE_TAP": taps - sizes["FILTER_HEIGHT"] * sizes["FILTER_WIDTH"],
        "BLOCKS_SIZE": stream.size,
        "REACH": (sizes["FILTER_WIDTH"] - 1) * sizes["DILATION_WIDTH"] + 1,
        "CLAMPED": int((sizes["LOW"], sizes["HIGH"]) != (-128, 127)),
    }
    return replace(
        layer,
        kernel="depthwise_conv_2d_fours",
        sizes=sizes | more,
        constants={"blocks": Constant(stream.ravel(), note, stream.shape[1])},
    )


def _taps(filter_size):
    """Return how many taps `depthwise_fours` is given: even, or 1 more than a multiple of 8."""
    return (
        filter_size if filter_size % 8 == 1 and filter_size > 1 else filter_size + filter_size % 2
    )
