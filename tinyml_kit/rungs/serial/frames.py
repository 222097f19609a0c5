"""How Python and a board talk over a serial line: in frames that arrive whole or not at all.

This is the whole format. The board's end is arduino/libraries/TinymlKit/src/tinyml_protocol.c.

**A frame** before stuffing; numbers are little-endian:

    payload's length (2 bytes) | sequence (1) | command (1) | payload | CRC-32 of all before (4)

The CRC is that of zip files and zlib. A payload has at most 255 bytes, and a board says how many
it takes. The frame is byte-stuffed by COBS (Cheshire & Baker 1999), so that no byte of it is 0,
and sent between two zeros. A zero therefore ends whatever was on the line before: however much was
garbled or lost, the next frame is understood. The first byte of a stuffed frame is 1 or 2, because
the length's second byte is 0. This is how a board tells a frame from a person who types ?.

**Requests and answers.** Python asks. The board answers with the request's sequence, its command
plus 0x80, and a payload that starts with a status. It does not answer what it cannot read. Python
repeats a request under the same sequence until an answer with that sequence comes, and drops all
others; each new request has the next sequence. Repeating a request does no harm: reads and writes
of memory name the place, and a PREDICT with the sequence and the input of the last one is answered
without being run again.

    command       request                           answer after the status
    1 IDENTIFY    -                                 version (1), longest payload (1), bytes of an
                                                    element (1), inputs (1), outputs (1), model's
                                                    hash (4), clock's ticks per second (4), bytes
                                                    of each input and output (4 each), board (text)
    2 WRITE       input (1), offset (4), bytes      -
    3 PREDICT     CRC-32 of all inputs (4)          ticks (4)
    4 READ        output (1), offset (4), count (1) bytes
    5 TIME        -                                 ticks of the last, the fastest and the slowest
                                                    inference (4 each), inferences (4)
    6 MEMORY      -                                 bytes of RAM, of variables, of stack at its
                                                    deepest, never used (4 each; 2^32 - 1: unknown)
    7 RESET       -                                 inferences so far (4)

    status        0 done, 1 unknown command, 2 out of range,
                  3 the inputs are not those whose CRC was sent, 4 there is no result

An input of any size goes piece by piece to its place in the network's own memory; the board never
holds it twice. PREDICT carries the CRC of the whole input, so that a board that was reset, or fed
by two programs at once, refuses instead of answering for another input. READ is refused unless the
last thing done to the network was a PREDICT that succeeded.

A network with state remembers earlier inputs. RESET makes it forget them, so that a new sequence
begins. Whatever else reaches the network in between, such as a restart of the board or a person's
question, shows in the number of inferences: after a sequence of n steps, TIME tells n more than
RESET did. Otherwise Python sends the whole sequence again.
"""

import struct
import zlib
from dataclasses import dataclass

from tinyml_kit.rungs.protocol import DeviceError

VERSION = 1
IDENTIFY, WRITE, PREDICT, READ, TIME, MEMORY, RESET = range(1, 8)
OK, UNKNOWN_COMMAND, OUT_OF_RANGE, OTHER_INPUT, NO_RESULT = range(5)
ANSWER = 0x80
UNKNOWN = 2**32 - 1

LONGEST_PAYLOAD = 255
_HEADER = struct.Struct("<HBB")
_CRC_BYTES = 4
_FULL_BLOCK = 254
# A stuffed frame is longer by one byte, and by one more for every full block.
_LONGEST = _HEADER.size + LONGEST_PAYLOAD + _CRC_BYTES + 3


class ProtocolError(DeviceError):
    """Bytes that were received, or were to be sent, and are not a valid frame."""


@dataclass(frozen=True)
class Frame:
    """One request or answer; in an answer, `command` has the bit ANSWER set."""

    sequence: int
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
    body = _HEADER.pack(len(frame.payload), frame.sequence, frame.command) + frame.payload
    body += zlib.crc32(body).to_bytes(_CRC_BYTES, "little")
    return b"\0" + stuff(body) + b"\0"


def decode(stuffed: bytes) -> Frame:
    """Return the Frame between two delimiters.

    Raises
    ------
    ProtocolError
        If it is not whole: the stuffing, the length or the CRC is wrong.
    """
    body = unstuff(stuffed)
    content, crc = body[:-_CRC_BYTES], body[-_CRC_BYTES:]
    if len(content) < _HEADER.size or zlib.crc32(content) != int.from_bytes(crc, "little"):
        raise ProtocolError("the frame is damaged (CRC); it has to be sent again.")
    length, sequence, command = _HEADER.unpack_from(content)
    payload = content[_HEADER.size :]
    if length != len(payload) or length > LONGEST_PAYLOAD:
        raise ProtocolError("the frame is damaged (length); it has to be sent again.")
    return Frame(sequence, command, payload)


class Receiver:
    """Finds the frames in what comes over a line, in pieces of any length, and drops the rest."""

    def __init__(self) -> None:
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
                continue
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
