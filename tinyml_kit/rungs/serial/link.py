"""Requests over a serial line, repeated until an answer comes."""

import errno
import os
import random
import sys
import time
from types import TracebackType
from typing import Protocol, TypeVar

import serial

from tinyml_kit.base.errors import said
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import ANSWER, Frame, Receiver, encode

BAUD = 115_200
# Seconds after which a request is repeated: at first, and at most; each pause is twice the last.
PATIENCE = (0.5, 2.0)
# Bytes that are taken off the line in one step.
MOST_AT_ONCE = 4096
Itself = TypeVar("Itself", bound="OverLink")


class SerialError(DeviceError):
    """A serial port that cannot be opened, or a board that does not answer as it should."""


class SequenceLost(SerialError):
    """A network with state that was interrupted: it remembers other inputs."""


class NoAnswer(SerialError):
    """Nothing that could be the answer to a request came in time."""


class Line(Protocol):
    """What a link needs of an open serial port."""

    @property
    def in_waiting(self) -> int:
        """Return the number of bytes that have come."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes that have come."""

    def write(self, data: bytes, /) -> int | None:
        """Send bytes."""

    def close(self) -> None:
        """Give the port back."""


def open_port(port: str, baud: int = BAUD) -> Line:
    """Open a serial port by its name or by a URL of pyserial, such as socket://host:port.

    Raises
    ------
    SerialError
        If there is no such port, the user may not open it, or another program holds it.
    """
    try:
        # Exclusive: a second program would take answers that are not its own.
        return serial.serial_for_url(
            port, baudrate=baud, timeout=0, write_timeout=5, exclusive=True
        )
    except (serial.SerialException, ValueError, OSError) as problem:
        if getattr(problem, "errno", None) in (errno.EACCES, errno.EPERM):
            raise SerialError(_no_permission(port)) from None
        if getattr(problem, "errno", None) in (errno.EAGAIN, errno.EBUSY):
            raise SerialError(
                f"{port}: another program uses this serial port; close it, and try again."
            ) from None
        raise SerialError(
            f"{port}: the serial port cannot be opened ({said(problem)}); name the port that the "
            "board is at, and close other programs that use it, such as a serial monitor."
        ) from None


def _no_permission(port):
    """Return the message for a port that exists, but not for this user."""
    if not sys.platform.startswith("linux"):
        return f"{port}: you may not open this serial port; close other programs that use it."
    group = _group_of(port)
    return (
        f"{port}: you may not open this serial port; join the group {group} that it belongs to "
        f"(sudo usermod -aG {group} $USER), then log out and in again. If its group is root, "
        "install the board's udev rules (the package of its IDE has them) and plug it in again."
    )


def _group_of(port):
    """Return the name of the group that a port belongs to; root's would not help a user."""
    import grp

    try:
        name = grp.getgrgid(os.stat(port).st_gid).gr_name
    except (OSError, KeyError):
        return "dialout"
    return "dialout" if name == "root" else name


class Link:
    """Python's end of a line on which requests are answered.

    Parameters
    ----------
    line : what `open_port` returns, or another Line
    name : str, for messages
    timeout : float, seconds to wait for an answer in all
    patience : (float, float), seconds before the first repetition, and the most between two
    """

    def __init__(
        self,
        line: Line,
        name: str,
        timeout: float = 10.0,
        patience: tuple[float, float] = PATIENCE,
    ) -> None:
        self.name = name
        self._line = line
        self._timeout = timeout
        self._patience = patience
        self._receiver = Receiver()
        # Frames that came while an answer was waited for, and were not it.
        self._beside: list[Frame] = []
        # Answers to an earlier program's requests may still be on the way.
        self._sequence = random.getrandbits(32)

    def close(self) -> None:
        """Give the port back."""
        self._line.close()

    def ask(self, command: int, payload: bytes = b"", size: int | None = None) -> tuple[int, bytes]:
        """Send a request and return its answer: the status and what follows it.

        Parameters
        ----------
        command, payload : as in a `Frame`
        size : int, optional
            How many bytes follow the status if the request was carried out; none follow otherwise.

        Raises
        ------
        SerialError
            If no answer comes in time, the connection breaks, the answer has another size, or the
            board speaks version 1 of the frames.
        """
        sent, wanted = self._request(command, payload)
        self._beside = []
        deadline = time.monotonic() + self._timeout
        pause, longest = self._patience
        try:
            while (now := time.monotonic()) < deadline:
                self._line.write(sent)
                answer = self._answer(wanted, min(now + pause, deadline))
                if answer:
                    return self._checked(answer, size)
                if self._receiver.met_old:
                    raise SerialError(
                        f"{self.name}: the board speaks version 1 of the frames, this kit version "
                        f"{frames.VERSION}; upload the kit's present sketch."
                    )
                if command == frames.IDENTIFY and time.monotonic() < deadline:
                    # Then it may be a board of the kit's first editions, which drops this request.
                    self._line.write(frames.old_identify())
                pause = min(2 * pause, longest)
        except (serial.SerialException, OSError) as problem:
            raise self._broken(problem) from None
        raise NoAnswer(
            f"{self.name}: no answer within {self._timeout:g} s; check the cable and that a "
            "sketch of the kit is on the board, and press its reset button."
        )

    @property
    def dropped(self) -> int:
        """Return how often something came that was no whole frame."""
        return self._receiver.dropped

    def tell(self, command: int, payload: bytes = b"") -> tuple[int, int]:
        """Send a request once, and return the tag and the command that its answer will have.

        Raises
        ------
        SerialError
            If the connection breaks.
        """
        sent, wanted = self._request(command, payload)
        try:
            self._line.write(sent)
        except (serial.SerialException, OSError) as problem:
            raise self._broken(problem) from None
        return wanted

    def listen(self) -> list[Frame]:
        """Return the frames that have come since the last request, or the last call.

        Raises
        ------
        SerialError
            If the connection breaks.
        """
        came, self._beside = self._beside, []
        try:
            return came + self._receiver.feed(self._line.read(MOST_AT_ONCE))
        except (serial.SerialException, OSError) as problem:
            raise self._broken(problem) from None

    def _request(self, command, payload):
        """Return the bytes of the next request, and the tag and command of its answer."""
        self._sequence = (self._sequence + 1) % 2**32
        request = Frame(self._sequence, command, payload)
        return encode(request), (frames.checksum(request), command | ANSWER)

    def _broken(self, problem):
        return SerialError(
            f"{self.name}: the connection broke ({said(problem)}); plug the board in again."
        )

    def _checked(self, answer, size):
        status, rest = answer[0], answer[1:]
        if status != frames.OK:
            size = 0
        if size is not None and len(rest) != size:
            raise SerialError(
                f"{self.name}: the board answers with {len(rest)} bytes instead of {size}; upload "
                "the kit's present sketch."
            )
        return status, rest

    def _answer(self, wanted, deadline):
        """Return the payload of the answer with this tag and command; None if none came in time."""
        while True:
            came = self._receiver.feed(self._line.read(self._line.in_waiting or 1))
            found = [one for one in came if (one.tag, one.command) == wanted and one.payload]
            self._beside += [one for one in came if one not in found]
            if found:
                return found[0].payload
            if time.monotonic() >= deadline:
                return None
            if not self._line.in_waiting:
                # An answer takes milliseconds on the line; this wait is a tenth of that.
                time.sleep(0.0005)


class OverLink:
    """What talks over a link, and gives its port back at the end of a `with` block."""

    _link: Link

    def __enter__(self: Itself) -> Itself:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the port back."""
        self._link.close()


def require_done(status: int, what: str, name: str) -> None:
    """Refuse an answer that says that the request was not carried out.

    Parameters
    ----------
    status : int, from the answer
    what : str, what was asked for, after "to"
    name : str, the port

    Raises
    ------
    SerialError
        If the board does not know the command or refuses its arguments.
    """
    if status == frames.UNKNOWN_COMMAND:
        raise SerialError(
            f"{name}: the sketch on the board does not know how to {what}; upload the kit's "
            "present one."
        )
    if status != frames.OK:
        raise SerialError(
            f"{name}: the board refuses to {what} (status {status}); upload the sketch again."
        )
