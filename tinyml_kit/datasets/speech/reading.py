"""One recording from a WAV or FLAC file, of any rate, as int16 of the rate that is asked for."""

from io import BytesIO
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit.base.errors import said
from tinyml_kit.base.files import require_file
from tinyml_kit.base.sizes import require_size
from tinyml_kit.datasets.speech.recordings import SpeechError

SUFFIXES = (".wav", ".flac")
# What is looked at before anything is decoded: a small FLAC file may hold hours of silence.
MOST_BYTES = 100_000_000
MOST_SECONDS = 60.0
RATES = (4000, 192_000)
MOST_CHANNELS = 8
LARGEST = 2**15 - 1


def read(
    source: str | Path | bytes, rate: int = 16000, most_seconds: float = MOST_SECONDS
) -> np.ndarray:
    """Return the samples of a recording.

    Parameters
    ----------
    source : path of a WAV or FLAC file, or its bytes
    rate : int
        Samples a second of the result; a recording of another rate is resampled.
    most_seconds : float
        A longer recording is refused before it is decoded.

    Returns
    -------
    (n,) int16. Several channels become their mean. A recording of 16 bits, one channel and this
    rate is returned as it is.

    Raises
    ------
    SpeechError
        If the file is missing, is no sound, is damaged, too large, too long or empty, or its rate
        or channels are out of range.
    """
    import soundfile

    where = "the recording" if isinstance(source, bytes) else str(source)
    try:
        with soundfile.SoundFile(_opened(source)) as file:
            _require_size(file, most_seconds, where)
            plain = file.channels == 1 and file.samplerate == rate and file.subtype == "PCM_16"
            # A header may promise less than the file holds: no more than was promised is read.
            frames = file.read(file.frames, dtype="int16" if plain else "float64", always_2d=True)
            old = file.samplerate
    except (soundfile.SoundFileError, OSError) as error:
        raise SpeechError(
            f"{where}: this is no WAV or FLAC file that can be read ({said(error).rstrip('.')}); "
            "save it again."
        ) from error
    if len(frames) == 0:
        raise SpeechError(f"{where}: the recording holds no samples; record it again.")
    if plain:
        return frames[:, 0]
    mixed = frames.mean(axis=1)
    if not np.isfinite(mixed).all():
        raise SpeechError(f"{where}: a sample is not finite; save the recording again.")
    return as_int16(resampled(mixed, old, rate))


def resampled(samples: np.ndarray, old: int, new: int) -> np.ndarray:
    """Return samples at another rate, (n · new / old) float64, without what it cannot hold.

    What swings faster than half the new rate is filtered out first; otherwise it would come back
    as another tone.
    """
    if old == new:
        return samples
    from scipy.signal import resample_poly

    common = gcd(old, new)
    return resample_poly(samples, new // common, old // common)


def as_int16(samples: np.ndarray) -> np.ndarray:
    """Return samples from -1 to 1 as int16; louder ones are clipped."""
    return np.clip(np.rint(samples * (LARGEST + 1)), -LARGEST - 1, LARGEST).astype(np.int16)


def _opened(source: Any):
    if isinstance(source, bytes):
        return BytesIO(source)
    path = require_file(source, SpeechError, "a WAV or FLAC file")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SpeechError(
            f"{path}: the file has {size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}; cut it "
            "into recordings of a few seconds."
        )
    return str(path)


def _require_size(file, most_seconds, where):
    seconds = file.frames / file.samplerate
    if not RATES[0] <= file.samplerate <= RATES[1]:
        raise SpeechError(
            f"{where}: its rate is {file.samplerate} Hz, expected {RATES[0]} to {RATES[1]}; "
            "save it at another rate."
        )
    if file.channels > MOST_CHANNELS:
        raise SpeechError(
            f"{where}: it has {file.channels} channels, more than {MOST_CHANNELS}; save one or two."
        )
    if seconds > most_seconds:
        raise SpeechError(
            f"{where}: it says that it lasts {seconds:,.0f} s, more than {most_seconds:g}; cut it "
            "into recordings of a few seconds."
        )
    require_size(8 * file.frames * file.channels, where, SpeechError)
