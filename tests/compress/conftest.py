"""Three small trained networks and their examples, made once for all tests of a file."""

from typing import NamedTuple

import numpy as np
import pytest

from tinyml_kit.compress import tuning
from tinyml_kit.datasets import bragg, images
from tinyml_kit.learning import classics, shipped
from tinyml_kit.learning.keras_backend import keras

NETWORKS = ("bragg", "digits", "dense")


class Case(NamedTuple):
    model: keras.Model
    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    names: tuple


@pytest.fixture(scope="session")
def cases():
    """Return the Bragg net, the digits CNN and a 784-32-10 network, trained, by name."""
    x, y = images.digits()
    x, y = x[..., np.newaxis] / np.float32(16), y.astype(np.int64)
    large = np.pad(np.kron(x[..., 0], np.ones((3, 3), np.float32)), [(0, 0), (2, 2), (2, 2)])
    names = images.DIGIT_NAMES
    return {
        "bragg": _bragg(),
        "digits": _trained(classics.digits_cnn(), x, y, names),
        "dense": _trained(classics.dense(32), large.reshape(-1, 784), y, names),
    }


@pytest.fixture(params=NETWORKS)
def case(request, cases):
    return cases[request.param]


@pytest.fixture
def digits(cases):
    return cases["digits"]


def _trained(model, x, y, names, train=600, test=300):
    tuning.fine_tune(model, x[:train], y[:train], epochs=20, batch=32, rate=3e-3)
    return Case(model, x[:train], y[:train], x[-test:], y[-test:], names)


def _bragg(each=28):
    twin = bragg.load()
    order = [np.flatnonzero(twin.labels == k)[: 2 * each].reshape(2, -1) for k in range(3)]
    train, test = np.concatenate(order, axis=1)
    model = shipped.bragg_classifier().model
    parts = (twin.images[train], twin.labels[train], twin.images[test], twin.labels[test])
    images_, y, test_images, test_y = parts
    names = ("HIT", "MAYBE", "MISS")
    return Case(model, images_[..., np.newaxis], y, test_images[..., np.newaxis], test_y, names)
