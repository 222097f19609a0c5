"""The filter bank: energies summed up in bands as wide as the ear hears them, and their roots.

The mel scale has equal steps where people hear equal steps:

    mel(f) = 1127 ln(1 + f / 700)

Bands are triangles whose edges lie at equal steps of it; each one reaches from the centre of the
band before to the centre of the one after. A frequency between the centres c and d belongs to both:

    weight   = (mel(d) - mel(f)) / (mel(d) - mel(c))        in the band with centre c
    unweight = 1 - weight                                   in the band with centre d

both times 4096 and rounded down. The level of a band is the square root of its sum.
"""

from functools import cache

import numpy as np

from tinyml_kit.features.audio.settings import AT_16_KHZ, Settings
from tinyml_kit.ops import filter_bank
from tinyml_kit.ops.spec import Options

#: 1 in weights.
ONE = 4096


def mel(hz: np.ndarray | float) -> np.ndarray:
    """Return frequencies in Hz on the mel scale."""
    return 1127.0 * np.log1p(np.asarray(hz, np.float64) / 700.0)


def edges(settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return where bands begin and end on the mel scale, (bands + 2,).

    Band b is a triangle from edges[b] over its centre, edges[b + 1], to edges[b + 2].
    """
    low, high = mel(settings.low_hz), mel(settings.high_hz)
    return low + (high - low) / (settings.bands + 1) * np.arange(settings.bands + 2)


@cache
def options(settings: Settings = AT_16_KHZ) -> Options:
    """Return the options of SIGNAL_FILTER_BANK.

    The operator counts the spaces between edges, of which there is one more than bands: the
    frequencies in space s fall by `unweights` in band s and rise by `weights` in band s - 1.
    """
    bins = np.arange(settings.first_bin, settings.end_bin)
    at, ends = mel(bins * settings.hz_a_bin), edges(settings)
    space = np.minimum(np.searchsorted(ends[1:], at), settings.bands)
    share = (ends[1:][space] - at) / (ends[1] - ends[0])
    widths = np.bincount(space, minlength=settings.bands + 1)
    before = np.cumsum(widths) - widths
    return {
        "num_channels": settings.bands,
        "weights": np.floor(share * ONE).astype(np.int16),
        "unweights": np.floor((1 - share) * ONE).astype(np.int16),
        "frequency_starts": (settings.first_bin + before).astype(np.int16),
        "weight_starts": before.astype(np.int16),
        "widths": widths.astype(np.int16),
    }


def sums(energies: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the energies of each band, 4096 times too large, (…, bands) uint64."""
    shape = (*energies.shape[:-1], settings.bands)
    return filter_bank.bank({}, options(settings), shape, energies)


def levels(sums: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Return the square roots of sums, (…, bands) uint32, with the frame's `bits` taken back."""
    return filter_bank.square_root({}, {}, sums.shape, sums, bits)
