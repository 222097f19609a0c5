"""A line on which everything goes wrong: faults of bytes and frames, restarts, a second program.

A `Trial` opens the board in C over such a line and asks it for predictions. Each is right, is
refused in a sentence, or is a fault of the kit.
"""

import zlib
from collections import Counter
from random import Random

import numpy as np

from tests.support.board_in_c import Line
from tinyml_kit.rungs.serial import frames, identity, sequences
from tinyml_kit.rungs.serial.frames import Frame
from tinyml_kit.rungs.serial.link import Link, SerialError
from tinyml_kit.rungs.serial.serial_board import SerialBoard

RIGHT, REFUSED, WRONG = "right", "refused", "wrong"
#: Bytes of the network's inputs; it is compiled with -DINPUT0=60.
SIZES = (60, 2)
OPTIONS = ("-DINPUT0=60",)
#: A share of the chunks that go wrong, drawn for each trial.
SHARES = (0.02, 0.1, 0.3, 0.6)


class Board(SerialBoard):
    """A SerialBoard on a line that is open already, which repeats a request at once."""

    def __init__(self, line, attempts):
        self.port = "COM9"
        self._link = Link(line, self.port, 60.0, (0.0, 0.0))
        self._history = 0
        line.allow(attempts)
        self.identity = identity.parse(self._link.ask(frames.IDENTIFY)[1], self.port)


class BadLine(Line):
    """A line with faults of one seed; after so many requests it is cut."""

    def __init__(self, board, random, other=None):
        super().__init__(board)
        self.random = random
        self.share = random.choice(SHARES)
        self.faults = Counter()
        self.heard = []
        self.other = other
        self.left = 0

    def allow(self, requests):
        self.left = requests

    def write(self, chunk):
        self.left -= 1
        if self.left < 0:
            raise OSError("the line is cut")
        if self.other and self.random.random() < self.share / 4:
            self.faults["a second program"] += 1
            stolen = self.other.step()
            self.waiting += stolen if self.random.random() < 0.5 else b""
        if self.random.random() < self.share / 20:
            self.faults["a restart"] += 1
            self.board.feed(chunk[: self.random.randrange(len(chunk))])
            self.board.reset()
        answer = self.board.feed(self.spoiled(bytes(chunk)))
        self.heard = [*self.heard[-200:], answer]
        self.waiting += self.spoiled(answer, self.heard)

    def spoiled(self, chunk, heard=None):
        """Return a chunk of bytes as it arrives; answers may be those to earlier requests."""
        if not chunk or self.random.random() >= self.share:
            return chunk
        kinds = [*BYTES, *(("a late answer", "an odd whole frame") if heard else ())]
        kind = self.random.choice(kinds)
        self.faults[kind] += 1
        if kind == "a late answer":
            late = self.random.choice(heard)
            return late + chunk if self.random.random() < 0.5 else late
        if kind == "an odd whole frame":
            return odd(chunk, self.random)
        at = self.random.randrange(len(chunk))
        return BYTES[kind](chunk, at, self.random)


BYTES = {
    "a flipped bit": lambda c, at, r: c[:at] + bytes([c[at] ^ 1 << r.randrange(8)]) + c[at + 1 :],
    "another byte": lambda c, at, r: c[:at] + bytes([r.randrange(256)]) + c[at + 1 :],
    "a lost byte": lambda c, at, r: c[:at] + c[at + 1 :],
    "a doubled byte": lambda c, at, r: c[: at + 1] + c[at:],
    "an end that is lost": lambda c, at, r: c[:at],
    "a lost frame": lambda c, at, r: b"",
    "a doubled frame": lambda c, at, r: c + c,
    "half a frame before it": lambda c, at, r: c[:at] + c,
    "noise before it": lambda c, at, r: r.randbytes(at) + c,
    "text before it": lambda c, at, r: b"\r\nHello, I am a sketch.\r\n?\n" + c,
}


def odd(chunk, random):
    """Return an answer that is whole, tied to its request, and not as the protocol has it.

    Its length or its status is another one; an honest board never sends it.
    """
    (found, *_) = [*frames.Receiver().feed(chunk), None]
    if found is None:
        return chunk
    payload, change = found.payload, random.randrange(4)
    if change == 0:
        payload = payload[: random.randrange(len(payload))]
    elif change == 1:
        payload += random.randbytes(random.randrange(1, 256 - len(payload)))
    elif change == 2:
        payload = bytes([random.randrange(1, 256)]) + payload[1:]
    else:
        payload = b"\0" * random.randrange(2, 256)
        if len(payload) == len(found.payload):
            payload += b"\0"
    return frames.encode(Frame(found.tag, found.command, payload[:255]))


class SecondProgram:
    """Another program that asks the same board, one request at a time."""

    def __init__(self, board, random, model):
        self.board, self.random, self.model = board, random, model
        self.sequence = random.getrandbits(32)

    def step(self):
        """Send a request; return the answer, which may go to either program."""
        self.sequence = (self.sequence + 1) % 2**32
        inputs = [self.random.randbytes(size) for size in SIZES]
        place = bytes([1, 0, 0, 0, 0])
        crc = zlib.crc32(b"".join(inputs))
        command, payload = self.random.choice([
            (frames.WRITE, bytes(5) + inputs[0][:30]),
            (frames.WRITE, place + inputs[1]),
            (frames.PREDICT, self.asked(crc)),
            (frames.READ, frames.after(0, crc).to_bytes(4, "little") + place + b"\4"),
            (frames.RESET, self.random.randbytes(4)),
            (frames.TIME, b""),
        ])  # fmt: skip
        answer = self.board.feed(frames.encode(Frame(self.sequence, command, payload)))
        if command == frames.READ:
            # The whole of its own inference, with which it takes the network from the first.
            self.predict(inputs)
        return answer

    def asked(self, crc):
        """Return the payload of a PREDICT right after the board's start or a RESET to 0."""
        return self.model.to_bytes(4, "little") + crc.to_bytes(4, "little") + bytes(4)

    def predict(self, inputs):
        writes = [(frames.WRITE, bytes([k]) + bytes(4) + one) for k, one in enumerate(inputs)]
        reset, asked = (frames.RESET, bytes(4)), self.asked(zlib.crc32(b"".join(inputs)))
        for command, payload in [reset, *writes, (frames.PREDICT, asked)]:
            self.sequence = (self.sequence + 1) % 2**32
            self.board.feed(frames.encode(Frame(self.sequence, command, payload)))


def expected(first, second):
    """Return what the network in C computes: (n, 9) and (n, 1) int32."""
    sums = first.astype(np.int32) @ np.arange(1, SIZES[0] + 1, dtype=np.int32) + second[:, 0]
    return sums[:, np.newaxis] + np.arange(9, dtype=np.int32), -sums[:, np.newaxis]


def trial(board, seed, inputs=8, stateful=False, requests=4000):
    """Ask for predictions over a bad line.

    Parameters
    ----------
    board : BoardInC, compiled with OPTIONS, and with -DSTATEFUL if `stateful`
    seed : int
    inputs : int, how many; an even number, as sequences have two steps
    requests : int, after which the line is cut

    Returns
    -------
    verdicts : Counter of RIGHT, REFUSED and WRONG
    faults : Counter of the kinds of faults on the line
    """
    random = Random(seed)
    board.reset()
    other = SecondProgram(board, random, 0x12345678) if random.random() < 0.4 else None
    line = BadLine(board, random, other)
    rng = np.random.default_rng(seed)
    first, second = (rng.integers(-128, 128, (inputs, size), dtype=np.int8) for size in SIZES)
    sums, negative = expected(first, second)
    if stateful:
        negative = np.cumsum(negative.reshape(-1, 2, 1), axis=1).reshape(-1, 1)
    verdicts: Counter = Counter()
    try:
        asked = Board(line, 400)
    except SerialError:
        return Counter({REFUSED: inputs}), line.faults
    for at in range(0, inputs, 2):
        line.allow(requests)
        pair = [first[at : at + 2], second[at : at + 2]]
        try:
            outputs, _ = sequences.predict(asked, pair, 2) if stateful else asked.predict(pair)
        except SerialError:
            verdicts[REFUSED] += 2
            continue
        same = np.array_equal(outputs[0].view("<i4"), sums[at : at + 2])
        same &= np.array_equal(outputs[1].view("<i4"), negative[at : at + 2])
        verdicts[RIGHT if same else WRONG] += 2
    return verdicts, line.faults
