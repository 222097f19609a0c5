"""Random networks with a random folding for each layer: what a circuit has to compute exactly."""

from dataclasses import replace

import numpy as np

from tinyml_kit.codegen.rtl.folding import Folding, foldings
from tinyml_kit.codegen.rtl.plan import Circuit
from tinyml_kit.codegen.rtl.windows import Windows

# Multiplications side by side; with more, compiling a simulation takes long.
MOST = 150


def folded(stages, seed):
    """Return a Circuit of some stages with drawn foldings that fit each other."""
    rng = np.random.default_rng(seed)
    while True:
        chosen, channels = [], None
        for stage in stages:
            one, channels = _drawn(stage, channels, rng)
            if one is None:
                break
            chosen.append(one)
        else:
            first = chosen[0]
            taken = first.channels_in if isinstance(first, Folding) else 1
            return Circuit(tuple(chosen), taken, channels)


def _drawn(stage, channels, rng):
    """Return a planned stage and the channels of the words that it gives, or (None, None)."""
    if not isinstance(stage, Windows):
        return (stage, 1) if channels in (None, 1) else (None, None)
    if channels is None:
        most = min(stage.channels, 8)
        channels = rng.choice([n for n in range(1, most + 1) if stage.channels % n == 0])
    ways = [one for one in foldings(stage, int(channels)) if one.taps * one.lanes <= MOST]
    if not ways:
        return None, None
    one = ways[rng.integers(len(ways))]
    return replace(one, hard=int(rng.integers(one.multipliers + 1))), one.channels_out
