"""The network that judges frames of any detector, and what it has learned of one instrument.

It sees `spot_numbers` of the `significance` of a frame. Its weights are in the shipped data; it
runs here in NumPy, so that a frame is judged without loading a framework. It is made by
`benchmarks/any_detector.py`, on frames of `datasets.bragg.many` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import record_checksum, write_atomically
from tinyml_kit.base.resources import data_dir, shipped_file
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image.significance import SIDE
from tinyml_kit.learning.decision import decide
from tinyml_kit.learning.spot_numbers import SPOT, spot_numbers
from tinyml_kit.learning.unlike import TrainingData

FILE = "any_detector.npz"
#: An instrument is learned from at least this many frames without a crystal.
LEAST_BLANKS = 20
#: Cells of which half of an instrument's blanks are brighter than this are not counted.
PERSISTENT = SPOT - 1


class InstrumentError(BadInput):
    """Blanks from which an instrument cannot be learned."""


@dataclass(frozen=True)
class AnyDetector:
    """A network on spot numbers, its decision, and where its training data lie.

    mean, scale : (k,) arrays; a number minus its mean, over its scale, is an input
    layers : (weights (in, out), bias (out,)) of each dense layer, ReLU between them
    weights : (3,) array, see `decision.decide`
    training : TrainingData
    blank_lead : three of four training frames without a crystal lead HIT over MISS by less
    ignored : (100, 100) bool, cells that are not counted on this instrument
    shift : taken from the lead of HIT over MISS on this instrument, half of it from MAYBE's
    """

    mean: np.ndarray
    scale: np.ndarray
    layers: Sequence[tuple[np.ndarray, np.ndarray]]
    weights: np.ndarray
    training: TrainingData
    blank_lead: float
    ignored: np.ndarray = field(default_factory=lambda: np.zeros((SIDE, SIDE), bool))
    shift: float = 0.0

    def numbers(self, images: np.ndarray) -> np.ndarray:
        """Return the spot numbers of (n, 100, 100) significance, (n, 17)."""
        return spot_numbers(np.where(self.ignored, 0, images))

    def logits(self, numbers: np.ndarray) -> np.ndarray:
        """Return (n, 3) logarithms of probabilities, but for a constant in each row."""
        said = forward(self.layers, (numbers - self.mean) / self.scale)
        return said - self.shift * np.array([1, 0.5, 0])

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, 3) float64 for (n, 100, 100) significance, in the order of CLASSES."""
        return softmax(self.logits(self.numbers(images)))

    def predict(self, images: np.ndarray) -> list[str]:
        """Return the class of each of (n, 100, 100) images, a list of names from CLASSES."""
        return [CLASSES[k] for k in decide(self.probabilities(images), self.weights)]

    def unlike(self, images: np.ndarray) -> np.ndarray:
        """Return which images are unlike anything that the network was trained on, (n,) bool."""
        return self.training.unlike(self.numbers(images))

    def on_instrument(self, blanks: np.ndarray) -> AnyDetector:
        """Return this network, calibrated to an instrument.

        Cells that are bright in half of the blanks (hot pixels in groups, edges of shadows) are no
        longer counted. And where the middle blank leads HIT over MISS by more than three of four
        training frames without a crystal did, the lead is shifted down by what is too much: what
        is usual there is not a hit.

        Parameters
        ----------
        blanks : (n, 100, 100) array
            Significance of about 100 frames of the instrument, most of them without a crystal. They
            need no labels: medians do not mind if a few show one.

        Raises
        ------
        InstrumentError
            If there are fewer than 20.
        """
        if len(blanks) < LEAST_BLANKS:
            raise InstrumentError(
                f"on_instrument: {len(blanks)} blank(s); give at least {LEAST_BLANKS} frames "
                "without a crystal, better 100."
            )
        ignored = np.median(blanks, axis=0) > PERSISTENT
        blind = replace(self, ignored=ignored, shift=0.0)
        leads = lead(blind.logits(blind.numbers(blanks)))
        return replace(blind, shift=max(float(np.median(leads)) - self.blank_lead, 0.0))


def forward(layers: Sequence[tuple[np.ndarray, np.ndarray]], inputs: np.ndarray) -> np.ndarray:
    """Return what dense layers make of (n, k) inputs, with ReLU between them."""
    for weights, bias in layers[:-1]:
        inputs = np.maximum(inputs @ weights + bias, 0)
    weights, bias = layers[-1]
    return inputs @ weights + bias


def lead(logits: np.ndarray) -> np.ndarray:
    """Return by how much HIT leads MISS, (n,)."""
    return logits[:, 0] - logits[:, 2]


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return (n, k) probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def ship(network: AnyDetector) -> None:
    """Store a network in the shipped data."""
    layers: dict[str, Any] = {f"weights{k}": pair[0] for k, pair in enumerate(network.layers)}
    layers |= {f"bias{k}": pair[1] for k, pair in enumerate(network.layers)}
    target = data_dir() / FILE
    with write_atomically(target) as path:
        np.savez_compressed(
            path, mean=network.mean, scale=network.scale, decision_weights=network.weights,
            blank_lead=network.blank_lead, far_mean=network.training.mean,
            far_whitening=network.training.whitening, far_limit=network.training.limit, **layers,
        )  # fmt: skip
    record_checksum(target)


def any_detector() -> AnyDetector:
    """Load the shipped network.

    Raises
    ------
    ResourceError, ChecksumError
        If the shipped file is missing or has been changed.
    """
    with np.load(shipped_file(FILE)) as file:
        count = sum(name.startswith("bias") for name in file)
        return AnyDetector(
            file["mean"],
            file["scale"],
            [(file[f"weights{k}"], file[f"bias{k}"]) for k in range(count)],
            file["decision_weights"],
            TrainingData(file["far_mean"], file["far_whitening"], float(file["far_limit"])),
            float(file["blank_lead"]),
        )
