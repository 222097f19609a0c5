"""Sounds become features of the integer front end, and varied ones keep their shape."""

import numpy as np

from tinyml_kit import boards
from tinyml_kit.features import audio
from tinyml_kit.own import sounds
from tinyml_kit.own.reading import load


def test_inputs_are_the_front_ends_features(tones):
    data = load(tones)
    task = sounds.task(data, boards.find("nano33ble"))
    expected = audio.features(data.samples, audio.AT_8_KHZ)
    np.testing.assert_array_equal(task.inputs[..., 0], expected)
    assert set(task.front_end) == {"frontend.c", "frontend.h", "frontend_ring.h"}


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
