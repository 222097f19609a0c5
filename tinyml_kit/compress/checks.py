"""What every technique checks about a network and its examples before it starts."""

from typing import Any

import numpy as np

from tinyml_kit.compress.errors import CompressError, NoEffect
from tinyml_kit.compress.kernels import chosen_layers, distinct, found, kernels, sparsity
from tinyml_kit.learning.demands import (
    as_examples,
    as_labels,
    require_classes,
    require_integer,
    require_network,
    require_number,
    require_probabilities,
)
from tinyml_kit.learning.keras_backend import keras

__all__ = [
    "CompressError",
    "NoEffect",
    "as_input",
    "chosen_layers",
    "distinct",
    "kernels",
    "require_examples",
    "require_model",
    "require_tuning",
    "sparsity",
]


def require_model(model: keras.Model, where: str) -> None:
    """Raise CompressError unless `model` is a network that techniques can take apart.

    That is a tf_keras network, Sequential or functional, built, with one input of a fixed size, one
    output and at least one kernel.
    """
    require_network(model, where, CompressError)
    if not found(model):
        raise CompressError(
            f"{where}: the network {model.name} has no convolution and no dense layer, so there "
            "is nothing to compress; give one that has."
        )


def require_examples(
    model: keras.Model, x: Any, y: Any, where: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return examples as float32 and int64 arrays, after checking them.

    Parameters
    ----------
    model : keras.Model
        Takes (n, *shape) and gives class probabilities; logits are refused.
    x : (n, *shape) array; the channel axis of images may be missing.
    y : (n,) array of int; also (n, 1), or one-hot (n, classes)

    Raises
    ------
    CompressError
        If they do not fit the network or each other, hold NaN, or are all of one class.
    """
    classes = require_classes(model, where, CompressError)
    x = as_input(model, x, where)
    y = as_labels(y, classes, len(x), where, CompressError)
    if len(np.unique(y)) < 2:
        raise CompressError(
            f"{where}: all {len(y)} examples have class {y[0]}, so a network that always predicts "
            "it would look perfect; give examples of every class."
        )
    require_probabilities(model, x, where, CompressError)
    return x, y


def as_input(model: keras.Model, x: Any, where: str) -> np.ndarray:
    """Return examples as the float32 array (n, *shape) that `model` takes.

    Raises
    ------
    CompressError
        If they are no numbers, the shape does not fit, or a value is NaN or infinite.
    """
    return as_examples(model, x, where, CompressError).astype(np.float32, copy=False)


def require_tuning(epochs: Any, batch: Any, rate: Any = 1.0, seed: Any = 0) -> None:
    """Raise CompressError unless the settings of further training are in range.

    Epochs may be 0: then nothing is trained.
    """
    require_integer(epochs, "epochs", "fine_tune", CompressError, 0)
    require_integer(batch, "batch", "fine_tune", CompressError, 1)
    require_integer(seed, "seed", "fine_tune", CompressError, 0, 2**32 - 1)
    require_number(rate, "rate", "fine_tune", CompressError)
    if rate == 0:
        raise CompressError("fine_tune: rate=0; take a rate above 0, or epochs=0.")
