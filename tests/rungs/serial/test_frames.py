"""Frames: what is sent arrives, what is garbled does not, and C and Python agree on the bytes.

The C is that of libraries/TinymlKit.
"""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinyml_kit.rungs.serial import frames
from tinyml_kit.rungs.serial.frames import ANSWER, Frame, ProtocolError, Receiver, decode, encode

# The compiled board is reset by each example itself.
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
payloads = st.one_of(
    st.binary(max_size=255),
    # Blocks of the stuffing end after 254 bytes without a zero.
    st.integers(240, 255).map(lambda n: bytes([7]) * n),
)
any_frame = st.builds(Frame, st.integers(0, 2**32 - 1), st.integers(0, 255), payloads)


def ask(board, sequence, command, payload=b""):
    """Return the answer of the board in C to one request."""
    request = Frame(sequence, command, payload)
    (answer,) = Receiver().feed(board.feed(encode(request)))
    assert (answer.tag, answer.command) == (frames.checksum(request), command | ANSWER)
    return answer.payload


def write(index, offset, content):
    return struct.pack("<BI", index, offset) + content


def predict(crc, model=0x12345678, history=0):
    return struct.pack("<III", model, crc, history)


def read(crc, index, offset, count, history=0):
    return struct.pack("<IBIB", frames.after(history, crc), index, offset, count)


def give_input(board, sequence, first, second, step=100):
    """Write both inputs in pieces; return the CRC that PREDICT wants."""
    for offset in range(0, len(first), step):
        piece = write(0, offset, first[offset : offset + step])
        assert ask(board, sequence, frames.WRITE, piece) == b"\0"
    assert ask(board, sequence, frames.WRITE, write(1, 0, second)) == b"\0"
    return zlib.crc32(first + second)


@given(st.binary(max_size=1100))
def test_stuffed_bytes_hold_no_zero_and_come_back(body):
    stuffed = frames.stuff(body)
    assert 0 not in stuffed
    assert len(stuffed) <= len(body) + len(body) // 254 + 1
    assert frames.unstuff(stuffed) == body


def test_stuffing_follows_the_published_examples():
    # Cheshire & Baker 1999, and the table that Wikipedia keeps of them.
    for body, stuffed in [
        (b"", "01"),
        (b"\0", "01 01"),
        (b"\0\0", "01 01 01"),
        (b"\x11\x22\0\x33", "03 11 22 02 33"),
        (b"\x11\0\0\0", "02 11 01 01 01"),
        (bytes(range(1, 255)) + b"\0", "ff" + bytes(range(1, 255)).hex() + "01 01"),
    ]:
        assert frames.stuff(body).hex() == stuffed.replace(" ", "")


@given(any_frame)
def test_a_frame_starts_and_ends_with_the_only_zeros_and_comes_back(frame):
    sent = encode(frame)
    assert sent[0] == sent[-1] == 0 and 0 not in sent[1:-1]
    # So a person's question mark is no frame.
    assert sent[1] in (1, 2)
    assert decode(sent[1:-1]) == frame


def test_a_payload_that_no_frame_can_carry_is_refused():
    longest = Frame(0, frames.WRITE, bytes(255))
    assert decode(encode(longest)[1:-1]) == longest
    with pytest.raises(ProtocolError, match="a payload of 256 bytes"):
        encode(Frame(0, frames.WRITE, bytes(256)))


def with_crc(content):
    """Return bytes with their own CRC behind them, stuffed, whatever they are."""
    return frames.stuff(content + zlib.crc32(content).to_bytes(4, "little"))


def head(length, sequence=7, command=frames.TIME):
    return struct.pack("<HIB", length, sequence, command)


def test_the_shortest_frame_has_no_payload_and_what_is_shorter_is_none():
    assert decode(with_crc(head(0))) == Frame(7, frames.TIME)
    for content in (head(0)[:-1], b"\7", b""):
        with pytest.raises(ProtocolError, match=r"damaged \(length\)"):
            decode(with_crc(content))
    with pytest.raises(ProtocolError, match=r"damaged \(CRC\)"):
        decode(frames.stuff(b"\1\2\3"))


@pytest.mark.parametrize(("said", "are"), [(0, 1), (3, 4), (5, 4), (255, 254), (256, 256)])
def test_a_length_that_is_not_the_payloads_or_too_much_is_refused_though_the_crc_fits(said, are):
    with pytest.raises(ProtocolError, match=r"damaged \(length\); it has to be sent again"):
        decode(with_crc(head(said) + bytes(are)))
    assert decode(with_crc(head(min(are, 255)) + bytes(min(are, 255)))).command == frames.TIME


@pytest.mark.parametrize(
    "stuffed",
    [
        b"\0",  # no block counts less than itself
        b"\2\0",  # a zero inside a block,
        b"\3\1\0\1",  # at its end, too
        b"\3\1",  # a byte less than it counts
        b"\xff" + bytes([1] * 253),
    ],
)
def test_what_is_no_row_of_whole_blocks_is_refused(stuffed):
    with pytest.raises(ProtocolError, match=r"damaged \(stuffing\); it has to be sent again"):
        frames.unstuff(stuffed)


@given(st.lists(any_frame, max_size=4), st.lists(st.integers(0, 600), max_size=8))
def test_frames_are_found_however_the_stream_is_cut(sent, cuts):
    stream = b"".join(map(encode, sent))
    at = sorted({0, len(stream), *(min(cut, len(stream)) for cut in cuts)})
    receiver, found = Receiver(), []
    for start, end in zip(at, at[1:], strict=False):
        found += receiver.feed(stream[start:end])
    assert found == sent


@given(st.binary(max_size=900), any_frame)
def test_after_any_noise_the_next_frame_is_found(noise, frame):
    assert Receiver().feed(noise + encode(frame))[-1] == frame


@given(any_frame, st.data())
def test_a_frame_with_flipped_lost_or_doubled_bytes_is_dropped(frame, data):
    sent = bytearray(encode(frame)[1:-1])
    at = data.draw(st.integers(0, len(sent) - 1))
    fault = data.draw(st.sampled_from(["flip", "lose", "double"]))
    if fault == "flip":
        sent[at] ^= data.draw(st.integers(1, 255))
    elif fault == "lose":
        del sent[at]
    else:
        sent.insert(at, sent[at])
    for found in Receiver().feed(bytes(sent) + b"\0"):
        # A byte lost beside its like and such make no difference; nothing else may come through.
        assert found == frame


def test_endless_noise_takes_no_memory():
    receiver = Receiver()
    for _ in range(1000):
        assert receiver.feed(b"\x55" * 1000) == []
    assert len(receiver._since_delimiter) < 300


@shared
@given(st.integers(0, 255), st.binary(max_size=243), st.integers(0, 57))
def test_the_board_understands_and_answers_every_payload(board_in_c, sequence, content, offset):
    answer = ask(board_in_c, sequence, frames.WRITE, write(0, offset, content))
    assert answer == bytes([frames.OK])


@shared
@given(st.binary(min_size=300, max_size=300), st.binary(min_size=2, max_size=2))
def test_the_board_predicts_what_the_network_computes(board_in_c, first, second):
    board_in_c.reset()
    crc = give_input(board_in_c, 1, first, second)
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    values = np.frombuffer(first, np.int8).astype(int)
    total = int(values @ np.arange(1, 301)) + int.from_bytes(second[:1], "little", signed=True)
    answer = ask(board_in_c, 3, frames.READ, read(crc, 0, 0, 36))
    assert struct.unpack("<9i", answer[1:]) == tuple(total + i for i in range(9))
    assert ask(board_in_c, 4, frames.READ, read(crc, 0, 30, 6))[1:] == answer[31:]
    assert ask(board_in_c, 5, frames.READ, read(crc, 1, 0, 4))[1:] == struct.pack("<i", -total)


@shared
@given(st.binary(max_size=900))
def test_after_any_noise_the_board_answers_the_next_request(board_in_c, noise):
    board_in_c.reset()
    request = encode(Frame(9, frames.TIME))
    answers = Receiver().feed(board_in_c.feed(noise + request))
    tag = frames.checksum(Frame(9, frames.TIME))
    assert answers[-1] == Frame(tag, frames.TIME | ANSWER, bytes(17))


@shared
@given(st.data())
def test_the_board_is_silent_on_a_damaged_request(board_in_c, data):
    board_in_c.reset()
    request = bytearray(encode(Frame(5, frames.WRITE, write(0, 3, bytes(range(60))))))
    at = data.draw(st.integers(1, len(request) - 2))
    request[at] ^= data.draw(st.integers(1, 255))
    assert Receiver().feed(board_in_c.feed(request)) == []


@shared
@given(st.integers(0, 255), st.integers(0, 2**32 - 1), st.binary(max_size=243))
def test_the_board_writes_nothing_outside_an_input(board_in_c, index, offset, content):
    fits = index < 2 and offset + len(content) <= (300, 2)[index]
    status = ask(board_in_c, 1, frames.WRITE, write(index, offset, content))
    assert status == bytes([frames.OK if fits else frames.OUT_OF_RANGE])


def test_the_board_refuses_requests_that_are_cut_short_or_too_long(board_in_c):
    crc = 0
    out_of_range = bytes([frames.OUT_OF_RANGE])
    assert ask(board_in_c, 1, frames.WRITE, b"\0\0\0\0") == out_of_range
    for short in (b"\0\0\0", bytes(8), bytes(11), bytes(13)):
        assert ask(board_in_c, 1, frames.PREDICT, short) == out_of_range
    assert ask(board_in_c, 1, frames.READ, read(crc, 0, 0, 4)[:-1]) == out_of_range
    assert ask(board_in_c, 1, frames.READ, read(crc, 0, 0, 248)) == out_of_range
    assert ask(board_in_c, 1, frames.READ, read(crc, 2, 0, 1)) == out_of_range
    assert ask(board_in_c, 1, 99) == bytes([frames.UNKNOWN_COMMAND])
    assert ask(board_in_c, 1, frames.READ, read(crc, 0, 0, 4) + b"\0") == out_of_range
    # A frame longer than the board's buffer is no request.
    assert board_in_c.feed(encode(Frame(1, frames.WRITE, bytes(255)))) == b""


def test_the_board_says_who_it_is(board_in_c):
    answer = ask(board_in_c, 1, frames.IDENTIFY)
    assert answer == struct.pack(
        "<7BII4I", 0, 2, 248, 1, 2, 2, 0, 0x12345678, 1_000_000, 300, 2, 36, 4
    ) + b"a computer"  # fmt: skip


def test_what_the_board_does_not_know_of_its_memory_is_unknown(board_in_c):
    answer = ask(board_in_c, 1, frames.MEMORY)
    assert struct.unpack("<B4I", answer) == (0, 2048, 700, 90, frames.UNKNOWN)


def test_a_repeated_prediction_is_answered_without_running_again(board_in_c):
    # The network may have destroyed its input: a second run would be of something else.
    crc = give_input(board_in_c, 1, bytes(range(200)) + bytes(100), b"ab")
    before = board_in_c.times_invoked
    answers = [ask(board_in_c, 2, frames.PREDICT, predict(crc)) for _ in range(3)]
    assert answers[0][0] == frames.OK and len(set(answers)) == 1
    assert board_in_c.times_invoked == before + 1
    # Under another sequence it is a new request, and the input is gone.
    assert ask(board_in_c, 3, frames.PREDICT, predict(crc)) == bytes([frames.OTHER_INPUT])


def test_an_input_that_is_not_the_one_sent_is_refused(board_in_c):
    crc = give_input(board_in_c, 1, bytes(300), b"ab")
    ask(board_in_c, 1, frames.WRITE, write(0, 299, b"\1"))
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc)) == bytes([frames.OTHER_INPUT])


def test_there_is_no_result_before_a_prediction_after_a_write_or_after_the_sketchs_own(board_in_c):
    no_result, zeros = bytes([frames.NO_RESULT]), zlib.crc32(bytes(302))
    assert ask(board_in_c, 1, frames.READ, read(zeros, 0, 0, 4)) == no_result
    crc = give_input(board_in_c, 1, bytes(300), b"ab")
    assert ask(board_in_c, 2, frames.PREDICT, predict(crc))[0] == frames.OK
    assert ask(board_in_c, 3, frames.READ, read(crc, 0, 0, 4))[0] == frames.OK
    ask(board_in_c, 4, frames.WRITE, write(1, 0, b"x"))
    assert ask(board_in_c, 5, frames.READ, read(crc, 0, 0, 4)) == no_result
    crc = give_input(board_in_c, 6, bytes(300), b"ab")
    assert ask(board_in_c, 7, frames.PREDICT, predict(crc))[0] == frames.OK
    board_in_c.invoke_for_the_sketch()
    assert ask(board_in_c, 8, frames.READ, read(crc, 0, 0, 4)) == no_result
    # And the repetition of what was answered before must run again, or be refused.
    assert ask(board_in_c, 7, frames.PREDICT, predict(crc)) == bytes([frames.OTHER_INPUT])


def test_a_result_is_read_only_by_whoever_gave_its_inputs(board_in_c):
    mine = give_input(board_in_c, 1, bytes(300), b"ab")
    assert ask(board_in_c, 2, frames.PREDICT, predict(mine))[0] == frames.OK
    theirs = give_input(board_in_c, 3, bytes(300), b"cd")
    assert ask(board_in_c, 4, frames.PREDICT, predict(theirs))[0] == frames.OK
    assert ask(board_in_c, 5, frames.READ, read(mine, 0, 0, 4)) == bytes([frames.NO_RESULT])
    assert ask(board_in_c, 5, frames.READ, read(theirs, 0, 0, 4))[0] == frames.OK


def test_an_input_for_another_model_is_refused(board_in_c):
    crc = give_input(board_in_c, 1, bytes(300), b"ab")
    before = board_in_c.times_invoked
    answer = ask(board_in_c, 2, frames.PREDICT, predict(crc, model=0x12345679))
    assert answer == bytes([frames.OTHER_MODEL]) and board_in_c.times_invoked == before


def test_requests_of_the_first_version_are_not_understood(board_in_c):
    assert board_in_c.feed(frames.old_identify()) == b""


def test_times_are_those_of_the_last_the_fastest_and_the_slowest_inference(board_in_c):
    ticks = []
    for sequence in range(3):
        crc = give_input(board_in_c, sequence, bytes(300), b"ab")
        answer = ask(board_in_c, sequence, frames.PREDICT, predict(crc))
        ticks.append(int.from_bytes(answer[1:], "little"))
    found = struct.unpack("<4I", ask(board_in_c, 9, frames.TIME)[1:])
    assert found == (ticks[-1], min(ticks), max(ticks), 3)


def test_a_persons_question_mark_is_answered_at_the_start_of_a_line_only(board_in_c):
    assert board_in_c.feed(b"?") == b"!"
    assert board_in_c.feed(b"?\r\n") == b"!"
    assert board_in_c.feed(b"what?\r\n") == b""
    assert board_in_c.feed(b"?") == b"!"
    assert board_in_c.feed(b"what?\0?") == b"!"
    # Inside a frame it is a byte like any other.
    payload = write(0, 0, b"????")
    assert ask(board_in_c, ord("?"), frames.WRITE, payload) == b"\0"
