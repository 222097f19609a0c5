"""The board's end of the serial protocol, compiled for this computer and fed by hand."""

import pytest

from tests.support import board_in_c as support
from tests.support.board_in_c import Line
from tinyml_kit.rungs.serial import link, serial_board
from tinyml_kit.rungs.serial.serial_board import SerialBoard


@pytest.fixture(scope="session")
def compile_board(tmp_path_factory):
    """Return a function that compiles a BoardInC, with the compiler's options that it is given."""

    def compiled(*options):
        if support.compiler() is None:
            pytest.skip("toolchain: neither gcc nor clang is installed")
        return support.compiled(tmp_path_factory.mktemp("firmware"), *options)

    return compiled


@pytest.fixture(scope="session")
def firmware(compile_board):
    return compile_board()


@pytest.fixture(scope="session")
def narrow_firmware(compile_board):
    """Return a board whose frames carry the least, 49 bytes: less than an output has."""
    return compile_board("-DTINYML_PAYLOAD=49", "-DOUTPUT0=20", "-DLONG_NAME")


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
