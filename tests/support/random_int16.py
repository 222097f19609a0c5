"""What int16 models draw otherwise than int8 models do: biases of 64 bits, and conversions."""

import numpy as np


def probability(m, int8=(1 / 256, -128)):
    """Return the scale and zero point that an output between -1 or 0 and 1 needs."""
    return () if m.float else int8 if m.stored == np.int8 else (2.0**-15, 0)


def bias(m, values, scale, wide_only):
    """Add a bias: of 32 bits, or of 64, sometimes so large that sums need them."""
    if not wide_only and m.chance(0.3):
        return m.constant(values.astype(np.int32), scale, 0)
    values = values.astype(np.int64)
    return m.constant(values * 10_000 if m.chance(0.15) else values, scale, 0)


def quantize(m):
    """From int16 to int16 of another scale, over other widths, or from a float32 edge."""
    if m.chance(0.3) and len(m.inputs) < 3:
        x = m.input(m.shape(m.int(2, 4)), np.float32)
        m.operator("QUANTIZE", [x], [m.output(x.shape, 10 ** m.rng.uniform(-4, -2))])
        return
    x = m.pick()
    stored = m.one_of(np.int16, np.int8, np.int32)
    if stored != np.int16:
        spread = m.uniform * x.scale
        scale = m.scale_for(spread) * (256 if stored == np.int8 else 1)
        zero_point = m.int(-128, 127) if stored == np.int8 else 0
        y = m.output(x.shape, scale, zero_point, stored)
        m.operator("QUANTIZE", [x], [y])
        x = y
    m.operator("QUANTIZE", [x], [m.result(x.shape, m.uniform * m.rng.uniform(0.001, 0.01))])
