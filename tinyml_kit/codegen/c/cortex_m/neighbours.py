"""Convolutions of up to three filters for the Cortex-M4, two neighbouring places at a time.

`kernels/common/two_neighbours.c` explains the loop; numbers of the layer stand in its instructions.
"""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantizing
from tinyml_kit.codegen.c.cortex_m.words import clamped, in_turn
from tinyml_kit.ops.layer import Constant

MOST_FILTERS = 3
# The fours of a row are written out; the distance of the places stands in an instruction.
MOST_FOURS, MOST_DISTANCE = 8, 4095
NOTE = "biases; pairs of weights, filter by filter: even bytes, odd bytes"
STEPS_NOTE = "multiplier, rounding and shift of each filter"


def adapt(layer: CLayer, rows: np.ndarray) -> CLayer | None:
    """Return a convolution by pairs of neighbours; None if it would not be exact or has no pairs.

    Parameters
    ----------
    layer : CLayer
        A convolution.
    rows : (filters, rows, run) int8
        The weights of each filter, as the rows of a window lie in memory.
    """
    count, height, run = rows.shape
    sizes = layer.sizes
    across = sizes["POOL_WIDTH"] if layer.operators[1:] else sizes["OUT_WIDTH"]
    alone = across < 2 or bool(layer.operators[1:] and sizes["POOL_CUT"])
    distance = sizes["STRIDE_WIDTH"] * sizes["IN_CHANNELS"]
    if sizes["GATHERED"] or sizes["EDGES"] or alone or count > MOST_FILTERS:
        return None
    if run // 4 > MOST_FOURS or distance > MOST_DISTANCE:
        return None
    how = requantizing.of(layer, rows.reshape(count, -1))
    if how is None:
        return None
    words = np.concatenate([how.bias, *(in_turn(rows[:, row]) for row in range(height))])
    step = sizes["IN_WIDTH"] * sizes["IN_CHANNELS"]
    more = {"NEXT_ROW": step - run // 4 * 4, "SPAN": height * step, "CLAMPED": clamped(sizes)}
    numbers = ", ".join(map(str, (count, run // 4, run % 4, distance)))
    two = f"two_{numbers.replace(', ', '_')}"
    return replace(
        layer,
        kernel=f"{layer.kernel}_neighbours",
        sizes=sizes | more,
        substitutions=layer.substitutions | {"two": two},
        shared=f"two_neighbours({two}, {numbers})\n",
        constants={
            "weights": Constant(words.astype(np.int32), NOTE),
            "steps": Constant(how.steps.ravel(), STEPS_NOTE, 3),
        },
    )
