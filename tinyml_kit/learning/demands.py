"""What a network, examples and labels must be like, checked before anything is changed.

Every check takes the place that asks (`where`, the first words of the message) and the kind of
exception that it raises (`error`), so that training and compression refuse the same in their names.
"""

import math
import numbers
from typing import Any

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras

#: float32 has no larger number.
LARGEST = float(np.finfo(np.float32).max)


def require_network(model: object, where: str, error: type[BadInput]) -> None:
    """Raise `error` unless `model` is a tf_keras network with one input and one output.

    It must be Sequential or functional and built, and its input must have a fixed size.
    """
    if not isinstance(model, keras.Model):
        kind = f"{type(model).__module__.split('.')[0]}.{type(model).__name__}"
        cure = "give a tf_keras network"
        if kind.startswith("keras."):
            cure = (
                "the tools need Keras 2, so build the same layers with tf_keras and copy the "
                "weights by set_weights(model.get_weights())"
            )
        raise error(f"{where}: the model is a {kind}; {cure}.")
    named = f"{where}: the network {model.name}"
    if isinstance(model, keras.Sequential) and not model.built:
        raise error(f"{named} is not built; give it an Input layer.")
    if not is_graph(model):
        raise error(
            f"{named} is a class of its own with a call(); build it with keras.Sequential, or with "
            "keras.Model(inputs, outputs)."
        )
    for many, what in ((model.inputs, "inputs"), (model.outputs, "outputs")):
        if len(many) != 1:
            raise error(f"{named} has {len(many)} {what}; give one with one input and one output.")
    for shape, what in ((model.input_shape, "input"), (model.output_shape, "output")):
        if not isinstance(shape, tuple):
            raise error(
                f"{named} has its {what} in a {type(shape).__name__}; build it as "
                "keras.Model(input, output), with the two tensors themselves."
            )
    inner = [part.name for part in model.submodules if is_model(part) and not is_graph(part)]
    if inner:
        raise error(
            f"{named} holds {inner[0]}, a class of its own with a call(); build that one with "
            "keras.Sequential, or with keras.Model(inputs, outputs)."
        )
    if None in model.input_shape[1:]:
        raise error(
            f"{named} takes {_sizes(model.input_shape)}, so a size is left open; build it with a "
            "fixed input size."
        )


def is_model(part: object) -> bool:
    """Tell whether a part of a network is a whole network."""
    return isinstance(part, keras.Model)


def is_graph(model: keras.Model) -> bool:
    """Tell whether a network is Sequential or functional, so its layers are known."""
    return bool(getattr(model, "_is_graph_network", False))


def require_classes(model: keras.Model, where: str, error: type[BadInput]) -> int:
    """Return how many classes a network tells apart; raise `error` unless it has 2 or more."""
    shape = model.output_shape[1:]
    if len(shape) != 1:
        raise error(
            f"{where}: the network {model.name} gives {_sizes(model.output_shape)} for each "
            "example; end it with a dense layer with one output per class, and softmax."
        )
    if shape[0] < 2:
        raise error(
            f"{where}: the network {model.name} has one output; give it one output per class, and "
            "softmax."
        )
    return shape[0]


def require_probabilities(
    model: keras.Model, x: np.ndarray, where: str, error: type[BadInput]
) -> None:
    """Raise `error` unless the outputs for the first examples are probabilities.

    Logits are refused: what judges, converts and runs the network afterwards takes probabilities.
    Outputs that are not finite pass, because training says more about them.
    """
    outputs = np.asarray(model(x[:2].astype(np.float32), training=False))
    if not np.isfinite(outputs).all():
        return
    sums = outputs.sum(axis=-1)
    if not np.allclose(sums, 1, atol=1e-3) or outputs.min() < 0:
        raise error(
            f"{where}: the outputs of {model.name} add up to {sums[0]:.3g}, so they are not "
            "probabilities; end the network with softmax."
        )


def as_examples(
    model: keras.Model, x: Any, where: str, error: type[BadInput], noun: str = "example"
) -> np.ndarray:
    """Return examples as an array (n, *shape) of real numbers, in the type that they have.

    Parameters
    ----------
    model : keras.Model
        Checked by `require_network`.
    x : array or nested list
        The channel axis may be missing.
    noun : str
        What an example is called, in the singular.

    Raises
    ------
    error
        If they are no real numbers, have another shape, or are not finite as float32.
    """
    x, shape = as_array(x, f"{noun}s", where, error), tuple(model.input_shape[1:])
    if x.dtype.kind not in "fiub":
        raise error(f"{where}: the {noun}s are {_kind(x)}; give real numbers, in one array.")
    if x.shape[1:] + (1,) == shape:
        x = x[..., np.newaxis]
    if x.ndim == 0 or x.shape[1:] != shape:
        got = f"have shape {x.shape[1:]}" if x.ndim else "are a single number"
        raise error(
            f"{where}: {noun}s {got}, the network {model.name} takes {shape}; reshape them, or "
            "preprocess them to that size."
        )
    if x.dtype.kind == "f":
        good = np.isfinite(x) if x.dtype.itemsize <= 4 else np.abs(x) <= LARGEST
        if not good.all():
            bad = int(np.argwhere(~good)[0][0])
            raise error(
                f"{where}: {noun} {bad} holds NaN or infinity, as float32; leave it out, or "
                "preprocess it again."
            )
    return x


def as_labels(
    y: Any, classes: int, count: int, where: str, error: type[BadInput], noun: str = "example"
) -> np.ndarray:
    """Return labels as an array (n,) of int64 from 0 to classes - 1.

    Parameters
    ----------
    y : array or list
        (n,) or (n, 1) integers or truths, or (n, classes) with a single one in each row (one-hot).
    classes : int
        Outputs of the network.
    count : int
        Number of examples.

    Raises
    ------
    error
        If they are something else, or more or fewer than examples.
    """
    y = as_array(y, "labels", where, error)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim == 2 and y.shape[1] == classes and y.dtype.kind in "iubf":
        if not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
            raise error(
                f"{where}: the labels have {classes} columns, but not a single 1 in each row; "
                "give the number of its class for each, as labels.argmax(axis=1) does."
            )
        y = y.argmax(axis=1)
    if y.ndim != 1:
        raise error(
            f"{where}: labels have shape {y.shape}; give one integer per {noun}, or {classes} "
            "columns with a single 1 in each row."
        )
    if len(y) != count or not count:
        raise error(f"{where}: {count} {noun}s and {len(y)} labels; give one label per {noun}.")
    if y.dtype.kind not in "iub":
        cure = "labels.astype(int) does"
        if y.dtype.kind in "US":
            cure = "np.unique(labels, return_inverse=True)[1] does"
        raise error(
            f"{where}: labels must be integers from 0 to {classes - 1}, and these are {_kind(y)}; "
            f"convert them, as {cure}."
        )
    wrong = np.flatnonzero((y < 0) | (y >= classes))
    if len(wrong):
        raise error(
            f"{where}: labels must be integers from 0 to {classes - 1}, and label {wrong[0]} is "
            f"{y[wrong[0]]}; correct it, or give the network an output for each class."
        )
    return y.astype(np.int64)


def as_array(x: Any, what: str, where: str, error: type[BadInput]) -> np.ndarray:
    """Return an array, a tensor or a nested list as an array; raise `error` for anything else."""
    if not hasattr(x, "__array__") and not isinstance(x, (list, tuple)):
        kind = "None" if x is None else f"of type {type(x).__name__}"
        raise error(f"{where}: the {what} are {kind}; give all of them in one array.")
    try:
        return np.asarray(x)
    except (ValueError, TypeError):
        raise error(
            f"{where}: the {what} differ in shape; bring all of them to the same one."
        ) from None


def require_integer(
    value: Any,
    name: str,
    where: str,
    error: type[BadInput],
    least: int,
    most: int | None = None,
) -> None:
    """Raise `error` unless a setting is an integer from `least` to `most`."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        upper = "or more" if most is None else f"to {most}"
        raise error(f"{where}: {name}={value!r}; take an integer, {least} {upper}.")


def require_number(
    value: Any, name: str, where: str, error: type[BadInput], negative: bool = False
) -> None:
    """Raise `error` unless a setting is a finite number, 0 or more unless `negative` ones pass."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not math.isfinite(value) or (value < 0 and not negative):
        least = "" if negative else ", 0 or more"
        raise error(f"{where}: {name}={value!r}; take a finite number{least}.")


def _sizes(shape):
    """Return a shape as it is written, with n for the number of examples."""
    return f"({', '.join(['n', *('None' if a is None else str(a) for a in shape[1:])])})"


def _kind(array):
    """Return what the elements of an array are, in words."""
    known = {"O": "Python objects", "U": "text", "S": "text", "c": "complex numbers"}
    return known.get(array.dtype.kind, f"of type {array.dtype}")
