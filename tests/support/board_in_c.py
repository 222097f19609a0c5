"""The board's end of the serial protocol, compiled for this computer and fed by hand."""

import ctypes
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "arduino" / "libraries" / "TinymlKit" / "src"
NETWORK = ROOT / "tests" / "rungs" / "serial" / "protocol_on_this_computer.c"
#: Undefined behaviour and a step outside any array end the process.
CHECKED = ("-fsanitize=undefined,bounds", "-fno-sanitize-recover=all")


class BoardInC:
    """The firmware's protocol with a small network: bytes in, bytes out."""

    def __init__(self, library):
        self._c = ctypes.CDLL(str(library))
        self._answer = ctypes.create_string_buffer(1 << 16)

    def reset(self):
        self._c.reset()

    def reset_without_extras(self):
        """Start on a port that can write and nothing else: no clock, no name, no memory."""
        self._c.reset_without_extras()

    def set_clock(self, time, inference):
        """Set the clock, and how many ticks each inference takes."""
        self._c.set_clock(ctypes.c_uint32(time), ctypes.c_uint32(inference))

    def feed(self, received):
        count = self._c.feed(bytes(received), len(received), self._answer)
        return self._answer.raw[:count]

    @property
    def times_invoked(self):
        return self._c.times_invoked()

    def invoke_for_the_sketch(self):
        self._c.invoke_for_the_sketch()


def compiler():
    """Return a C compiler, or None."""
    return shutil.which("gcc") or shutil.which("clang")


def compiled(folder, *options):
    """Compile a BoardInC in a folder, with options for the compiler."""
    library = Path(folder) / "board.so"
    flags = "-std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -shared -fPIC".split()
    sources = [LIBRARY / "tinyml_protocol.c", NETWORK]
    command = [compiler(), *flags, *CHECKED, *options, f"-I{LIBRARY}", *map(str, sources)]
    subprocess.run([*command, "-o", str(library)], check=True)
    return BoardInC(library)


class Line:
    """A line to the board in C. `fault` may change every chunk on its way, in both directions."""

    def __init__(self, board, fault=lambda chunk, to_board: chunk):
        self.board = board
        self.fault = fault
        self.waiting = bytearray()
        self.closed = False

    @property
    def in_waiting(self):
        return len(self.waiting)

    def write(self, chunk):
        answer = self.board.feed(self.fault(bytes(chunk), True))
        self.waiting += self.fault(answer, False)

    def read(self, count):
        read, self.waiting = bytes(self.waiting[:count]), self.waiting[count:]
        return read

    def close(self):
        self.closed = True
