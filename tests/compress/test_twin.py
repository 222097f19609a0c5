import numpy as np
import pytest

from tinyml_kit.compress import interpret, quantize
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import shipped
from tinyml_kit.learning.bootstrap import difference, intervals
from tinyml_kit.learning.decision import decide
from tinyml_kit.learning.split import split


@pytest.fixture(scope="module")
def verdicts():
    """Return truth and the verdicts of Keras and of the int8 file on 800 frames of the twin."""
    twin, classifier = bragg.load(), shipped.bragg_classifier()
    parts = split(twin.labels)
    test = np.concatenate([parts.validation, parts.test])
    tflite, _ = quantize.to_tflite(classifier.model, "int8", twin.images[parts.train])
    found = (
        classifier.probabilities(twin.images[test]),
        interpret.outputs(tflite, twin.images[test]),
    )
    return twin.labels[test], *(decide(p, classifier.weights) for p in found)


def test_eight_bits_lose_less_than_the_interval_of_the_float_network(verdicts):
    truth, whole, int8 = verdicts
    lost = -difference(truth, int8, whole, CLASSES)["difference"]
    for score, (low, high) in intervals(truth, whole, CLASSES).items():
        assert lost[score] < (high - low) / 2, score


def test_few_verdicts_change(verdicts):
    _, whole, int8 = verdicts
    assert (whole != int8).mean() < 0.05
