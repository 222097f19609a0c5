"""A computer beside an FPGA: the kit's serial protocol on one side, an SPI line on the other.

The circuit of `fpga/rtl/spi_network.v` takes and gives plain numbers. What frames, checksums and
repetitions need stands here, on the host: `SpiBoard` answers the requests of the rung serial:PORT
(`docs/serial_protocol.md`) as a sketch does, and lets the network on the FPGA compute.
"""

import hashlib
import struct
import time
import zlib
from collections.abc import Callable
from socket import socket

from tinyml_kit.graph.model import Graph
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import ANSWER, Frame

#: The first byte of a transaction, as spi_network.v has it.
WRITE, READ, RESTART = 1, 2, 3
LOST, WAITING = 0x80, 0x7F
# The queue of a circuit's outputs holds as many.
MOST_OUTPUTS = 64
# Bytes of a transaction; Linux allows 4,096.
LONGEST = 4000
PAYLOAD, TICKS = 240, 1_000_000
_HEAD = struct.Struct("<6BII")

Transfer = Callable[[bytes], bytes]


class SpiNetwork:
    """A network behind an SPI line.

    Parameters
    ----------
    transfer : a function that sends bytes in one transaction and returns those that came back
    outputs : int, numbers of an output
    timeout : float, seconds after which a network that gives nothing counts as stopped
    """

    def __init__(self, transfer: Transfer, outputs: int, timeout: float = 10.0) -> None:
        self.outputs = outputs
        self._transfer, self._timeout = transfer, timeout

    def predict(self, inputs: bytes) -> bytes:
        """Return the outputs of one input, a byte for each number.

        Raises
        ------
        DeviceError
            If the line was too fast for the network, or the network gives nothing.
        """
        self._transfer(bytes([RESTART]))
        for start in range(0, len(inputs), LONGEST):
            self._transfer(bytes([WRITE]) + inputs[start : start + LONGEST])
        deadline = time.monotonic() + self._timeout
        while (state := self._transfer(bytes([READ]))[0]) & WAITING < self.outputs:
            if time.monotonic() > deadline:
                raise DeviceError(
                    f"the FPGA has given {state & WAITING} of {self.outputs} numbers in "
                    f"{self._timeout:g} s; check the wires, and that its bitstream is this model's."
                )
        if state & LOST:
            raise DeviceError(
                "numbers were lost on the way to the FPGA; make the clock of the SPI line slower."
            )
        return self._transfer(bytes([READ]) + bytes(self.outputs))[1:]


class SpiBoard:
    """What a board with the kit's sketch answers, with the network on an FPGA.

    Parameters
    ----------
    graph : Graph, of the model whose circuit is on the FPGA
    content : bytes, of its .tflite
    transfer : as `SpiNetwork` takes it
    name : str, what the board says it is

    Raises
    ------
    DeviceError
        If an output has more numbers than the circuit's queue holds.
    """

    def __init__(self, graph: Graph, content: bytes, transfer: Transfer, name: str) -> None:
        inputs, outputs = (graph.tensors[one[0]].size for one in (graph.inputs, graph.outputs))
        if outputs > MOST_OUTPUTS:
            raise DeviceError(
                f"the model gives {outputs} numbers; the circuit's queue holds {MOST_OUTPUTS}."
            )
        self._network = SpiNetwork(transfer, outputs)
        self._hash = model_hash(content)
        self._name = name
        self._input, self._output = bytearray(inputs), b""
        self._result: int | None = None
        self._times: list[int] = []
        self._receiver = frames.Receiver()
        self._commands = {
            frames.IDENTIFY: self._identify, frames.WRITE: self._write,
            frames.PREDICT: self._predict, frames.READ: self._read, frames.TIME: self._time,
            frames.MEMORY: lambda payload: _done(struct.pack("<4I", *[frames.UNKNOWN] * 4)),
            frames.RESET: lambda payload: _done(),
        }  # fmt: skip
        self._last: tuple[int, bytes] | None = None

    def feed(self, received: bytes) -> bytes:
        """Take bytes of the line; return those of the answers."""
        answers = b""
        for request in self._receiver.feed(received):
            crc = frames.checksum(request)
            # A request that comes again lost its answer; an inference is not run twice.
            if self._last is None or self._last[0] != crc:
                self._last = crc, self._answer(request)
            answers += frames.encode(Frame(crc, request.command | ANSWER, self._last[1]))
        return answers

    def _answer(self, request):
        command = self._commands.get(request.command)
        if command is None:
            return bytes([frames.UNKNOWN_COMMAND])
        try:
            return command(request.payload)
        except struct.error:  # a payload of another length
            return bytes([frames.OUT_OF_RANGE])

    def _identify(self, payload):
        sizes = struct.pack("<2I", len(self._input), self._network.outputs)
        head = _HEAD.pack(frames.VERSION, PAYLOAD, 1, 1, 1, 0, self._hash, TICKS)
        return _done(head + sizes + self._name.encode("ascii"))

    def _write(self, payload):
        index, offset = struct.unpack_from("<BI", payload)
        piece = payload[5:]
        if index or offset + len(piece) > len(self._input):
            return bytes([frames.OUT_OF_RANGE])
        self._input[offset : offset + len(piece)] = piece
        self._result = None
        return _done()

    def _predict(self, payload):
        model, crc, _ = struct.unpack("<3I", payload)
        if model != self._hash:
            return bytes([frames.OTHER_MODEL])
        if crc != zlib.crc32(self._input):
            return bytes([frames.OTHER_INPUT])
        begun = time.perf_counter()
        self._output = self._network.predict(bytes(self._input))
        self._times.append(int((time.perf_counter() - begun) * TICKS))
        self._result = frames.after(0, crc)
        return _done(struct.pack("<I", self._times[-1]))

    def _read(self, payload):
        result, index, offset, count = struct.unpack("<IBIB", payload)
        if index or offset + count > self._network.outputs:
            return bytes([frames.OUT_OF_RANGE])
        if self._result is None or result != self._result:
            return bytes([frames.NO_RESULT])
        return _done(self._output[offset : offset + count])

    def _time(self, payload):
        times = self._times or [0]
        return _done(struct.pack("<4I", times[-1], min(times), max(times), len(self._times)))


def model_hash(content: bytes) -> int:
    """Return what a board says of its model: the first four bytes of its SHA-256."""
    return int(hashlib.sha256(content).hexdigest()[:8], 16)


def _done(rest: bytes = b"") -> bytes:
    return bytes([frames.OK]) + rest


def serve(board: SpiBoard, line: socket) -> None:
    """Answer on a connected socket until the other side closes it."""
    while received := line.recv(4096):
        line.sendall(board.feed(received))
