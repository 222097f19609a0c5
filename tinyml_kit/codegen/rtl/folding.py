"""How a layer's work is folded onto multipliers: how much of a window is seen in a cycle.

| reading | numbers of a window that are seen in a cycle | multipliers for each lane |
|---|---|---|
| tap | one word: a pixel's channels that come together | channels of a word |
| column | words of every row that stand side by side | rows · channels of a word · words |
| window | all of it | the weights of a filter |

A lane computes one filter; lanes work side by side on the same numbers. What is not done side by
side is done one after the other, so fewer multipliers take more cycles.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, log2

from tinyml_kit.codegen.lowering.exact_scaling import ExactScaling
from tinyml_kit.codegen.rtl.windows import Windows, signed_bits

# Bits of a factor that a stage of a requantiser multiplies by: one takes fewer cells.
DIGITS = (1, 2)
# Numbers side by side in a word, and filters side by side; more would make words too wide.
MOST_CHANNELS, MOST_LANES = 8, 64
SHORTEST_QUEUE = 16
# Words of a row that a memory gives at once; it holds each of them as often.
MOST_SIDE_BY_SIDE = 3


@dataclass(frozen=True)
class Folding:
    """One way to compute a layer.

    windows : the layer
    reading : "tap", "column" or "window"
    lanes : filters side by side
    channels_in : channels that come in a word
    side_by_side : words of each row that are seen at once, where columns are read
    serial : whether one requantiser takes the sums in turn and gives outputs one by one, instead
        of one for each lane, whose outputs leave as one word
    digit : bits of a factor that a requantiser multiplies by in a cycle: 1 or 2
    hard : of its multiplications in a cycle, how many the chip's multipliers do
    """

    windows: Windows
    reading: str
    lanes: int
    channels_in: int
    side_by_side: int = 1
    serial: bool = False
    digit: int = 2
    hard: int = 0

    @property
    def groups(self) -> int:
        """Return in how many turns the filters are computed."""
        return self.windows.filters // self.lanes

    @property
    def words(self) -> int:
        """Return how many words a pixel comes in."""
        return self.windows.channels // self.channels_in

    @property
    def group_words(self) -> int:
        """Return how many words of a pixel a filter sees."""
        return self.windows.weights.shape[3] // self.channels_in

    @property
    def taps(self) -> int:
        """Return how many numbers a lane multiplies in a cycle."""
        height, width = self.windows.kernel
        return {
            "tap": self.channels_in,
            "column": height * self.channels_in * self.side_by_side,
            "window": height * width * self.channels_in,
        }[self.reading]

    @property
    def turns(self) -> int:
        """Return how many cycles a group of filters takes for a window."""
        height, width = self.windows.kernel
        return {
            "tap": height * width * self.group_words,
            "column": ceil(width * self.group_words / self.side_by_side),
            "window": 1,
        }[self.reading]

    @property
    def steps(self) -> int:
        """Return how many cycles all filters take for a window."""
        return self.groups * self.turns

    @property
    def constant(self) -> bool:
        """Tell whether each multiplier has the same weight in every cycle, so that it is none."""
        alone = self.reading == "window" and self.groups == 1
        return alone or self.windows.kind != "dot" or self.windows.same_weights

    @property
    def waits(self) -> bool:
        """Tell whether numbers and weights are kept for a cycle before they are multiplied.

        They come from memories, which are slow, or go to the chip's multipliers, which are far.
        """
        return self.reading != "window" or not self.constant

    @property
    def multipliers(self) -> int:
        """Return how many multipliers are needed whose weights change."""
        return 0 if self.constant else self.taps * self.lanes

    @property
    def channels_out(self) -> int:
        """Return how many channels leave in a word."""
        return 1 if self.serial else self.lanes

    @property
    def stages(self) -> int:
        """Return how many digits a requantisation takes: of its sums, or of its factors.

        A serial requantiser goes through the digits of a sum, so that it adds constants; a row of
        stages goes through those of the factor.
        """
        one = self.windows
        return max(1, ceil((one.kept_bits if self.serial else one.scaling.bits) / self.digit))

    @property
    def scaling(self) -> ExactScaling:
        """Return the scaling, with as many places as the digits of a sum, or more."""
        scaling = self.windows.scaling
        places = self.digit * (self.stages - 1) if self.serial else 0
        return scaling.with_places(max(scaling.places, places))

    @property
    def right(self) -> int:
        """Return how many places behind the point are left after the last stage."""
        return self.scaling.places - self.digit * (self.stages - 1)

    @property
    def multiple_bits(self) -> int:
        """Return the bits of a digit times a factor, sign included."""
        return self.scaling.bits + self.digit + 1

    @property
    def partial_bits(self) -> int:
        """Return the bits of what a requantiser has added up."""
        addends = self.scaling.addends
        largest = max(int(addends.max()), -int(addends.min()))
        if self.serial:
            # Each stage halves what there is, at least, and adds a multiple.
            return signed_bits(largest + 2 * (int(self.scaling.factors.max()) << self.digit))
        return max(largest.bit_length(), self.windows.kept_bits + self.digit + 2) + 2

    @property
    def result_bits(self) -> int:
        """Return the bits of a result, before the limits of the output."""
        one, scaling = self.windows, self.windows.scaling
        ends = [
            (end * int(factor) + int(addend)) >> scaling.places
            for end in (one.lowest, one.highest)
            for factor, addends in zip(scaling.factors, scaling.addends, strict=True)
            for addend in addends
        ]
        return max(map(signed_bits, [*ends, scaling.offset])) + 1

    @property
    def sums_wait(self) -> bool:
        """Tell whether sums wait in the queue for their requantiser.

        Where they come so slowly that each is requantised before the next one comes, the queue
        holds outputs, which are shorter.
        """
        return self.serial and not (self.lanes == 1 and self.turns >= self.service)

    @property
    def levels(self) -> int:
        """Return how many cycles it takes to add the products of a turn in pairs."""
        # A multiplication without one of the chip's multipliers gives two products.
        lanes = range(self.lanes)
        most = self.taps if self.constant else max(map(self.products, lanes))
        return ceil(log2(most)) if most > 1 else 0

    def products(self, lane: int) -> int:
        """Return how many numbers a lane adds up in a turn."""
        hard = min(max(self.hard - lane * self.taps, 0), self.taps)
        return 2 * self.taps - hard

    @property
    def queue(self) -> int:
        """Return how many words the queue behind holds: a power of two."""
        words, pool = 2 * self.groups, self.windows.pool
        if self.serial and not self.sums_wait:
            words = self.groups  # they leave long before the next ones come
        if pool and self.sums_wait:
            # Sums of a row of pooled pixels may come faster than they are requantised.
            share = pool.width * self.steps / (self.groups * self.lanes * self.service)
            words += ceil(pool.out_width * self.groups * (1 - min(1, share)))
        elif pool and not self.serial:
            # Outputs come in every other row only, faster than the next layer takes them.
            words = max(words, pool.out_width * self.groups // 2)
        shortest = SHORTEST_QUEUE if not self.serial else 4
        return 2 ** ceil(log2(max(words, shortest)))

    @property
    def service(self) -> int:
        """Return the cycles that a serial requantiser takes for a sum."""
        return self.stages + 1

    def row_cycles(self) -> float:
        """Return the cycles of a row of windows: of reading them, or of taking their pixels."""
        one = self.windows
        cycles: float = self.steps * one.out_width
        taken = one.width * self.words * one.stride[0]
        if self.serial:
            down, across = (one.pool.height, one.pool.width) if one.pool else (1, 1)
            cycles = max(cycles, self.service * one.filters * one.out_width / (down * across))
        return max(cycles, taken)


def foldings(windows: Windows, channels_in: int) -> Iterator[Folding]:
    """Yield the ways to compute a layer whose pixels come in words of some channels."""
    one = windows
    inputs, alone = one.weights.shape[3], one.groups == 1
    if one.channels % channels_in or (not alone and channels_in > 1):
        return
    readings = ["tap"]
    height, width = one.kernel
    words_of_row = one.width * one.channels // channels_in
    if one.kind == "dot" and height > 1 and one.dilation[0] == 1 and words_of_row > 1:
        readings.append("column")
        whole = channels_in == one.channels and alone and one.dilation == (1, 1) and width > 1
        readings += ["window"] if whole else []
    if inputs % channels_in:
        return
    share = one.filters // one.groups
    for reading in readings:
        for lanes in range(1, min(share, MOST_LANES) + 1):
            if share % lanes or (one.kind != "dot" and lanes > 1):
                continue
            for beside in _side_by_side(one, channels_in) if reading == "column" else [1]:
                way = Folding(one, reading, lanes, channels_in, beside)
                yield from (replace(way, serial=True, digit=digit) for digit in DIGITS)
                if lanes <= MOST_CHANNELS:
                    yield way


def _side_by_side(one, channels_in):
    """Return how many words of a row may be seen at once: one, or fewer turns with each more."""
    if one.groups > 1 or one.dilation != (1, 1) or one.same_weights:
        return [1]
    run = one.kernel[1] * one.channels // channels_in
    turns = {ceil(run / count): count for count in range(MOST_SIDE_BY_SIDE, 0, -1)}
    return sorted(turns.values())
