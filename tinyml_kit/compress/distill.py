"""A small network learns from a large one's probabilities of all classes, not from labels alone.

Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", arXiv:1503.02531, 2015.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import (
    CompressError,
    NoEffect,
    as_input,
    require_examples,
    require_model,
)
from tinyml_kit.compress.tuning import copied, fine_tune
from tinyml_kit.learning.demands import require_number
from tinyml_kit.learning.keras_backend import keras, tf


@dataclass(frozen=True)
class Distilled:
    """What a student learnt.

    `agreement` is the share of the training examples on which student and teacher predict the
    same class, `parameters` (teacher's, student's), `losses` the mean loss of each epoch.
    """

    temperature: float
    agreement: float
    parameters: tuple[int, int]
    losses: tuple[float, ...]


def distill(
    student: keras.Model,
    teacher: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    temperature: float = 4.0,
    labels: float = 0.1,
    epochs: int = 20,
    batch: int = 64,
    rate: float = 2e-3,
    **tuning: Any,
) -> tuple[keras.Model, Distilled]:
    """Train a student on its teacher's softened probabilities and, a little, on the labels.

    Parameters
    ----------
    student, teacher : keras.Model
        With the same input and the same classes; neither is changed.
    x, y : training examples and labels
    temperature : float, >= 1
        Divides the logits of both: the higher, the more the small probabilities count.
    labels : float, 0 … 1
        Weight of the loss on the labels; the rest is on the teacher's probabilities.
    epochs, batch, rate
        As `tuning.fine_tune`.
    **tuning
        Passed to `tuning.fine_tune`: seed, balance.

    Returns
    -------
    model : keras.Model
        The trained student.
    record : Distilled

    Raises
    ------
    CompressError
        If the networks do not fit each other, the student is not smaller, or a setting is unfit.
    NoEffect
        If the student agrees with its teacher no more often than a constant answer would.
    """
    for model in (student, teacher):
        require_model(model, "distill")
    x, y = require_examples(teacher, x, y, "distill")
    require_examples(student, x, y, "distill, student")
    _require_possible(student, teacher, temperature, labels)
    student = copied(student)
    taught = teacher.predict(x, batch_size=256, verbose=0)
    targets = np.column_stack([softened(taught, temperature), y]).astype(np.float32)
    last = student.layers[-1]
    # On logits the loss stays exact where a probability would round to 0.
    last.activation, kept = keras.activations.linear, last.activation
    try:
        losses = fine_tune(
            student, x, y, targets=targets, loss=distillation_loss(temperature, labels),
            epochs=epochs, batch=batch, rate=rate, **tuning,
        )  # fmt: skip
    finally:
        last.activation = kept
    student = copied(student)
    agreement = _agreement(student, taught, x)
    parameters = (teacher.count_params(), student.count_params())
    return student, Distilled(temperature, agreement, parameters, tuple(losses))


def softened(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Return the softmax of the same logits divided by `temperature`, (n, classes)."""
    logits = np.log(np.maximum(probabilities, 1e-30)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def distillation_loss(temperature: float, labels: float) -> Callable[[Any, Any], Any]:
    """Return the loss of a student, a function of (targets, logits) as Keras calls it.

    It returns one number for each example. `targets` is (n, classes + 1): the teacher's
    probabilities, softened by `temperature`, and the label; `logits` (n, classes) are the
    student's. `temperature` and `labels` are as for `distill`.
    """

    def loss(targets, logits):
        taught, truth = targets[:, :-1], tf.cast(targets[:, -1], tf.int32)
        soft = tf.nn.softmax_cross_entropy_with_logits(taught, logits / temperature)
        hard = tf.nn.sparse_softmax_cross_entropy_with_logits(truth, logits)
        # The gradient of the soft part shrinks with the square of the temperature.
        return (1 - labels) * temperature**2 * soft + labels * hard

    return loss


def _require_possible(student, teacher, temperature, labels):
    if student.output_shape[1:] != teacher.output_shape[1:]:
        raise CompressError(
            f"distill: the student has outputs of shape {student.output_shape[1:]}, the teacher of "
            f"{teacher.output_shape[1:]}; give both the same classes."
        )
    if student.count_params() >= teacher.count_params():
        raise CompressError(
            f"distill: the student has {student.count_params()} parameters and the teacher "
            f"{teacher.count_params()}; a student must be smaller."
        )
    require_number(temperature, "temperature", "distill", CompressError, negative=True)
    require_number(labels, "labels", "distill", CompressError, negative=True)
    if temperature < 1 or not 0 <= labels <= 1:
        raise CompressError(
            f"distill: temperature={temperature}, labels={labels}; take a temperature of at least "
            "1 and a weight of the labels from 0 to 1."
        )
    if getattr(student.layers[-1], "activation", None) is not keras.activations.softmax:
        raise CompressError(
            f"distill: the last layer of {student.name} has no softmax; end the student with "
            "activation='softmax'."
        )


def _agreement(student, taught, x):
    said = student.predict(as_input(student, x, "distill"), batch_size=256, verbose=0)
    classes = taught.argmax(axis=1)
    agreement = float((said.argmax(axis=1) == classes).mean())
    constant = np.bincount(classes).max() / len(classes)
    if agreement <= constant:
        raise NoEffect(
            f"distill: student and teacher agree on {agreement:.1%} of the examples, a constant "
            f"answer on {constant:.1%}; take more epochs or a larger student."
        )
    return agreement
