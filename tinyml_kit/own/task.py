"""What the steps after the reading need to know of a kind of recordings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tinyml_kit.graph.model import Graph

if TYPE_CHECKING:
    from tinyml_kit.learning.keras_backend import keras  # brings TensorFlow


@dataclass(frozen=True)
class Task:
    """Inputs of a network, how more of them are made, and the networks to choose from.

    inputs : (n, *shape) int8, as the chip gives them to the network
    steps : a real number of the network is an input divided by it
    more : function (indices, copies, seed) -> (copies · indices, *shape) int8
        Varied inputs of some recordings: all of them once, then all again.
    network : function (width, classes) -> keras.Model
    widths : the widths to try, the largest first
    epochs, batch, rate : of the training
    augment : function (inputs, numpy Generator) -> real numbers, or None
        What each batch of inputs is turned into in training, another time in each epoch.
    device : function (bytes of the .tflite) -> {file name: text} of the C between the sensor and
        the network
    beside : Graph of the front end, whose flash and RAM the board needs as well; None: it is small
    notes : what was chosen here
    """

    inputs: np.ndarray
    steps: int
    more: Callable[[np.ndarray, int, int], np.ndarray]
    network: Callable[[int, int], "keras.Model"]
    widths: tuple[int, ...]
    epochs: int
    batch: int
    rate: float
    augment: Callable[[np.ndarray, np.random.Generator], np.ndarray] | None
    device: Callable[[bytes], dict[str, str]]
    beside: Graph | None
    notes: tuple[str, ...] = field(default=())

    def real(self, inputs: np.ndarray) -> np.ndarray:
        """Return inputs as the network takes them before it is int8, float32."""
        return inputs.astype(np.float32) / self.steps
