"""Training that can be repeated: the same seed, data and machine give the same weights."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.progress import progress
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
from tinyml_kit.learning.sampling import augmented, balanced, class_weights

BALANCES = ("batches", "weights", None)


class TrainingError(BadInput):
    """Images, labels or settings that a network cannot be trained with."""


@dataclass
class History:
    """What happened in training; every list has one entry per epoch.

    Losses are cross-entropies in nats. The validation loss is the mean over classes of the
    mean over images, so that a rare class counts as much as a common one. `best_epoch`
    counts from 1 and names the epoch whose weights were kept; `seconds` is measured.
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    balanced_accuracy: list[float] = field(default_factory=list)
    learning_rate: list[float] = field(default_factory=list)
    best_epoch: int = 0
    seconds: float = 0.0

    def table(self) -> pd.DataFrame:
        """Return the lists as a DataFrame with epochs from 1; empty lists are left out."""
        names = ("loss", "validation_loss", "balanced_accuracy", "learning_rate")
        columns = {name: getattr(self, name) for name in names if getattr(self, name)}
        return pd.DataFrame(columns, index=pd.RangeIndex(1, len(self.loss) + 1, name="epoch"))


def train(
    model: keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    *,
    epochs: int = 30,
    batch: int = 64,
    rate: float = 4e-3,
    warmup: int | None = 3,
    balance: str | None = "batches",
    augment: bool | Callable[[np.ndarray, np.random.Generator], np.ndarray] = True,
    patience: int = 10,
    seed: int = 0,
) -> History:
    """Train `model` in place with Adam and return what happened.

    Parameters
    ----------
    model : keras.Model
        A tf_keras network, Sequential or functional, that takes (n, H, W, 1) and gives class
        probabilities: one output per class, 2 or more, after softmax. Logits and a single sigmoid
        are refused. Training starts from its weights.
    images : (n, H, W) or (n, H, W, 1) array
        uint8 or float, finite, in the unit that the network will see in use. With augment=False
        the network may take another shape, e.g. (n, steps, channels).
    labels : (n,) array of int
        0 … classes - 1; also (n, 1), or one-hot (n, classes).
    validation : (images, labels), optional
        If given, the weights of the epoch with the smallest validation loss are kept, and
        training stops after `patience` epochs without a smaller one.
    epochs, batch : int
        Train for at most `epochs` passes of n images, in steps of `batch` images.
    rate : float
        Largest learning rate.
    warmup : int or None
        The rate rises linearly from 0 over this many epochs, then falls to 0 along half a
        cosine over the rest of `epochs`. None: it is constant.
    balance : "batches", "weights" or None
        "batches": for each place in a batch a class is drawn first, all equally likely, then
        an image of it (Ke et al., J. Synchrotron Rad. 25, 655, 2018). "weights": each image
        once per epoch, its loss divided by the share of its class. None: once, unweighted.
    augment : bool or function (images, numpy Generator) -> images
        True: show each image in a random one of the 8 symmetries of the square. A function: show
        what it makes of each batch, of the same shape.
    seed : int
        Seed of the order of images, of what `augment` draws and of any dropout.

    Returns
    -------
    History

    Raises
    ------
    TrainingError
        If the network, images or labels are unfit or do not fit each other, images to be augmented
        are not square, a setting is out of range, or the loss becomes infinite; then the network
        has the weights that it had before.
    """
    images, labels, judged = _checked(model, images, labels, validation)
    for value, name, least, most in (
        (epochs, "epochs", 1, None),
        (batch, "batch", 1, None),
        (patience, "patience", 1, None),
        (0 if warmup is None else warmup, "warmup", 0, None),
        (seed, "seed", 0, 2**32 - 1),
    ):
        require_integer(value, name, "train", TrainingError, least, most)
    require_number(rate, "rate", "train", TrainingError)
    if balance not in BALANCES:
        raise TrainingError(f"train: balance={balance!r} is unknown; take one of {BALANCES}.")
    if augment is True:
        augment = augmented
        _require_squares(images)
    random = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    _compile(model, rate, warmup, epochs, steps=-(-len(images) // batch))
    weights = class_weights(labels)[labels] if balance == "weights" else np.ones(len(labels))
    history, best, start = History(), _Best(), time.perf_counter()
    before = model.get_weights()
    for _ in progress(
        range(epochs),
        desc=f"training {model.name}",
        unit="epoch",
    ):
        if balance == "batches":
            order = balanced(labels, random)
        else:
            order = random.permutation(len(labels))
        loss = _epoch(model, images, labels, weights, order, batch, augment, random)
        if not np.isfinite(loss):
            model.set_weights(before)  # another try would start from NaN
            raise TrainingError(
                f"train: the loss is {loss} in epoch {len(history.loss) + 1}; "
                f"take a rate below {rate}, or pixels nearer to 1."
            )
        history.loss.append(loss)
        history.learning_rate.append(float(keras.backend.get_value(model.optimizer.lr)))
        if judged is not None:
            _validate(model, judged, history)
            if best.epochs_ago(model, history) >= patience:
                break
    history.best_epoch = best.restore(model, history)
    history.seconds = time.perf_counter() - start
    return history


def as_published(
    model: keras.Model, images: np.ndarray, labels: np.ndarray, seed: int = 0
) -> History:
    """Train as the thesis did: 10 epochs, Adam at 4e-4, batches of 64, nothing against imbalance.

    There is no validation set, no class weight and no augmentation; pixels are 0 … 255. The
    thesis set no seed; `seed` makes this run repeatable.

    Raises
    ------
    TrainingError
        If the images are not uint8, or do not fit labels or model.
    """
    if np.asarray(images).dtype != np.uint8:
        raise TrainingError(
            f"as_published: images are {np.asarray(images).dtype}; the thesis fed 8-bit pixels, "
            "so convert to uint8 (0 … 255) first."
        )
    return train(
        model, images, labels,
        epochs=10, batch=64, rate=4e-4, warmup=None, balance=None, augment=False, seed=seed,
    )  # fmt: skip


def schedule(
    peak: float, warmup: int, steps: int
) -> keras.optimizers.schedules.LearningRateSchedule:
    """Return a learning rate that rises from 0 to `peak` in `warmup` steps, then falls to 0.

    The rise is linear, the fall over the rest of `steps` is half a cosine (Loshchilov and Hutter,
    "SGDR: Stochastic gradient descent with warm restarts", ICLR 2017, equation 5).
    """
    return keras.optimizers.schedules.CosineDecay(
        0.0, steps - warmup, warmup_target=peak, warmup_steps=warmup
    )


def build_optimizer(model: keras.Model) -> None:
    """Create the variables of a compiled model's optimizer now.

    Keras would create them in the first step, and TensorFlow would have to trace that step twice.
    """
    model.optimizer.build(model.trainable_variables)


def probabilities(model: keras.Model, images: np.ndarray, batch: int = 64) -> np.ndarray:
    """Return the (n, classes) float32 outputs of `model` for (n, H, W) or (n, H, W, 1) images.

    Raises
    ------
    TrainingError
        If the network or the images are unfit.
    """
    require_network(model, "probabilities", TrainingError)
    images = as_examples(model, images, "probabilities", TrainingError, "image")
    if not len(images):
        raise TrainingError("probabilities: there are no images; give one or more.")
    pieces = [
        model.predict_on_batch(images[i : i + batch].astype(np.float32))
        for i in range(0, len(images), batch)
    ]
    return np.concatenate(pieces)


def _checked(model, images, labels, validation):
    """Return the arguments of `train` as arrays, after checking them."""
    require_network(model, "train", TrainingError)
    classes = require_classes(model, "train", TrainingError)
    if not model.trainable_weights:
        raise TrainingError(
            f"train: the network {model.name} has no weights to train; set trainable=True, or give "
            "it a layer with weights."
        )
    images, labels = _pair(model, images, labels, classes, "train")
    require_probabilities(model, images, "train", TrainingError)
    if validation is None:
        return images, labels, None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TrainingError(
            f"train: the validation set is of type {type(validation).__name__}; give a pair of "
            "images and labels."
        )
    return images, labels, _pair(model, *validation, classes, "train, validation set")


def _pair(model, images, labels, classes, where):
    images = as_examples(model, images, where, TrainingError, "image")
    return images, as_labels(labels, classes, len(images), where, TrainingError, "image")


def _require_squares(images):
    """Raise TrainingError unless images can be turned."""
    if images.ndim != 4:
        raise TrainingError(
            f"train: examples of shape {images.shape[1:]} are no images, so they have no quarter "
            "turns; pass augment=False."
        )
    if images.shape[1] != images.shape[2]:
        raise TrainingError(
            f"train: images of {images.shape[1]} × {images.shape[2]} pixels have no quarter turns; "
            "cut squares, or pass augment=False."
        )


def _compile(model, rate, warmup, epochs, steps):
    if warmup is not None:
        rate = schedule(rate, min(warmup, epochs - 1) * steps, epochs * steps)
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", metrics=[])
    build_optimizer(model)


def _epoch(model, images, labels, weights, order, batch, augment, random):
    """Train for one epoch; return the mean loss over images."""
    total = 0.0
    for i in range(0, len(order), batch):
        chosen = order[i : i + batch]
        pixels = augment(images[chosen], random) if augment else images[chosen]
        loss = model.train_on_batch(pixels.astype(np.float32), labels[chosen], weights[chosen])
        total += loss * len(chosen)
    return total / len(order)


def _validate(model, judged, history):
    images, labels = judged
    outputs = probabilities(model, images)
    of_its_class = np.maximum(outputs[np.arange(len(labels)), labels], 1e-7)
    present = np.unique(labels)
    losses = [-np.log(of_its_class[labels == k]).mean() for k in present]
    recalls = [(outputs[labels == k].argmax(1) == k).mean() for k in present]
    history.validation_loss.append(float(np.mean(losses)))
    history.balanced_accuracy.append(float(np.mean(recalls)))


class _Best:
    """The weights of the epoch with the smallest validation loss so far."""

    def __init__(self):
        self.epoch, self.loss, self.weights = 0, np.inf, None

    def epochs_ago(self, model, history):
        """Keep the weights if the last epoch is the best; return the epochs since the best."""
        last = history.validation_loss[-1]
        if last < self.loss:
            self.epoch, self.loss, self.weights = len(history.loss), last, model.get_weights()
        return len(history.loss) - self.epoch

    def restore(self, model, history):
        """Put the best weights back, if any were kept; return the epoch whose weights these are."""
        if self.weights is None:
            return len(history.loss)
        model.set_weights(self.weights)
        return self.epoch
