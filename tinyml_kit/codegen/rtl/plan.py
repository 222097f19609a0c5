"""Which folding each layer gets, so that a circuit fits a device and is as fast as asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tinyml_kit.boards import Fpga
from tinyml_kit.codegen.rtl.folding import Folding, foldings
from tinyml_kit.codegen.rtl.stages import Stage
from tinyml_kit.codegen.rtl.windows import Windows
from tinyml_kit.ops.layer import TargetTooSmall

# A weight that never changes takes this part of the cells of a multiplier.
CONSTANT = 1 / 3
Planned = Folding | Stage


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
    limit = None if rate is None else device.clock / rate
    best = None
    for pace in _paces(stages):
        if limit is not None and pace > limit:
            break
        chosen = _chosen(stages, pace)
        if chosen is None or _cells(chosen, device) > device.multiplier_cells:
            continue
        best = chosen
        if limit is None:
            break
    if best is None:
        raise TargetTooSmall(_too_small(device, rate))
    return Circuit(tuple(_with_hard(best, device)), _first(best), _last(best))


def _too_small(device, rate):
    wish = "it" if rate is None else f"{rate:g} frames per second"
    return (
        f"{device.title}: it has too few multipliers, or too slow a clock, for {wish}; "
        "take a larger device, a smaller network, or fewer frames per second."
    )


def _paces(stages):
    """Return the cycles per frame at which a layer could keep up in one of its foldings."""
    paces = set()
    for stage in stages:
        if isinstance(stage, Windows):
            for channels in range(1, stage.channels + 1):
                paces.update(one.frame_cycles() for one in foldings(stage, channels))
    return sorted(paces) or [1.0]


def _chosen(stages, pace):
    """Return the stages with the cheapest foldings that keep up, or None if one cannot."""
    options: dict[int | None, tuple[float, list[Planned]]] = {None: (0.0, [])}
    for stage in stages:
        following: dict[int | None, tuple[float, list[Planned]]] = {}
        for channels, (cost, chosen) in options.items():
            for one, out, more in _ways(stage, channels, pace):
                total = cost + more
                if out not in following or total < following[out][0]:
                    following[out] = (total, [*chosen, one])
        options = following
    return min(options.values(), key=lambda way: way[0])[1] if options else None


def _ways(stage, channels, pace):
    """Yield (planned stage, channels of a word that leaves, cost) of a stage."""
    if not isinstance(stage, Windows):
        if channels in (None, 1):
            yield stage, 1, 0.0
        return
    given = [channels] if channels else {1, min(stage.channels, 8)}
    for words in given:
        for one in foldings(stage, words):
            if one.frame_cycles() <= pace:
                yield one, one.channels_out, cost(one)


def cost(folding: Folding) -> float:
    """Return what a folding takes, in multipliers; requantisers and lanes count a little."""
    constants = folding.taps * folding.lanes if folding.reading == "window" else 0
    own = folding.multipliers or constants * CONSTANT
    requantisers = 1 if folding.serial else folding.lanes * folding.stages / 4
    return own + 0.2 * requantisers + 0.1 * folding.lanes + folding.steps * 1e-6


def _cells(chosen, device):
    """Return the logic cells that multipliers take."""
    needed, constants = 0, 0.0
    for one in chosen:
        if isinstance(one, Folding):
            needed += one.multipliers
            if one.reading == "window" and one.constant:
                constants += one.taps * one.lanes * CONSTANT
    return (max(0, needed - device.dsps) + constants) * device.soft_cells


def _with_hard(chosen, device):
    """Give the device's multipliers to the layers, those that need the most of them first."""
    left = device.dsps
    found = list(chosen)
    order = [place for place, one in enumerate(found) if isinstance(one, Folding)]
    for place in sorted(order, key=lambda place: -found[place].multipliers):
        hard = min(left, found[place].multipliers)
        found[place], left = replace(found[place], hard=hard), left - hard
    return found


def _first(chosen):
    first = chosen[0]
    return first.channels_in if isinstance(first, Folding) else 1


def _last(chosen):
    last = chosen[-1]
    return last.channels_out if isinstance(last, Folding) else 1
