"""The rung serial:PORT: a board with a sketch of the kit on it, or a simulator that acts as one.

The sketch answers requests in the frames of `frames`. The network is on the board already, so
`build` only asks which one it is. `arduino` makes sketches and uploads them.
"""

import hashlib
import os
import random
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base.progress import progress
from tinyml_kit.graph.model import Tensor
from tinyml_kit.rungs.protocol import Run, batch, model_bytes, sample_shape
from tinyml_kit.rungs.serial import frames, identity, sequences
from tinyml_kit.rungs.serial.identity import Identity
from tinyml_kit.rungs.serial.link import (
    BAUD,
    Link,
    OverLink,
    SequenceLost,
    SerialError,
    open_port,
    require_done,
)

# After this many resets in the middle of one input, something else is wrong.
ATTEMPTS = 3
_PLACE = struct.Struct("<BI")
_PREDICT = struct.Struct("<3I")
_READ = struct.Struct("<IBIB")
_TIMES = struct.Struct("<4I")
_MEMORY = struct.Struct("<4I")


@dataclass(frozen=True)
class Timing:
    """Seconds of the last, the fastest and the slowest inference since the board's start.

    Measured by the board's own clock, or simulated with it; nan where it has none.
    """

    last: float
    fastest: float
    slowest: float
    inferences: int


@dataclass(frozen=True)
class Memory:
    """Bytes of a board's RAM; None where it cannot tell.

    ram : on the chip
    statics : variables that live as long as the program
    stack : the deepest stack since the start
    never_used : what neither heap nor stack has touched, found by painting it
    """

    ram: int | None
    statics: int | None
    stack: int | None
    never_used: int | None


class SerialBoard(OverLink):
    """A board at a serial port, for a with statement or until `close`.

    Parameters
    ----------
    port : str
        Its name, e.g. /dev/ttyACM0 or COM3, or a URL of pyserial.
    timeout : float
        Seconds that any answer may take, including that of an inference.
    baud : int
        The one in the sketch.

    Raises
    ------
    SerialError
        If the port cannot be opened, or nothing answers there. Opening the port restarts many
        boards, which answer two seconds later; the timeout has to allow for that.
    """

    def __init__(self, port: str, timeout: float = 10.0, baud: int = BAUD) -> None:
        self.port = str(port)
        self._link = Link(open_port(self.port, baud), self.port, timeout)
        self._history = 0  # as after the board's start
        try:
            self.identity = self._identify()
        except BaseException:
            self.close()
            raise

    def predict(
        self, inputs: np.ndarray | Sequence[np.ndarray]
    ) -> tuple[list[np.ndarray], np.ndarray]:
        """Run the network on the board for n inputs, one after the other.

        Parameters
        ----------
        inputs : array, or list of arrays, one for each input tensor
            (n, ...) of the network's dtype; each sample has the elements of the tensor.

        Returns
        -------
        outputs : list of (n, elements) arrays, one for each output tensor
        seconds : (n,) float64, each inference by the board's own clock; nan if it has none

        Raises
        ------
        SerialError
            If the inputs do not fit the network, or the board stops answering. SequenceLost if
            a network with state remembers other inputs than those since this program's `reset`.
        """
        samples = self._samples([inputs] if isinstance(inputs, np.ndarray) else list(inputs))
        outputs: list[list[np.ndarray]] = [[] for _ in self.identity.outputs]
        ticks = []
        for sample in progress(samples, desc=self.port, unit="input", delay=2):
            taken, results = self._one(sample)
            ticks.append(taken)
            for kept, result in zip(outputs, results, strict=True):
                kept.append(np.frombuffer(result, self.identity.dtype))
        return [np.stack(kept) for kept in outputs], self._seconds(np.array(ticks))

    def time(self) -> Timing:
        """Return the Timing of the inferences so far."""
        status, answer = self._link.ask(frames.TIME, size=_TIMES.size)
        require_done(status, "time inferences", self.port)
        *ticks, inferences = _TIMES.unpack(answer)
        last, fastest, slowest = (float(self._seconds(np.array(one))) for one in ticks)
        return Timing(last, fastest, slowest, inferences)

    def reset(self) -> None:
        """Make a network with state forget all inputs; does nothing to one without."""
        # A number of this program, so that another one's reset does not pass for this one.
        history = random.randrange(1, 2**32)
        status, _ = self._link.ask(frames.RESET, history.to_bytes(4, "little"), size=0)
        require_done(status, "reset the network's state", self.port)
        self._history = history if self.identity.stateful else 0

    def memory(self) -> Memory:
        """Return the Memory of the board."""
        status, answer = self._link.ask(frames.MEMORY, size=_MEMORY.size)
        require_done(status, "look at its memory", self.port)
        found = _MEMORY.unpack(answer)
        return Memory(*(None if value == frames.UNKNOWN else value for value in found))

    def _identify(self):
        status, answer = self._link.ask(frames.IDENTIFY)
        require_done(status, "identify itself", self.port)
        return identity.parse(answer, self.port)

    def _samples(self, arrays):
        """Return a tuple for each sample: the bytes for each input tensor."""
        known = self.identity
        if len(arrays) != len(known.inputs) or len({len(array) for array in arrays}) != 1:
            raise SerialError(
                f"inputs: the network at {self.port} takes {len(known.inputs)} arrays of equal "
                f"length, got {[len(array) for array in arrays]}; give one for each input tensor."
            )
        for index, (array, size) in enumerate(zip(arrays, known.inputs, strict=True)):
            if array.dtype != known.dtype or array[0].nbytes != size:
                raise SerialError(
                    f"inputs: input {index} of the network at {self.port} takes "
                    f"{size // known.dtype.itemsize} elements of {known.dtype}, got "
                    f"{array[0].size} of {array.dtype}; convert or reshape the samples."
                )
        return [
            tuple(np.ascontiguousarray(value).tobytes() for value in sample)
            for sample in zip(*arrays, strict=True)
        ]

    def _one(self, sample):
        """Return the ticks and the outputs' bytes of one input, sent again after a reset."""
        for _ in range(ATTEMPTS):
            for index, content in enumerate(sample):
                self._write(index, content)
            crc = zlib.crc32(b"".join(sample))
            result = frames.after(self._history, crc)
            wanted = _PREDICT.pack(int(self.identity.model_hash, 16), crc, self._history)
            status, answer = self._link.ask(frames.PREDICT, wanted, size=4)
            if status == frames.OTHER_INPUT:
                continue
            if status == frames.OTHER_MODEL:
                raise SerialError(f"{self.port}: another model is on the board now; build again.")
            if status == frames.OTHER_STATE:
                raise self._lost()
            require_done(status, "predict", self.port)
            results = [self._read(result, *output) for output in enumerate(self.identity.outputs)]
            if None not in results:
                self._history = result if self.identity.stateful else 0
                return int.from_bytes(answer, "little"), results
            if self.identity.stateful:
                # Computed once more, the input would count twice.
                raise self._lost()
        raise SerialError(
            f"{self.port}: the board lost its input {ATTEMPTS} times; something resets it or "
            "uses the same port: check its power and close other programs."
        )

    def _lost(self):
        return SequenceLost(
            f"{self.port}: the network remembers other inputs than this program's; reset it, and "
            "send the sequence from its start."
        )

    def _write(self, index, content):
        step = self.identity.payload - _PLACE.size
        for offset in range(0, len(content), step):
            place = _PLACE.pack(index, offset)
            piece = content[offset : offset + step]
            status, _ = self._link.ask(frames.WRITE, place + piece, size=0)
            require_done(status, "take an input", self.port)

    def _read(self, result, index, size):
        """Return an output's bytes, or None if the board has another result than this one."""
        found, step = b"", self.identity.payload - 1
        while len(found) < size:
            count = min(step, size - len(found))
            wanted = _READ.pack(result, index, len(found), count)
            status, answer = self._link.ask(frames.READ, wanted, size=count)
            if status == frames.NO_RESULT:
                return None
            require_done(status, "give an output", self.port)
            found += answer
        return found

    def _seconds(self, ticks):
        return ticks / self.identity.ticks if self.identity.ticks else ticks * np.nan


@dataclass(frozen=True)
class Built:
    """A model, and the port of a board that runs it."""

    port: str
    timeout: float
    baud: int
    identity: Identity
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    stateful: bool = False


def build(
    model: str | Path | bytes,
    folder: str | Path | None = None,
    *,
    port: str,
    timeout: float = 10.0,
    baud: int = BAUD,
) -> Built:
    """Make sure that the board at a port runs a model.

    Parameters
    ----------
    model : path or bytes of a .tflite
    folder : ignored, because nothing is written
    port, timeout, baud : as for SerialBoard

    Raises
    ------
    SerialError
        If nothing answers at the port, or the board runs another model.
    """
    from tinyml_kit.graph import tflite

    content = model_bytes(model)
    graph = tflite.read(content)
    with SerialBoard(port, timeout, baud) as board:
        known = board.identity
    wanted = hashlib.sha256(content).hexdigest()[:8]
    if known.model_hash != wanted:
        raise SerialError(
            f"{port}: the board runs model {known.model_hash}, not {wanted}; export the sketch "
            "of this model and upload it."
        )
    inputs, outputs = (
        tuple(graph.tensors[index] for index in ends) for ends in (graph.inputs, graph.outputs)
    )
    for side, tensors, sizes in (
        ("inputs", inputs, known.inputs),
        ("outputs", outputs, known.outputs),
    ):
        expected = tuple(tensor.nbytes for tensor in tensors)
        if sizes != expected:
            raise SerialError(
                f"{port}: the {side} of the board's network have {sizes} bytes, those of this "
                f"model {expected}; export the sketch of this model and upload it."
            )
    return Built(str(port), timeout, baud, known, inputs, outputs, bool(graph.states))


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs on the board, one after the other.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        A board keeps none: they are None even if asked for.

    Returns
    -------
    Run : `seconds` of each inference by the board's own clock.

    Raises
    ------
    SerialError
        If another board or model is at the port now, or the board stops answering.
    """
    checked = batch(built.inputs, inputs, built.stateful)
    with SerialBoard(built.port, built.timeout, built.baud) as board:
        if board.identity != built.identity:
            raise SerialError(f"{built.port}: another board or model is there now; build again.")
        if checked.times is None:
            outputs, seconds = board.predict(checked.arrays)
        else:
            outputs, seconds = sequences.predict(board, checked.arrays, checked.times[1])
        memory = board.memory()
    shaped = [
        output.reshape(len(output), *sample_shape(tensor.shape))
        for output, tensor in zip(outputs, built.outputs, strict=True)
    ]
    run = Run(
        shaped,
        label(built.port),
        seconds=None if np.isnan(seconds).any() else seconds,
        ram_bytes=memory.statics,
        stack_bytes=memory.stack,
    )
    return checked.shaped(run)


def label(port: str) -> str:
    """Return "measured" for the figures of a board at a device port, otherwise "simulated".

    A pseudo-terminal belongs to a simulator, even if a symbolic link to it is named. What is at
    the other end of a URL of pyserial (socket://, rfc2217://, spy:// …) may be a simulator, too.
    """
    if re.fullmatch(r"(\\\\\.\\)?COM\d+", port, re.IGNORECASE):
        return "measured"
    path = "" if "://" in port else os.path.realpath(port)
    device = path.startswith("/dev/") and not path.startswith(("/dev/pts/", "/dev/ttys"))
    return "measured" if device else "simulated"


def find() -> list[tuple[str, str]]:
    """Return the USB serial ports that a board may be at, as (name, description)."""
    from serial.tools import list_ports

    # Ports without a USB identity are the computer's own sockets, not boards.
    return [(port.device, port.description) for port in list_ports.comports() if port.vid]
