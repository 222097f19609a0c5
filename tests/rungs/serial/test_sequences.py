"""Sequences on a board with state: each starts anew, and one that is interrupted is sent again."""

import itertools

import numpy as np
import pytest

from tests.rungs.serial.test_frames import ask
from tests.rungs.serial.test_serial_board import FIRST, SECOND, SUMS, every, flip
from tests.rungs.serial.test_serial_rung import build_by_hand
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.serial import frames, sequences, serial_board
from tinyml_kit.rungs.serial.link import SequenceLost, SerialError

# Two sequences of two steps.
EXPECTED = -np.cumsum(SUMS.reshape(2, 2), axis=1).ravel()


def require_right(board):
    (_, remembered), seconds = sequences.predict(board, [FIRST, SECOND], 2)
    np.testing.assert_array_equal(remembered.view("<i4")[:, 0], EXPECTED)
    assert seconds.shape == (4,)


def command(chunk):
    return frames.decode(chunk[1:-1]).command


def test_each_sequence_starts_from_the_first_state(connect_stateful):
    with connect_stateful() as board:
        require_right(board)
        require_right(board)
        (_, remembered), _ = board.predict([FIRST[:1], SECOND[:1]])
        assert remembered.view("<i4")[0, 0] == EXPECTED[-1] - SUMS[0]


def test_a_reset_takes_the_result_away(connect_stateful):
    with connect_stateful() as board:
        board.predict([FIRST, SECOND])
        assert board._read(board._history, 0, 4) is not None
        last = board._history
        board.reset()
        assert board._read(last, 0, 4) is None


def test_a_network_without_state_may_be_reset_too(connect):
    with connect() as board:
        board.predict([FIRST, SECOND])
        board.reset()
        board.predict([FIRST, SECOND])


def test_an_input_after_others_than_this_programs_is_refused(connect_stateful):
    with connect_stateful() as board:
        board.predict([FIRST[:1], SECOND[:1]])
        with connect_stateful() as another:
            with pytest.raises(SequenceLost, match="^COM9: the network remembers other inputs"):
                another.predict([FIRST[:1], SECOND[:1]])
        board.predict([FIRST[1:2], SECOND[1:2]])
        with connect_stateful() as another:
            another.reset()
        with pytest.raises(SequenceLost):
            board.predict([FIRST[:1], SECOND[:1]])


def test_a_restart_and_another_programs_reset_do_not_pass_for_an_undisturbed_sequence(
    connect_stateful, stateful_firmware
):
    # Once found by the command of faults, when inferences and resets were counted.
    count = itertools.count(1)

    def fault(chunk, to_board):
        if to_board and command(chunk) == frames.READ and next(count) == 2:
            stateful_firmware.reset()
            ask(stateful_firmware, 1, frames.RESET, b"else")
        return chunk

    with connect_stateful(fault) as board:
        require_right(board)


def test_a_fault_in_every_few_frames_changes_no_answer(connect_stateful):
    for n in (3, 4, 7):
        with connect_stateful(every(n, flip)) as board:
            require_right(board)


@pytest.mark.parametrize("where", [frames.RESET, frames.WRITE, frames.PREDICT, frames.READ])
def test_a_board_that_restarts_in_a_sequence_gets_it_again(
    connect_stateful, stateful_firmware, where
):
    count = itertools.count(1)

    def fault(chunk, to_board):
        if to_board and command(chunk) == where and next(count) == 2:
            stateful_firmware.reset()
        return chunk

    with connect_stateful(fault) as board:
        require_right(board)


def test_an_inference_of_somebody_else_in_a_sequence_is_noticed(
    connect_stateful, stateful_firmware
):
    count = itertools.count(1)

    def fault(chunk, to_board):
        if to_board and command(chunk) == frames.PREDICT and next(count) == 2:
            stateful_firmware.invoke_for_the_sketch()
        return chunk

    with connect_stateful(fault) as board:
        require_right(board)


def test_a_sequence_that_is_interrupted_each_time_is_given_up(connect_stateful, stateful_firmware):
    asked = itertools.count()

    def fault(chunk, to_board):
        if to_board and command(chunk) == frames.PREDICT:
            next(asked)
            stateful_firmware.reset()
        return chunk

    with connect_stateful(fault) as board:
        with pytest.raises(SerialError, match="COM9: 3 times a sequence was interrupted; somethin"):
            sequences.predict(board, [FIRST, SECOND], 2)
    assert next(asked) == 3


def test_an_older_sketch_is_to_be_replaced(connect_stateful, monkeypatch):
    monkeypatch.setattr(frames, "RESET", 99)
    with connect_stateful() as board:
        with pytest.raises(SerialError, match="does not know how to reset the network's state; up"):
            sequences.predict(board, [FIRST, SECOND], 2)


def test_the_rung_gives_sequences_back_as_they_were_given(connect_stateful):
    with connect_stateful() as board:
        built = build_by_hand(board.identity, stateful=True)
    first, second = FIRST.reshape(2, 2, 15, 20), SECOND.reshape(2, 2, 2)
    run = serial_board.run(built, [first, second])
    assert [output.shape for output in run.outputs] == [(2, 2, 4, 9), (2, 2, 4)]
    np.testing.assert_array_equal(run.outputs[1].view("<i4").ravel(), EXPECTED)
    assert run.seconds.shape == (2, 2)
    with pytest.raises(DeviceError, match="the model has state, so t0 takes"):
        serial_board.run(built, [FIRST, SECOND])
