"""The sketch collect_uno, compiled for this computer, and lines to it that are bad."""

import ctypes
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from tests.support.board_in_c import CHECKED, LIBRARY, ROOT
from tests.support.line_faults import BYTES

HERE = Path(__file__).parent / "sensor_in_c"


class SensorInC:
    """The sketch: bytes in, bytes out, in its own time."""

    def __init__(self, library):
        self._c = ctypes.CDLL(str(library))
        self._answer = ctypes.create_string_buffer(1 << 20)
        self._c.clock_now.restype = ctypes.c_uint32

    def reset(self):
        self._c.reset()

    def feed(self, received, microseconds=0, step=50):
        """Feed bytes, let time pass, and return what the sketch sends."""
        received = bytes(received)
        count = self._c.feed(received, len(received), microseconds, step, self._answer)
        return self._answer.raw[:count]


def compiled(folder):
    """Compile a SensorInC in a folder."""
    library = Path(folder) / "sensor.so"
    flags = "-std=gnu++14 -Wall -Wextra -Werror -Wno-unused-function -O1 -g -shared -fPIC".split()
    places = [f"-I{HERE}", f"-I{LIBRARY}", f"-I{ROOT / 'arduino' / 'collect_uno'}"]
    objects = [str(Path(folder) / "protocol.o")]
    subprocess.run(
        [shutil.which("gcc"), "-std=c99", "-O1", "-fPIC", "-c", str(LIBRARY / "tinyml_protocol.c"),
         "-o", *objects],
        check=True,
    )  # fmt: skip
    sources = [str(LIBRARY / "TinymlKitStream.cpp"), str(HERE / "board.cpp")]
    command = [shutil.which("g++"), *flags, *CHECKED, *places, *sources, *objects]
    subprocess.run([*command, "-o", str(library)], check=True)
    return SensorInC(library)


class Line:
    """A line to the sketch, on which as much of its time passes at each look as is said."""

    def __init__(self, board, microseconds=2000, spoiled=lambda chunk, to_board: chunk):
        self.board, self.microseconds, self.spoiled = board, microseconds, spoiled
        self.waiting = bytearray()
        self.written = []
        self.closed = False

    @property
    def in_waiting(self):
        return len(self.waiting)

    def write(self, chunk):
        self.written.append(bytes(chunk))
        answer = self.board.feed(self.spoiled(bytes(chunk), True))
        self.waiting += self.spoiled(answer, False)

    def read(self, count):
        answer = self.board.feed(b"", self.microseconds)
        self.waiting += self.spoiled(answer, False)
        read, self.waiting = bytes(self.waiting[:count]), self.waiting[count:]
        return read

    def close(self):
        self.closed = True


class Spoiler:
    """Faults of bytes on a line, of one seed; `faults` counts them."""

    def __init__(self, random, share):
        self.random, self.share, self.faults = random, share, Counter()

    def __call__(self, chunk, to_board):
        if not chunk or self.random.random() >= self.share:
            return chunk
        kind = self.random.choice(list(BYTES))
        self.faults[kind] += 1
        return BYTES[kind](chunk, self.random.randrange(len(chunk)), self.random)


class Hurried:
    """Time that passes only when somebody waits, in place of the module `time`."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        self.now += 1e-4
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def hurry(monkeypatch, *modules):
    """Let modules wait without waiting."""
    clock = Hurried()
    for module in modules:
        monkeypatch.setattr(module, "time", clock)
    return clock
