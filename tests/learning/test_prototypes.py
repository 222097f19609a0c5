"""Nearest prototypes: means and distances by hand, in integers, and what is refused."""

import numpy as np
import pytest

from tinyml_kit.learning import keywords
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.prototypes import NONE, PrototypeError, Prototypes, embedding


def int8(*rows):
    return np.array(rows, np.int8)


@pytest.fixture
def two():
    learner = Prototypes(2)
    learner.learn(int8([10, 0], [11, 1]))
    learner.learn(int8([-10, -7]))
    return learner


def test_a_prototype_is_the_mean_rounded_half_up(two):
    np.testing.assert_array_equal(two.places, [[11, 1], [-10, -7]])
    assert two.learn(int8([-11, -8]), 1) == 1
    np.testing.assert_array_equal(two.places[1], [-10, -7])  # -10.5 and -7.5
    assert two.counts.tolist() == [2, 2]


def test_one_by_one_and_together_are_the_same():
    examples = np.random.default_rng(0).integers(-128, 128, (50, 7)).astype(np.int8)
    one, other = Prototypes(7), Prototypes(7)
    one.learn(examples)
    for k in range(50):
        other.learn(examples[k : k + 1], 0 if k else None)
    np.testing.assert_array_equal(one.places, other.places)


def test_distances_are_squared_and_do_not_overflow():
    learner = Prototypes(300)
    learner.learn(np.full((1, 300), -128, np.int8))
    assert learner.distances(np.full((1, 300), 127, np.int8)).tolist() == [[255**2 * 300]]


def test_the_nearest_word_is_found_and_what_is_far_is_none(two):
    sounds = int8([9, 0], [-9, -9], [100, 100])
    np.testing.assert_array_equal(two.distances(sounds)[0], [5, 410])
    assert two.nearest(sounds).tolist() == [0, 1, 0]
    assert two.nearest(sounds, farthest=5).tolist() == [0, 1, NONE]
    assert two.nearest(sounds, farthest=4).tolist() == [NONE, NONE, NONE]


def test_the_embedding_is_what_the_last_layer_saw():
    model = keywords.ds_cnn()
    x = np.random.default_rng(0).normal(size=(3, 49, 40, 1)).astype(np.float32)
    rows = embedding(model).predict(x, verbose=0)
    assert rows.shape == (3, 40)
    weights, bias = model.layers[-1].get_weights()
    logits = rows @ weights + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(
        powers / powers.sum(axis=1, keepdims=True), model.predict(x, verbose=0), atol=1e-5
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.learn(np.zeros((1, 3), np.int8)), "int8 of shape \\(1, 3\\), expected"),
        (lambda p: p.learn(np.zeros((1, 2))), "float64 of shape \\(1, 2\\), expected int8"),
        (lambda p: p.learn(np.zeros((0, 2), np.int8)), "there are no examples"),
        (lambda p: p.learn(int8([1, 2]), 2), "word 2 of 2"),
        (lambda p: p.nearest(np.zeros(2, np.int8)), "int8 of shape \\(2,\\), expected"),
        (lambda p: Prototypes(2).nearest(int8([1, 2])), "no word has been learnt"),
    ],
)
def test_what_does_not_fit_is_refused(two, call, message):
    with pytest.raises(PrototypeError, match=message):
        call(two)


def test_a_network_without_a_row_of_numbers_is_refused():
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(2, 3)])
    with pytest.raises(PrototypeError, match="no row of numbers before its last layer"):
        embedding(model)
