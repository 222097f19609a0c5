"""Layers for the Cortex-M4: weights laid out for kernels that multiply two pairs at once."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.ops.layer import Constant

# A word of inputs is unpacked once for all lanes. With more lanes, the accumulators do not fit into
# the core's 13 registers.
MOST_LANES = 4
# Instructions for four inputs: to load and unpack them, and for the MACs of each lane.
UNPACKING, MULTIPLYING = 3, 3


def adapt(layer: CLayer) -> CLayer:
    """Return a Layer that uses this core's kernels, or the layer itself if none is suitable."""
    name, sizes = layer.operators[0].name, layer.sizes
    if layer.element != "int8" or "weights" not in layer.constants:
        return layer
    if name == "FULLY_CONNECTED" and sizes["INPUTS"] >= 4:
        return _fully_connected(layer)
    if name == "CONV_2D" and not sizes["GROUPED"]:
        return _convolution(layer, layer.constants["weights"].values)
    if name == "DEPTHWISE_CONV_2D" and sizes["IN_CHANNELS"] == 1:
        # With a single input channel, it is a convolution whose filters are stored side by side.
        return _convolution(layer, np.moveaxis(layer.constants["weights"].values, -1, 0))
    if name == "DEPTHWISE_CONV_2D" and not sizes["MULTIPLIED"]:
        return _depthwise(layer)
    return layer


def _convolution(layer, filters):
    """Return a convolution of `filters`, (out, height, width, in) int8."""
    sizes = layer.sizes
    rows, run = sizes["FILTER_HEIGHT"], sizes["FILTER_WIDTH"] * sizes["IN_CHANNELS"]
    in_row = sizes["IN_WIDTH"] * sizes["IN_CHANNELS"]
    if run == in_row and not (sizes["PADDED"] or sizes["DILATED"]):
        rows, run = 1, rows * run  # the whole window is one run in the image
    gathered = bool(sizes["DILATED"] or run < 4)
    if gathered:
        filters = _filled(filters.reshape(len(filters), -1), 4)
        rows, run = 1, filters.shape[1]
    count = len(filters)
    fused = layer.operators[-1].name == "MAX_POOL_2D"
    lanes = lanes_of(count)
    filters = _filled(filters.reshape(count, -1).T, lanes).T.reshape(-1, lanes, rows, run)
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
        | _spare_bias(layer, lanes),
    )


def _fully_connected(layer):
    sizes, weights = layer.sizes, layer.constants["weights"].values
    outputs, inputs = sizes["OUTPUTS"], sizes["INPUTS"]
    lanes = MOST_LANES
    weights = _filled(weights.reshape(outputs, inputs).T, lanes).T
    blocks = _fours(weights).reshape(-1, lanes, -(-inputs // 4), 4).swapaxes(1, 2)
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
        constants={**layer.constants, "weights": Constant(words, note)} | _spare_bias(layer, lanes),
    )


def _depthwise(layer):
    """Return a depthwise convolution, four channels at a time, or the layer itself."""
    sizes, filters = layer.sizes, layer.constants["weights"].values
    channels = sizes["OUT_CHANNELS"]
    if channels % 4:
        return layer
    taps = filters.reshape(-1, channels // 4, 4).swapaxes(0, 1)
    words = np.stack([_pair(taps[..., 0], taps[..., 2]), _pair(taps[..., 1], taps[..., 3])], -1)
    note = "pairs of weights of four channels at a time: channels 0 and 2, channels 1 and 3"
    return replace(
        layer,
        kernel="depthwise_conv_2d_lanes",
        constants={**layer.constants, "weights": Constant(words.ravel(), note)},
    )


def lanes_of(filters: int) -> int:
    """Return how many filters side by side take the fewest instructions, for so many filters."""
    return min(
        range(1, MOST_LANES + 1),
        key=lambda lanes: -(-filters // lanes) * (UNPACKING + MULTIPLYING * lanes),
    )


def _spare_bias(layer, lanes):
    """Return the bias with zeros for the lanes that are not used."""
    bias = layer.constants["bias"]
    values = np.asarray(bias.values).ravel()
    return {"bias": replace(bias, values=np.append(values, np.zeros(-len(values) % lanes, "i4")))}


def _row_of_words(row):
    """Return the words for one row of `lanes` filters, (lanes, run) int8."""
    fours = _fours(row)
    even, odd = _pair(fours[..., 0], fours[..., 2]), _pair(fours[..., 1], fours[..., 3])
    words = np.stack([even, odd], -1)  # (lanes, quads, 2)
    whole, tail = words[:, : row.shape[1] // 4], words[:, row.shape[1] // 4 :]
    if row.shape[1] % 4 == 1:
        tail = tail[..., 1:]  # only the last of these four counts, an odd byte
    return np.concatenate([whole.swapaxes(0, 1).ravel(), tail.swapaxes(0, 1).ravel()])


def _fours(rows):
    """Return (n, quads, 4). If 4 does not divide a row, its last four overlap, filled with 0."""
    n, run = rows.shape
    whole, rest = rows[:, : run - run % 4], rows[:, run - run % 4 :]
    if rest.shape[1]:
        whole = np.hstack([whole, np.zeros((n, 4 - rest.shape[1]), rows.dtype), rest])
    return np.ascontiguousarray(whole).reshape(n, -1, 4)


def _pair(low, high):
    """Return words with `low` in their lower and `high` in their upper 16 bits."""
    return (low.astype(np.int32) & 0xFFFF) | (high.astype(np.int32) << 16)


def _filled(rows, multiple):
    """Return rows with zeros appended, so that their length is a multiple."""
    return np.hstack([rows, np.zeros((len(rows), -rows.shape[1] % multiple), rows.dtype)])
