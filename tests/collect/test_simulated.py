"""Simulated boards with a file as their sensor: what they felt arrives, to the step."""

import numpy as np
import pytest

from tinyml_kit.collect import Recorder, simulated
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.serial.stream import SensorLine

RANDOM = np.random.default_rng(3)


def taken(board, sensor, seconds, source=None, axes=None, rate=None, start=0):
    """Return the recording that a simulated board makes."""
    try:
        with (
            simulated.simulate(board, sensor, rate or 100.0) as there,
            there.feeling(start) as port,
            SensorLine(port, 60.0) as line,
        ):
            recorder = Recorder(line, line.source(source), seconds, axes, rate)
            recorder.run()
            return recorder.take()
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


@pytest.mark.parametrize(("board", "rate"), [("uno", 250.0), ("mega2560", 50.0)])
def test_each_voltage_at_two_pins_is_read_at_its_time(board, rate):
    volts = RANDOM.uniform(0, 4.99, (120, 2)).round(3)
    take = taken(board, volts, 60 / rate, axes=2, rate=rate, start=20)
    assert (take.came, take.lost, take.damaged) == (60, 0, 0)
    # simavr counts millivolts against its 5000, in 1023 steps.
    assert np.abs(take.samples - volts[20:80] * 1024 / 5).max() <= 2


def test_the_fastest_recording_of_an_uno_loses_nothing():
    volts = RANDOM.uniform(0, 4.99, (500, 1)).round(3)
    take = taken("uno", volts, 1.0, axes=1, rate=500.0)
    assert (take.came, take.lost, take.damaged) == (500, 0, 0)
    assert np.abs(take.samples - volts * 1024 / 5).max() <= 2


def test_each_motion_on_the_nano_is_read_to_the_step():
    motion = RANDOM.normal(0, [1, 1, 1, 200, 200, 200], (80, 6)).astype(np.float32)
    take = taken("nano33ble", motion, 60 / 99.84)
    assert (take.came, take.lost, take.damaged) == (60, 0, 0)
    steps = np.rint(motion[:60] / np.float32([4 / 2**15] * 3 + [2000 / 2**15] * 3))
    assert np.abs(take.samples - np.clip(steps, -(2**15), 2**15 - 1)).max() <= 1


def test_each_sample_of_sound_on_the_nano_arrives():
    sound = RANDOM.integers(-(2**15), 2**15, 6000).astype(np.int16)
    take = taken("nano33ble", sound, 0.25, "sound")
    assert (take.came, take.lost, take.damaged) == (4000, 0, 0)
    np.testing.assert_array_equal(take.samples[:, 0], sound[:4000])


def test_both_revisions_of_the_nano_compile(tmp_path):
    from tinyml_kit.arduino import qemu_board, sketches

    source = tmp_path / "first"
    source.mkdir()
    text = (sketches.sketch_folder("collect_nano33ble") / "collect_nano33ble.ino").read_text(
        encoding="utf-8"
    )
    first = text.replace("#define REVISION 2", "#define REVISION 1")
    (source / "first.ino").write_text(first, encoding="utf-8")
    try:
        assert qemu_board.build(source, tmp_path / "built").flash_bytes > 0
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")


def test_a_sensors_file_that_is_over_is_one_sentence():
    there = simulated.SimulatedSensor("uno", None, np.zeros((10, 1)), 100.0)
    with pytest.raises(simulated.SensorError, match="uno: the sensor's file is over; give a long"):
        with there.feeling(10):
            pass


@pytest.mark.parametrize(
    ("board", "name", "text", "words"),
    [
        ("nano33ble", "m.csv", "1,2\n", "m.csv: nano33ble feels six axes, .* has 2 columns"),
        ("uno", "s.wav", "", "s.wav: uno has no microphone; give a CSV file of voltages"),
        ("uno", "s.csv", "1\nx\n", "s.csv: line 2 holds 'x', which is no finite number"),
    ],
)
def test_a_file_that_is_no_sensor_of_the_board_is_refused(tmp_path, board, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=words), simulated.simulate(board, tmp_path / name):
        pass


def test_a_board_without_a_sensor_is_refused():
    with pytest.raises(DeviceError, match="pico: no sensor is simulated there; take uno, mega2560"):
        with simulated.simulate("pico", np.zeros((1, 1))):
            pass


@pytest.mark.parametrize(
    ("volts", "words"),
    [
        (np.zeros(5), r"a recording of shape \(5,\); give \(n, inputs\), with 1 to 6 inputs"),
        (np.zeros((5, 7)), r"a recording of shape \(5, 7\)"),
        (np.zeros((0, 1)), r"a recording of shape \(0, 1\)"),
        (np.full((5, 1), 5.1), "the recording leaves 0 to 5 V; scale it"),
        (np.full((5, 1), np.nan), "the recording leaves 0 to 5 V; scale it"),
    ],
)
def test_voltages_that_a_board_has_not_are_refused(volts, words):
    try:
        with simulated.simulate("uno", np.zeros((1, 1))) as there:
            with pytest.raises(DeviceError, match=f"uno: {words}"):
                there._avr.play(volts, 100.0)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
