"""What common/scale_24.c needs of each channel: nine bytes that it reads one after the other."""

from collections.abc import Mapping

import numpy as np

from tinyml_kit.ops.layer import Constant, Scaling

# The sizes in bytes of bias, multiplier, place and factor.
RECORD = (3, 4, 1, 1)


def with_records(constants: Mapping[str, Constant], scaling: Scaling) -> dict[str, Constant]:
    """Return a layer's constants with records in place of bias, multipliers and shifts."""
    replaced = ("bias", "multipliers", "shifts")
    kept = {name: constant for name, constant in constants.items() if name not in replaced}
    return kept | {"records": records(constants["bias"].values, scaling)}


def records(bias: np.ndarray, scaling: Scaling) -> Constant:
    """Return what is needed of each channel, as (9 · channels,) int8.

    A product is divided by 2^(31 + shift) = 2^(24 + 8 · place + bits), with 1 to 8 bits: bytes
    are left out, and what remains is multiplied by the factor 2^(8 - bits), without the lowest
    byte of the product.

    Parameters
    ----------
    bias : (channels,) integers; 24 bits of them are kept
    scaling : Scaling with shifts of 1 to 31
    """
    places, bits = np.divmod(scaling.shifts.astype(int) + 6, 8)
    columns = (bias & 0xFFFFFF, scaling.multipliers, places, 1 << (7 - bits))
    packed = b"".join(
        int(value).to_bytes(size, "little")
        for channel in zip(*np.broadcast_arrays(*columns), strict=True)
        for value, size in zip(channel, RECORD, strict=True)
    )
    note = "for each channel: bias (3 bytes), multiplier (4), bytes to leave out, factor"
    return Constant(np.frombuffer(packed, np.int8), note, row=sum(RECORD))
