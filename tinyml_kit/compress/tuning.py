"""A little more training after a change to a network, always the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.base.errors import said
from tinyml_kit.base.progress import progress
from tinyml_kit.compress.checks import (
    CompressError,
    require_examples,
    require_model,
    require_tuning,
)
from tinyml_kit.compress.toolkit import quietly
from tinyml_kit.learning.keras_backend import keras
from tinyml_kit.learning.sampling import class_weights
from tinyml_kit.learning.training import build_optimizer

BALANCES = ("weights", None)


def copied(model: keras.Model) -> keras.Model:
    """Return a copy of a network with the same layers, names and weights; nothing is shared.

    Raises
    ------
    CompressError
        If a layer is used in two of the networks that it consists of, or tells nobody how to make
        another one.
    """
    try:
        twin = keras.models.clone_model(model)
    except (NotImplementedError, TypeError, ValueError) as error:
        raise CompressError(
            f"{model.name}: a layer cannot be copied ({said(error)}); give its class a "
            "get_config() that returns the arguments of __init__."
        ) from error
    if len(twin.weights) != len(model.weights):
        raise CompressError(
            f"{model.name}: a layer with weights is used in two networks at once; use it in one of "
            "them, or give each its own."
        )
    twin.set_weights(model.get_weights())
    return twin


def fine_tune(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    epochs: int = 2,
    batch: int = 64,
    rate: float = 1e-3,
    seed: int = 0,
    balance: str | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    loss: Any = "sparse_categorical_crossentropy",
    targets: np.ndarray | None = None,
) -> list[float]:
    """Train `model` in place with Adam at a constant rate.

    Parameters
    ----------
    model : keras.Model
        Takes (n, *shape), gives class probabilities; it may hold the toolkit's wrappers.
    x, y : examples and labels, as `checks.require_examples` returns them
    epochs, batch : int
        Passes over all examples, in steps of `batch`; with epochs=0 nothing happens.
    rate : float
        Learning rate.
    seed : int
        Seed of the order of examples and of any dropout.
    balance : "weights" or None
        "weights": the loss of an example is divided by the share of its class.
    callbacks : sequence of Keras callbacks
        What the toolkit needs at every step.
    loss, targets
        Another loss, and what it takes instead of labels (see `distill`).

    Returns
    -------
    list of float
        Mean loss of each epoch, nats.

    Raises
    ------
    CompressError
        If a setting is out of range or the loss becomes infinite.
    """
    if balance not in BALANCES:
        raise CompressError(f"fine_tune: balance={balance!r} is unknown; take one of {BALANCES}.")
    require_tuning(epochs, batch, rate, seed)
    keras.utils.set_random_seed(seed)
    model.compile(keras.optimizers.Adam(rate), loss=loss, metrics=[])
    build_optimizer(model)
    if epochs == 0:
        return []
    with quietly():
        history = model.fit(
            x,
            y if targets is None else targets,
            sample_weight=class_weights(y)[y] if balance == "weights" else None,
            batch_size=batch,
            epochs=epochs,
            verbose=0,
            callbacks=[*callbacks, _Bar(f"tuning {model.name}", epochs)],
        )
    losses = [float(value) for value in history.history["loss"]]
    if not np.isfinite(losses).all():
        raise CompressError(
            f"fine_tune: the loss became {losses[-1]}; take a rate below {rate}, or inputs nearer "
            "to 1."
        )
    return losses


@dataclass(frozen=True)
class Tuned:
    """What further training did: `losses` are the mean loss of each epoch."""

    losses: tuple[float, ...]


def tune(
    model: keras.Model, x: np.ndarray, y: np.ndarray, **tuning: Any
) -> tuple[keras.Model, Tuned]:
    """Train a copy further and take nothing away: the reference for techniques that train.

    A technique that trains further may gain or lose by its training examples alone.

    Parameters
    ----------
    model : keras.Model; not changed
    x, y : training examples and labels
    **tuning
        Passed to `fine_tune`: epochs, batch, rate, seed, balance.

    Returns
    -------
    model : keras.Model
    record : Tuned

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    """
    tuned, x, y = begin(model, x, y, "tune")
    return tuned, Tuned(tuple(fine_tune(tuned, x, y, **tuning)))


def begin(
    model: keras.Model, x: np.ndarray, y: np.ndarray, where: str
) -> tuple[keras.Model, np.ndarray, np.ndarray]:
    """Check what a technique was given; return a copy of the network, and checked examples."""
    require_model(model, where)
    x, y = require_examples(model, x, y, where)
    if not model.trainable_weights:
        raise CompressError(
            f"{where}: every layer of {model.name} is frozen, so it cannot be trained further; set "
            "trainable=True."
        )
    return copied(model), x, y


class _Bar(keras.callbacks.Callback):
    """A progress bar of epochs."""

    def __init__(self, desc, epochs):
        super().__init__()
        self.desc, self.epochs = desc, epochs

    def on_train_begin(self, logs=None):
        self.bar = progress(None, desc=self.desc, unit="epoch", total=self.epochs, leave=False)

    def on_epoch_end(self, epoch, logs=None):
        self.bar.update()

    def on_train_end(self, logs=None):
        self.bar.close()
