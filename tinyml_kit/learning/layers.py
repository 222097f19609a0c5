"""Layers as all networks of the kit have them: ReLU fused, fixed names, seeded initial weights."""

from collections.abc import Callable
from typing import Any

from tinyml_kit.learning.keras_backend import keras


def convolution(
    filters: int,
    side: int,
    name: str,
    draw: Callable[[], keras.initializers.Initializer],
    **options: Any,
) -> keras.layers.Conv2D:
    """Return a Conv2D of side × side with ReLU; `draw` gives its initialiser."""
    return keras.layers.Conv2D(
        filters, side, activation="relu", kernel_initializer=draw(), name=name, **options
    )


def dense_layer(
    units: int, name: str, draw: Callable[[], keras.initializers.Initializer], **options: Any
) -> keras.layers.Dense:
    """Return a Dense layer; `draw` gives its initialiser."""
    return keras.layers.Dense(units, kernel_initializer=draw(), name=name, **options)


def initializers(seed: int) -> Callable[[], keras.initializers.Initializer]:
    """Return a function that gives a fresh Glorot initialiser, a different one at every call."""
    seeds = iter(range(1000 * seed, 1000 * seed + 1000))
    return lambda: keras.initializers.GlorotUniform(seed=next(seeds))
