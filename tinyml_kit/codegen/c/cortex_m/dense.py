"""Dense layers for the Cortex-M4: weights laid out for four outputs at a time."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m.words import filled, fours, spare_bias
from tinyml_kit.ops.layer import Constant

LANES = 4


def adapt(layer: CLayer) -> CLayer:
    """Return a fully connected layer of at least four inputs, four outputs at a time."""
    sizes, weights = layer.sizes, layer.constants["weights"].values
    outputs, inputs = sizes["OUTPUTS"], sizes["INPUTS"]
    lanes = LANES
    weights = filled(weights.reshape(outputs, inputs).T, lanes).T
    blocks = fours(weights).reshape(-1, lanes, -(-inputs // 4), 4).swapaxes(1, 2)
    words = np.ascontiguousarray(blocks).view("<i4").ravel()
    more = {
        "SPARE_LANES": -outputs % lanes,
        "QUADS": inputs // 4,
        "TAIL": inputs % 4,
    }
    note = f"four weights of each of {lanes} outputs in turn, a word each"
    return replace(
        layer,
        kernel="fully_connected_lanes",
        sizes={**sizes, **more},
        constants={**layer.constants, "weights": Constant(words, note)} | spare_bias(layer, lanes),
    )
