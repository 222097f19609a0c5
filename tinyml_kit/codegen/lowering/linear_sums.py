"""ADD and SUB of int8 as one linear function of both inputs, proved for all 65,536 pairs.

The interpreter brings both inputs to a finer scale, adds them, and brings the sum to the scale of
the output: three products of 64 bits, each rounded twice. An input has 256 values only. So all
outputs can be computed while code is made, and it can be tested whether a simpler formula gives the
same ones: (start + a · left + b · right) >> places, in 32 bits. With trained scales it nearly
always does, since the three numbers need to be right to about 1/65,536 of an output's step only.
A nudge of the factors helps even where many sums lie halfway between two outputs, which the
interpreter rounds away from zero on both sides.
"""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.layer import Layer, Scaling

INT8 = np.arange(-128, 128, dtype=np.int64)
# How far from the nearest integers the two factors are looked for.
RADIUS = 6
# The factors to try, nearest first.
NUDGES = sorted(
    ((a, b) for a in range(-RADIUS, RADIUS + 1) for b in range(-RADIUS, RADIUS + 1)),
    key=lambda nudge: abs(nudge[0]) + abs(nudge[1]),
)


@dataclass(frozen=True)
class LinearSum:
    """The output is (start + a · left + b · right) >> places, clamped; all sums fit into int32."""

    start: int
    a: int
    b: int
    places: int


def linear_sum(layer: Layer) -> LinearSum | None:
    """Return the linear function that an int8 ADD or SUB is, or None if none was found.

    Parameters
    ----------
    layer : Layer of `ops.elementwise.lower`
    """
    sign = -1 if layer.kernel == "sub" else 1
    sizes, scalings = layer.sizes, layer.scalings
    left = INT8[:, None] + sizes["LEFT_OFFSET"]
    right = INT8 + sizes["RIGHT_OFFSET"]
    finer = 2 ** sizes["FINER_BITS"]
    expected = _outputs(layer, left * finer, right * finer, sign)
    last = _real(scalings["output"]) * finer
    a, b = _real(scalings["left"]) * last, sign * _real(scalings["right"]) * last
    # No sum of any pair is larger, with its rounding. The factor of each operand is at most a half
    # and that of the output below 1, so this is less than 2^28, and at least three places are left.
    most = abs(a) * abs(left).max() + abs(b) * abs(right).max() + abs(sizes["OUTPUT_OFFSET"]) + 1
    places = int(np.floor(np.log2((2**31 - 1) / most)))
    for nudge_a, nudge_b in NUDGES:
        factors = round(a * 2**places) + nudge_a, round(b * 2**places) + nudge_b
        sums = factors[0] * INT8[:, None] + factors[1] * INT8
        # An output q is right where q · 2^places <= start + sum < (q + 1) · 2^places, and at the
        # limits, where everything beyond is clamped, on one side only.
        least = np.where(expected > sizes["LOW"], (expected << places) - sums, -(2**40)).max()
        most = np.where(expected < sizes["HIGH"], (expected + 1 << places) - 1 - sums, 2**40).min()
        start = int(least + most) // 2
        if least <= most and abs(start + sums).max() < 2**31:
            return LinearSum(start, *factors, places)
    return None


def _outputs(layer, left, right, sign):
    """Return the (256, 256) outputs of the interpreter's arithmetic."""
    a, b = _scaled(left, layer.scalings["left"]), _scaled(right, layer.scalings["right"])
    output = _scaled(a + sign * b, layer.scalings["output"]) + layer.sizes["OUTPUT_OFFSET"]
    return np.clip(output, layer.sizes["LOW"], layer.sizes["HIGH"])


def _scaled(numbers, scaling: Scaling):
    multiplier, shift = int(scaling.multipliers[0]), -int(scaling.shifts[0])
    return multiply_by_quantized_multiplier(numbers, multiplier, shift).astype(np.int64)


def _real(scaling: Scaling) -> float:
    return float(scaling.multipliers[0]) / 2.0 ** (31 + int(scaling.shifts[0]))
