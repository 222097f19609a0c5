"""ADD as a circuit: two tables, an adder and a shift.

TFLM brings both numbers to a finer scale, adds them, and brings the sum to the scale of the output.
A number has 256 values, so a table can hold what it contributes, already multiplied by the factor
that takes the sum to the output:

    output = clip(((terms[0, x] + terms[1, y] + addends[sum < 0]) >> places) + offset, low, high)

As many of the lowest bits are left out of the tables as no output needs.

Proof: all 65,536 pairs of numbers are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tinyml_kit.codegen.lowering.exact_scaling import FAR, exact_scaling, requantized
from tinyml_kit.codegen.rtl.windows import signed_bits
from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.layer import ExportError, Layer

NUMBERS = np.arange(-128, 128)


@dataclass(frozen=True)
class Addition:
    """An ADD of what the stage before gives and of what an earlier one gave, which has waited.

    layer : the Layer
    kept : the place of that earlier stage, or -1: the input of the network
    terms : (2, 256) int64, of the number that comes, -128 first, and of the one that has waited
    addends : (addend, addend of negative sums)
    places, offset, low, high : int
    size : numbers of a frame
    """

    layer: Layer
    kept: int
    terms: np.ndarray
    addends: tuple[int, int]
    places: int
    offset: int
    low: int
    high: int
    size: int

    @property
    def limits(self) -> tuple[int, int]:
        """Return the range of the outputs."""
        return self.low, self.high

    @property
    def bits(self) -> int:
        """Return the bits of a sum, with its addend."""
        ends = [
            int(sum(end(row) for row in self.terms)) + addend
            for end in (np.min, np.max)
            for addend in (0, *self.addends)
        ]
        return max(map(signed_bits, [*ends, *self.addends]))

    @property
    def queue(self) -> int:
        """Return how many numbers may wait: two frames, so that nothing has to wait for them."""
        return int(2 ** np.ceil(np.log2(2 * self.size + 16)))


def addition(layer: Layer, newest: int, given: Mapping[int, int]) -> Addition:
    """Return the Addition of an int8 ADD.

    Parameters
    ----------
    layer : of ADD
    newest : the tensor that the stage before gives
    given : the place of the stage that gives each tensor, -1 for the input of the network

    Raises
    ------
    ExportError
        If an operand is a constant or is repeated, or if no tables are exact.
    """
    sizes = layer.sizes
    if sizes["BROADCAST"] or layer.constants:
        raise ExportError("it adds a constant, or a tensor of another shape.")
    left, right = (_finer(layer, side) for side in ("left", "right"))
    sums = left[:, None] + right
    (curve,) = requantized(layer.scalings["output"], sums.min(), sums.max())
    exact = exact_scaling([curve], sizes["OUTPUT_OFFSET"], sizes["LOW"], sizes["HIGH"])
    outputs = exact.apply(sums[None])[0] - exact.offset
    terms = np.stack([left, right]) * exact.factors[0]
    limits = exact.low - exact.offset, exact.high - exact.offset
    for dropped in range(exact.places, -1, -1):
        shorter, places = terms >> dropped, exact.places - dropped
        addends = _addends(shorter[0][:, None] + shorter[1], outputs, places, limits)
        if addends:
            break
    else:
        raise ExportError("no tables give its outputs; its scales lie too far apart.")
    comes = layer.inputs.index(newest)
    other = 1 - comes
    return Addition(
        layer, given[layer.inputs[other]], shorter[[comes, other]], addends, places,
        exact.offset, exact.low, exact.high, sizes["SIZE"],
    )  # fmt: skip


def _finer(layer, side):
    """Return what each number of an operand is on the finer scale."""
    scaling = layer.scalings[side]
    shifted = NUMBERS + layer.sizes[f"{side.upper()}_OFFSET"] << layer.sizes["FINER_BITS"]
    multiplier, right = int(scaling.multipliers[0]), int(scaling.shifts[0])
    return multiply_by_quantized_multiplier(shifted, multiplier, -right).astype(np.int64)


def _addends(sums, outputs, places, limits):
    """Return the addends with which shortened sums give the outputs, or None."""
    found = []
    for chosen in (sums >= 0, sums < 0):
        own, wanted = sums[chosen], outputs[chosen]
        least = (wanted << places) - own
        most = (wanted + 1 << places) - own - 1
        lowest = int(least[wanted > limits[0]].max(initial=-FAR << places))
        highest = int(most[wanted < limits[1]].min(initial=FAR << places))
        if lowest > highest:
            return None
        found.append(min(max(1 << places >> 1, lowest), highest))
    return tuple(found)
