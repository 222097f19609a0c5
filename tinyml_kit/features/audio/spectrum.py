"""The spectrum: which frequencies a frame is made of, and how much energy each has.

    bits = how often the frame can be doubled within int16
    X[k] = Σ x[i] · 2^bits · exp(-2πi k i / points) / points        (about, in 16-bit steps)
    E[k] = Re(X[k])² + Im(X[k])²

The transform divides by 2 or 4 at each of its stages, so a quiet frame would lose most of its bits;
that is why it is made as loud as possible first. `bands.levels` takes the doubling back.
"""

import numpy as np

from tinyml_kit.features.audio.settings import AT_16_KHZ, Settings
from tinyml_kit.ops import fourier
from tinyml_kit.ops.spec import Options


def scaled(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return frames as loud as int16 holds, and by how many bits each was shifted.

    Parameters
    ----------
    frames : (…, window) int16

    Returns
    -------
    scaled : (…, window) int16
    bits : (…) int32
    """
    louder, bits = fourier.scale({}, {}, frames.shape, frames)
    return louder, bits


def transform_options(settings: Settings = AT_16_KHZ) -> Options:
    """Return the options of SIGNAL_RFFT."""
    return {"fft_length": settings.points}


def transform(frames: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return real and imaginary parts in turn, (…, points + 2) int16."""
    shape = (*frames.shape[:-1], settings.points + 2)
    return fourier.rfft({}, transform_options(settings), shape, frames)


def energy_options(settings: Settings = AT_16_KHZ) -> Options:
    """Return the options of SIGNAL_ENERGY."""
    return {"start_index": settings.first_bin, "end_index": settings.end_bin}


def energies(spectrum: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the energy of each frequency, (…, points / 2 + 1) uint32; 0 where none is asked for.

    Frequency k stands for k · `settings.hz_a_bin` Hz.
    """
    shape = (*spectrum.shape[:-1], settings.points // 2 + 1)
    return fourier.energy({}, energy_options(settings), shape, spectrum)
