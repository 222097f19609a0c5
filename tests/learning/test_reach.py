"""Pixels that no output depends on are counted."""

import pytest

from tinyml_kit.learning import models, reach
from tinyml_kit.learning.keras_backend import keras

layers = keras.layers


def chain(*middle, last="softmax"):
    image = keras.Input((10, 10, 1))
    return keras.Sequential([image, *middle, layers.Flatten(), layers.Dense(2, last)])


@pytest.mark.parametrize(
    ("middle", "unseen"),
    [
        ([], 0),
        ([layers.Conv2D(1, 1, strides=5)], 96),
        ([layers.MaxPool2D(4)], 36),  # 8 × 8 of 10 × 10 are in a window
        ([layers.MaxPool2D(4, padding="same")], 0),
        ([layers.Conv2D(2, 3, use_bias=False), layers.ReLU(), layers.MaxPool2D(8)], 0),
        ([layers.Conv2D(2, 3, activation="relu"), layers.MaxPool2D(7)], 19),
        ([keras.Sequential([layers.Conv2D(1, 1, strides=5)])], 96),
    ],
)
def test_pixels_outside_of_every_window_are_overlooked(middle, unseen):
    assert reach.overlooked(chain(*middle)) == unseen


def test_weights_and_activations_do_not_matter():
    model = chain(layers.Conv2D(1, 3, activation="relu"), last=None)
    model.set_weights([0 * weight for weight in model.get_weights()])
    assert reach.overlooked(model) == 0


def test_the_network_of_the_thesis_sees_the_whole_image():
    assert reach.overlooked(models.bragg_cnn()) == 0
