"""Take a chain of layers apart and build another one from its pieces."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import CompressError
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.demands import is_model
from tinyml_kit.learning.keras_backend import keras


def chain(model: keras.Model, where: str) -> list[keras.layers.Layer]:
    """Return the layers of a network without branches, except the input layer.

    Raises
    ------
    CompressError
        If a layer has several inputs or consumers, or is a network of its own.
    """
    layers = [a for a in model.layers if not isinstance(a, keras.layers.InputLayer)]
    tensor = model.inputs[0]
    for layer in layers:
        if is_model(layer):
            raise CompressError(
                f"{where}: {layer.name} in {model.name} is a network of its own; give its layers "
                "themselves, in one chain."
            )
        nodes = layer.inbound_nodes
        if len(nodes) != 1 or len(nodes[0].keras_inputs) != 1 or layer.input is not tensor:
            raise CompressError(
                f"{where}: the layers of {model.name} do not follow each other in a chain (see "
                f"{layer.name}); give a network without branches."
            )
        tensor = layer.output
    return layers


def clone(layer: keras.layers.Layer, **changes: Any) -> keras.layers.Layer:
    """Return a fresh layer of the same kind and name with some settings changed."""
    return type(layer).from_config(layer.get_config() | changes)


def build(
    model: keras.Model,
    pieces: Sequence[tuple[keras.layers.Layer, Sequence[np.ndarray] | None]],
    name: str | None = None,
) -> keras.Sequential:
    """Return a network of (layer, weights) pairs with the input of `model`, by default its name.

    `weights` may be None: the layer has none, or keeps its initial ones.
    """
    built = keras.Sequential(
        [keras.Input(model.input_shape[1:], name=model.inputs[0].name), *(a for a, _ in pieces)],
        name=name or model.name,
    )
    for layer, weights in pieces:
        if weights is not None:
            layer.set_weights(weights)
    return built


def savings(before: keras.Model, after: keras.Model) -> dict[str, tuple[int, int]]:
    """Return the parameters and MACs of two networks: {name: (before, after)}."""
    old, new = cost(before), cost(after)
    return {"parameters": (old.parameters, new.parameters), "macs": (old.macs, new.macs)}
