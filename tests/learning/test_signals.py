"""The network for signals: its shape, its size, the same weights each time."""

import numpy as np
import pytest

from tinyml_kit.learning.models import ModelError
from tinyml_kit.learning.signals import signal_cnn


def test_shape_and_size():
    model = signal_cnn(window=119, axes=6, classes=5, width=24)
    assert model.input_shape == (None, 119, 1, 6)
    assert model.output_shape == (None, 5)
    # Three convolutions, four numbers a channel of each normalisation, and the dense layer.
    assert model.count_params() == 7 * 6 * 24 + 2 * 5 * 24 * 24 + 3 * 4 * 24 + 24 * 5 + 5


def test_the_same_seed_gives_the_same_weights():
    one, again, other = (signal_cnn(seed=seed).get_weights()[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


@pytest.mark.parametrize("size", [{"window": 7}, {"axes": 0}, {"width": 0}])
def test_what_cannot_be_built_is_refused(size):
    with pytest.raises(ModelError, match="take at least 8 samples, one axis and one channel"):
        signal_cnn(**size)
