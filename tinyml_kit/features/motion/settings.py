"""How a motion is filtered, cut into windows and described."""

from dataclasses import dataclass

from tinyml_kit.base.errors import BadInput

SHORTEST, LONGEST = 8, 1024


class MotionError(BadInput):
    """Settings or samples that the motion front end cannot work with."""


@dataclass(frozen=True)
class Settings:
    """The settings of the motion front end.

    Attributes
    ----------
    axes : int
        Numbers in a sample: 3 of an accelerometer, 6 with a gyroscope.
    window, step : int
        Samples in a window, a power of two; and from the start of one to that of the next.
    smooth : int
        A low-pass filter averages over about 2^smooth samples; 0: none.
    gravity : int
        What stays the same for about 2^gravity samples is taken away; 0: nothing.
    frequencies : int
        The spectrum is asked at 1, 2, …, this many cycles a window.

    Raises
    ------
    MotionError
        If the window is no power of two, or a number is out of its range.
    """

    axes: int = 3
    window: int = 64
    step: int = 32
    smooth: int = 1
    gravity: int = 6
    frequencies: int = 8

    def __post_init__(self) -> None:
        if not SHORTEST <= self.window <= LONGEST or self.window & (self.window - 1):
            raise MotionError(
                f"a window of {self.window} samples: take a power of two from {SHORTEST} to "
                f"{LONGEST}, so that a chip divides by shifting."
            )
        limits = {
            "axes": (1, 16),
            "step": (1, self.window),
            "smooth": (0, 8),
            "gravity": (0, 14),
            "frequencies": (0, self.window // 2),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise MotionError(f"{name} is {value}; take {low} to {high}.")

    @property
    def bits(self) -> int:
        """Return by how many bits a sum over a window is shifted to divide it by its length."""
        return self.window.bit_length() - 1
