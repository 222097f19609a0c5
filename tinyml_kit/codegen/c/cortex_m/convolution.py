"""Convolutions for the Cortex-M4: several filters share the inputs that are unpacked."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m.words import filled, fours, pair, spare_bias
from tinyml_kit.ops.layer import Constant

# A word of inputs is unpacked once for all lanes. With more lanes, the accumulators do not fit into
# the core's 13 registers.
MOST_LANES = 4
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
        filters = filled(filters.reshape(len(filters), -1), 4)
        rows, run = 1, filters.shape[1]
    count = len(filters)
    fused = layer.operators[-1].name == "MAX_POOL_2D"
    lanes = lanes_of(count)
    filters = filled(filters.reshape(count, -1).T, lanes).T.reshape(-1, lanes, rows, run)
    words = [_row_of_words(block[:, row]) for block in filters for row in range(rows)]
    more = {
        "LANES": lanes,
        "SPARE_LANES": -count % lanes,
        "ROWS": rows,
        "RUN": run,
        "QUADS": run // 4,
        "TAIL": run % 4,
        "TAIL_OF_ONE": int(run % 4 == 1),
        "GATHERED": int(gathered),
        "EDGES": int(sizes["PADDED"] and not gathered),
        "WINDOW_SIZE": rows * run,
    }
    note = (
        f"pairs of weights for {lanes} filters at a time: even bytes, odd bytes, filter by filter"
    )
    return replace(
        layer,
        kernel="conv_2d_max_pool_2d_lanes" if fused else "conv_2d_lanes",
        sizes={**sizes, **more},
        constants={**layer.constants, "weights": Constant(np.concatenate(words), note)}
        | spare_bias(layer, lanes),
    )


def lanes_of(filters: int) -> int:
    """Return how many filters side by side take the fewest instructions, for so many filters."""
    return min(
        range(1, MOST_LANES + 1),
        key=lambda lanes: -(-filters // lanes) * (UNPACKING + MULTIPLYING * lanes),
    )


def _row_of_words(row):
    """Return the words for one row of `lanes` filters, (lanes, run) int8."""
    four = fours(row)
    even, odd = pair(four[..., 0], four[..., 2]), pair(four[..., 1], four[..., 3])
    words = np.stack([even, odd], -1)  # (lanes, quads, 2)
    whole, tail = words[:, : row.shape[1] // 4], words[:, row.shape[1] // 4 :]
    if row.shape[1] % 4 == 1:
        tail = tail[..., 1:]  # only the last of these four counts, an odd byte
    return np.concatenate([whole.swapaxes(0, 1).ravel(), tail.swapaxes(0, 1).ravel()])
