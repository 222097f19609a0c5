"""All stages in a row: for a whole recording, or for a stream that comes in pieces."""

import numpy as np

from tinyml_kit.features.audio import bands, framing, gain, logarithm, noise, spectrum, window
from tinyml_kit.features.audio.settings import AT_16_KHZ, AudioError, Settings


def features(samples: np.ndarray, settings: Settings = AT_16_KHZ) -> np.ndarray:
    """Return the features of a recording.

    Parameters
    ----------
    samples : (…, n) int16
        One recording, or many of the same length; each begins without memory of another.
    settings : Settings

    Returns
    -------
    (…, frames, bands) int8

    Raises
    ------
    AudioError
        If the samples are not int16.
    """
    return stages(samples, settings)["features"]


def stages(
    samples: np.ndarray, settings: Settings = AT_16_KHZ, before: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Return what every stage makes of a recording, by name, in their order.

    Parameters
    ----------
    samples, settings : as for `features`
    before : (…, bands) uint32, optional
        The noise estimate of an earlier part of the sound; by default there was none.

    Returns
    -------
    frames, weighed, scaled : (…, frames, window) int16
    bits : (…, frames) int32
    spectrum : (…, frames, points + 2) int16
    energies : (…, frames, points / 2 + 1) uint32
    sums : (…, frames, bands) uint64
    levels, left, noise, normalized : (…, frames, bands) uint32
    logarithms : (…, frames, bands) int16
    features : (…, frames, bands) int8
    """
    made = {"frames": framing.frames(samples, settings)}
    made["weighed"] = window.weighed(made["frames"], settings)
    made["scaled"], made["bits"] = spectrum.scaled(made["weighed"])
    made["spectrum"] = spectrum.transform(made["scaled"], settings)
    made["energies"] = spectrum.energies(made["spectrum"], settings)
    made["sums"] = bands.sums(made["energies"], settings)
    made["levels"] = bands.levels(made["sums"], made["bits"])
    if before is None:
        before = noise.none(made["levels"].shape[:-2], settings)
    made["left"], made["noise"] = noise.subtracted(made["levels"], before, settings)
    made["normalized"] = gain.normalized(made["left"], made["noise"])
    made["logarithms"] = logarithm.logarithms(made["normalized"])
    made["features"] = logarithm.as_int8(made["logarithms"])
    return made


class Stream:
    """Features of a sound that comes in pieces, with a ring buffer of one frame.

    However the sound is cut, the features are those of the whole.
    """

    def __init__(self, settings: Settings = AT_16_KHZ) -> None:
        self.settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget everything: a new sound begins."""
        self._ring = np.zeros(self.settings.window, np.int16)
        self._at = 0  # where the next sample goes, which is where the oldest one lies
        self._missing = self.settings.window  # samples until the next frame is whole
        self._noise = noise.none((), self.settings)

    def push(self, samples: np.ndarray) -> np.ndarray:
        """Take the next samples and return the features of every frame that they complete.

        Parameters
        ----------
        samples : (n,) int16, of any length

        Returns
        -------
        (frames, bands) int8; often no frame is complete, and the result is empty.

        Raises
        ------
        AudioError
            If the samples are not a row of int16.
        """
        samples = np.asarray(samples)
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise AudioError(
                f"the samples are {samples.dtype} of shape {samples.shape}, expected a row of "
                "int16; give one channel, in the range -32768 … 32767."
            )
        rows = []
        while len(samples) >= self._missing:
            now, samples = samples[: self._missing], samples[self._missing :]
            self._write(now)
            rows.append(self._frame())
            self._missing = self.settings.step
        self._write(samples)
        self._missing -= len(samples)
        return np.concatenate(rows) if rows else np.zeros((0, self.settings.bands), np.int8)

    def _write(self, samples):
        places = (self._at + np.arange(len(samples))) % len(self._ring)
        self._ring[places] = samples
        self._at = (self._at + len(samples)) % len(self._ring)

    def _frame(self):
        made = stages(np.roll(self._ring, -self._at), self.settings, self._noise)
        self._noise = made["noise"][-1]
        return made["features"]
