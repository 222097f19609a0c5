"""The sketch that watches computes what Python computes, and refuses what does not fit."""

import numpy as np
import pytest

from tinyml_kit.arduino import sketches
from tinyml_kit.collect import watch
from tinyml_kit.course import own_sensor
from tinyml_kit.features.motion import features
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.interpreters import reference
from tinyml_kit.rungs.protocol import RungMissing


@pytest.fixture(scope="module")
def network():
    """Return an int8 network with random weights, from 27 features to four scores."""
    from tinyml_kit.compress.quantize import to_tflite
    from tinyml_kit.learning.keras_backend import keras

    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(4)]
    examples = np.random.default_rng(1).uniform(-4, 4, (50, 27)).astype(np.float32)
    examples[:2] = np.float32([[-4], [127 / 32]])
    return to_tflite(keras.Sequential([keras.Input((27,)), *layers]), "int8", examples, 50)[0]


@pytest.fixture(scope="module")
def scaling():
    return watch.Scaling.fitted(np.stack([described(g) for g in own_sensor.people().samples[::5]]))


def described(g):
    return features(own_sensor.counts(own_sensor.volts(g)), own_sensor.SETTINGS)[0]


def test_a_standard_deviation_is_32_steps_and_a_feature_that_never_changes_is_taken():
    x = np.random.default_rng(0).normal([100, -2000, 7], [10, 500, 0], (5000, 3)).astype(np.int16)
    scaling = watch.Scaling.fitted(x)
    scaled = scaling(x)
    assert scaled.dtype == np.int8 and scaling.gain[2] == 32767
    assert np.abs(scaled[:, :2].std(0) - 32).max() < 1.5
    assert np.abs(scaled[:, :2].mean(0)).max() < 2.5
    assert (scaled[:, 2] == 0).all()
    assert scaling(np.int16([[32767, -32768, 8]])).tolist() == [[127, -128, 127]]


def test_chip_and_python_agree_in_every_score_and_in_the_strangeness(network, scaling, tmp_path):
    people, chosen = own_sensor.people(), [0, 26, 63, 198]
    settings, labels = own_sensor.SETTINGS, own_sensor.GESTURES
    folder = tmp_path / "watching"
    watch.export(folder, network, settings, scaling, labels, "rest", own_sensor.RATE)
    try:
        elf = sketches.build(folder, "uno", tmp_path / "built").elf
        said = own_sensor.watched(elf, people, chosen)
    except RungMissing as missing:
        pytest.skip(f"toolchain: {missing}")
    inputs = scaling(np.stack([described(people.samples[at]) for at in chosen]))
    scores = reference.run(reference.build(network), inputs).outputs[0]
    np.testing.assert_array_equal(said[:, :4], scores)
    np.testing.assert_array_equal(said[:, 4], np.abs(inputs.astype(int)).sum(1) // 27)
    assert len(np.unique(scores)) > 8


def test_the_sketch_is_whole_and_the_same_each_time(network, scaling, tmp_path):
    how = (network, own_sensor.SETTINGS, scaling, own_sensor.GESTURES, "wave", 50.0)
    written = watch.export(tmp_path / "first", *how)
    assert {"first.ino", "motion.h", "model.c", "model.h"} <= set(written)
    assert "src/TinymlKit/TinymlKitStream.cpp" in written
    text = (tmp_path / "first" / "first.ino").read_text(encoding="utf-8")
    assert "$" not in text and "#define PERIOD 20000ul" in text and "#define LIT 3" in text
    assert watch.source(how[0], "first", *how[1:])["first.ino"] == text


@pytest.mark.parametrize(
    ("labels", "lit"), [(("a", "b", "c"), "a"), (("a", "b", "c", "d", "e"), "a"), ("abcd", "e")]
)
def test_a_network_that_does_not_fit_is_refused(network, scaling, tmp_path, labels, lit):
    with pytest.raises(watch.WatchError, match="takes 27 numbers and gives 4, expected int8, 27"):
        watch.export(tmp_path / "x", network, own_sensor.SETTINGS, scaling, labels, lit, 50.0)
    assert not (tmp_path / "x").exists() and read(network).inputs
