"""The smallest multiplier that takes a layer's sums to its outputs, proved for every sum.

TFLM multiplies a sum by 31 bits and rounds twice. A layer's sums lie within bounds that follow from
its weights, and its outputs have 256 values at most, so far fewer bits give the same outputs: for
sums of channel c

    output = clip(((sum · factors[c] + addends[c, sum < 0]) >> places) + offset, low, high)

Two addends are needed because TFLM rounds halves away from zero; where outputs of negative sums are
clipped, as by a ReLU, one of them would do. Such a formula always exists: with TFLM's own
multiplier, both roundings become one addend for each sign.

Proof: both sides never fall as the sum grows, so they agree for every sum if they agree at those
sums at which TFLM's output changes, and at the sums just below.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tinyml_kit.ops.arithmetic import multiply_by_quantized_multiplier
from tinyml_kit.ops.layer import ExportError, Scaling

# How far from the nearest integer a factor is looked for.
NUDGES = (0, 1, -1, 2, -2)
# With more places, numbers of the search need more than 63 bits.
MOST_PLACES = 52
# An addend of so many steps of the output, or more, is needed nowhere.
FAR = 2**9

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Curve:
    """How the outputs of one channel follow from its sums.

    outputs : a function of sums that never falls, without the output's offset and limits
    real : float, its slope
    lowest, highest : int, the bounds of the sums
    """

    outputs: Function
    real: float
    lowest: int
    highest: int


@dataclass(frozen=True)
class ExactScaling:
    """The formula above for the channels of a layer.

    factors : (n,) int64
    addends : (n, 2) int64, for sums of at least 0, and for negative ones
    places, offset, low, high : int
    """

    factors: np.ndarray
    addends: np.ndarray
    places: int
    offset: int
    low: int
    high: int

    @property
    def bits(self) -> int:
        """Return how many bits the largest factor has."""
        return int(self.factors.max()).bit_length()

    def with_places(self, places: int) -> "ExactScaling":
        """Return the same formula with more places."""
        more = places - self.places
        return replace(
            self, factors=self.factors << more, addends=self.addends << more, places=places
        )

    def apply(self, sums: np.ndarray) -> np.ndarray:
        """Return the outputs of (n, …) sums, a row for each channel."""
        sums = np.asarray(sums, np.int64)
        rows = (-1,) + (1,) * (sums.ndim - 1)
        positive, negative = (self.addends[:, sign].reshape(rows) for sign in (0, 1))
        scaled = sums * self.factors.reshape(rows) + np.where(sums < 0, negative, positive)
        return np.clip((scaled >> self.places) + self.offset, self.low, self.high)


def requantized(scaling: Scaling, lowest: np.ndarray, highest: np.ndarray) -> list[Curve]:
    """Return the Curves of channels that are brought to the scale of the output as in TFLM.

    Raises
    ------
    ExportError
        If a sum that is shifted to the left may need more than 32 bits.
    """
    numbers = np.broadcast_arrays(scaling.multipliers, scaling.shifts, lowest, highest)
    curves = []
    rows = zip(*(one.ravel().tolist() for one in numbers), strict=True)
    for multiplier, right, low, high in rows:
        if max(high, -low) << max(0, -right) >= 2**31:
            raise ExportError("a sum of it may need more than 32 bits.")

        def outputs(sums, multiplier=multiplier, right=right):
            scaled = multiply_by_quantized_multiplier(sums, multiplier, -right)
            return scaled.astype(np.int64)

        curves.append(Curve(outputs, multiplier / 2.0 ** (31 + right), low, high))
    return curves


def averages(count: int, channels: int, lowest: int, highest: int) -> list[Curve]:
    """Return the Curves of sums of `count` numbers that become averages; halves away from zero."""

    def outputs(sums):
        return np.sign(sums) * ((np.abs(sums) + count // 2) // count)

    return [Curve(outputs, 1 / count, lowest, highest)] * channels


def exact_scaling(curves: Sequence[Curve], offset: int, low: int, high: int) -> ExactScaling:
    """Return the ExactScaling of all channels, with as few places as the worst of them needs.

    Parameters
    ----------
    curves : one for each channel
    offset : what is added to an output
    low, high : its limits, with the offset

    Raises
    ------
    ExportError
        If there is none with at most 52 places.
    """
    limits = low - offset, high - offset
    # Channels that share a Curve are proved once.
    found = {key: _shortest(curve, *limits) for key, curve in {id(c): c for c in curves}.items()}
    places = max(own for own, _, _ in found.values())
    answers = [found[id(curve)] for curve in curves]
    factors = [factor << places - own for own, factor, _ in answers]
    # With more places, an interval of addends has more numbers in it, up to the next integer.
    ranges = [
        [(least << places - own, (most + 1 << places - own) - 1) for least, most in pair]
        for own, _, pair in answers
    ]
    addends = np.array(_addends(np.array(ranges), places))
    return ExactScaling(np.array(factors), addends, places, offset, low, high)


def _addends(ranges, places):
    """Return (n, 2) addends within (n, 2, 2) ranges: one for all, if there is one.

    A number that all channels and both signs share takes no cells of a circuit.
    """
    half = 1 << places >> 1
    for axes in ((0, 1), (0,), (1,), ()):
        least = ranges[..., 0].max(axis=axes, keepdims=True)
        most = ranges[..., 1].min(axis=axes, keepdims=True)
        if (least <= most).all():
            return np.broadcast_to(np.clip(half, least, most), ranges.shape[:2])
    raise AssertionError("no range is empty")


def _shortest(curve, low, high):
    """Return (places, factor, addends) of one channel, with the fewest places."""
    steps = _steps(curve, low, high)
    for places in range(MOST_PLACES + 1):
        answer = _factor(steps, curve.real, places)
        if answer is not None:
            return places, *answer
    raise ExportError("no short multiplier gives its outputs; its scales lie too far apart.")


def _steps(curve, low, high):
    """Return what has to hold: (outputs, sums, at, under).

    From each of the sums on, the output is at least the one beside it, and just below the sum it is
    less. `at` and `under` tell which of the two has to be asked for: not beyond the bounds of the
    sums, and not beyond the limits of the output.
    """
    first, last = _clipped(curve, np.array([curve.lowest, curve.highest]), low, high)
    levels = np.arange(first + 1, last + 1)
    below, reached = (np.full(len(levels), end, np.int64) for end in (curve.lowest, curve.highest))
    while (reached - below > 1).any():
        middle = (below + reached) // 2
        enough = curve.outputs(middle) >= levels
        below, reached = np.where(enough, below, middle), np.where(enough, middle, reached)
    rows = [(level, total, True, True) for level, total in zip(levels, reached, strict=True)]
    rows.append((first, curve.lowest, first > low, False))
    rows.append((last + 1, curve.highest + 1, False, last < high))
    if curve.lowest < 0 <= curve.highest:  # where one addend gives way to the other
        before, after = _clipped(curve, np.array([-1, 0]), low, high)
        rows += [(after, 0, after > low, False), (before + 1, 0, False, before < high)]
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def _clipped(curve, sums, low, high):
    return np.clip(curve.outputs(sums), low, high)


def _factor(steps, real, places):
    """Return (factor, (addends, addends of negative sums)), or None if no factor is exact."""
    for nudge in NUDGES:
        factor = round(real * 2.0**places) + nudge
        if factor < 0:
            continue
        addends = [_range(steps, factor, places, negative) for negative in (False, True)]
        if None not in addends:
            return factor, tuple(addends)
    return None


def _range(steps, factor, places, negative):
    """Return (least, most) of the addends that are right for all sums of one sign, or None.

    An output q or more needs q · 2^places <= sum · factor + addend, from its smallest sum on.
    """
    outputs, sums, at, under = steps
    goal = outputs << places
    at, under = at & ((sums < 0) == negative), under & ((sums - 1 < 0) == negative)
    least = int((goal - sums * factor)[at].max(initial=-FAR << places))
    most = int((goal - (sums - 1) * factor)[under].min(initial=FAR << places)) - 1
    return (least, most) if least <= most else None
