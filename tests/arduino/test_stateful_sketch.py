"""A model with state as a sketch: by the cable, sequences give what the reference computes."""

import numpy as np
import pytest

from tests.support.networks import small_network
from tests.support.stateful import accumulator
from tinyml_kit.arduino import qemu_board, simavr_pty, sketch, sketches
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.serial import serial_board
from tinyml_kit.rungs.serial.serial_board import SerialBoard

# The computer may have much else to do.
PATIENT = 120
FIRST = [10, 20, 30, -40]


def sequences(shape=(1, 4)):
    rng = np.random.default_rng(7)
    return rng.integers(-20, 20, (3, 4, *shape[1:]), dtype=np.int8)


def require_right(port, content):
    built = serial_board.build(content, port=port, timeout=PATIENT)
    run = serial_board.run(built, sequences())
    expected = reference.run(reference.build(content), sequences())
    np.testing.assert_array_equal(run.outputs[0], expected.outputs[0])
    assert run.seconds.shape == (3, 4)
    with SerialBoard(port, PATIENT) as board:
        # The first block of three sequences, asked alone, and twice, gives the same.
        for _ in range(2):
            board.reset()
            (outputs,), _ = board.predict(sequences()[1])
            np.testing.assert_array_equal(outputs, expected.outputs[0][1])


@pytest.mark.parametrize("board", ["uno", "mega2560"])
def test_sequences_on_a_simulated_avr_are_the_references(tmp_path, board):
    content = accumulator(FIRST)
    sketch.export(content, tmp_path / "sums", "c", board)
    try:
        built = sketches.build(tmp_path / "sums", board, tmp_path / "built")
        with simavr_pty.simulate(built.elf, board) as there:
            there.wait(50)
            require_right(there.port, content)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_sequences_on_the_emulated_nano_33_are_the_references(tmp_path):
    content = accumulator(FIRST)
    sketch.export(content, tmp_path / "sums", "c", "nano33ble")
    try:
        built = qemu_board.build(tmp_path / "sums", tmp_path / "built")
        with qemu_board.emulate(built.elf) as board:
            require_right(board.port, content)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_a_persons_question_starts_a_new_sequence_only_where_there_is_state():
    with_state = sketch.source(accumulator(FIRST), "sums")["sums.ino"]
    without = sketch.source(small_network(), "net")["net.ino"]
    assert "model_reset();" in with_state and "model_reset" not in without
