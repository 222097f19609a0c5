"""The board's end of the serial protocol, compiled for this computer and fed by hand."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

from tinyml_kit.rungs.serial import link, serial_board
from tinyml_kit.rungs.serial.serial_board import SerialBoard

LIBRARY = Path(__file__).parents[3] / "arduino" / "libraries" / "TinymlKit" / "src"
HERE = Path(__file__).parent


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


@pytest.fixture(scope="session")
def compile_board(tmp_path_factory):
    """Return a function that compiles a BoardInC, with the compiler's options that it is given."""

    def compiled(*options):
        compiler = shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            pytest.skip("toolchain: neither gcc nor clang is installed")
        library = tmp_path_factory.mktemp("firmware") / "board.so"
        flags = "-std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -shared -fPIC".split()
        # Undefined behaviour and a step outside any array end the test.
        flags += ["-fsanitize=undefined,bounds", "-fno-sanitize-recover=all"]
        sources = [LIBRARY / "tinyml_protocol.c", HERE / "protocol_on_this_computer.c"]
        command = [compiler, *flags, *options, f"-I{LIBRARY}", *map(str, sources)]
        subprocess.run([*command, "-o", str(library)], check=True)
        return BoardInC(library)

    return compiled


@pytest.fixture(scope="session")
def firmware(compile_board):
    return compile_board()


@pytest.fixture(scope="session")
def narrow_firmware(compile_board):
    """Return a board whose frames carry 32 bytes: fewer than an output has."""
    return compile_board("-DTINYML_PAYLOAD=32")


@pytest.fixture(scope="session")
def wide_firmware(compile_board):
    """Return a board whose frames carry 255 bytes, with an output of 256."""
    return compile_board("-DTINYML_PAYLOAD=255", "-DOUTPUT0=64")


@pytest.fixture(scope="session")
def stateful_firmware(compile_board):
    """Return a board whose second output is the negative sum of all sums since a reset."""
    return compile_board("-DSTATEFUL")


@pytest.fixture
def board_in_c(firmware):
    firmware.reset()
    return firmware


@pytest.fixture
def narrow_board(narrow_firmware):
    narrow_firmware.reset()
    return narrow_firmware


@pytest.fixture
def wide_board(wide_firmware):
    wide_firmware.reset()
    return wide_firmware


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


@pytest.fixture
def connect(board_in_c, monkeypatch):
    """Return a function that opens the board in C over a line with faults."""
    return connection(board_in_c, monkeypatch)


@pytest.fixture
def connect_stateful(stateful_firmware, monkeypatch):
    """Return the same for the board with state."""
    stateful_firmware.reset()
    return connection(stateful_firmware, monkeypatch)


def connection(board, monkeypatch):
    monkeypatch.setattr(link.Link.__init__, "__defaults__", (10.0, (0.002, 0.01)))

    def opened(fault=lambda chunk, to_board: chunk, timeout=5.0):
        line = Line(board, fault)
        monkeypatch.setattr(serial_board, "open_port", lambda port, baud: line)
        return SerialBoard("COM9", timeout)

    return opened
