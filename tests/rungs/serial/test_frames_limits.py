"""The board's end of the protocol at its limits: the longest, the shortest, and one byte more.

The C is that of libraries/TinymlKit.
"""

import struct
import zlib

import pytest

from tests.rungs.serial.test_frames import ask, give_input, head, predict, read, with_crc, write
from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import ANSWER, Frame, encode


def test_a_read_of_as_much_as_a_frame_carries_is_answered_and_of_one_byte_more_refused(
    narrow_board, wide_board
):
    for board, most in [(narrow_board, 48), (wide_board, 254)]:
        crc = give_input(board, 1, bytes(300), b"ab", step=20)
        assert ask(board, 2, frames.PREDICT, predict(crc))[0] == frames.OK
        whole = struct.pack("<64i", *range(97, 161))
        answer = ask(board, 3, frames.READ, read(crc, 0, 1, most))
        assert answer == bytes([frames.OK]) + whole[1 : 1 + most]
        refused = ask(board, 4, frames.READ, read(crc, 0, 1, most + 1))
        assert refused == bytes([frames.OUT_OF_RANGE])


def test_reads_and_writes_end_with_the_tensor(board_in_c):
    done, refused = bytes([frames.OK]), bytes([frames.OUT_OF_RANGE])
    assert ask(board_in_c, 1, frames.WRITE, write(0, 297, b"abc")) == done
    assert ask(board_in_c, 1, frames.WRITE, write(0, 298, b"abc")) == refused
    assert ask(board_in_c, 1, frames.WRITE, write(1, 2, b"")) == done
    assert ask(board_in_c, 1, frames.WRITE, write(1, 3, b"")) == refused
    assert ask(board_in_c, 1, frames.WRITE, write(1, 2**32 - 1, b"ab")) == refused
    assert ask(board_in_c, 1, frames.WRITE, write(2, 0, b"")) == refused
    # What was written to the first tensor is there, and nothing else.
    crc = zlib.crc32(bytes(297) + b"abc" + bytes(2))
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    last = int.from_bytes(ask(board_in_c, 3, frames.READ, read(crc, 0, 32, 4))[1:], "little")
    assert last == 298 * 97 + 299 * 98 + 300 * 99 + 8
    assert ask(board_in_c, 3, frames.READ, read(crc, 0, 36, 0)) == done
    for index, offset, count in [(0, 33, 4), (0, 36, 1), (0, 37, 0), (2, 0, 0), (1, 2**32 - 1, 2)]:
        assert ask(board_in_c, 3, frames.READ, read(crc, index, offset, count)) == refused


def test_a_frame_that_fills_the_boards_buffer_is_a_request_and_one_byte_more_is_none(narrow_board):
    full = write(0, 0, bytes(range(1, 45)))
    assert len(full) == 49
    assert ask(narrow_board, 1, frames.WRITE, full) == bytes([frames.OK])
    assert narrow_board.feed(encode(Frame(1, frames.WRITE, full + b"x"))) == b""
    # Nor is one that says that it is shorter than what came.
    assert narrow_board.feed(b"\0" + with_crc(head(48) + bytes(49)) + b"\0") == b""
    assert ask(narrow_board, 2, frames.TIME) == bytes(17)


def test_frames_that_are_shorter_than_the_shortest_are_no_requests(board_in_c):
    assert ask(board_in_c, 7, frames.TIME) == bytes(17)
    for sequence in range(256):
        # One byte short of a frame, and with the length that the missing byte would make of it.
        for content in (head(0, sequence)[:-1], head(255, sequence)[:-1], head(254)[:-2]):
            assert board_in_c.feed(b"\0" + with_crc(content) + b"\0") == b""
    # A frame that is whole, but for a last block that counts one byte more than came.
    stuffed, at = bytearray(with_crc(head(0))), 0
    while at + stuffed[at] < len(stuffed):
        at += stuffed[at]
    stuffed[at] += 1
    assert board_in_c.feed(b"\0" + bytes(stuffed) + b"\0") == b""


@pytest.mark.parametrize("length", [1, 11, 13, 256 + 12])
def test_a_length_that_is_not_the_payloads_is_no_request_though_the_crc_fits(board_in_c, length):
    content = head(length, command=frames.PREDICT) + bytes(12)
    assert board_in_c.feed(b"\0" + with_crc(content) + b"\0") == b""


def test_an_answer_is_never_answered(board_in_c):
    # Two boards on one line, or an echo, would talk to each other for ever.
    for command in range(128):
        assert board_in_c.feed(encode(Frame(3, command | ANSWER))) == b""
        assert board_in_c.feed(encode(Frame(3, command))) != b""


@pytest.mark.parametrize("length", [246, 247, 248])
def test_blocks_of_254_bytes_reach_the_board(board_in_c, length):
    # Sequence, command, payload and CRC without a zero: a full block, or just none.
    payload = bytes([7] * length)
    for sequence in range(1, 256):
        request = encode(Frame(sequence, frames.WRITE, payload))
        if 0 not in zlib.crc32(request[1:]).to_bytes(4, "little"):
            assert ask(board_in_c, sequence, frames.WRITE, payload) == bytes([frames.OUT_OF_RANGE])


def test_blocks_of_254_bytes_come_from_the_board(wide_board):
    # The sums are all of -65,920 to -65,857, whose bytes are not zero.
    weights = bytes(298) + struct.pack("<bb", -92, -128)
    crc = give_input(wide_board, 1, weights, struct.pack("<bb", -12, 0))
    assert ask(wide_board, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    whole = struct.pack("<64i", *range(-65_920, -65_856))
    assert 0 not in whole
    # The status is the last zero; behind it are the bytes and the CRC.
    for count in range(245, 255):
        for offset in (0, 1, 2):
            answer = ask(wide_board, 3, frames.READ, read(crc, 0, offset, count))
            assert answer == bytes([frames.OK]) + whole[offset : offset + count]


def test_a_name_that_a_frame_cannot_carry_is_cut(narrow_board):
    answer = ask(narrow_board, 1, frames.IDENTIFY)
    assert len(answer) == 49 and answer.endswith(b"a computer with a ")


def test_a_board_that_only_writes_answers_all_that_it_can(board_in_c):
    board_in_c.reset_without_extras()
    identity = ask(board_in_c, 1, frames.IDENTIFY)
    assert identity == struct.pack("<7BII4I", 0, 2, 248, 1, 2, 2, 0, 0x12345678, 0, 300, 2, 36, 4)
    assert ask(board_in_c, 1, frames.MEMORY) == struct.pack("<B4I", 0, *[frames.UNKNOWN] * 4)
    assert board_in_c.feed(b"?\r\n") == b""
    crc = give_input(board_in_c, 1, bytes(300), b"ab")
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc)) == bytes(5)
    assert ask(board_in_c, 3, frames.TIME) == struct.pack("<B4I", 0, 0, 0, 0, 1)


def test_a_repetition_is_the_same_input_under_the_same_sequence_after_nothing_else(board_in_c):
    crc = give_input(board_in_c, 1, bytes(300), b"ab")
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    other = crc ^ 1
    assert ask(board_in_c, 2, frames.PREDICT, predict(other)) == bytes([frames.OTHER_INPUT])
    # The result is still there, and was promised for the input before.
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    ask(board_in_c, 4, frames.WRITE, write(1, 0, b"a"))
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc)) == bytes([frames.OTHER_INPUT])


def test_the_fastest_inference_may_come_late_and_the_clock_may_begin_again_at_zero(board_in_c):
    # A board's clock of 32 bits runs over after little more than an hour.
    for time, inference in [(5, 700), (2**32 - 100, 300), (2**32 - 900, 500)]:
        board_in_c.set_clock(time, inference)
        crc = give_input(board_in_c, inference % 256, bytes(300), b"ab")
        answer = ask(board_in_c, inference % 256, frames.PREDICT, predict(crc))
        assert answer == struct.pack("<BI", frames.OK, inference)
    found = struct.unpack("<4I", ask(board_in_c, 9, frames.TIME)[1:])
    assert found == (500, 300, 700, 3)
    board_in_c.reset()
    assert ask(board_in_c, 9, frames.TIME) == bytes(17)


def test_a_write_without_a_whole_offset_is_refused_whatever_follows_it(board_in_c):
    # What follows is the CRC. Where its first byte is 0, it would make a small offset whole.
    tried = 0
    for sequence in range(256):
        for offset in range(46):
            payload = bytes([0, offset, 0, 0])
            content = struct.pack("<HIB", len(payload), sequence, frames.WRITE) + payload
            if zlib.crc32(content) & 0xFF == 0:
                tried += 1
                refused = bytes([frames.OUT_OF_RANGE])
                assert ask(board_in_c, sequence, frames.WRITE, payload) == refused
    assert tried > 10


@pytest.mark.parametrize("typed", [b"\x03", b"\x04", b"x", b"\xff"])
def test_what_cannot_begin_a_frame_is_skipped_to_the_end_of_the_line(board_in_c, typed):
    # The first block of a frame has at most one byte, so its first byte is 1 or 2.
    assert board_in_c.feed(typed + b"?") == b""
    assert board_in_c.feed(b"\n?") == board_in_c.feed(b"\r\n?") != b""


@pytest.mark.parametrize("begun", [b"\x01", b"\x02"])
def test_what_may_begin_a_frame_is_ended_by_a_delimiter_alone(board_in_c, begun):
    assert board_in_c.feed(begun + b"\n?") == b""
    assert board_in_c.feed(b"\0?") != b""
