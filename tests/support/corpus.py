"""The seeds of the random models that are run on this computer and on simulated boards."""

import numpy as np

from tests.support import models_by_hand, random_graphs, random_maths, random_recurrent

INT8 = [*range(200), *random_graphs.later(4)]
INT16 = random_graphs.each_first(4, np.int16)
FLOAT = [*range(40), *random_graphs.later(2)]
NETWORKS = range(30)
STATEFUL = range(20)
# (seed, type): each recurrent operator comes first in every second one of int8 and float32.
RECURRENT = [
    *((seed, np.int8) for seed in range(16)),
    *((seed, np.int16) for seed in range(6)),
    *((seed, np.float32) for seed in range(12)),
]
# What remembers signals, each kind first in one of four.
SIGNALS = [
    *((random_graphs.LATER + seed, np.int16) for seed in range(24)),
    *((random_graphs.LATER + seed, np.int8) for seed in range(4)),
    *((random_graphs.LATER + seed, np.float32) for seed in range(6)),
]
RECURRENT += SIGNALS
# Models made by hand have all of arithmetic on boards, many operators in each.
LEARNED_ON_BOARDS = [
    seed
    for seed, name in zip(random_graphs.later(1), random_graphs.LEARNED, strict=True)
    if name not in random_maths.OPERATORS
]
# 48, 220 and 274 have grouped convolutions.
INT8_ON_BOARDS = [*range(len(random_graphs.FIXED)), *LEARNED_ON_BOARDS, 48, 220, 274]
INT16_ON_BOARDS = random_graphs.each_first(dtype=np.int16)
FLOAT_ON_BOARDS = [1, 4, 6, 9, *LEARNED_ON_BOARDS]
NETWORKS_ON_BOARDS = range(6)
STATEFUL_ON_BOARDS = range(4)
RECURRENT_ON_BOARDS = [(seed, dtype) for seed, dtype in RECURRENT if seed < 2]
RECURRENT_ON_BOARDS += [*SIGNALS[:8], *SIGNALS[24:26], *SIGNALS[28:30]]
BY_HAND = [
    *((add, np.int8) for add in models_by_hand.INT8),
    *((add, np.int16) for add in models_by_hand.INT16),
    *((add, np.float32) for add in models_by_hand.FLOAT),
]


def models(int8, int16, floats, networks, stateful, recurrent):
    """Yield the models of some seeds, and those made by hand."""
    yield from (random_graphs.make(seed) for seed in int8)
    yield from (random_graphs.make(seed, np.int16) for seed in int16)
    yield from (random_graphs.make(seed, np.float32) for seed in floats)
    yield from map(random_graphs.network, networks)
    yield from map(random_graphs.stateful, stateful)
    yield from (random_recurrent.recurrent(*one) for one in recurrent)
    yield from (models_by_hand.make(add, dtype) for add, dtype in BY_HAND)
