"""Convolutions for the Cortex-M4: several filters share the inputs that are unpacked."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import blocks, neighbours
from tinyml_kit.codegen.c.cortex_m.words import filled, in_turn, spare_bias
from tinyml_kit.ops.layer import Constant

# A word of inputs is unpacked once for all lanes. With more lanes, the accumulators do not fit into
# the core's 13 registers.
MOST_LANES = 4
# With fewer filters, unpacking a window takes longer than is saved later.
FEWEST = 4
# Instructions for four inputs: to load and unpack them, and for the MACs of each lane.
UNPACKING, MULTIPLYING = 3, 3


def adapt(layer: CLayer, filters: np.ndarray) -> CLayer:
    """Return the convolution of a layer's input with `filters`, (out, height, width, in) int8."""
    sizes = layer.sizes
    rows, run = sizes["FILTER_HEIGHT"], sizes["FILTER_WIDTH"] * sizes["IN_CHANNELS"]
    in_row = sizes["IN_WIDTH"] * sizes["IN_CHANNELS"]
    if run == in_row and not (sizes["PADDED"] or sizes["DILATED"]):
        rows, run = 1, rows * run  # the whole window is one run in the image
    gathered = bool(sizes["DILATED"] or run < 4)
    if gathered:
        rows, run = 1, max(rows * run, 4)
    filters = filled(filters.reshape(len(filters), -1), rows * run).reshape(-1, rows, run)
    fused = layer.operators[-1].name == "MAX_POOL_2D"
    layer = replace(
        layer,
        kernel="conv_2d_max_pool_2d" if fused else "conv_2d",
        sizes={
            **sizes,
            "ROWS": rows,
            "RUN": run,
            "QUADS": run // 4,
            "TAIL": run % 4,
            "TAIL_OF_ONE": int(run % 4 == 1),
            "GATHERED": int(gathered),
            "EDGES": int(sizes["PADDED"] and not gathered),
            "WINDOW_SIZE": rows * run,
        },
    )
    own = blocks if len(filters) >= FEWEST else neighbours
    return own.adapt(layer, filters) or _in_lanes(layer, filters)


def _in_lanes(layer, filters):
    """Return a convolution with weights of 16 bits, `filters` being (out, rows, run)."""
    count, rows, run = filters.shape
    lanes = lanes_of(count)
    lined = filled(filters.reshape(count, -1).T, lanes).T.reshape(-1, lanes, rows, run)
    words = [in_turn(block[:, row]) for block in lined for row in range(rows)]
    note = (
        f"pairs of weights for {lanes} filters at a time: even bytes, odd bytes, filter by filter"
    )
    return replace(
        layer,
        kernel=f"{layer.kernel}_lanes",
        sizes={**layer.sizes, "LANES": lanes, "SPARE_LANES": -count % lanes},
        constants={**layer.constants, "weights": Constant(np.concatenate(words), note)}
        | spare_bias(layer, lanes),
    )


def lanes_of(filters: int) -> int:
    """Return how many filters side by side take the fewest instructions, for so many filters."""
    return min(
        range(1, MOST_LANES + 1),
        key=lambda lanes: -(-filters // lanes) * (UNPACKING + MULTIPLYING * lanes),
    )
