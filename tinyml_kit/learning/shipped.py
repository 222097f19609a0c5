"""The trained network that ships with the kit, and the class weights of its decisions."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tinyml_kit.base.files import record_checksum, write_atomically
from tinyml_kit.base.resources import data_dir, shipped_file
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.learning import models, training
from tinyml_kit.learning.decision import decide
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.unlike import TrainingData, pixel_statistics

FILE = "bragg_cnn_100px.npz"
#: An image is unlike the twin beyond this many times the distance within which 99.5 % of the twin
#: lies: a simulation is not quite the detector. Chosen with real frames in view: four of a CSPAD
#: lay within 1.35 of it, and all of other detectors beyond 1.6.
MARGIN = 1.4


@dataclass(frozen=True)
class Classifier:
    """A network and how its probabilities become a decision.

    model : keras.Model, takes (n, 100, 100, 1) local contrast
    weights : (3,) array, see `decision.decide`
    """

    model: keras.Model
    weights: np.ndarray

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, 3) float32 for (n, 100, 100) images, in the order of CLASSES."""
        return training.probabilities(self.model, images)

    def predict(self, images: np.ndarray) -> list[str]:
        """Return the class of each of (n, 100, 100) images, a list of names from CLASSES."""
        return [CLASSES[k] for k in decide(self.probabilities(images), self.weights)]

    def unlike(self, images: np.ndarray) -> np.ndarray:
        """Return which of (n, 100, 100) images are unlike the twin's detector, (n,) bool.

        The network was trained for that one alone. It answers on others, too, and may be sure and
        wrong; where this is True, ask `verdicts.any_detector`.
        """
        seen = _seen()
        images = bragg.as_stored(np.asarray(images)) * np.float32(bragg.STEP)
        return seen.distance(pixel_statistics(images)) > MARGIN * seen.limit


def ship(model: keras.Model, weights: np.ndarray) -> None:
    """Store a trained network and the class weights of its decisions in the shipped data."""
    arrays = {_array_name(weight): weight.numpy() for weight in model.weights}
    target = data_dir() / FILE
    with write_atomically(target) as path:
        np.savez_compressed(path, decision_weights=weights, **arrays)
    record_checksum(target)


def bragg_classifier() -> Classifier:
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


@lru_cache(maxsize=1)
def _seen() -> TrainingData:
    """Return where the twin's images lie."""
    return TrainingData.of(pixel_statistics(bragg.load().images))


def _array_name(weight):
    """Return the name of a Keras weight as an .npz can hold it: conv1_kernel for conv1/kernel:0."""
    return weight.name.replace("/", "_").removesuffix(":0")
