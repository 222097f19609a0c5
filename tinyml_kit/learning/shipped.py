"""The trained network that ships with the kit, with the weights of its verdict."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.datasets.bragg import shipped_file
from tinyml_kit.datasets.labels import CLASSES
from tinyml_kit.learning import models, training
from tinyml_kit.learning.decision import decide


@dataclass(frozen=True)
class Classifier:
    """A network and how its probabilities become a verdict.

    model : keras.Model, takes (n, 100, 100, 1) local contrast
    weights : (3,) array, see `decision.decide`
    """

    model: object
    weights: np.ndarray

    def probabilities(self, images):
        """Return (n, 3) float32 for (n, 100, 100) images, in the order of CLASSES."""
        return training.probabilities(self.model, images)

    def says(self, images):
        """Return the verdicts on (n, 100, 100) images, a list of names from CLASSES."""
        return [CLASSES[k] for k in decide(self.probabilities(images), self.weights)]


def bragg_classifier():
    """Load the 990-parameter network, trained on simulated shots (`benchmarks/bragg_cnn.py`).

    Raises
    ------
    BraggError, ChecksumError
        If the shipped file is missing or has been changed.
    """
    model = models.bragg_cnn(100)
    with np.load(shipped_file("bragg_cnn_100px.npz")) as file:
        for layer in model.layers:
            if layer.weights:
                names = [w.name.replace("/", "_").removesuffix(":0") for w in layer.weights]
                layer.set_weights([file[name] for name in names])
        return Classifier(model, file["decision_weights"])
