"""Other recordings of the same word: faster or higher, in a room, with noise.

Nothing here makes a new speaker. It makes a network care less about what changes from one
recording to the next. Everything is drawn from the generator that is given, so it can be repeated.
"""

import numpy as np

from tinyml_kit.datasets.speech.reading import as_int16

#: Steps in which the speed of a sound is varied; small numbers keep the resampling short.
STEPS = 20


def played(samples: np.ndarray, speed: float) -> np.ndarray:
    """Return a sound played faster (> 1: shorter and higher) or slower, (n / speed) float64.

    The speed is rounded so that `STEPS` / speed is whole.
    """
    from scipy.signal import resample_poly

    return resample_poly(samples.astype(np.float64), max(1, round(STEPS / speed)), STEPS)


def in_room(
    samples: np.ndarray, rate: int, random: np.random.Generator, seconds: float, loudness: float
) -> np.ndarray:
    """Return a sound with the echo of a room, as long as before, float64.

    The echo is noise that dies away: Moorer, "About this reverberation business", Computer Music
    Journal 3(2), 1979.

    Parameters
    ----------
    samples : (n,) array
    rate : int
    random : numpy Generator
    seconds : float
        After this time the echo is down by 60 dB.
    loudness : float
        Energy of the echo, of which the direct sound has 1.
    """
    from scipy.signal import fftconvolve

    times = np.arange(1, max(2, round(seconds * rate))) / rate
    echo = random.normal(size=len(times)) * 10 ** (-3 * times / seconds)
    echo *= np.sqrt(loudness / (echo**2).sum())
    return fftconvolve(samples, np.concatenate([[1.0], echo]))[: len(samples)]


def with_noise(samples: np.ndarray, decibels: float, random: np.random.Generator) -> np.ndarray:
    """Return a sound with noise that is so many decibels quieter than it, float64.

    The noise is white, or has more of low frequencies, as in a room with machines.
    """
    noise = random.normal(size=len(samples))
    if random.random() < 0.5:
        from scipy.signal import lfilter

        noise = lfilter([1.0], [1.0, -0.95], noise)
    ratio = samples.std() / max(noise.std(), 1e-9)
    return samples + noise * ratio * 10 ** (-decibels / 20)


def placed(samples: np.ndarray, size: int, random: np.random.Generator) -> np.ndarray:
    """Return `size` samples with the sound at a random place in silence; a long one is cut."""
    free = size - len(samples)
    start = int(random.integers(0, abs(free) + 1))
    if free < 0:
        return samples[start : start + size]
    return np.pad(samples, (start, free - start))


def varied(samples: np.ndarray, rate: int, size: int, random: np.random.Generator) -> np.ndarray:
    """Return another recording of a word.

    Parameters
    ----------
    samples : (n,) int16
    rate : int, its samples a second
    size : int, samples of the result
    random : numpy Generator

    Returns
    -------
    (size,) int16: played at 0.75 to 1.35 times the speed; one time in three in a room; loud or
    quiet; somewhere in silence; and two times in three with noise, 5 to 40 dB quieter.
    """
    sound = played(samples, random.uniform(0.75, 1.35))
    if random.random() < 1 / 3:
        sound = in_room(sound, rate, random, random.uniform(0.1, 0.6), random.uniform(0.05, 0.5))
    sound *= 10 ** random.uniform(-1.5, -0.1) / max(1.0, np.abs(sound).max())
    sound = placed(sound, size, random)
    if random.random() < 2 / 3:
        sound = with_noise(sound, random.uniform(5, 40), random)
    return as_int16(sound)
