"""exp of float32 as the C libraries compute it, to the bit."""

import numpy as np

# 2^(0/32), …, 2^(31/32); 32/ln 2; and the polynomial for 2^(r/32).
POWERS = 2.0 ** (np.arange(32) / 32)
STEPS_PER_UNIT = float.fromhex("0x1.71547652b82fep+0") * 32
CUBIC = float.fromhex("0x1.c6af84b912394p-5") / 32**3
SQUARE = float.fromhex("0x1.ebfce50fac4f3p-3") / 32**2
LINEAR = float.fromhex("0x1.62e42ff0c52d6p-1") / 32


def exp(x: np.ndarray) -> np.ndarray:
    """Return exp of float32 as the C libraries of Linux and of newlib compute it, to the bit.

    exp(x) = 2^(k/32) · 2^(r/32) with k an integer and |r| <= 1/2. The first factor comes from a
    table of 32 numbers and a shift of the exponent, the second from a cubic polynomial, all in
    double precision and rounded once. Source: expf of Arm's optimized routines, which both
    libraries adopted.
    """
    # Beyond these the result is 0 or infinite.
    steps = np.clip(x, -150, 100).astype(np.float64) * STEPS_PER_UNIT
    k = np.rint(steps)
    r = steps - k
    whole, part = np.divmod(k.astype(np.int64), 32)
    polynomial = (CUBIC * r + SQUARE) * (r * r) + (LINEAR * r + 1)
    with np.errstate(over="ignore"):
        return (polynomial * np.ldexp(POWERS[part], whole)).astype(np.float32)
