"""One recording off the line: samples in their order, and an account of what is missing."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import progress
from tinyml_kit.rungs.serial.stream import Block, SensorLine, Source

# A recording is held in memory until it is whole: half an hour of sound.
MOST_SAMPLES = 30_000_000


class TakeError(BadInput):
    """A recording that cannot be made."""


@dataclass(frozen=True)
class Take:
    """A recording.

    Attributes
    ----------
    samples : (n, axes) int16, the longest stretch without a gap
    rate : float, samples a second
    axes : tuple of str
    units : tuple of float, what a step of each axis is worth
    came : int, samples that came, those outside the stretch too
    lost : int, samples that are missing up to the last one that came
    damaged : int, frames that came damaged
    """

    samples: np.ndarray
    rate: float
    axes: tuple[str, ...]
    units: tuple[float, ...]
    came: int
    lost: int
    damaged: int

    @property
    def values(self) -> np.ndarray:
        """Return the samples in their units, (n, axes) float32."""
        return (self.samples * np.asarray(self.units)).astype(np.float32)


class Recorder:
    """Takes one recording; however it ends, `take` returns what has come.

    Parameters
    ----------
    line : SensorLine
    source : Source, one of the line's
    seconds : float
    axes : int, from the first one on; by default all
    rate : float, samples a second; by default the most that there can be

    Raises
    ------
    TakeError
        If the recording would hold no sample, or too many.
    """

    def __init__(
        self,
        line: SensorLine,
        source: Source,
        seconds: float,
        axes: int | None = None,
        rate: float | None = None,
    ) -> None:
        self._line, self._source = line, source
        self._asked = axes, rate
        self._axes = len(source.axes) if axes is None else axes
        most = source.rate if source.own_clock else source.rate / max(self._axes, 1)
        self.rate = most if rate is None else rate
        self.wanted = round(seconds * self.rate)
        if not 1 <= self.wanted * self._axes <= MOST_SAMPLES:
            raise TakeError(
                f"a recording of {seconds:g} s at {self.rate:g} samples a second holds "
                f"{self.wanted}; take 1 to {MOST_SAMPLES // max(self._axes, 1)}."
            )
        self._blocks: list[Block] = []
        self._next = 0
        self._damaged_before = 0

    def run(self, name: str = "") -> None:
        """Record until all samples have come; show a bar with the name.

        Raises
        ------
        SerialError
            If the board refuses, stops sending, or the connection breaks. What has come stays.
        """
        self._damaged_before = self._line.damaged
        self._line.begin(self._source, *self._asked)
        try:
            with progress(None, desc=name, total=self.wanted, unit="sample", leave=False) as bar:
                for block in self._line.blocks():
                    before = self._next
                    self._add(block)
                    bar.update(min(self._next, self.wanted) - min(before, self.wanted))
                    if self._next >= self.wanted:
                        break
        finally:
            # Also when it is stopped: what was on its way belongs to the recording.
            for block in self._line.end():
                self._add(block)

    def take(self) -> Take:
        """Return the recording so far."""
        stretches: list[list[np.ndarray]] = []
        came, end = 0, 0
        for block in self._blocks:
            kept = block.samples[: max(self.wanted - block.first, 0)]
            if not len(kept):
                continue
            if block.first != end or not stretches:
                stretches.append([])
            stretches[-1].append(kept)
            came += len(kept)
            end = block.first + len(kept)
        whole = [np.concatenate(stretch) for stretch in stretches]
        empty = np.zeros((0, self._axes), np.int16)
        return Take(
            samples=max(whole, key=len, default=empty),
            rate=self.rate,
            axes=self._source.axes[: self._axes],
            units=self._source.units[: self._axes],
            came=came,
            lost=min(self._next, self.wanted) - came,
            damaged=self._line.damaged - self._damaged_before,
        )

    def _add(self, block):
        # What came before comes again only if the line doubles it.
        if block.first >= self._next:
            self._blocks.append(block)
            self._next = block.first + len(block.samples)
