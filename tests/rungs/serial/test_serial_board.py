"""A board on a bad line: what comes back is right, or there is a clear error."""

import itertools
import os
import time
from random import Random

import numpy as np
import pytest
import serial
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.board_in_c import Line
from tinyml_kit.rungs.serial import frames, serial_board
from tinyml_kit.rungs.serial.frames import Frame, encode
from tinyml_kit.rungs.serial.link import SerialError
from tinyml_kit.rungs.serial.serial_board import SerialBoard

rng = np.random.default_rng(5)
FIRST = rng.integers(-128, 128, (4, 15, 20), dtype=np.int8)
SECOND = rng.integers(-128, 128, (4, 2), dtype=np.int8)
SUMS = FIRST.reshape(4, 300).astype(np.int32) @ np.arange(1, 301, dtype=np.int32) + SECOND[:, 0]


def assert_right(board):
    (sums, negative), seconds = board.predict([FIRST, SECOND])
    assert sums.dtype == np.int8 and sums.shape == (4, 36) and seconds.shape == (4,)
    expected = SUMS[:, np.newaxis] + np.arange(9)
    np.testing.assert_array_equal(sums.view("<i4"), expected)
    np.testing.assert_array_equal(negative.view("<i4")[:, 0], -SUMS)


def test_a_board_says_what_it_is_and_what_it_runs(connect):
    with connect() as board:
        assert board.identity == serial_board.Identity(
            "a computer", "12345678", np.dtype(np.int8), (300, 2), (36, 4), False, 248, 1_000_000
        )
        assert board.memory() == serial_board.Memory(2048, 700, 90, None)


def test_answers_to_many_inputs_are_the_networks_with_the_boards_own_times(connect):
    with connect() as board:
        assert_right(board)
        timing = board.time()
    assert timing.inferences == 4
    # The board's clock takes 1 ms and one more microsecond for each inference.
    assert timing.slowest - timing.fastest == pytest.approx(3e-6)
    assert timing.last == timing.slowest


def every(n, change):
    """Return a fault that changes every n-th chunk of bytes."""
    count = itertools.count(1)
    return lambda chunk, to_board: change(chunk) if chunk and next(count) % n == 0 else chunk


def flip(chunk):
    middle = len(chunk) // 2
    return chunk[:middle] + bytes([chunk[middle] ^ 4]) + chunk[middle + 1 :]


FAULTS = {
    "a flipped bit": flip,
    "a lost byte": lambda chunk: chunk[:5] + chunk[6:],
    "a doubled byte": lambda chunk: chunk[:5] + chunk[4:],
    "a lost frame": lambda chunk: b"",
    "a lost delimiter": lambda chunk: chunk[:-1],
    "a doubled frame": lambda chunk: chunk + chunk,
    "half a frame and then the whole": lambda chunk: chunk[: len(chunk) // 2] + chunk,
    "noise before a frame": lambda chunk: bytes(range(256)) + chunk,
    "text before a frame": lambda chunk: b"\r\nHello, I am your sketch.\r\n?\n" + chunk,
}


@pytest.mark.parametrize("fault", FAULTS)
# Requests and answers take turns: of every second chunk changed, no answer would get through.
@pytest.mark.parametrize("n", [3, 4, 7])
def test_a_fault_in_every_few_frames_changes_no_answer(connect, fault, n):
    with connect(every(n, FAULTS[fault])) as board:
        assert_right(board)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.floats(1e-6, 0.003))
def test_random_faults_in_single_bytes_change_no_answer(connect, seed, share):
    random = Random(seed)

    def fault(chunk, to_board):
        out = bytearray()
        for byte in chunk:
            kind = random.random() / share
            if kind >= 1:
                out.append(byte)
            elif kind > 0.5:
                out.append(random.randrange(256))
            elif kind > 0.25:
                out += bytes([byte, byte])
        return bytes(out)

    with connect(fault) as board:
        assert_right(board)


def test_a_reset_in_the_middle_of_an_input_starts_it_again(connect, board_in_c):
    count = itertools.count(1)

    def fault(chunk, to_board):
        if to_board and next(count) in (4, 9):
            # The board takes half a frame, and wakes with empty memory.
            board_in_c.feed(chunk[: len(chunk) // 2])
            board_in_c.reset()
            return b""
        return chunk

    with connect(fault) as board:
        assert_right(board)


def test_a_board_that_is_reset_all_the_time_is_given_up(connect, board_in_c):
    def fault(chunk, to_board):
        if to_board and frames.decode(chunk[1:-1]).command == frames.PREDICT:
            board_in_c.reset()
        return chunk

    with connect(fault) as board:
        with pytest.raises(SerialError, match="COM9: the board lost its input 3 times"):
            board.predict([FIRST, SECOND])


def test_a_lost_result_is_computed_again(connect, board_in_c):
    count = itertools.count()

    def fault(chunk, to_board):
        if to_board and chunk and frames.decode(chunk[1:-1]).command == frames.READ:
            if next(count) == 1:
                board_in_c.reset()
        return chunk

    with connect(fault) as board:
        assert_right(board)


def test_a_lost_answer_to_predict_does_not_run_the_network_twice(connect, board_in_c):
    lost = itertools.count()

    def fault(chunk, to_board):
        if not to_board and chunk:
            command = frames.Receiver().feed(chunk)[0].command
            if command == frames.PREDICT | frames.ANSWER and next(lost) % 2 == 0:
                return b""
        return chunk

    before = board_in_c.times_invoked
    with connect(fault) as board:
        assert_right(board)
    assert board_in_c.times_invoked == before + 4


def test_late_answers_to_earlier_requests_are_dropped(connect):
    late = []

    def fault(chunk, to_board):
        if to_board:
            return chunk
        # Every answer comes once more, after two others.
        late.append(chunk)
        return chunk + (late[-3] if len(late) > 2 else b"")

    with connect(fault) as board:
        assert_right(board)


def test_an_echo_is_no_answer(connect):
    echo = []

    def fault(chunk, to_board):
        if to_board:
            echo.append(chunk)
            return b""
        return echo[-1]

    with pytest.raises(SerialError, match="no answer within 0.1 s"):
        connect(fault, timeout=0.1)


def test_a_silent_board_is_a_clear_error_in_the_time_given():
    master, slave = os.openpty()
    start = time.monotonic()
    with pytest.raises(SerialError, match=r"/dev/\S+: no answer within 0.7 s; check the cable"):
        SerialBoard(os.ttyname(slave), timeout=0.7)
    assert 0.7 <= time.monotonic() - start < 3
    # It was asked twice, in between in the first version, too; and the port is free again.
    assert os.read(master, 1000).count(b"\0") == 6
    os.close(master)
    os.close(slave)


def test_a_port_that_is_not_there_is_named():
    with pytest.raises(SerialError, match="COM77: the serial port cannot be opened"):
        SerialBoard("COM77")


def test_a_board_that_is_unplugged_is_a_clear_error(connect):
    def unplugged(chunk, to_board):
        raise serial.SerialException("device reports readiness to read but returned no data")

    with connect() as board:
        board._link._line.fault = unplugged
        with pytest.raises(SerialError, match="COM9: the connection broke .*plug the board in"):
            board.time()


def test_another_version_of_the_protocol_is_refused_and_the_port_given_back(connect, monkeypatch):
    monkeypatch.setattr(frames, "VERSION", 3)
    closed = []
    monkeypatch.setattr(Line, "close", lambda line: closed.append(line))
    with pytest.raises(SerialError, match="version 2 of the frames, this kit version 3"):
        connect()
    assert len(closed) == 1


def test_inputs_that_do_not_fit_the_network_are_refused(connect):
    with connect() as board:
        with pytest.raises(SerialError, match=r"takes 2 arrays of equal length, got \[4\]"):
            board.predict(FIRST)
        with pytest.raises(SerialError, match=r"takes 2 arrays of equal length, got \[4, 3\]"):
            board.predict([FIRST, SECOND[:3]])
        with pytest.raises(SerialError, match="input 1 .* takes 2 elements of int8, got 3 of int8"):
            board.predict([FIRST, np.zeros((4, 3), np.int8)])
        with pytest.raises(SerialError, match="input 0 .* got 300 of float32"):
            board.predict([FIRST.astype(np.float32), SECOND])


def test_an_unknown_command_asks_for_the_present_sketch(connect, monkeypatch):
    with connect() as board:
        monkeypatch.setattr(frames, "TIME", 40)
        with pytest.raises(SerialError, match="does not know how to time inferences; upload"):
            board.time()


def test_a_stray_frame_of_another_program_is_no_answer(connect):
    stray = encode(Frame(0, frames.TIME | frames.ANSWER, bytes([frames.OK]) + bytes(16)))
    with connect(lambda chunk, to_board: chunk if to_board else stray + chunk) as board:
        board._link._sequence = 10
        assert_right(board)
        assert board.time().inferences == 4
