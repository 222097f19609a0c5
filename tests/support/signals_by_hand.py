"""int16 models made by hand with the custom operators on signals.

As in `models_by_hand`, each function adds operators to a Maker.
"""

import numpy as np


def frames_of_signals(m):
    """A frame, and several in a row, with and without weights that lead beyond int16."""
    x = m.input((1, 96))
    for size, shift in ((96, 12), (32, 15), (48, 0)):
        window = m.constant(m.rng.integers(-(2**15), 2**15, size).astype(np.int16))
        m.operator("SignalWindow", [x, window], [m.like(x, x.shape)], shift=shift)


MODELS = (frames_of_signals,)
