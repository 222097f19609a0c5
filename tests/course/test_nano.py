"""What chapter 14 shows: equal with an emulator and without, labelled, readable in words."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from tinyml_kit.base import resources
from tinyml_kit.course import nano
from tinyml_kit.course.alt_text import alt_text
from tinyml_kit.datasets import bragg

BRAGG = resources.data_dir() / "bragg_100px_int8.tflite"
SINE = resources.data_dir() / "sine_potentiometer_led.tflite"
WEIGHTS = np.ones(3)


@pytest.fixture
def no_emulator(monkeypatch):
    real = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if "arm" in name else real(name))


@pytest.fixture
def frames():
    twin = bragg.load()
    return twin.images[[np.flatnonzero(twin.labels == kind)[0] for kind in range(3)]]


def test_without_an_emulator_the_led_is_computed_and_that_is_said(no_emulator, capsys):
    readings = np.arange(0, 1024, 64)
    brightness, label = nano.turn(SINE, readings)
    assert label == "computed"
    assert "arm-none-eabi-gcc is not installed" in capsys.readouterr().out
    np.testing.assert_allclose(brightness, 255 * np.sin(np.pi * readings / 1023), atol=16)
    assert brightness.min() >= 0 and brightness.max() <= 255


def test_without_an_emulator_frames_are_judged_by_the_reference(no_emulator, frames, capsys):
    outputs, seconds = nano.stream("bragg_nano33ble", BRAGG, frames, WEIGHTS)
    assert "The NumPy reference takes its place." in capsys.readouterr().out
    assert outputs.shape == (3, 3) and np.isnan(seconds).all()


def test_without_an_emulator_figures_are_stored_ones(no_emulator, capsys):
    row = nano.count(BRAGG, np.zeros((1, 100, 100, 1), np.int8), "bragg")
    assert row["label"] == "emulated, stored"
    stored = nano.stored_figures("bragg").set_index("code").loc["kit's kernels -Os"]
    assert [row[name] for name in nano.COUNTED] == stored[nano.COUNTED].tolist()
    plain = nano.count(BRAGG, np.zeros((1, 100, 100, 1), np.int8), "bragg", portable=True)
    assert plain["instructions"] > 6 * row["instructions"]
    assert 1_500_000 < row["instructions"] < 3_000_000 and row["flash (bytes)"] <= 6500
    unknown = nano.count(SINE, np.zeros((1, 1), np.int8), "a network of nobody's")
    assert unknown["label"] == "not emulated" and unknown["instructions"] is None
    assert "Stored figures take the place" in capsys.readouterr().out


def test_peers_keep_the_label_that_says_who_measured_them():
    table = nano.stored_figures("bragg").set_index("code")
    assert table.loc["TFLM + CMSIS-NN -O2", "label"] == "the authors' own measurement"
    assert table.loc["TFLM + CMSIS-NN -O2", "instructions"] == 18_340_000
    assert table.loc["kit's kernels -Os", "label"] == "emulated"
    one, many = table.loc["kit's kernels -Os", ["instructions", "cycles"]]
    assert one < many < 2 * one and np.isnan(table.loc["portable C -Os", "cycles"])
    figure = nano.runtimes(table[:3])
    assert "18,340,000 instructions" in alt_text(figure) or len(table) > 3


def test_verdicts_are_told_in_words(frames):
    outputs = np.int8([[127, -128, -128], [-128, 10, -10], [-128, -128, 127]])
    figure = nano.verdicts(BRAGG, frames, outputs, WEIGHTS, np.array([0, 1, 1]))
    rings = [len(panel.lines[0].get_xdata()) for panel in figure.axes[:3]]
    assert max(rings) > 0
    assert alt_text(figure) == (
        f"3 frames and the board's verdict: HIT (100%), rings: {rings[0]} labelled HIT; "
        f"MAYBE (54%), rings: {rings[1]} labelled MAYBE; "
        f"MISS (100%), rings: {rings[2]} labelled MAYBE, so wrong."
    )


def test_what_is_stored_comes_back_within_half_a_step():
    x = np.linspace(0, 1, 100)[:, np.newaxis]
    how = nano._ends(SINE)[0].quantization
    back = (nano.stored(SINE, x).astype(float) - how.zero_point[0]) * how.scale[0]
    assert np.abs(back - x).max() <= how.scale[0] / 2 * (1 + 1e-6)


def test_the_led_is_told_in_words_with_where_it_comes_from():
    figure = nano.dimmed([0, 512, 1000], [2, 255, 30], "computed")
    assert figure.axes[1].get_title() == "the LED (computed)"
    assert "from 2 to 30, at most 255, which is at a reading of 512." in alt_text(figure)


@pytest.mark.parametrize(
    "readings, said",
    [
        ([0, 2000], "2000 is among the readings"),
        ([-1], "-1 is among"),
        ([0.5], "0.5 is among"),
        ([np.nan], "nan is among"),
        ([], "there is no reading"),
    ],
)
def test_a_knob_that_cannot_be_is_refused(readings, said):
    with pytest.raises(nano.DeskError, match=f"{said}.*integers from 0 to 1023"):
        nano.turn(SINE, np.array(readings))


def test_a_network_that_is_no_knobs_is_refused_by_its_sizes():
    with pytest.raises(nano.DeskError, match="takes 10000 numbers and gives 3"):
        nano.led(BRAGG, [0])
    with pytest.raises(nano.DeskError, match="not int8; convert it as int8"):
        nano.stored(resources.data_dir() / "digits_article_float32.tflite", np.zeros((1, 8, 8)))


def test_a_stream_without_frames_is_refused():
    with pytest.raises(nano.DeskError, match="there are no frames; give at least one"):
        nano.stream("bragg_nano33ble", BRAGG, np.zeros((0, 100, 100)), WEIGHTS)


def test_a_board_with_another_model_is_not_read_by_the_scales_of_this_one():
    board = SimpleNamespace(identity=SimpleNamespace(model_hash="01234567"))
    with pytest.raises(nano.DeskError, match="bragg_nano33ble holds model 01234567, and "):
        nano._require_same_model(board, BRAGG, "bragg_nano33ble")
