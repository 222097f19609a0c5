"""Networks, a builder each, and what a network costs on a chip.

Only layers with an int8 kernel on microcontrollers are used: Conv2D, DepthwiseConv2D,
MaxPool2D, Dense, ReLU (fused into the layer before it) and softmax. Layers carry fixed
names and seeded initial weights, so a builder called twice gives the same file twice.
"""

import tempfile
import warnings
from dataclasses import dataclass
from math import prod
from pathlib import Path

from tinyml_kit.errors import BadInput
from tinyml_kit.learning.quiet import keras


class ModelError(BadInput):
    """A network that cannot be built or costed."""


def bragg_cnn(size=100, filters=3, classes=3, seed=0):
    """Build the published network: four 5 × 5 convolutions, three poolings, one dense layer.

    Parameters
    ----------
    size : int, >= 61
        Side of the square input in pixels; input shape (size, size, 1).
    filters : int
        Filters of each convolution; published 3.
    classes : int
        Outputs; published 3 (HIT, MAYBE, MISS).
    seed : int
        Seed of the initial weights.

    Returns
    -------
    keras.Sequential
        990, 8,865 and 62,766 parameters at 100, 300 and 720 px (published). Outputs
        probabilities (softmax).

    Raises
    ------
    ModelError
        If the image is too small for four convolutions.

    Notes
    -----
    Eteng, bachelor thesis (2024), figure 4.5 and appendix. Its table 4.1 gives strides of
    2 for the convolutions; the layer shapes show that they are those of the pooling. ReLU is
    fused into the convolution: one pass over memory on a chip, and the same function.
    """
    if size < 61:
        raise ModelError(
            f"bragg_cnn: an image of {size} px is used up before the fourth convolution; "
            "take at least 61 px."
        )
    draw = _initialiser(seed)
    layers = [keras.Input((size, size, 1), name="image")]
    for k in range(1, 5):
        layers.append(_conv(filters, 5, f"conv{k}", draw))
        if k < 4:
            layers.append(keras.layers.MaxPool2D(2, 2, padding="same", name=f"pool{k}"))
    layers.append(keras.layers.Flatten(name="flatten"))
    layers.append(_dense(classes, "classes", draw, activation="softmax"))
    return keras.Sequential(layers, name="bragg_cnn")


def _conv(filters, side, name, draw, **how):
    return keras.layers.Conv2D(
        filters, side, activation="relu", kernel_initializer=draw(), name=name, **how
    )


def _dense(units, name, draw, **how):
    return keras.layers.Dense(units, kernel_initializer=draw(), name=name, **how)


def _initialiser(seed):
    """Return a function that gives a fresh Glorot initialiser, another at every call."""
    seeds = iter(range(1000 * seed, 1000 * seed + 1000))
    return lambda: keras.initializers.GlorotUniform(seed=next(seeds))
