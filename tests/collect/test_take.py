"""A recording holds what the sketch read, in its order, and counts what a bad line took."""

from random import Random

import numpy as np
import pytest

from tests.support.sensor_board import Line, Spoiler, hurry
from tinyml_kit.collect import Recorder
from tinyml_kit.collect.take import TakeError
from tinyml_kit.rungs.serial import frames, link, stream
from tinyml_kit.rungs.serial.frames import ANSWER, Frame
from tinyml_kit.rungs.serial.link import SerialError


@pytest.fixture
def opened(monkeypatch):
    """Return a function that opens a SensorLine over a given line, in hurried time."""
    hurry(monkeypatch, link, stream)

    def open_line(line, **how):
        monkeypatch.setattr(stream, "open_port", lambda port, baud: line)
        return stream.SensorLine("COM9", **how)

    return open_line


def recorded(there, **how):
    recorder = Recorder(there, there.source(), **how)
    recorder.run()
    return recorder.take()


def times(take, axis=0):
    """Return when each sample was read, in milliseconds from the first on."""
    return (take.samples[:, axis] - take.samples[0, axis]) % 1024


def in_steps(take, milliseconds):
    """Tell whether samples were read so far apart, to the millisecond in which each was read."""
    apart = times(take) - milliseconds * np.arange(len(take.samples)) % 1024
    return ((apart + 1) % 1024 <= 2).all()


@pytest.mark.parametrize("rate", [500.0, 100.0, 3.0])
@pytest.mark.parametrize("axes", [1, 2])
def test_a_recording_holds_every_sample_at_its_time(opened, board, rate, axes):
    rate = min(rate, 500 / axes)
    there = opened(Line(board))
    take = recorded(there, seconds=0.7, axes=axes, rate=rate)
    wanted = round(0.7 * rate)
    assert take.samples.shape == (wanted, axes) and take.samples.dtype == np.int16
    assert (take.came, take.lost, take.damaged) == (wanted, 0, 0)
    expected = np.floor(np.arange(wanted) * 1000 / rate) % 1024
    assert np.abs(times(take) - expected).max() <= 1
    if axes == 2:
        # The second pin reads 100 more, a converter's time later.
        apart = (take.samples[:, 1] - take.samples[:, 0]) % 1024
        assert set(apart.tolist()) <= {100, 101}
    assert take.rate == rate and take.axes == ("A0", "A1")[:axes]


def test_values_are_in_volts(opened, board):
    take = recorded(opened(Line(board)), seconds=0.1, axes=1, rate=100.0)
    np.testing.assert_array_equal(take.values, (take.samples * (5 / 1024)).astype(np.float32))


def test_a_second_recording_begins_at_its_own_start(opened, board):
    there = opened(Line(board))
    first, second = (recorded(there, seconds=0.3, axes=1, rate=100.0) for _ in range(2))
    assert first.lost == second.lost == 0
    assert (times(first) == times(second)).all()
    assert first.samples[0, 0] != second.samples[0, 0]


def test_what_a_killed_program_began_is_ended_first(opened, board):
    opened(Line(board)).begin(stream.Source(0, "pins", ("A0",), 500.0, False, (1.0,)), 1, 50.0)
    board.feed(b"", 100_000)
    take = recorded(opened(Line(board)), seconds=0.3, axes=1, rate=100.0)
    assert (len(take.samples), take.lost, take.damaged) == (30, 0, 0)


def test_a_board_that_is_held_up_says_what_it_skipped(opened, board):
    class Slow(Line):
        def read(self, count):
            # Once, the sketch is busy for 100 ms of its time.
            if not self.slowed and sum(map(len, self.written)) and self.reads > 20:
                self.slowed = True
                self.waiting += self.board.feed(b"", 1, 100_000)
            self.reads += 1
            return super().read(count)

        slowed, reads = False, 0

    take = recorded(opened(Slow(board)), seconds=1.0, axes=1, rate=100.0)
    assert take.damaged == 0 and 9 <= take.lost <= 11
    assert take.came == 100 - take.lost
    assert len(take.samples) > 40 and in_steps(take, 10)


def test_a_damaged_frame_is_counted_and_the_longest_stretch_stays(opened, board):
    blocks = []

    def second_block_flipped(chunk, to_board):
        if not to_board and len(chunk) > 50:
            blocks.append(chunk)
            if len(blocks) == 3:
                return chunk[:20] + bytes([chunk[20] ^ 1]) + chunk[21:]
        return chunk

    take = recorded(
        opened(Line(board, spoiled=second_block_flipped)), seconds=1.0, axes=1, rate=500.0
    )
    # The board waits 0.2 s for the next frame, and the first long one is its description.
    assert (take.damaged, take.lost, take.came) == (1, 101, 399)
    assert len(take.samples) == 298
    assert in_steps(take, 2)


@pytest.mark.parametrize("seed", range(60))
def test_over_a_bad_line_a_stretch_is_right_or_the_recording_fails_in_a_sentence(
    opened, board, seed
):
    random = Random(seed)
    spoiler = Spoiler(random, random.choice((0.02, 0.1, 0.3)))
    try:
        there = opened(Line(board, random.choice((500, 3000, 20_000)), spoiler), timeout=30.0)
        recorder = Recorder(there, there.source(), 0.8, 1, 200.0)
    except SerialError as problem:
        assert str(problem).startswith("COM9: ")
        return
    try:
        recorder.run()
    except SerialError as problem:
        assert str(problem).startswith("COM9: ")
    take = recorder.take()
    assert take.came + take.lost <= 160 and len(take.samples) <= take.came
    if len(take.samples):
        assert in_steps(take, 5)


def test_a_silent_board_ends_the_recording_and_what_came_stays(opened, board):
    class Dying(Line):
        reads = 0

        def read(self, count):
            self.reads += 1
            return super().read(count) if self.reads < 400 else b""

    there = opened(Dying(board))
    recorder = Recorder(there, there.source(), 5.0, 1, 100.0)
    with pytest.raises(SerialError, match="COM9: the board has stopped sending; check the cable"):
        recorder.run()
    take = recorder.take()
    assert 50 < len(take.samples) < 100 and take.lost == 0


def test_a_broken_connection_ends_the_recording_and_what_came_stays(opened, board):
    class Unplugged(Line):
        reads = 0

        def read(self, count):
            self.reads += 1
            if self.reads > 400:
                raise OSError("gone")
            return super().read(count)

    there = opened(Unplugged(board))
    recorder = Recorder(there, there.source(), 5.0, 1, 100.0)
    with pytest.raises(SerialError, match="COM9: the connection broke .gone.; plug the board in"):
        recorder.run()
    assert 50 < len(recorder.take().samples) < 100


def test_what_is_stopped_keeps_all_that_was_read(opened, board, monkeypatch):
    there = opened(Line(board))
    recorder = Recorder(there, there.source(), 5.0, 1, 100.0)
    count = iter(range(10_000))

    def look(self=there._link, listen=there._link.listen):
        if next(count) == 300:
            raise KeyboardInterrupt
        return listen()

    monkeypatch.setattr(there._link, "listen", look)
    with pytest.raises(KeyboardInterrupt):
        recorder.run()
    take = recorder.take()
    # 300 looks of 2 ms: the samples that the board had not sent yet came with its last word.
    assert take.lost == 0 and abs(len(take.samples) - 60) <= 2
    assert recorded(there, seconds=0.1, axes=1, rate=100.0).lost == 0


@pytest.mark.parametrize("seconds", [0.001, 1e9])
def test_a_recording_of_no_sample_or_too_many_is_refused(opened, board, seconds):
    there = opened(Line(board))
    with pytest.raises(TakeError, match=r"samples a second holds \d+; take 1 to 30000000"):
        Recorder(there, there.source(), seconds, 1, 100.0)


@pytest.mark.parametrize(
    ("axes", "rate", "words"),
    [
        (7, None, "pins has 6 axes, not 7; take 1 to 6"),
        (0, 10.0, "pins has 6 axes, not 0"),
        (1, 501.0, "501 samples a second of 1 axes; take 0.1 to 500"),
        (2, 251.0, "251 samples a second of 2 axes; take 0.1 to 250"),
        (1, 0.05, "0.05 samples a second of 1 axes"),
    ],
)
def test_what_the_board_has_not_is_refused(opened, board, axes, rate, words):
    there = opened(Line(board))
    with pytest.raises(SerialError, match=f"COM9: {words}"):
        there.begin(there.source(), axes, rate)


def test_a_source_of_another_name_is_refused(opened, board):
    with pytest.raises(SerialError, match="COM9: the board sends pins, no sound"):
        opened(Line(board)).source("sound")


def test_a_source_with_its_own_clock_takes_no_rate(opened, board):
    there = opened(Line(board))
    own = stream.Source(0, "motion", ("aX",), 119.0, True, (1.0,))
    with pytest.raises(SerialError, match="motion has a clock of its own, 119 samples a second"):
        there.begin(own, rate=10.0)


def test_a_board_refuses_what_it_has_not_by_itself(opened, board):
    there = opened(Line(board))
    wrong = stream.Source(3, "x", ("A0",), 1e5, False, (1.0,))
    with pytest.raises(SerialError, match="the board refuses to collect .status 2.; upload"):
        there.begin(wrong, 1, 10.0)
    too_fast = stream.Source(0, "x", ("A0",), 1e5, False, (1.0,))
    with pytest.raises(SerialError, match="the board refuses to collect .status 2.; upload"):
        there.begin(too_fast, 1, 2000.0)


def test_a_person_who_types_a_question_mark_is_answered(board):
    assert board.feed(b"?") == b"tinyml-kit collects: pins\r\n"


class Silent:
    """A port where nothing or noise comes."""

    def __init__(self, noise=b""):
        self.noise = noise

    in_waiting = 1

    def read(self, count):
        return self.noise

    def write(self, chunk):
        pass

    def close(self):
        pass


@pytest.mark.parametrize(("noise", "heard"), [(b"", "nothing"), (b"ab\0", "only noise")])
def test_the_wrong_port_or_baud_is_one_sentence(opened, noise, heard):
    with pytest.raises(SerialError) as refused:
        opened(Silent(noise), baud=9600)
    assert str(refused.value) == (
        f"COM9: {heard} came within 10 s; check that collect_uno or collect_nano33ble is on the "
        "board, that this is its port, and that it speaks at 9600 baud."
    )


class Answering(Silent):
    """A board that answers every request with what a function makes of it."""

    def __init__(self, answer):
        self.receiver, self.answer, self.waiting = frames.Receiver(), answer, b""

    def write(self, chunk):
        for request in self.receiver.feed(chunk):
            answer = Frame(
                frames.checksum(request), request.command | ANSWER, self.answer(request.command)
            )
            self.waiting += frames.encode(answer)

    def read(self, count):
        read, self.waiting = self.waiting[:count], self.waiting[count:]
        return read


def test_a_sketch_of_a_network_is_told_from_one_that_collects(opened):
    with pytest.raises(SerialError) as refused:
        opened(Answering(lambda command: b"\1"))
    assert str(refused.value) == (
        "COM9: the sketch on the board sends no samples; upload collect_uno or collect_nano33ble."
    )


FIXED = bytes([0, 1, 1, 1, 0]) + np.float32(100).tobytes()
UNIT = np.float32(1).tobytes()


@pytest.mark.parametrize(
    ("described", "words"),
    [
        (b"\0\2" + FIXED[2:] + UNIT + b"pins:A0", "another version of the frames"),
        (b"\0", "another version of the frames"),
        (FIXED[:-1], "only 7 bytes"),
        (FIXED + UNIT[:2], "only 10 bytes"),
        (b"\0\1\0\1\0" + FIXED[5:] + UNIT + b"pins:A0", "0 sources and 1 axes"),
        (b"\0\1\1\0\0" + FIXED[5:] + b"pins:", "1 sources and 0 axes"),
        (b"\0\1\1\1\2" + FIXED[5:] + UNIT + b"pins:A0", "1 sources and 1 axes"),
        (FIXED[:5] + np.float32(np.nan).tobytes() + UNIT + b"p:A0", "nan samples a second"),
        (FIXED + UNIT + b"pins:A0,A1", "the axes A0,A1"),
        (FIXED + UNIT + b"pins:", "the axes without a name"),
        (FIXED + UNIT + b":A0", "the axes A0"),
        (FIXED + UNIT + b"pi\x1bs:A0", "a name that is not plain text"),
        (FIXED + np.float32(0).tobytes() + b"pins:A0", "a unit that is no positive number"),
    ],
)
def test_what_a_board_claims_is_checked(opened, described, words):
    answers = {frames.END: b"\0", frames.DESCRIBE: described}
    with pytest.raises(SerialError) as refused:
        opened(Answering(answers.__getitem__))
    assert str(refused.value) == (
        f"COM9: the board claims {words}; upload the kit's present sketch."
    )
