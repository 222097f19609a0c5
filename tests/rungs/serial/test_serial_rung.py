"""The rung serial:PORT: a run in the model's shapes, by whose clock, and on which board."""

import os
from dataclasses import replace

import numpy as np
import pytest

from tests.rungs.serial.test_serial_board import FIRST, SECOND, SUMS
from tinyml_kit.base import files, resources
from tinyml_kit.graph.model import Tensor
from tinyml_kit.rungs.serial import link, serial_board
from tinyml_kit.rungs.serial.link import SerialError
from tinyml_kit.rungs.serial.serial_board import SerialBoard


def test_a_pseudo_terminal_is_a_simulators():
    assert serial_board.label("/dev/pts/3") == "simulated"
    assert serial_board.label("/dev/ttyACM0") == serial_board.label("COM3") == "measured"


def test_a_simulators_figures_are_never_labelled_measured(tmp_path):
    master, slave = os.openpty()
    terminal = os.ttyname(slave)
    # As simulators are often told to do, a link stands for it; and QEMU may serve a socket.
    (tmp_path / "ttyACM0").symlink_to(terminal)
    for port in (terminal, str(tmp_path / "ttyACM0"), "/dev/ttys003", "socket://localhost:5555"):
        assert serial_board.label(port) == "simulated"
    assert serial_board.label("SOCKET://localhost:5555") == "simulated"
    for port in ("/dev/ttyS0", "/dev/ttyUSB0", "/dev/cu.usbmodem1101", "COM12", r"\\.\COM12"):
        assert serial_board.label(port) == "measured"
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    "port",
    [
        "spy:///dev/ttyACM0",
        "rfc2217://localhost:2217",
        "loop://",
        "hwgrep://.",
        "COM12.txt",
        "COM",
        "no_device_at_all",
        "/dev",
    ],
)
def test_only_a_device_port_is_labelled_measured(port):
    assert serial_board.label(port) == "simulated"


def test_a_link_to_a_device_port_is_one(tmp_path):
    (tmp_path / "board").symlink_to("/dev/ttyACM0")
    assert serial_board.label(str(tmp_path / "board")) == "measured"
    (tmp_path / "ACM0").touch()
    assert serial_board.label(str(tmp_path / "ACM0")) == "simulated"


def build_by_hand(identity, port="COM9", stateful=False):
    """Return what `build` makes for the network in C, of which there is no .tflite."""
    shapes = [(1, 15, 20), (1, 2), (1, 4, 9), (1, 4)]
    tensors = [Tensor(k, f"t{k}", shape, np.dtype(np.int8)) for k, shape in enumerate(shapes)]
    return serial_board.Built(
        port, 5.0, link.BAUD, identity, tuple(tensors[:2]), tuple(tensors[2:]), stateful
    )


def test_a_run_has_the_networks_shapes_and_the_boards_own_figures(connect):
    with connect() as board:
        built = build_by_hand(board.identity)
    run = serial_board.run(built, [FIRST, SECOND], intermediates=True)
    assert [output.shape for output in run.outputs] == [(4, 4, 9), (4, 4)]
    np.testing.assert_array_equal(run.outputs[1].view("<i4")[:, 0], -SUMS)
    # The clock takes 1 ms and one more microsecond for each inference.
    assert run.seconds.shape == (4,)
    np.testing.assert_allclose(np.diff(run.seconds), 1e-6, rtol=1e-6)
    assert (run.label, run.ram_bytes, run.stack_bytes) == ("measured", 700, 90)
    assert (run.flash_bytes, run.intermediates, run.cycles) == (None, None, None)
    assert (built.identity.board, built.identity.model_hash) == ("a computer", "12345678")
    on_a_pty = build_by_hand(built.identity, "/dev/pts/7")
    assert serial_board.run(on_a_pty, [FIRST, SECOND]).label == "simulated"


@pytest.mark.parametrize("change", [{"model_hash": "12345679"}, {"board": "uno"}, {"ticks": 1}])
def test_another_board_or_model_than_was_built_for_is_refused(connect, board_in_c, change):
    with connect() as board:
        built = build_by_hand(replace(board.identity, **change))
    before = board_in_c.times_invoked
    with pytest.raises(SerialError, match="^COM9: another board or model is there now; build agai"):
        serial_board.run(built, [FIRST, SECOND])
    assert board_in_c.times_invoked == before


def test_a_board_without_a_clock_gives_no_times(connect, board_in_c):
    board_in_c.reset_without_extras()
    with connect() as board:
        assert np.isnan(board.predict([FIRST, SECOND])[1]).all()
        timing = board.time()
        assert np.isnan([timing.last, timing.fastest, timing.slowest]).all()
        assert timing.inferences == 4
        assert board.memory() == serial_board.Memory(None, None, None, None)
        built = build_by_hand(board.identity)
    run = serial_board.run(built, [FIRST, SECOND])
    assert (run.seconds, run.ram_bytes, run.stack_bytes) == (None, None, None)


def test_a_board_that_runs_another_model_is_refused_when_it_is_built_for(connect, monkeypatch):
    path = resources.data_dir() / "two_sensor_and.tflite"
    connect()
    wanted = files.sha256(path)[:8]
    with pytest.raises(SerialError, match=f"^COM9: the board runs model 12345678, not {wanted}; "):
        serial_board.build(path, port="COM9")
    # The same board, had it this model on it.
    identity = replace(connect().identity, model_hash=wanted)
    monkeypatch.setattr(SerialBoard, "_identify", lambda board: identity)
    with pytest.raises(SerialError, match=r"the inputs of the board's network have \(300, 2\) byt"):
        serial_board.build(path, port="COM9")
    identity = replace(identity, inputs=(2,), outputs=(1,))
    monkeypatch.setattr(SerialBoard, "_identify", lambda board: identity)
    built = serial_board.build(path, port="COM9")
    assert (built.port, built.identity) == ("COM9", identity)
    assert [tensor.shape for tensor in (*built.inputs, *built.outputs)] == [(1, 2), (1, 1)]
