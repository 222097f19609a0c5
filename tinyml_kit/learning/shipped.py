"""The trained network that ships with the kit, with the weights of its verdict."""

from dataclasses import dataclass

import numpy as np

from tinyml_kit.base.files import record_checksum, write_atomically
from tinyml_kit.base.resources import data_dir, shipped_file
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import models, training
from tinyml_kit.learning.decision import decide

FILE = "bragg_cnn_100px.npz"


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


def ship(model, weights):
    """Keep a trained network and the weights of its verdict among the data that ship."""
    arrays = {_array_name(weight): weight.numpy() for weight in model.weights}
    target = data_dir() / FILE
    with write_atomically(target) as path:
        np.savez_compressed(path, decision_weights=weights, **arrays)
    record_checksum(target)


def bragg_classifier():
    """Load the 990-parameter network, trained on simulated shots (`benchmarks/bragg_cnn.py`).

    Raises
    ------
    ResourceError, ChecksumError
        If the shipped file is missing or has been changed.
    """
    model = models.bragg_cnn(100)
    with np.load(shipped_file(FILE)) as file:
        model.set_weights([file[_array_name(weight)] for weight in model.weights])
        return Classifier(model, file["decision_weights"])


def _array_name(weight):
    """Return the name of a Keras weight as an .npz can hold it: conv1/kernel:0, conv1_kernel."""
    return weight.name.replace("/", "_").removesuffix(":0")
