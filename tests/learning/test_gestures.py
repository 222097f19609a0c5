"""Networks for gestures: sizes, inputs, what is strange, and what is refused."""

import numpy as np
import pytest

from tests.support import comparing
from tinyml_kit.compress import quantize
from tinyml_kit.learning import gestures
from tinyml_kit.learning.gestures import GestureError


def test_the_network_counts_its_parameters_and_fits_14_kb(tmp_path):
    model = gestures.cnn(119, 6, 5)
    weights = 5 * 6 * 16 + 5 * 16 * 24 + 5 * 24 * 32 + 32 * 5
    assert model.count_params() == weights + 16 + 24 + 32 + 5
    random = np.random.default_rng(0)
    model.set_weights([w + random.normal(0, 0.05, w.shape) for w in model.get_weights()])
    x = random.normal(0, 0.3, (20, 119, 6)).astype(np.float32)
    content, _ = quantize.to_tflite(model, "int8", x, 20)
    assert len(content) <= 14_000
    inputs = random.integers(-128, 128, (3, 119, 6)).astype(np.int8)
    comparing.require_equal(content, [inputs], tmp_path)


def test_full_scale_is_one():
    x = np.array([[[4, -4, 2, 512, -512, 256]]])
    assert gestures.as_input(x).tolist() == [[[1, -1, 0.5, 1, -1, 0.5]]]
    assert gestures.as_input(x[..., :3]).dtype == np.float32


def test_a_recording_that_poolings_use_up_is_refused():
    with pytest.raises(GestureError, match="26 samples are used up by 3 poolings .* at least 27"):
        gestures.cnn(26, 6, 5)
    assert gestures.cnn(27, 6, 5).output_shape == (None, 5)


def test_the_autoencoder_is_narrow_in_its_middle():
    model = gestures.autoencoder(10, 2, 7)
    assert model.count_params() == (10 * 7 + 7) + (7 * 2 + 2) + (2 * 7 + 7) + (7 * 10 + 10)
    assert model.output_shape == (None, 10)


def test_strangeness_is_the_mean_square():
    given = np.array([[1.0, 2.0], [0.0, 0.0]])
    assert gestures.strangeness(given, np.array([[0.0, 0.0], [0.0, 3.0]])).tolist() == [2.5, 4.5]


def test_weights_repeat_with_their_seed():
    one, same, other = (gestures.cnn(81, 3, 4, seed=s).get_weights()[0] for s in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
