"""The record of each channel that common/scale_24.c reads from flash, field by field."""

from collections.abc import Mapping, Sequence

import numpy as np

from tinyml_kit.ops.layer import Constant, Scaling

# The bytes of a multiplier, its place and its factor, and of a bias.
SCALE, BIAS = 6, 3


def sizes(scaling: Scaling) -> dict[str, int]:
    """Return what templates are told: whether a group of channels shares a multiplier, and bytes.

    A group of n channels takes HEAD + EACH · n bytes.
    """
    if scaling.per_channel:
        return {"SHARED": 0, "HEAD": 0, "EACH": SCALE + BIAS}
    return {"SHARED": 1, "HEAD": SCALE, "EACH": BIAS}


def with_records(
    constants: Mapping[str, Constant], scaling: Scaling, groups: Sequence[int]
) -> dict[str, Constant]:
    """Return a layer's constants with records in place of bias, multipliers and shifts.

    groups : how many channels are scaled at a time
    """
    replaced = ("bias", "multipliers", "shifts")
    kept = {name: constant for name, constant in constants.items() if name not in replaced}
    return kept | {"records": records(constants["bias"].values, scaling, groups)}


def records(bias: np.ndarray, scaling: Scaling, groups: Sequence[int]) -> Constant:
    """Return what is needed of each group of channels, as int8.

    A product is divided by 2^(31 + shift) = 2^(24 + 8 · place + bits), with 1 to 8 bits: bytes
    are left out, and what remains is multiplied by the factor 2^(8 - bits), without the lowest
    byte of the product.

    Parameters
    ----------
    bias : (channels,) integers; 24 bits of them are kept
    scaling : Scaling with shifts of 1 to 31
    groups : numbers of channels; they have a multiplier in common if the whole layer has one
    """
    places, bits = np.divmod(scaling.shifts.astype(int) + 6, 8)
    scales = [
        int(multiplier).to_bytes(4, "little") + bytes([place, 1 << (7 - some)])
        for multiplier, place, some in zip(scaling.multipliers, places, bits, strict=True)
    ]
    biases = [int(value & 0xFFFFFF).to_bytes(BIAS, "little") for value in bias]
    if scaling.per_channel:
        table = [part for pair in zip(scales, biases, strict=True) for part in pair]
        row, note = SCALE + BIAS, "for each channel: multiplier (4 bytes), bytes to leave out, "
        note += "factor, bias (3 bytes)"
    else:
        table, first, row = [], 0, None
        for channels in groups:
            table += [scales[0], *biases[first : first + channels]]
            first += channels
        note = "for channels that are scaled together: multiplier (4 bytes), bytes to leave out, "
        note += "factor, and each channel's bias (3 bytes)"
    return Constant(np.frombuffer(b"".join(table), np.int8), note, row=row)
