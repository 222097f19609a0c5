"""A board that answers whole frames that no sketch of the kit sends, and one that is not alone."""

import itertools
import os
import struct
import subprocess
import sys
import zlib
from random import Random

import pytest

from tests.rungs.serial.test_serial_board import FIRST, SECOND, assert_right
from tests.support import board_in_c, line_faults
from tests.support.board_in_c import Line
from tinyml_kit.rungs.serial import frames, link, serial_board
from tinyml_kit.rungs.serial.frames import ANSWER, Frame
from tinyml_kit.rungs.serial.identity import parse
from tinyml_kit.rungs.serial.link import SerialError
from tinyml_kit.rungs.serial.serial_board import SerialBoard


def identity(payload=248, element=1, inputs=2, outputs=2, state=0, sizes=(300, 2, 36, 4), name=b""):
    head = struct.pack("<6BII", 2, payload, element, inputs, outputs, state, 0x12345678, 1_000_000)
    return head + struct.pack(f"<{len(sizes)}I", *sizes) + name


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "speaks an unknown version"),
        (b"\1", "speaks version 1 of the frames, this kit version 2"),
        (b"\3" + bytes(200), "speaks version 3 of the frames, this kit version 2"),
        (b"\2", "claims only 1 bytes"),
        (identity()[:13], "claims only 13 bytes"),
        (identity()[:-1], "claims only 29 bytes"),
        (identity(payload=0), "claims frames that carry 0 bytes"),
        (identity(payload=15), "claims frames that carry 15 bytes"),
        (identity(element=0), "claims elements of 0 bytes"),
        (identity(element=3), "claims elements of 3 bytes"),
        (identity(inputs=0), "claims 0 inputs and 2 outputs"),
        (identity(outputs=255), "claims 2 inputs and 255 outputs"),
        (identity(state=2), "claims a state of 2"),
        (identity(sizes=(300, 2, 2**32 - 1, 4)), "claims a tensor of 4294967295 bytes"),
        (identity(sizes=(300, 2, 0, 4)), "claims a tensor of 0 bytes"),
        (identity(element=4), "claims a tensor of 2 bytes"),
        (identity(name=b"\x1b[2J"), "claims a name that is not plain text"),
        (identity(name=b"\xff"), "claims a name that is not plain text"),
    ],
)
def test_a_field_outside_its_range_is_one_sentence(answer, words):
    with pytest.raises(SerialError) as caught:
        parse(answer, "COM9")
    said = str(caught.value)
    assert said.startswith(f"COM9: the board {words}")
    assert said.endswith("; upload the kit's present sketch.")


def test_an_honest_identity_is_believed():
    assert parse(identity(name=b"uno"), "COM9").board == "uno"
    assert parse(identity(payload=16, sizes=(1, 1, 1, 2**24)), "COM9").outputs == (1, 2**24)


class Liar(Line):
    """A line to the board in C on which answers to one command have another payload."""

    def __init__(self, board, command, payload):
        super().__init__(board)
        self.command, self.payload = command, payload

    def write(self, chunk):
        for found in frames.Receiver().feed(self.board.feed(chunk)):
            lie = found.command == self.command | ANSWER
            payload = self.payload if lie else found.payload
            self.waiting += frames.encode(Frame(found.tag, found.command, payload))


@pytest.mark.parametrize(
    ("command", "payload", "size"),
    [
        (frames.WRITE, b"\0\0", 0),
        (frames.PREDICT, b"\0", 4),
        (frames.PREDICT, bytes(4), 4),
        (frames.PREDICT, bytes(6), 4),
        (frames.READ, b"\0", 36),
        (frames.READ, bytes(36), 36),
        (frames.READ, bytes(38), 36),
        (frames.READ, bytes(255), 36),
    ],
)
def test_an_answer_of_another_length_is_refused_at_once(
    board_in_c, monkeypatch, command, payload, size
):
    monkeypatch.setattr(
        serial_board, "open_port", lambda port, baud: Liar(board_in_c, command, payload)
    )
    with SerialBoard("COM9") as board:
        with pytest.raises(SerialError, match=f"^COM9: the board answers with {len(payload) - 1} "):
            board.predict([FIRST, SECOND])
        assert board.time().inferences < 2


@pytest.mark.parametrize("command", [frames.TIME, frames.MEMORY, frames.RESET])
@pytest.mark.parametrize("size", [1, 2, 15, 16, 18, 254])
def test_figures_of_another_length_are_refused(board_in_c, monkeypatch, command, size):
    monkeypatch.setattr(
        serial_board, "open_port", lambda port, baud: Liar(board_in_c, command, bytes(size + 1))
    )
    with SerialBoard("COM9") as board:
        if size == 16 and command != frames.RESET:
            return
        ask = {frames.TIME: board.time, frames.MEMORY: board.memory, frames.RESET: board.reset}
        with pytest.raises(SerialError, match=f"^COM9: the board answers with {size} bytes"):
            ask[command]()


@pytest.mark.parametrize("status", [1, 2, 5, 9, 255])
def test_every_refusal_of_an_input_is_an_error(board_in_c, monkeypatch, status):
    line = Liar(board_in_c, frames.PREDICT, bytes([status]))
    monkeypatch.setattr(serial_board, "open_port", lambda port, baud: line)
    with SerialBoard("COM9") as board:
        with pytest.raises(SerialError, match="^COM9: "):
            board.predict([FIRST, SECOND])


def test_a_board_of_the_first_version_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(link.Link.__init__, "__defaults__", (5.0, (0.002, 0.01)))

    class Old(Line):
        """A board that knows the frames of version 1 alone, in which the sequence is one byte."""

        def write(self, chunk):
            if chunk == frames.old_identify():
                said = struct.pack("<6BII2I", 0, 1, 52, 1, 1, 1, 0x12345678, 10**6, 4, 4) + b"uno"
                content = struct.pack("<HBB", len(said), 0, frames.IDENTIFY | ANSWER) + said
                whole = content + zlib.crc32(content).to_bytes(4, "little")
                self.waiting += b"\0" + frames.stuff(whole) + b"\0"

    closed = []
    monkeypatch.setattr(Old, "close", lambda line: closed.append(line))
    monkeypatch.setattr(serial_board, "open_port", lambda port, baud: Old(None))
    with pytest.raises(SerialError) as caught:
        SerialBoard("COM9")
    assert str(caught.value) == (
        "COM9: the board speaks version 1 of the frames, this kit version 2; upload the kit's "
        "present sketch."
    )
    assert len(closed) == 1


def test_two_programs_on_one_board_never_get_each_others_results(connect, board_in_c):
    """Another program runs an inference of its own between any two requests of this one."""
    count, other = itertools.count(1), line_faults.SecondProgram(board_in_c, Random(3), 0x12345678)

    def fault(chunk, to_board):
        if to_board and next(count) % 5 == 0:
            other.predict([bytes([next(count) % 256] * 60), b"ab"])
        return chunk

    with connect(fault, timeout=60) as board:
        try:
            assert_right(board)
        except SerialError as problem:
            assert "lost its input 3 times" in str(problem)


def test_an_answer_from_long_ago_is_no_answer(connect):
    """Every answer comes 256, 768 and 65,536 requests after its own, too."""
    said = []

    def fault(chunk, to_board):
        if to_board or not chunk:
            return chunk
        said.append(chunk)
        late = [said[-1 - ago] for ago in (1, 2, 7, 256, 768) if len(said) > ago]
        return b"".join(late) + chunk

    with connect(fault) as board:
        # As if the sequence had run over: its lowest byte is what it was 256 requests ago.
        for _ in range(40):
            assert_right(board)


def test_a_thousand_faults_change_no_answer(tmp_path):
    if board_in_c.compiler() is None:
        pytest.skip("toolchain: neither gcc nor clang is installed")
    verdicts = {line_faults.RIGHT: 0, line_faults.REFUSED: 0, line_faults.WRONG: 0}
    for stateful in (False, True):
        folder = tmp_path / str(stateful)
        folder.mkdir()
        more = ("-DSTATEFUL",) if stateful else ()
        board, faults, seed = board_in_c.compiled(folder, *line_faults.OPTIONS, *more), 0, 0
        while faults < 1000:
            found, met = line_faults.trial(board, seed, stateful=stateful)
            faults, seed = faults + met.total(), seed + 1
            verdicts = {name: number + found[name] for name, number in verdicts.items()}
    assert verdicts[line_faults.WRONG] == 0
    assert verdicts[line_faults.RIGHT] > verdicts[line_faults.REFUSED] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_port_is_opened_by_one_program_at_a_time():
    master, slave = os.openpty()
    name = os.ttyname(slave)
    line = link.open_port(name)
    code = f"from tinyml_kit.rungs.serial.link import open_port; open_port({name!r})"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f"{name}: another program uses this serial port; close it, and try" in answer.stderr
    line.close()
    link.open_port(name).close()
    os.close(master)
    os.close(slave)


def test_an_odd_frame_of_the_engine_differs_from_the_honest_one():
    honest = frames.encode(Frame(7, frames.TIME | ANSWER, bytes(17)))
    for seed in range(200):
        (found,) = frames.Receiver().feed(line_faults.odd(honest, Random(seed)))
        assert (found.tag, found.command) == (7, frames.TIME | ANSWER)
        assert found.payload != bytes(17)
