"""How Python and a board talk over a serial line: in frames that arrive whole or not at all.

`docs/serial_protocol.md` describes the frames, the payload of every command and the states of both
ends. The board's end is arduino/libraries/TinymlKit/src (tinyml_frames.h), and that of the board on
the page web/src/board/frames.js.

A frame before stuffing; numbers are little-endian:

    payload's length (2 bytes) | tag (4) | command (1) | payload | CRC-32 of all before (4)

The tag of a request is its sequence number; that of an answer is the CRC-32 of the request, so that
an answer belongs to one request and to no other.
"""

import struct
import zlib
from dataclasses import dataclass

from tinyml_kit.rungs.protocol import DeviceError

VERSION = 2
IDENTIFY, WRITE, PREDICT, READ, TIME, MEMORY, RESET = range(1, 8)
# Of a sketch that sends samples of a sensor.
DESCRIBE, BEGIN, END, SAMPLES = range(16, 20)
OK, UNKNOWN_COMMAND, OUT_OF_RANGE, OTHER_INPUT, NO_RESULT, OTHER_MODEL, OTHER_STATE = range(7)
ANSWER = 0x80
UNKNOWN = 2**32 - 1

LONGEST_PAYLOAD = 255
_HEADER = struct.Struct("<HIB")
# The header of version 1: the length, a sequence number of one byte, and the command.
_OLD_HEADER = struct.Struct("<HBB")
_CRC_BYTES = 4
_FULL_BLOCK = 254
# A stuffed frame is longer by one byte, and by one more for every full block.
_LONGEST = _HEADER.size + LONGEST_PAYLOAD + _CRC_BYTES + 3


class ProtocolError(DeviceError):
    """Bytes that were received, or were to be sent, and are not a valid frame."""


@dataclass(frozen=True)
class Frame:
    """One request or answer; in an answer, `command` has the bit ANSWER set.

    tag : 32 bits; a request's sequence number, or in an answer the `checksum` of the request
    """

    tag: int
    command: int
    payload: bytes = b""


def encode(frame: Frame) -> bytes:
    """Return a frame as it goes over the line, with its delimiters.

    Raises
    ------
    ProtocolError
        If the payload is too long.
    """
    if len(frame.payload) > LONGEST_PAYLOAD:
        raise ProtocolError(
            f"a payload of {len(frame.payload)} bytes was to be sent; "
            f"send at most {LONGEST_PAYLOAD} at once."
        )
    return _delimited(_content(frame))


def checksum(frame: Frame) -> int:
    """Return the CRC-32 of a frame, which is the tag of the answer to it."""
    return zlib.crc32(_content(frame))


def after(history: int, inputs: int) -> int:
    """Return the history of a network after an inference: a CRC of all that it remembers.

    Parameters
    ----------
    history : int, before it: what the last reset gave, or the result of this function
    inputs : int, the CRC-32 of all inputs
    """
    return zlib.crc32(inputs.to_bytes(4, "little"), history) or 1


def _content(frame):
    return _HEADER.pack(len(frame.payload), frame.tag, frame.command) + frame.payload


def _delimited(content):
    return b"\0" + stuff(content + zlib.crc32(content).to_bytes(_CRC_BYTES, "little")) + b"\0"


def old_identify() -> bytes:
    """Return the question who is there as version 1 of the frames asked it."""
    return _delimited(_OLD_HEADER.pack(0, 0, IDENTIFY))


def decode(stuffed: bytes) -> Frame:
    """Return the Frame between two delimiters.

    Raises
    ------
    ProtocolError
        If it is not whole: the stuffing, the length or the CRC is wrong.
    """
    content = _checked(stuffed)
    if len(content) < _HEADER.size:
        raise ProtocolError("the frame is damaged (length); it has to be sent again.")
    length, tag, command = _HEADER.unpack_from(content)
    payload = content[_HEADER.size :]
    if length != len(payload) or length > LONGEST_PAYLOAD:
        raise ProtocolError("the frame is damaged (length); it has to be sent again.")
    return Frame(tag, command, payload)


def is_old(stuffed: bytes) -> bool:
    """Tell whether these bytes between two delimiters are the answer to `old_identify`."""
    try:
        content = _checked(stuffed)
    except ProtocolError:
        return False
    if len(content) < _OLD_HEADER.size:
        return False
    length, _, command = _OLD_HEADER.unpack_from(content)
    payload = content[_OLD_HEADER.size :]
    return length == len(payload) and command == IDENTIFY | ANSWER and payload[:2] == b"\0\1"


def _checked(stuffed):
    """Return the bytes before the CRC, if it is theirs."""
    body = unstuff(stuffed)
    content, crc = body[:-_CRC_BYTES], body[-_CRC_BYTES:]
    if len(crc) < _CRC_BYTES or zlib.crc32(content) != int.from_bytes(crc, "little"):
        raise ProtocolError("the frame is damaged (CRC); it has to be sent again.")
    return content


class Receiver:
    """Finds the frames in what comes over a line, in pieces of any length, and drops the rest.

    met_old : bool, whether a board with version 1 of the frames has answered `old_identify`
    dropped : int, how often there was something between two delimiters that was no whole frame
    """

    def __init__(self) -> None:
        self.met_old = False
        self.dropped = 0
        self._since_delimiter = bytearray()

    def feed(self, received: bytes) -> list[Frame]:
        """Take bytes; return the frames that they complete."""
        *ended, rest = bytes(received).split(b"\0")
        frames = []
        for piece in ended:
            candidate = bytes(self._since_delimiter) + piece
            self._since_delimiter.clear()
            try:
                frames.append(decode(candidate))
            except ProtocolError:
                # Noise, text for a person, or nothing at all between two delimiters.
                self.dropped += bool(candidate)
                self.met_old = self.met_old or is_old(candidate)
        # Of endless noise, only as much is kept as shows that it is too long for a frame.
        self._since_delimiter += rest[: _LONGEST + 1 - len(self._since_delimiter)]
        return frames


def stuff(body: bytes) -> bytes:
    """Return `body` byte-stuffed by COBS: bytes without a zero.

    Each block starts with its length, this byte included. It stands for the bytes that follow and
    a zero. The last block stands for no zero, and neither does a full one (255).
    """
    out = bytearray()
    # Zeros divide the body into parts; each part is some full blocks and one that is not full.
    parts = body.split(b"\0")
    for part in parts:
        while len(part) >= _FULL_BLOCK:
            out += bytes([_FULL_BLOCK + 1]) + part[:_FULL_BLOCK]
            part = part[_FULL_BLOCK:]
        out += bytes([len(part) + 1]) + part
    return bytes(out)


def unstuff(stuffed: bytes) -> bytes:
    """Return the bytes that `stuff` was given.

    Raises
    ------
    ProtocolError
        If these are not whole blocks, or one of the bytes is zero.
    """
    out, at = bytearray(), 0
    while at < len(stuffed):
        count = stuffed[at]
        block = stuffed[at + 1 : at + count]
        if count == 0 or 0 in block or len(block) != count - 1:
            raise ProtocolError("the frame is damaged (stuffing); it has to be sent again.")
        out += block
        at += count
        if count <= _FULL_BLOCK and at < len(stuffed):
            out.append(0)
    return bytes(out)
