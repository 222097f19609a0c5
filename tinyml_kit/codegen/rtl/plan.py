"""Which folding each layer gets, so that a circuit fits a device and is as fast as asked."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from tinyml_kit.boards import Fpga
from tinyml_kit.codegen.rtl.adding import Addition
from tinyml_kit.codegen.rtl.folding import DIGITS, MOST_CHANNELS, Folding, foldings
from tinyml_kit.codegen.rtl.stages import LookUp, Softmax, Stage, forked
from tinyml_kit.codegen.rtl.windows import Windows
from tinyml_kit.ops.layer import TargetTooSmall

# A weight that never changes takes this part of the cells of a multiplier.
CONSTANT = 1 / 3
# What a multiplier of the chip counts, in multipliers made of cells, while there are enough.
BLOCK = 0.1
# What a bit of a factor, of those multiplied by in a cycle, takes of the cells of a multiplier.
CELLS_OF_A_BIT = 0.3
# How many multipliers a cycle of a frame's last row is worth: what is tried first is the most.
HURRIES = (1.0, 0.3, 0.1, 0.03, 0.01, 0.0)
Planned = Folding | LookUp | Softmax | Addition


@dataclass(frozen=True)
class Circuit:
    """The stages of a circuit with the folding of each layer that has one.

    channels_in, channels_out : numbers that come and leave in a word
    """

    stages: tuple[Planned, ...]
    channels_in: int
    channels_out: int


def plan(stages: Sequence[Stage], device: Fpga, rate: float | None = None) -> Circuit:
    """Choose a folding for each layer.

    Each layer keeps up with its input: it computes a row of windows while a row of its input
    comes. With `rate`, the fewest multipliers are taken; otherwise, frames are as fast as the
    device's multipliers allow.

    Parameters
    ----------
    stages : of `stages_of`
    device : Fpga
    rate : frames per second, at the device's clock

    Raises
    ------
    TargetTooSmall
        If the device has too few multipliers, or its clock is too slow for the rate.
    """
    rows = _rows(stages)
    paces = _paces(stages, rows)

    def fits(pace, hurry=0.0):
        # The chip's own multipliers cost no cells; where they are too few, cells are what counts.
        cheap = _chosen(stages, rows, pace, BLOCK * hurry, BLOCK)
        if cheap and _soft(cheap, device) == 0 and _cells(cheap, device) <= device.multiplier_cells:
            return cheap
        chosen = _chosen(stages, rows, pace, hurry, 1.0)
        return chosen if chosen and _cells(chosen, device) <= device.multiplier_cells else None

    # The slower the pace, the fewer multipliers: the first pace that fits is the fastest one.
    fastest = bisect_left(paces, True, key=lambda pace: fits(pace) is not None)
    if rate is not None:
        allowed = bisect_right(paces, device.clock / rate / _height(stages))
        if fastest < allowed:
            return _circuit(fits(paces[allowed - 1]), device)
    elif fastest < len(paces):
        # What multipliers are left shortens the way of a frame's last row through the layers.
        ways = (fits(paces[fastest], hurry) for hurry in HURRIES)
        return _circuit(next(way for way in ways if way), device)
    raise TargetTooSmall(_too_small(device, rate))


def _circuit(chosen, device):
    return Circuit(tuple(_with_hard(chosen, device)), _first(chosen), _last(chosen))


def _too_small(device, rate):
    wish = "it" if rate is None else f"{rate:g} frames per second"
    return (
        f"{device.title}: it has too few multipliers, or too slow a clock, for {wish}; "
        "take a larger device, a smaller network, or fewer frames per second."
    )


def _height(stages):
    """Return the rows of the image that the circuit takes."""
    return stages[0].image_height if isinstance(stages[0], Windows) else 1


def _rows(stages):
    """Return, for each stage, how many rows of the network's input come while one of its own does.

    A layer that sees one pixel, as a dense one, has a whole frame of time.
    """
    found, rows = [], 1
    for stage in stages:
        if not isinstance(stage, Windows):
            found.append(rows)
            continue
        if stage.height == 1:
            rows = _height(stages)
        found.append(rows)
        rows *= stage.stride[0] * (stage.pool.height if stage.pool else 1)
    return found


def _paces(stages, rows):
    """Return the cycles per row of the input at which a layer could keep up in a folding."""
    paces = set()
    for stage, count in zip(stages, rows, strict=True):
        if isinstance(stage, Windows):
            for channels in range(1, min(stage.channels, MOST_CHANNELS) + 1):
                paces.update(one.row_cycles() / count for one in foldings(stage, channels))
    return sorted(paces) or [1.0]


def _chosen(stages, rows, pace, hurry, multiplier):
    """Return the stages with the cheapest foldings that keep up, or None if one cannot."""
    needed_again = forked(stages)
    options: dict[int | None, tuple[float, list[Planned]]]
    options = {1 if -1 in needed_again else None: (0.0, [])}
    for place, (stage, count) in enumerate(zip(stages, rows, strict=True)):
        following: dict[int | None, tuple[float, list[Planned]]] = {}
        for channels, (cost, chosen) in options.items():
            for one, out, more in _ways(stage, channels, pace * count, hurry, multiplier):
                if place in needed_again and out > 1:
                    continue  # numbers that are needed again wait one by one
                total = cost + more
                if out not in following or total < following[out][0]:
                    following[out] = (total, [*chosen, one])
        options = following
    return min(options.values(), key=lambda way: way[0])[1] if options else None


def _ways(stage, channels, time, hurry, multiplier):
    """Yield (planned stage, channels of a word that leaves, cost) of a stage.

    time : the cycles in which it has to compute a row
    hurry : what a cycle of a row counts, in multipliers made of cells
    multiplier : what a multiplier counts whose weights change, in the same
    """
    if isinstance(stage, Softmax) and channels in (None, 1):
        for digit in DIGITS[:1] if stage.divides else DIGITS:
            turns = 32 // digit * (stage.classes + 7)
            yield replace(stage, digit=digit), 1, CELLS_OF_A_BIT * digit + hurry * turns
    elif isinstance(stage, LookUp | Addition) and channels in (None, 1):
        yield stage, 1, 0.0
    elif isinstance(stage, Windows):
        given = [channels] if channels else {1, min(stage.channels, MOST_CHANNELS)}
        for words in given:
            for one in foldings(stage, words):
                if one.row_cycles() <= time:
                    yield one, one.channels_out, cost(one, multiplier) + hurry * one.row_cycles()


def cost(folding: Folding, multiplier: float = 1.0) -> float:
    """Return what a folding takes, in multipliers made of cells.

    Requantisers and lanes count a little; `multiplier` is what a multiplier counts.
    """
    constants = folding.taps * folding.lanes if folding.reading == "window" else 0
    own = folding.multipliers * multiplier or constants * CONSTANT
    # Requantisers made of stages in a row, and the one that is used again and again.
    stages = 1 if folding.serial else folding.lanes * folding.stages
    requantisers = CELLS_OF_A_BIT * folding.digit * stages
    return own + requantisers + 0.1 * (folding.lanes + folding.side_by_side) + folding.steps * 1e-6


def _cells(chosen, device):
    """Return the logic cells that multipliers take."""
    soft = float(_soft(chosen, device))
    for one in chosen:
        if isinstance(one, Folding) and one.reading == "window" and one.constant:
            soft += one.taps * one.lanes * CONSTANT
    return soft * device.soft_cells


def _soft(chosen, device):
    """Return how many multipliers the chip's own ones are too few for."""
    layers = [one for one in _with_hard(chosen, device) if isinstance(one, Folding)]
    return sum(one.multipliers - one.hard for one in layers)


def _with_hard(chosen, device):
    """Give the device's multipliers to the layers, those that need the most of them first."""
    left, each = device.dsps, device.products_per_dsp
    found = list(chosen)
    order = [place for place, one in enumerate(found) if isinstance(one, Folding)]
    for place in sorted(order, key=lambda place: -found[place].multipliers):
        # Products of different layers do not share one.
        hard = min(left * each, found[place].multipliers)
        found[place], left = replace(found[place], hard=hard), left - ceil(hard / each)
    return found


def _first(chosen):
    first = chosen[0]
    return first.channels_in if isinstance(first, Folding) else 1


def _last(chosen):
    last = chosen[-1]
    return last.channels_out if isinstance(last, Folding) else 1
