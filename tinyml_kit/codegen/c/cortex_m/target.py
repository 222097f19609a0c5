"""Layers for the Cortex-M4: which are computed by kernels of its own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import convolution, dense, depthwise, elementwise
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.ops.layer import Layer

# The quickest kernel of dense layers takes 350 bytes of flash more than the other one, and saves
# half an instruction for each weight: smaller layers are not worth it.
FEWEST_WEIGHTS_IN_BLOCKS = 1000


def fit(target: Target, layers: Sequence[Layer]) -> Target:
    """Return the target, with what depends on the whole model decided: the dense layers' kernel."""
    dense_layers = [layer for layer in layers if layer.operators[0].name == "FULLY_CONNECTED"]
    most = max((layer.constants["weights"].values.size for layer in dense_layers), default=0)
    return replace(target, adapt=partial(adapt, in_blocks=most >= FEWEST_WEIGHTS_IN_BLOCKS))


def adapt(layer: CLayer, in_blocks: bool = True) -> CLayer:
    """Return a Layer that uses this core's kernels, or the layer itself if none is suitable.

    in_blocks : bool, whether dense layers hold two outputs' weights in a halfword
    """
    name, sizes = layer.operators[0].name, layer.sizes
    if layer.element != "int8":
        return layer
    if name in ("ADD", "SUB"):
        return elementwise.adapt(layer)
    if "weights" not in layer.constants:
        return layer
    if name == "FULLY_CONNECTED" and sizes["INPUTS"] >= 4:
        return dense.adapt(layer, in_blocks)
    if name == "CONV_2D" and not sizes["GROUPED"]:
        return convolution.adapt(layer, layer.constants["weights"].values)
    if name == "DEPTHWISE_CONV_2D" and sizes["IN_CHANNELS"] == 1:
        # With a single input channel, it is a convolution whose filters are stored side by side.
        return convolution.adapt(layer, np.moveaxis(layer.constants["weights"].values, -1, 0))
    if name == "DEPTHWISE_CONV_2D" and not sizes["MULTIPLIED"]:
        return depthwise.adapt(layer)
    return layer
