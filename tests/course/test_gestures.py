"""Networks for gestures: trained, converted and asked alike."""

import numpy as np
import pytest

from tinyml_kit.compress import one_step
from tinyml_kit.course import gestures as course
from tinyml_kit.datasets import motion
from tinyml_kit.graph.tflite import read
from tinyml_kit.learning import gestures, recurrent, training


@pytest.fixture(scope="module")
def three():
    """Return recordings of three gestures that are easy to tell apart, every fourth sample."""
    people = motion.simulated(6, 2)
    chosen = [i for i, k in enumerate(people.labels) if people.names[k] in ("lift", "rest", "wave")]
    _, labels = np.unique(people.labels[chosen], return_inverse=True)
    return gestures.as_input(np.stack([people.samples[i] for i in chosen]))[:, ::4], labels


@pytest.mark.parametrize("kind", course.KINDS)
def test_each_kind_learns_and_says_in_int8_what_it_said_in_float(kind, three):
    x, labels = three
    model = course.trained(kind, x, labels, epochs=80, units=8)
    content = course.int8(model, x)
    said = course.said(content, x)
    floats = training.probabilities(model, x).argmax(axis=1)
    assert (said == floats).mean() >= 0.8 and (said == labels).mean() > 0.6
    one = course.macs(read(content), 1)
    assert course.macs(read(content), 32) == (32 * one if kind == "gru" else one)


def test_the_drift_of_a_state_is_small_and_smaller_with_16_bits(three):
    x, _ = three
    model = recurrent.classifier("gru", x.shape[1], 6, 3, 6)
    exact = recurrent.states(model, x)
    means = []
    for mode in ("int8", "int16x8"):
        content, _ = one_step.to_tflite(model, mode, x, len(x))
        apart = course.drift(content, x, exact)
        assert apart.shape == x.shape[:2]
        means.append(apart.mean())
    assert means[1] < means[0] / 2 < 0.05


def test_numbers_beyond_the_range_are_stored_as_its_ends():
    content, _ = one_step.to_tflite(
        recurrent.classifier("gru", 4, 2, 2, 3), "int8",
        np.random.default_rng(0).uniform(-1, 1, (12, 4, 2)).astype(np.float32), 12,
    )  # fmt: skip
    graph = read(content)
    tensor = next(graph.tensors[i] for i in graph.inputs if graph.tensors[i].shape == (1, 2))
    stored = course.stored(tensor, [-9.0, 0.0, 9.0])
    assert stored.dtype == np.int8 and stored.tolist() == [-128, tensor.zero_point, 127]


def test_features_are_in_units_of_what_is_usual():
    people = motion.simulated(3, 1)
    usual = np.arange(6, 18)
    seen = course.described(people, usual)
    assert seen.shape == (18, 6 * 13) and seen.dtype == np.float32
    np.testing.assert_allclose(seen[usual].mean(axis=0), 0, atol=1e-5)
    spread = seen[usual].std(axis=0)
    assert ((abs(spread - 1) < 1e-3) | (spread < 1)).all() and (abs(spread - 1) < 1e-3).mean() > 0.9
