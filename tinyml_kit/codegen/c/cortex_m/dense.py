"""Dense layers for the Cortex-M4: constants laid out for four outputs at a time."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.cortex_m import requantizing
from tinyml_kit.codegen.c.cortex_m.blocks import two_in_one
from tinyml_kit.codegen.c.cortex_m.words import filled, fours, in_fours, pair, spare_bias
from tinyml_kit.ops.layer import Constant

LANES = 4
NOTE = (
    "for each four outputs: the first of them; biases, 256 times the one of a second output more "
    "than that of a first and those of the first ones; and weights, likewise two outputs in a "
    "halfword"
)


def adapt(layer: CLayer, in_blocks: bool) -> CLayer:
    """Return a fully connected layer of at least four inputs, four outputs at a time.

    in_blocks : bool, whether a halfword holds two outputs' weights, if that is exact
    """
    weights = layer.constants["weights"].values
    return (in_blocks and _in_blocks(layer, weights)) or _in_lanes(layer, weights)


def _in_blocks(layer, weights):
    """Return a layer with two outputs' weights in a halfword; None if it would not be exact."""
    sizes, outputs = layer.sizes, len(weights)
    how = requantizing.of(layer, weights)
    if how is None:
        return None
    firsts, (rows, bias, steps, largest) = in_fours(weights, how.bias, how.steps, how.largest)
    both = two_in_one(rows[::2], rows[1::2])
    # The second of each two outputs: its sums have to fit into 24 bits.
    if both is None or (largest[1::2] >= 2**23).any():
        return None
    four = fours(both)
    words = np.stack([pair(four[..., at], four[..., at + 2]) for at in (0, 1)], -1)
    parts = (
        firsts[:, None],
        (256 * bias[1::2] + bias[::2]).reshape(-1, 2),
        bias[::2].reshape(-1, 2),
        # A quad of inputs meets the even words of both pairs of outputs, then the odd ones.
        words.reshape(len(firsts), 2, -1, 2).transpose(0, 2, 3, 1).reshape(len(firsts), -1),
    )
    stream = np.hstack([part.astype(np.int64).astype(np.int32) for part in parts])
    alike = bool((steps == steps[0]).all())
    more = {
        "BLOCKS_SIZE": stream.size,
        "STEPS_APART": 0 if alike else steps.shape[1],
        "FEWER_THAN_4": int(outputs < 4),
        "CLAMPED": int((sizes["LOW"], sizes["HIGH"]) != (-128, 127)),
    }
    return replace(
        layer,
        kernel="fully_connected_blocks",
        sizes=sizes | more,
        constants={
            "blocks": Constant(stream.ravel(), NOTE, stream.shape[1]),
            "steps": Constant(
                steps[: 1 if alike else None].ravel(),
                "multiplier, rounding and shift of each output, or of all outputs",
            ),
        },
    )


def _in_lanes(layer, weights):
    """Return a layer with a byte for each weight; it is right for all weights and factors."""
    outputs, inputs = weights.shape
    weights = filled(weights.T, LANES).T
    blocks = fours(weights).reshape(-1, LANES, -(-inputs // 4), 4).swapaxes(1, 2)
    words = np.ascontiguousarray(blocks).view("<i4").ravel()
    more = {
        "SPARE_LANES": -outputs % LANES,
        "QUADS": inputs // 4,
        "TAIL": inputs % 4,
    }
    note = f"four weights of each of {LANES} outputs in turn, a word each"
    return replace(
        layer,
        kernel="fully_connected_lanes",
        sizes={**layer.sizes, **more},
        constants={**layer.constants, "weights": Constant(words, note)} | spare_bias(layer, LANES),
    )
