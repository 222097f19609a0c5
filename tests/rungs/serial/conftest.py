"""The board's end of the serial protocol, compiled for this computer and fed by hand."""

import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[3] / "arduino" / "libraries" / "TinymlKit" / "src"
HERE = Path(__file__).parent


class BoardInC:
    """The firmware's protocol with a small network: bytes in, bytes out."""

    def __init__(self, library):
        self._c = ctypes.CDLL(str(library))
        self._answer = ctypes.create_string_buffer(1 << 16)

    def reset(self):
        self._c.reset()

    def feed(self, received):
        count = self._c.feed(bytes(received), len(received), self._answer)
        return self._answer.raw[:count]

    @property
    def times_invoked(self):
        return self._c.times_invoked()

    def invoke_for_the_sketch(self):
        self._c.invoke_for_the_sketch()


@pytest.fixture(scope="session")
def firmware(tmp_path_factory):
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("toolchain: neither gcc nor clang is installed")
    library = tmp_path_factory.mktemp("firmware") / "board.so"
    flags = "-std=c99 -pedantic -Wall -Wextra -Werror -O1 -g -shared -fPIC".split()
    # Undefined behaviour and a step outside any array end the test.
    flags += ["-fsanitize=undefined,bounds", "-fno-sanitize-recover=all"]
    sources = [LIBRARY / "tinyml_protocol.c", HERE / "protocol_on_this_computer.c"]
    command = [compiler, *flags, f"-I{LIBRARY}", *map(str, sources), "-o", str(library)]
    subprocess.run(command, check=True)
    return BoardInC(library)


@pytest.fixture
def board_in_c(firmware):
    firmware.reset()
    return firmware
