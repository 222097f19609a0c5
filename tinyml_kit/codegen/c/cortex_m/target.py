"""Layers for the Cortex-M4: which are computed by kernels of its own."""

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import convolution, dense, depthwise, elementwise


def adapt(layer: CLayer) -> CLayer:
    """Return a Layer that uses this core's kernels, or the layer itself if none is suitable."""
    name, sizes = layer.operators[0].name, layer.sizes
    if layer.element != "int8":
        return layer
    if name in ("ADD", "SUB"):
        return elementwise.adapt(layer)
    if "weights" not in layer.constants:
        return layer
    if name == "FULLY_CONNECTED" and sizes["INPUTS"] >= 4:
        return dense.adapt(layer)
    if name == "CONV_2D" and not sizes["GROUPED"]:
        return convolution.adapt(layer, layer.constants["weights"].values)
    if name == "DEPTHWISE_CONV_2D" and sizes["IN_CHANNELS"] == 1:
        # With a single input channel, it is a convolution whose filters are stored side by side.
        return convolution.adapt(layer, np.moveaxis(layer.constants["weights"].values, -1, 0))
    if name == "DEPTHWISE_CONV_2D" and not sizes["MULTIPLIED"]:
        return depthwise.adapt(layer)
    return layer
