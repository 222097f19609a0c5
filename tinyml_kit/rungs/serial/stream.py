"""A sensor at the end of a serial line: what a board offers, and its samples as they come.

Samples are numbered from 0. A frame with samples says the number of its first one, so that what is
missing is known exactly, whether the line lost it or the board had no time for it.
`docs/serial_protocol.md` describes the frames; the board's end is TinymlKitStream.cpp.
"""

import contextlib
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import ANSWER, Frame
from tinyml_kit.rungs.serial.link import BAUD, Link, NoAnswer, OverLink, SerialError, open_port

VERSION = 1
SKETCHES = "collect_uno or collect_nano33ble"
MOST_SOURCES, MOST_CHANNELS = 8, 16
RATES = (0.1, 200_000.0)
# Seconds without a sample after which a board has stopped: it waits 0.2 at most, and slow ones a
# sample more.
SILENCE = 3.0
# Seconds in which a board ends a recording.
LAST_WORD = 0.5
# Seconds between two looks at the line, far less than a frame takes.
_PAUSE = 0.002
# After the status: version, sources, channels, own clock, rate.
_FIXED = struct.Struct("<4Bf")
_BEGIN = struct.Struct("<BBI")


@dataclass(frozen=True)
class Source:
    """What a board can send.

    number : int, its place in the sketch
    name : str, e.g. "motion"
    axes : tuple of str
    rate : float
        Samples a second: of a sensor with a clock of its own, or at most for one axis; for n axes
        an nth of it.
    own_clock : bool
    units : tuple of float, what a step of each axis is worth
    """

    number: int
    name: str
    axes: tuple[str, ...]
    rate: float
    own_clock: bool
    units: tuple[float, ...]


@dataclass(frozen=True)
class Block:
    """Samples that came in one frame: the number of the first one, and (n, axes) int16."""

    first: int
    samples: np.ndarray


class SensorLine(OverLink):
    """A board that sends samples, for a with statement or until `close`.

    Attributes
    ----------
    sources : tuple of Source

    Parameters
    ----------
    port : str
        Its name, e.g. /dev/ttyACM0 or COM3, or a URL of pyserial.
    timeout : float
        Seconds that any answer may take; opening the port restarts many boards, which answer two
        seconds later.
    baud : int
        The one in the sketch.

    Raises
    ------
    SerialError
        If the port cannot be opened, nothing answers there in time, or what answers is not one of
        the sketches that collect.
    """

    def __init__(self, port: str, timeout: float = 10.0, baud: int = BAUD) -> None:
        self.port = str(port)
        self._link = Link(open_port(self.port, baud), self.port, timeout)
        try:
            self._find(timeout, baud)
            first, count = self._described(0)
            rest = [self._described(number)[0] for number in range(1, count)]
        except BaseException:
            self.close()
            raise
        self.sources: tuple[Source, ...] = (first, *rest)

    @property
    def damaged(self) -> int:
        """Return how many frames came damaged so far."""
        return self._link.dropped

    def source(self, name: str | None = None) -> Source:
        """Return the source of a name; by default the first one.

        Raises
        ------
        SerialError
            If the board has no such source.
        """
        names = [one.name for one in self.sources]
        if name is not None and name not in names:
            raise SerialError(f"{self.port}: the board sends {' and '.join(names)}, no {name}.")
        return self.sources[names.index(name) if name else 0]

    def begin(self, source: Source, axes: int | None = None, rate: float | None = None) -> None:
        """Let the board begin with sample 0.

        Parameters
        ----------
        source : one of `sources`
        axes : int, how many of its axes, from the first on; by default all
        rate : float, samples a second; a source with a clock of its own takes none

        Raises
        ------
        SerialError
            If the source has not so many axes, or cannot be so fast; or the board does not answer.
        """
        axes = len(source.axes) if axes is None else axes
        if not 1 <= axes <= len(source.axes):
            raise SerialError(
                f"{self.port}: {source.name} has {len(source.axes)} axes, not {axes}; take 1 to "
                f"{len(source.axes)}."
            )
        if source.own_clock and rate is not None:
            raise SerialError(
                f"{self.port}: {source.name} has a clock of its own, {source.rate:g} samples a "
                "second; give no rate."
            )
        most = source.rate / axes
        wanted = source.rate if source.own_clock else (most if rate is None else rate)
        if not source.own_clock and not RATES[0] <= wanted <= most * 1.0001:
            raise SerialError(
                f"{self.port}: {wanted:g} samples a second of {axes} axes; take {RATES[0]:g} to "
                f"{most:g}."
            )
        self._axes, self._silence = axes, SILENCE + 2 / wanted
        self._ask(frames.BEGIN, _BEGIN.pack(source.number, axes, round(1e6 / wanted)))

    def blocks(self) -> Iterator[Block]:
        """Yield the samples as they come, until the caller has enough.

        Raises
        ------
        SerialError
            If the board stops sending, or the connection breaks.
        """
        last = time.monotonic()
        while True:
            found = self._samples(self._link.listen())
            if found:
                last = time.monotonic()
            yield from found
            if time.monotonic() - last > self._silence:
                raise SerialError(
                    f"{self.port}: the board has stopped sending; check the cable and its power."
                )
            if not found:
                time.sleep(_PAUSE)

    def end(self) -> list[Block]:
        """Let the board end; return the samples that were still on their way.

        Nothing is raised if it does not answer: the next recording begins anew anyway.
        """
        came: list[Frame] = []
        with contextlib.suppress(SerialError):
            wanted = self._link.tell(frames.END)
            deadline = time.monotonic() + LAST_WORD
            while time.monotonic() < deadline:
                came += self._link.listen()
                if any((frame.tag, frame.command) == wanted for frame in came):
                    break
                time.sleep(_PAUSE)
        return self._samples(came)

    def _samples(self, came):
        width = 2 * self._axes
        return [
            Block(frame.tag, np.frombuffer(frame.payload, "<i2").reshape(-1, self._axes))
            for frame in came
            if frame.command == frames.SAMPLES | ANSWER
            and frame.payload
            and len(frame.payload) % width == 0
        ]

    def _ask(self, command, payload):
        status, answer = self._link.ask(command, payload)
        if status == frames.UNKNOWN_COMMAND:
            raise SerialError(
                f"{self.port}: the sketch on the board sends no samples; upload {SKETCHES}."
            )
        if status != frames.OK:
            raise SerialError(
                f"{self.port}: the board refuses to collect (status {status}); upload the kit's "
                f"present sketch, {SKETCHES}."
            )
        return answer

    def _find(self, timeout, baud):
        """Let the board end what an earlier program has begun: then it is there, and silent."""
        try:
            self._ask(frames.END, b"")
        except NoAnswer:
            heard = "only noise" if self.damaged else "nothing"
            raise SerialError(
                f"{self.port}: {heard} came within {timeout:g} s; check that {SKETCHES} is on the "
                f"board, that this is its port, and that it speaks at {baud} baud."
            ) from None

    def _described(self, number):
        """Return a Source, and how many there are."""
        return _parsed(self._ask(frames.DESCRIBE, bytes([number])), number, self.port)


def _parsed(answer, number, port):
    if answer[:1] != bytes([VERSION]):
        raise _odd(port, "another version of the frames")
    if len(answer) < _FIXED.size:
        raise _odd(port, f"only {len(answer)} bytes")
    _, sources, channels, own_clock, rate = _FIXED.unpack_from(answer)
    text = answer[_FIXED.size + 4 * channels :]
    if len(answer) < _FIXED.size + 4 * channels:
        raise _odd(port, f"only {len(answer)} bytes")
    if not 1 <= sources <= MOST_SOURCES or not 1 <= channels <= MOST_CHANNELS or own_clock > 1:
        raise _odd(port, f"{sources} sources and {channels} axes")
    if not RATES[0] <= rate <= RATES[1]:
        raise _odd(port, f"{rate:g} samples a second")
    if not text.isascii() or not text.decode("ascii", "replace").isprintable():
        raise _odd(port, "a name that is not plain text")
    name, _, listed = text.decode("ascii").partition(":")
    axes = tuple(listed.split(","))
    units = struct.unpack_from(f"<{channels}f", answer, _FIXED.size)
    if not name or len(set(axes)) != channels or "" in axes:
        raise _odd(port, f"the axes {listed or 'without a name'}")
    if not all(np.isfinite(unit) and unit > 0 for unit in units):
        raise _odd(port, "a unit that is no positive number")
    return Source(number, name, axes, rate, bool(own_clock), units), sources


def _odd(port, what):
    return SerialError(f"{port}: the board claims {what}; upload the kit's present sketch.")
