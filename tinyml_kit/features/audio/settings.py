"""How a recording is cut up, and which bands its spectrum is summed up in."""

from dataclasses import dataclass

from tinyml_kit.base.errors import BadInput

#: Lengths of a spectrum that the transform knows.
SHORTEST, LONGEST = 16, 4096


class AudioError(BadInput):
    """Settings or samples that the audio front end cannot work with."""


@dataclass(frozen=True)
class Settings:
    """The settings of the audio front end; the defaults are those of TFLM's preprocessor.

    Attributes
    ----------
    rate : int
        Samples in a second.
    window_ms, step_ms : int
        The length of a frame, and from the start of one to that of the next.
    bands : int
        How many features a frame has.
    low_hz, high_hz : float
        Where the first band begins, and where the last one ends.

    Raises
    ------
    AudioError
        If frames would be empty, longer than the transform or further apart than they are long, or
        if the bands do not lie between 0 and half the rate.
    """

    rate: int = 16000
    window_ms: int = 30
    step_ms: int = 20
    bands: int = 40
    low_hz: float = 125.0
    high_hz: float = 7500.0

    def __post_init__(self) -> None:
        if not 0 < self.step <= self.window <= LONGEST:
            raise AudioError(
                f"frames of {self.window} samples every {self.step}: the step must be at least 1 "
                f"and at most the frame, and the frame at most {LONGEST} samples; change "
                "window_ms, step_ms or rate."
            )
        if not 0 <= self.low_hz < self.high_hz <= self.rate / 2:
            raise AudioError(
                f"bands from {self.low_hz:g} to {self.high_hz:g} Hz: they must lie between 0 and "
                f"half the rate, {self.rate / 2:g} Hz; change low_hz or high_hz."
            )
        if self.end_bin <= self.first_bin:
            raise AudioError(
                f"bands from {self.low_hz:g} to {self.high_hz:g} Hz: no frequency of the spectrum, "
                f"which has one every {self.hz_a_bin:g} Hz, lies in them; take them further apart."
            )
        if not 1 <= self.bands <= 1024:
            raise AudioError(f"{self.bands} bands: take 1 to 1024.")

    @property
    def window(self) -> int:
        """Return the samples of a frame."""
        return self.rate * self.window_ms // 1000

    @property
    def step(self) -> int:
        """Return the samples from the start of one frame to that of the next."""
        return self.rate * self.step_ms // 1000

    @property
    def points(self) -> int:
        """Return the length of the transform: the next power of two that holds a frame."""
        return max(SHORTEST, 1 << (self.window - 1).bit_length())

    @property
    def hz_a_bin(self) -> float:
        """Return how far the frequencies of a spectrum lie apart."""
        return self.rate / self.points

    @property
    def first_bin(self) -> int:
        """Return the first frequency that counts: half a step or more above low_hz, never 0 Hz."""
        return int(1.5 + self.low_hz / self.hz_a_bin)

    @property
    def end_bin(self) -> int:
        """Return the number after that of the last frequency that counts."""
        return int(self.high_hz / self.hz_a_bin) + 1


AT_16_KHZ = Settings()
#: For recordings of 8 kHz: half the work, and nothing above 3.75 kHz.
AT_8_KHZ = Settings(rate=8000, high_hz=3750.0)
