"""Layers as all networks of the kit have them: ReLU fused, fixed names, seeded initial weights."""

from tinyml_kit.learning.keras_backend import keras


def convolution(filters, side, name, draw, **how):
    """Return a Conv2D of side × side with ReLU; `draw` gives its initialiser."""
    return keras.layers.Conv2D(
        filters, side, activation="relu", kernel_initializer=draw(), name=name, **how
    )


def dense_layer(units, name, draw, **how):
    """Return a Dense layer; `draw` gives its initialiser."""
    return keras.layers.Dense(units, kernel_initializer=draw(), name=name, **how)


def initialisers(seed):
    """Return a function that gives a fresh Glorot initialiser, another at every call."""
    seeds = iter(range(1000 * seed, 1000 * seed + 1000))
    return lambda: keras.initializers.GlorotUniform(seed=next(seeds))
