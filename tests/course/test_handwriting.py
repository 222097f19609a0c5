import numpy as np
import pytest

from tinyml_kit.course import handwriting
from tinyml_kit.rungs.interpreters import reference


def test_without_mnist_in_the_cache_digits_are_enlarged(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))
    data = handwriting.load()
    assert data.name == "digits, enlarged"
    assert data.train_images.shape == (1437, 28, 28) and data.test_images.shape == (360, 28, 28)


def test_mnist_is_taken_where_it_is(real_data, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(real_data / "datasets"))
    data = handwriting.load()
    assert data.name == "MNIST" and len(data.test_images) == 10_000
    assert accuracy(data) > 0.93


def test_full_ink_is_full_ink_and_every_pixel_three_or_four_wide():
    images = handwriting.enlarged().train_images
    assert images.max() == 255 and images.min() == 0
    runs = np.diff(np.flatnonzero(np.diff(np.arange(28) * 8 // 28)))
    assert set(runs) <= {3, 4}


def test_the_network_reads_the_digits_that_come_with_it():
    assert accuracy(handwriting.enlarged()) > 0.8


@pytest.mark.parametrize("pixel, stored", [(0, -128), (255, 127)])
def test_dark_is_the_lowest_number(pixel, stored):
    assert handwriting.as_int8(np.full((1, 28, 28), pixel, np.uint8)).ravel()[0] == stored


def accuracy(data):
    built = reference.build(data.network)
    shape = built.graph.tensors[built.graph.inputs[0]].shape[1:]
    x = handwriting.as_int8(data.test_images[:200]).reshape(-1, *shape)
    return (reference.run(built, [x]).outputs[0].argmax(1) == data.test_labels[:200]).mean()


def test_a_unit_and_an_image_have_the_sum_that_was_asked_for():
    data = handwriting.enlarged()
    pixels, weights = handwriting.with_sum(data, 200_000)
    assert pixels.shape == weights.shape == (784,) and weights.dtype == np.int8
    assert abs(int(pixels.astype(int) @ weights.astype(int)) - 200_000) < 2000
    assert (handwriting.first_layer(data.network) == weights).all(axis=1).sum() == 1


def test_no_image_makes_a_larger_sum_than_the_one_that_weights_and_bias_allow():
    network = handwriting.enlarged().network
    built = reference.build(network)
    layer = next(one for one in built.graph.operators if one.name == "FULLY_CONNECTED")
    weights, bias = (built.graph.tensors[i].data.astype(int) for i in layer.inputs[1:])
    bright = np.where(weights > 0, 255, 0)  # for each unit its brightest image
    sums = np.sum(bright * weights, axis=1) + bias
    others = np.sum((255 - bright) * weights, axis=1) + bias
    assert handwriting.sum_range(network) == (others.min(), sums.max())
