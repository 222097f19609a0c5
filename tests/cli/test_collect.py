"""The command collect: labelled files from a simulated board, refusals, and what Ctrl-C leaves."""

import sys

import numpy as np
import pytest

from tests.support.command import call
from tests.support.stopping import SIGNALS, Command
from tinyml_kit.arduino import sketches
from tinyml_kit.datasets import motion
from tinyml_kit.rungs import toolchain
from tinyml_kit.rungs.protocol import RungMissing
from tinyml_kit.rungs.serial import serial_board

WHO = ("--label", "knock", "--person", "anna")


@pytest.fixture
def volts(tmp_path):
    """Write a sensor's file: 40 s of two voltages; return its path."""
    path = tmp_path / "sensor.csv"
    values = np.random.default_rng(0).uniform(0, 4.99, (4000, 2))
    np.savetxt(path, values, fmt="%.3f", delimiter=",", header="A0,A1", comments="")
    return path


def needs_simavr():
    try:
        toolchain.find("avr-gcc")
        sketches._core()
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_recordings_of_a_simulated_uno_are_labelled_and_counted_on(tmp_path, volts):
    needs_simavr()
    data = tmp_path / "data"
    simulated = ("--board", "uno", "--sensor", volts, "--axes", 2, "--seconds", 0.5)
    first = call("collect", data, *WHO, *simulated, "--takes", 2)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.split("\n")[0] == (
        f"{data}/knock/anna_001.csv: 50 samples of 2 axes, 0.50 s"
    )
    assert call("collect", data, *WHO, *simulated).exit_code == 0
    found = motion.of_folder(data)
    assert [path.rsplit("_")[-1] for path in found.files] == ["001.csv", "002.csv", "003.csv"]
    table = motion.read_csv(volts).samples
    assert np.abs(found.samples[0] - table[:50]).max() < 0.01
    assert np.abs(found.samples[1] - table[50:100]).max() < 0.01
    np.testing.assert_array_equal(found.samples[0], found.samples[2])


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's list of processes")
def test_what_came_before_ctrl_c_is_kept_whole(tmp_path, volts):
    needs_simavr()
    command = Command(
        tmp_path, "collect", "data", *WHO, "--board", "uno", "--sensor", "sensor.csv",
        "--seconds", 30, "--rate", 2, "--takes", 50,
    )  # fmt: skip

    def one_is_written(running):
        return list(tmp_path.glob("data/knock/*_001.csv"))

    assert command.wait_until(one_is_written, 120)
    _, status, said = command.stop("SIGINT")
    assert (status, said.strip().split("\n")[-1]) == (
        SIGNALS["SIGINT"], "tinyml-kit: stopped by Ctrl-C."
    )  # fmt: skip
    assert "Traceback" not in said and command.left() == []
    found = motion.of_folder(tmp_path / "data")
    assert found.refused == () and len(found.samples[0]) == 60
    # Each file is whole, and the one that was cut short holds what had come.
    assert all(1 <= len(samples) <= 60 for samples in found.samples)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--board", "uno"), "--board and --sensor simulate a board together; give both"),
        (("--sensor", "x.csv"), "--board and --sensor simulate a board together; give both"),
        (
            ("--board", "uno", "--sensor", "x.csv", "--port", "COM3"),
            "--port, --baud and --pause are for a real board",
        ),
        (("--board", "pico", "--sensor", "x.csv"), "pico: no sensor is simulated there; take uno"),
        (("--board", "uno", "--sensor", "x.csv"), "x.csv: there is no such file; name a CSV file"),
        (("--seconds", "0"), "argument --seconds: '0' is not a number above 0"),
        (("--session", "a_b", "--port", "x"), "session 'a_b': an underscore ends the person"),
        (("--port", "/dev/no-such-port"), "/dev/no-such-port: the serial port cannot be opened"),
    ],
)
def test_what_cannot_be_collected_is_one_sentence(tmp_path, arguments, words):
    answer = call("collect", tmp_path / "data", *WHO, *arguments)
    assert (answer.exit_code, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert words in answer.stderr and not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("ports", "words"),
    [
        ([], "no board is plugged in; name its port with --port, or simulate one with --board"),
        ([("COM3", ""), ("COM4", "")], "there are boards at COM3, COM4; name its port with --port"),
    ],
)
def test_without_a_port_there_has_to_be_one_board(tmp_path, monkeypatch, ports, words):
    monkeypatch.setattr(serial_board, "find", lambda: ports)
    answer = call("collect", tmp_path / "data", *WHO)
    assert answer.exit_code == 2 and words in answer.stderr


def test_a_board_that_loses_samples_gives_the_status_1(tmp_path, monkeypatch):
    from tests.support.sensor_board import Line, compiled, hurry
    from tinyml_kit.rungs.serial import link, stream

    needs_simavr()
    hurry(monkeypatch, link, stream)
    board, sent = compiled(tmp_path), []
    board.reset()

    def second_block_is_lost(chunk, to_board):
        if not to_board and len(chunk) > 50:
            sent.append(chunk)
            return b"" if len(sent) == 3 else chunk
        return chunk

    line = Line(board, spoiled=second_block_is_lost)
    monkeypatch.setattr(stream, "open_port", lambda port, baud: line)
    answer = call("collect", tmp_path / "data", *WHO, "--port", "COM9", "--pause", 0.01)
    assert answer.exit_code == 1 and line.closed
    assert "recording 1 of 1: knock\n" in answer.stdout
    assert (
        "anna_001.csv: 158 samples of 1 axes, 1.58 s; 21 samples were lost and 0 frames came "
        "damaged, and this is the longest stretch without a gap\n"
    ) in answer.stdout
