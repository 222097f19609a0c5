"""Networks for gestures: a convolutional one for a whole recording, and one that knows the usual.

`recurrent` has those that read a recording step by step.
"""

from collections.abc import Sequence

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.layers import dense_layer, initializers

#: What is given to networks as 1: 4 g, and 512 degrees a second.
FULL_SCALE = (4.0,) * 3 + (512.0,) * 3


class GestureError(BadInput):
    """Recordings or sizes that no network for gestures can be made for."""


def cnn(
    steps: int, axes: int, classes: int, filters: Sequence[int] = (16, 24, 32), seed: int = 0
) -> keras.Sequential:
    """Build a network of convolutions over time, each followed by a pooling of three samples.

    Parameters
    ----------
    steps, axes : int
        Samples of a recording, and numbers in a sample.
    classes : int
    filters : sequence of int, of each convolution, which sees five samples
    seed : int, of the initial weights

    Returns
    -------
    keras.Sequential, from (steps, axes) to probabilities

    Raises
    ------
    GestureError
        If the recording is too short for so many poolings.
    """
    if steps < 3 ** len(filters):
        raise GestureError(
            f"{steps} samples are used up by {len(filters)} poolings of three; give at least "
            f"{3 ** len(filters)}, or fewer filters."
        )
    draw = initializers(seed)
    layers = [
        keras.Input((steps, axes), name="motion"),
        keras.layers.Reshape((steps, 1, axes), name="in_a_row"),
    ]
    for k, count in enumerate(filters, 1):
        layers += [
            keras.layers.Conv2D(
                count, (5, 1), padding="same", activation="relu", kernel_initializer=draw(),
                name=f"conv{k}",
            ),
            keras.layers.MaxPool2D((3, 1), name=f"pool{k}"),
        ]  # fmt: skip
    layers += [
        keras.layers.GlobalAveragePooling2D(name="average"),
        keras.layers.Dropout(0.2, seed=seed, name="dropout"),
        dense_layer(classes, "classes", draw, activation="softmax"),
    ]
    return keras.Sequential(layers, name="gesture_cnn")


def as_input(recordings: np.ndarray) -> np.ndarray:
    """Return recordings as networks take them, (n, steps, axes) float32.

    Parameters
    ----------
    recordings : (n, steps, 3 or 6), in g, and in degrees a second
    """
    given = np.asarray(recordings, np.float32)
    return given / np.array(FULL_SCALE[: given.shape[-1]], np.float32)


def autoencoder(size: int, code: int = 4, hidden: int = 24, seed: int = 0) -> keras.Sequential:
    """Build a network that repeats what it is given, through a narrow place.

    Trained on the usual alone, it learns no more than the usual, and repeats the rest badly.

    Parameters
    ----------
    size : int, numbers in an example
    code, hidden : int, units of the narrow place, and of the layers before and behind it
    seed : int, of the initial weights
    """
    draw = initializers(seed)
    return keras.Sequential(
        [
            keras.Input((size,), name="features"),
            dense_layer(hidden, "encode", draw, activation="relu"),
            dense_layer(code, "code", draw),
            dense_layer(hidden, "decode", draw, activation="relu"),
            dense_layer(size, "again", draw),
        ],
        name="autoencoder",
    )


def strangeness(given: np.ndarray, repeated: np.ndarray) -> np.ndarray:
    """Return how badly examples were repeated, (n,): the mean square of the differences."""
    apart = np.asarray(given, np.float64) - np.asarray(repeated, np.float64)
    return (apart.reshape(len(apart), -1) ** 2).mean(axis=1)
