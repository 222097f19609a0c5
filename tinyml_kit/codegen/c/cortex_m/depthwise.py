"""Depthwise convolutions for the Cortex-M4: weights laid out for four channels at a time."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m.words import pair
from tinyml_kit.ops.layer import Constant


def adapt(layer: CLayer) -> CLayer:
    """Return a depthwise convolution, four channels at a time, or the layer itself."""
    sizes, filters = layer.sizes, layer.constants["weights"].values
    channels = sizes["OUT_CHANNELS"]
    if channels % 4:
        return layer
    taps = filters.reshape(-1, channels // 4, 4).swapaxes(0, 1)
    words = np.stack([pair(taps[..., 0], taps[..., 2]), pair(taps[..., 1], taps[..., 3])], -1)
    note = "pairs of weights of four channels at a time: channels 0 and 2, channels 1 and 3"
    return replace(
        layer,
        kernel="depthwise_conv_2d_lanes",
        constants={**layer.constants, "weights": Constant(words.ravel(), note)},
    )
