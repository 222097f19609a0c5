"""The network for words: its size, its int8 input, and what masking leaves alone."""

import numpy as np
import pytest

from tests.support import comparing
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.compress import quantize
from tinyml_kit.datasets import speech
from tinyml_kit.features import audio
from tinyml_kit.graph import streamed
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import keywords
from tinyml_kit.learning.models import ModelError
from tinyml_kit.rungs.interpreters import tflm


def features(count=20, seed=0):
    return np.random.default_rng(seed).integers(-128, 100, (count, 49, 40)).astype(np.int8)


@pytest.fixture(scope="module")
def converted():
    """Return a file as training leaves it: equal zeros of a fresh network would be stored once."""
    model, random = keywords.ds_cnn(), np.random.default_rng(0)
    model.set_weights([w * random.uniform(0.8, 1.2, w.shape) + 0.01 for w in model.get_weights()])
    given = keywords.calibration(features(40), 20)
    return quantize.to_tflite(model, "int8", given, samples=20)[0]


def test_the_default_network_fits_25_kb(converted):
    assert keywords.ds_cnn().count_params() == 9050
    assert len(converted) <= 25_000


def test_the_int8_input_is_the_features_themselves(converted):
    graph = read(converted)
    x = graph.tensors[graph.inputs[0]]
    assert (x.dtype, float(x.scale), x.zero_point) == (np.int8, 1 / 64, 0)


def test_it_is_tflms_in_numpy_and_in_c(converted, tmp_path):
    comparing.require_equal(converted, [features(2, seed=1)[..., np.newaxis]], tmp_path)


def test_weights_repeat_with_their_seed():
    one, same, other = (keywords.ds_cnn(seed=seed).get_weights()[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (dict(frames=7), "7 frames of 40 bands are used up by three halvings"),
        (dict(width=7), "the width is 7; take an even number"),
    ],
)
def test_networks_that_cannot_be_are_refused(given, message):
    with pytest.raises(ModelError, match=message):
        keywords.ds_cnn(**given)


def test_the_streaming_network_sees_a_second_and_fits_40_kb():
    model = keywords.causal_cnn()
    assert (model.input_shape, model.count_params()) == ((None, 53, 40, 1), 14466)
    random = np.random.default_rng(0)
    model.set_weights([w * random.uniform(0.8, 1.2, w.shape) + 0.01 for w in model.get_weights()])
    given = keywords.calibration(np.concatenate([features(40), features(40)[:, :4]], axis=1), 20)
    content = quantize.to_tflite(model, "int8", given, samples=20)[0]
    assert len(content) <= 40_000
    assert streamed.hop(read(content)) == 2


def test_streaming_networks_without_size_are_refused():
    with pytest.raises(ModelError, match="width 32, kernel 5, 0 blocks: all must be 1 or more"):
        keywords.causal_cnn(blocks=0)


def test_masking_blanks_out_a_stretch_and_a_band_and_keeps_the_rest():
    rng = np.random.default_rng(2)
    x = np.maximum(features(200), -127)
    made = keywords.masked(x, rng, shift=0)
    blank = made == -128
    np.testing.assert_array_equal(made[~blank], x[~blank])
    rows, columns = blank.all(axis=2).sum(axis=1), blank.all(axis=1).sum(axis=1)
    assert (rows.max(), columns.max()) == (8, 6)
    cross = blank.all(axis=2)[:, :, np.newaxis] | blank.all(axis=1)[:, np.newaxis]
    np.testing.assert_array_equal(blank, cross)
    assert not (x == -128).any()


def test_moving_keeps_every_number():
    x = features(50)
    made = keywords.masked(x, np.random.default_rng(3), frames=0, bands=0)
    np.testing.assert_array_equal(np.sort(made, axis=1), np.sort(x, axis=1))
    assert (made != x).any()
    np.testing.assert_array_equal(keywords.masked(x, np.random.default_rng(0), 0, 0, 0), x)


def spoken(heard):
    """Return what the shipped network says, indices into SPOKEN."""
    built = tflm.build(shipped_file(keywords.SPOKEN_DIGITS).read_bytes())
    return tflm.run(built, [heard[..., np.newaxis]]).outputs[0].argmax(axis=1)


def test_the_shipped_network_takes_features_and_fits_25_kb():
    content = shipped_file(keywords.SPOKEN_DIGITS).read_bytes()
    graph = read(content)
    x, y = graph.tensors[graph.inputs[0]], graph.tensors[graph.outputs[0]]
    assert (x.shape, x.dtype, float(x.scale), x.zero_point) == ((1, 49, 40, 1), np.int8, 1 / 64, 0)
    assert y.shape == (1, len(keywords.SPOKEN))
    assert len(content) <= 25_000


def test_the_shipped_network_knows_digits_from_other_words():
    made = speech.simulated()
    said = spoken(audio.features(made.of_length(), audio.AT_8_KHZ))
    digit = np.array([name in keywords.SPOKEN for name in made.names])[made.labels]
    wanted = [keywords.SPOKEN.index(n) if n in keywords.SPOKEN else 10 for n in made.names]
    right = said == np.array(wanted)[made.labels]
    assert right[digit].mean() >= 0.9
    assert right[~digit].mean() >= 0.9


def test_the_shipped_network_hears_no_digit_in_noise_or_silence():
    random = np.random.default_rng(5)
    loudness = 10 ** random.uniform(0, 4, (100, 1))
    sounds = np.rint(random.normal(size=(100, 8000)) * loudness).clip(-32768, 32767)
    sounds[0] = 0
    said = spoken(audio.features(sounds.astype(np.int16), audio.AT_8_KHZ))
    assert (said == 10).all()
