"""A program beside Python: what it says, its silence, and its end."""

import sys

import pytest

from tinyml_kit.rungs import process


def program(code):
    return [sys.executable, "-u", "-c", code]


def test_what_the_program_says_is_read_and_its_end_stays_the_end():
    with process.started(program("print(input()[::-1])")) as running:
        running.tell("abc")
        said = b""
        while chunk := running.read(30.0):
            said += chunk
        assert said.split() == [b"cba"]
        assert [running.read(0.0), running.read(0.0)] == [b"", b""]
        assert running.status() == 0


def test_a_silent_program_is_not_waited_for():
    with process.started(program("input()")) as running:
        assert running.read(0.05) is None


def test_a_line_for_an_ended_program_is_an_os_error():
    with process.started(program("raise SystemExit(3)")) as running:
        assert running.status() == 3
        with pytest.raises(OSError):
            running.tell("late")


def test_both_outputs_come_together():
    code = "import sys; sys.stderr.write('warned'); sys.stderr.flush()"
    with process.started(program(code)) as running:
        assert running.read(30.0) == b"warned"
