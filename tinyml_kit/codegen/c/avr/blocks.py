"""Convolutions on an AVR by blocks of 2 x 2 outputs, where the inputs of a block fit registers.

Outputs that lie side by side share most of their inputs and all of their weights. Four sums and
the 16 inputs of a block of 3 x 3 filters stay in registers. Then a weight is loaded once for four
products, and an input once for all filters: 5.25 cycles for a product instead of 6.5. The price is
flash, 34 bytes for a weight instead of 10.
"""

import textwrap
from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.ops.layer import Layer

# A weight: ldi, and four times mul and three additions. The inputs of a channel: a load and an
# instruction that makes it unsigned. Around a filter: comparisons, and a sum that is stored.
BYTES_OF_WEIGHT, BYTES_OF_INPUTS, BYTES_AROUND = 34, 84, 66
# Inputs are in r2 to r17. KEPT are the registers that a function must restore.
FIRST_INPUT, MOST_INPUTS = 2, 16
KEPT = (*range(2, 18), 28, 29)
# The most filters of a layer without pooling; the sums of its blocks take 12 bytes of stack each.
MOST_FILTERS = 16
# The largest distance from a pointer that an instruction can hold, in bytes.
REACH = 63


def suits(layer: Layer) -> bool:
    """Tell whether a convolution (as `convolution.as_convolution` returns it) can go by blocks.

    Each filter has to see one input channel only, and windows must lie side by side.
    """
    sizes = layer.sizes
    _, height, width, depth = layer.constants["weights"].values.shape
    if (height + 1) * (width + 1) > MOST_INPUTS or depth > 1 and not sizes.get("SPARSE"):
        return False
    if (sizes["STRIDE_HEIGHT"], sizes["STRIDE_WIDTH"]) != (1, 1) or sizes["DILATED"]:
        return False
    if "POOL_HEIGHT" in sizes:
        return (sizes["POOL_HEIGHT"], sizes["POOL_WIDTH"]) == (2, 2) and not sizes["POOL_CUT"]
    few = len(layer.constants["weights"].values) <= MOST_FILTERS
    return few and min(sizes["OUT_HEIGHT"], sizes["OUT_WIDTH"]) >= 2


def bytes_of_code(layer: Layer) -> int:
    """Return about how many bytes of flash a convolution by blocks takes."""
    weights = layer.constants["weights"].values
    around = BYTES_AROUND * len(weights) + BYTES_OF_INPUTS * weights.shape[3]
    return int(BYTES_OF_WEIGHT * np.count_nonzero(weights) + around)


def adapt(layer: CLayer) -> CLayer:
    """Return a convolution that `suits`, with its records, as a kernel that goes by blocks."""
    weights = layer.constants["weights"].values
    channels, height, width, depth = weights.shape
    sizes = dict(layer.sizes)
    pooled = "POOL_HEIGHT" in sizes
    # The window of a block is a row and a column larger than a filter.
    window = {"FILTER_HEIGHT": height + 1, "FILTER_WIDTH": width + 1}
    window["FILTER_SIZE"] = (height + 1) * (width + 1) * depth
    sizes |= window | {
        "TAPS_DOWN": height,
        "TAPS_ACROSS": width,
        "ROW_STEP": (width + 1 if sizes["PADDED"] else sizes["IN_WIDTH"]) * depth,
        "POOLED": int(pooled),
        "PLACES": 1 if pooled else 4,
        "HEIGHT": sizes["POOLED_HEIGHT" if pooled else "OUT_HEIGHT"],
        "WIDTH": sizes["POOLED_WIDTH" if pooled else "OUT_WIDTH"],
    }
    assembly = _assembly(weights, sizes["ROW_STEP"], pooled)
    substitutions = layer.substitutions | {"assembly": assembly}
    return replace(layer, kernel="conv_2d_blocks", sizes=sizes, substitutions=substitutions)


def _assembly(weights, row, pooled):
    """Return the assembly that computes the four sums of each filter, or the largest of them."""
    channels, height, width, depth = weights.shape
    lines, loaded = [], None
    for channel, filter_ in enumerate(weights):
        # A filter among several channels has weights of 0 for all but one.
        source = channel * depth // channels
        if source != loaded:
            lines += _inputs(source, height + 1, width + 1, row, depth)
            loaded = source
        lines += [f"/* Channel {channel}. */", *_products(filter_[:, :, source], width + 1)]
        lines.append("KEEP_LARGEST" if pooled else f"KEEP_FOUR({3 * (channels - 1)})")
    return "\n".join(" " * 8 + line for line in lines)


def _inputs(source, rows, columns, row, depth):
    """Return the lines that load the inputs of one channel, and make them unsigned."""
    words = ["FIND_INPUTS"]
    at = 0
    for place, register in enumerate(range(FIRST_INPUT, FIRST_INPUT + rows * columns)):
        offset = place // columns * row + place % columns * depth + source
        if offset - at > REACH:
            words.append(f"FURTHER({offset - at})")
            at = offset
        words.append(f"TAKE_INPUT({register}, {offset - at})")
    return textwrap.wrap(" ".join(words), 88)


def _products(weights, columns):
    """Return the lines that add a filter's products to the four sums."""
    taps = [(int(w), place) for place, w in np.ndenumerate(weights) if w]
    # A product that comes first need not be added, if it is positive.
    taps.sort(key=lambda tap: tap[0] < 2)
    words = [] if taps and taps[0][0] > 1 else ["ZERO"]
    for number, (weight, (y, x)) in enumerate(taps):
        corner = FIRST_INPUT + y * columns + x
        inputs = f"{corner}, {corner + 1}, {corner + columns}, {corner + columns + 1}"
        if abs(weight) == 1:
            words.append(f"{'ADD' if weight > 0 else 'SUBTRACT'}({inputs})")
        elif number == 0 and weight > 1:
            words.append(f"START({weight}, {inputs})")
        else:
            sign = "PLUS" if weight > 0 else "MINUS"
            words.append(f"{sign}_4({abs(weight)}, {inputs})")
    return words
