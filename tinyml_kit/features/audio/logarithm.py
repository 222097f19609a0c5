"""The logarithm: a factor becomes a step, and 40 numbers fit into 8 bits each.

    l = 64 · ln(8 · level)
    feature = clip((256 · l + 333) div 666 - 128, -128, 127)

666 is 25.6 · 26: the features that networks for this front end were first trained on went from 0
to 26 in steps of 0.1 and a bit.
"""

import numpy as np

from tinyml_kit.features.audio.gain import CORRECTION_BITS
from tinyml_kit.ops import filter_bank
from tinyml_kit.ops.spec import Options

STEPS = 64
TIMES, DIVISOR = 256, 666
LOWEST, HIGHEST = -128, 127


def options() -> Options:
    """Return the options of SIGNAL_FILTER_BANK_LOG."""
    return {"input_correction_bits": CORRECTION_BITS, "output_scale": STEPS}


def logarithms(levels: np.ndarray) -> np.ndarray:
    """Return natural logarithms in steps of 1/64, (…, bands) int16; 0 for a level of 0."""
    return filter_bank.logarithm({}, options(), levels.shape, levels)


def as_int8(logarithms: np.ndarray) -> np.ndarray:
    """Return logarithms as features, (…, bands) int8; -128 is silence."""
    scaled = (logarithms.astype(np.int32) * TIMES + DIVISOR // 2) // DIVISOR
    return np.clip(scaled + LOWEST, LOWEST, HIGHEST).astype(np.int8)
