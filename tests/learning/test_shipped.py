"""The network that ships: it is the published one, and it knows the twin."""

import numpy as np
import pytest

from tinyml_kit.base import resources
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import evaluation, shipped


@pytest.fixture(scope="module")
def network():
    return shipped.bragg_classifier()


def test_it_has_the_published_number_of_parameters(network):
    assert network.model.count_params() == 990


def test_verdicts_are_names_and_follow_the_weighted_probabilities(network):
    images = bragg.load().images[:20]
    weighted = network.probabilities(images) * network.weights
    assert network.predict(images) == [CLASSES[k] for k in weighted.argmax(axis=1)]


def test_it_is_far_better_than_chance_on_the_twin_which_it_was_not_trained_on(network):
    data = bragg.load()
    said = np.array([CLASSES.index(name) for name in network.predict(data.images)])
    assert evaluation.report(data.labels, said).scores["balanced_accuracy"] > 0.7


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    with pytest.raises(
        resources.ResourceError, match="bragg_cnn_100px.npz: this file ships with the kit"
    ):
        shipped.bragg_classifier()


def test_a_network_comes_back_as_it_was_shipped(tmp_path, monkeypatch, network):
    monkeypatch.setattr(shipped, "data_dir", lambda: tmp_path)
    monkeypatch.setattr(resources, "data_dir", lambda: tmp_path)
    shipped.ship(network.model, [0.5, 0.25, 1.0])
    again = shipped.bragg_classifier()
    assert again.weights.tolist() == [0.5, 0.25, 1.0]
    for old, new in zip(network.model.get_weights(), again.model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_twins_detector_is_known_and_others_are_told():
    network = shipped.bragg_classifier()
    with np.load(resources.shipped_file("held_back_100px.npz")) as file:
        unseen = file["images"].astype(np.float32) * bragg.STEP
    assert np.mean(network.unlike(unseen)) <= 0.02
    other = np.random.default_rng(0).normal(0, 1, (20, 100, 100))
    assert network.unlike(other).all()
