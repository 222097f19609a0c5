"""Dense layers on an AVR: weights in the order of the assembly loops, and proofs that sums fit.

The loops (kernels/common/dot_rows.c explains them) add up modulo 2^24. That is exact if every sum
that inputs can lead to fits into 24 bits with its sign. Here that is proved for each layer from its
weights and bias. Where it cannot be proved, a sum is made of parts of at most 256 inputs:
256 · 128 · 255 is less than 2^23, whatever the weights.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from tinyml_kit.codegen.c.avr import scaling
from tinyml_kit.codegen.c.c_layer import CLayer, array_name
from tinyml_kit.codegen.lowering.ranges import sums_fit
from tinyml_kit.ops.layer import Constant

# Registers hold eight sums of three bytes; the rows that remain are taken in smaller groups.
GROUPS = (8, 4, 2, 1)
NAMES = dict(zip(GROUPS, ("EIGHTS", "FOURS", "TWOS", "ONES"), strict=True))
# The most inputs of a loop: it counts rounds of eight inputs in one byte.
LONGEST = 8 * 255
# The most inputs whose sum always fits into 24 bits.
ALWAYS_SAFE = 256
# avr-gcc accepts no larger array, in bytes.
LARGEST_ARRAY = 2**15 - 1


def adapt(layer: CLayer) -> CLayer:
    """Return a fully connected layer as an AVR computes it."""
    weights, bias = layer.constants["weights"].values, layer.constants["bias"].values
    channels, inputs = weights.shape
    if inputs > LARGEST_ARRAY:
        return layer  # it can be estimated, but no AVR's C compiler takes it
    # common/scale_24.c takes sums of 24 bits, and only scales that shift to the right.
    wide = not (sums_fit(weights, bias, 24) and layer.scalings["output"].always_right)
    constants = layer.constants | unsigned(weights, bias)
    if not wide:
        constants = scaling.with_records(
            constants, layer.scalings["output"], groups(channels, inputs)
        )
    sizes = layer.sizes | scaling.sizes(layer.scalings["output"])
    sizes |= {
        "WIDE": int(wide),
        "LONG": int(inputs > LONGEST and not wide),
        "CHUNK": ALWAYS_SAFE if wide else LONGEST,
        "LARGEST_GROUP": groups(channels, inputs)[0],
        **{flag: int(size in groups(channels, inputs)) for size, flag in NAMES.items()},
    }
    calls = []
    for first, end in parts(channels, inputs):
        before = sum(edge <= first for edge in np.cumsum(groups(channels, inputs)))
        at = before * sizes["HEAD"] + first * sizes["EACH"]
        records = "" if wide else f"AT({array_name(layer, 'records')}) + {at}, "
        calls.append(
            f"{layer.name}_part(input, AT({array_name(layer, name(first))}), shared, {records}"
            f"{first}, {end}, output);"
        )
    return replace(
        layer,
        kernel="fully_connected_24_bits",
        loops=loops(channels, inputs),
        sizes=sizes,
        constants=constants,
        substitutions=layer.substitutions
        | {"parts": "\n    ".join(calls), **({} if wide else {"bias": ""})},
    )


def name(first: int) -> str:
    """Return the name of the constant that holds the weights from a channel on."""
    return f"weights_{first}" if first else "weights"


def groups(channels: int, inputs: int) -> list[int]:
    """Return the sizes of the groups in which channels are summed up, largest first."""
    sizes: list[int] = []
    for size in GROUPS:
        if size * inputs <= LARGEST_ARRAY:
            sizes += [size] * ((channels - sum(sizes)) // size)
    return sizes


def loops(channels: int, inputs: int) -> tuple[str, ...]:
    """Return the names of the functions that sum up groups of channels."""
    return tuple(f"dot_{size}" for size in dict.fromkeys(groups(channels, inputs)))


def parts(channels: int, inputs: int) -> list[tuple[int, int]]:
    """Return (first channel, last channel + 1) of each array that holds weights."""
    edges = [0]
    end = 0
    for size in groups(channels, inputs):
        if (end + size - edges[-1]) * inputs > LARGEST_ARRAY:
            edges.append(end)
        end += size
    return list(zip(edges, [*edges[1:], channels], strict=True))


def interleaved(weights: np.ndarray) -> np.ndarray:
    """Return weights + 128 in the order of the loops: group by group, and in each input by input.

    Parameters
    ----------
    weights : (channels, n) int8

    Returns
    -------
    (channels · n,) int8: the bits of weight + 128, an unsigned number.
    """
    raised = (np.asarray(weights, np.int16) + 128).astype(np.uint8).view(np.int8)
    edges = np.cumsum([0, *groups(*raised.shape)])
    return np.concatenate([raised[a:b].T.ravel() for a, b in pairwise(edges)])


def unsigned(weights: np.ndarray, bias: np.ndarray) -> dict[str, Constant]:
    """Return the weights, and the bias, for inputs and weights that are both 128 too large."""
    raised = np.asarray(bias, np.int64) - 128 * weights.astype(np.int64).sum(1)
    table, inputs = interleaved(weights), weights.shape[1]
    constants = {
        name(first): Constant(
            table[first * inputs : end * inputs], "weights + 128, as they are used"
        )
        for first, end in parts(*weights.shape)
    }
    note = "bias, less all weights times the zero point + 128"
    return constants | {"bias": Constant(raised.astype(np.int32), note)}
