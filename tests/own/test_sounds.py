"""Sounds become features of the integer front end, and varied ones keep their shape."""

import subprocess

import numpy as np
import pytest

from tinyml_kit import boards
from tinyml_kit.compress import quantize
from tinyml_kit.features import audio
from tinyml_kit.own import sounds
from tinyml_kit.own.reading import load
from tinyml_kit.rungs import toolchain


def test_inputs_are_the_front_ends_features(tones):
    data = load(tones)
    task = sounds.task(data, boards.find("nano33ble"))
    expected = audio.features(data.samples, audio.AT_8_KHZ)
    np.testing.assert_array_equal(task.inputs[..., 0], expected)


def test_varied_sounds_are_the_same_each_time(tones):
    task = sounds.task(load(tones), boards.find("nano33ble"))
    one, again = (task.more(np.array([0, 11]), 2, 3) for _ in range(2))
    assert one.shape == (4, *task.inputs.shape[1:])
    assert one.dtype == np.int8
    np.testing.assert_array_equal(one, again)
    assert (one[:2] != one[2:]).any()


def test_silence_is_varied_too(tones):
    data = load(tones)
    data.samples[0] = 0
    assert sounds.task(data, boards.find("nano33ble")).more(np.array([0]), 1, 0).shape[0] == 1


def test_classes_that_stand_for_no_word_are_never_said():
    assert sounds.silent(("Background noise", "no", "yes", "_unknown")) == (0, 3)


def test_the_listener_for_the_board_compiles(tones, tmp_path):
    try:
        toolchain.find("gcc")
    except toolchain.RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    task = sounds.task(load(tones), boards.find("uno"))
    model = quantize.to_tflite(task.network(8, 2), "int8", task.real(task.inputs), samples=20)[0]
    files = task.device(model)
    assert {"listener.c", "listener.h", "model.c", "frontend.c"} <= set(files)
    task = sounds.task(load(tones), boards.find("pico"))
    for name, text in task.device(model).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("listener.c", "model.c", "frontend.c"):
        command = ["gcc", "-c", "-Wall", tmp_path / name, "-o", tmp_path / f"{name}.o"]
        subprocess.run(command, check=True, cwd=tmp_path)
