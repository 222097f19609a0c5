"""Convolutions for the Cortex-M4 whose weights are bytes, two filters' in a halfword.

`kernels/common/convolve_2_by_4.c` explains how they are multiplied, and what has to hold for the
results to be exact.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantizing
from tinyml_kit.codegen.c.cortex_m.words import clamped, pairs_of
from tinyml_kit.ops.layer import Constant

FILTERS = 4
NOTE = (
    "for each four filters: biases, 256 times the one of a second filter more than that of a first "
    "and those of the first ones; weights, likewise two filters in a halfword; and the "
    "multiplier, rounding and shift of each filter"
)


def adapt(layer: CLayer, rows: np.ndarray) -> CLayer | None:
    """Return a convolution in blocks of four filters; None if it would not be exact.

    Parameters
    ----------
    layer : CLayer
        A convolution.
    rows : (filters, rows, run) int8
        The weights of each filter, as the rows of a window lie in memory.
    """
    count = len(rows)
    how = requantizing.of(layer, rows.reshape(count, -1))
    # The second of each two filters: its sums have to fit into 24 bits.
    if how is None or (how.largest[1::2] >= 2**23).any():
        return None
    spare = -count % FILTERS
    rows, bias, steps = (
        np.concatenate([one, np.zeros((spare, *one.shape[1:]), one.dtype)])
        for one in (rows, how.bias, how.steps)
    )
    both = two_in_one(rows[::2], rows[1::2])
    if both is None:
        return None
    words = np.concatenate([pairs_of(both[:, row]) for row in range(rows.shape[1])], 1)
    blocks = len(rows) // FILTERS
    parts = (
        (256 * bias[1::2] + bias[::2]).reshape(blocks, 2),
        bias[::2].reshape(blocks, 2),
        words.reshape(blocks, 2, -1).swapaxes(1, 2).reshape(blocks, -1),
        steps.reshape(blocks, -1),
    )
    stream = np.hstack([part.astype(np.int64) for part in parts])
    sizes = layer.sizes | {
        "WORDS": words.shape[1],
        "SPARE_FILTERS": spare,
        "BLOCKS_SIZE": stream.size,
        "PLACES": layer.sizes["OUT_HEIGHT"] * layer.sizes["OUT_WIDTH"],
        "CLAMPED": clamped(layer.sizes),
    }
    return replace(
        layer,
        kernel=f"{layer.kernel}_blocks",
        sizes=sizes,
        constants={"blocks": Constant(stream.astype(np.int32).ravel(), NOTE, stream.shape[1])},
    )


def two_in_one(low: np.ndarray, high: np.ndarray) -> np.ndarray | None:
    """Return 256 * high + low as int16; None if it does not fit, which only a -128 can cause."""
    both = 256 * high.astype(np.int32) + low
    return both.astype(np.int16) if both.min() >= -(2**15) else None
