"""What every technique checks about a network and its examples before it starts."""

from collections.abc import Collection, Sequence

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras


class CompressError(BadInput):
    """A network, examples or settings that a technique cannot work with."""


class NoEffect(CompressError):
    """A technique ran and changed nothing, or lost what an earlier one had achieved."""


def require_model(model: keras.Model, where: str) -> None:
    """Raise CompressError unless `model` is a built tf_keras network with kernels."""
    if not isinstance(model, keras.Model):
        kind = f"{type(model).__module__.split('.')[0]}.{type(model).__name__}"
        cure = "give a tf_keras network"
        if kind.startswith("keras."):
            cure = (
                "the tools need Keras 2, so build the same layers with tf_keras and copy the "
                "weights by set_weights(model.get_weights())"
            )
        raise CompressError(f"{where}: the model is a {kind}; {cure}.")
    if not model.built:
        raise CompressError(
            f"{where}: the network {model.name} is not built; give it an Input layer."
        )
    if not kernels(model):
        raise CompressError(
            f"{where}: the network {model.name} has no convolution and no dense layer, so there "
            "is nothing to compress; give one that has."
        )


def require_examples(
    model: keras.Model, x: np.ndarray, y: np.ndarray, where: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return examples as float32 and int64 arrays, after checking them.

    Parameters
    ----------
    model : keras.Model
        Takes (n, *shape) and gives class probabilities.
    x : (n, *shape) array; the channel axis of images may be missing.
    y : (n,) array of int

    Raises
    ------
    CompressError
        If they do not fit the network or each other, hold NaN, or are all of one class.
    """
    x, y = as_input(model, x, where), np.asarray(y)
    if len(x) != len(y) or len(x) == 0:
        raise CompressError(
            f"{where}: {len(x)} examples and {len(y)} labels; give one label per example."
        )
    classes = model.output_shape[-1]
    if not np.issubdtype(y.dtype, np.integer) or y.min() < 0 or y.max() >= classes:
        raise CompressError(f"{where}: labels must be integers from 0 to {classes - 1}.")
    if len(np.unique(y)) < 2:
        raise CompressError(
            f"{where}: all {len(y)} examples have class {y[0]}, so a network that always predicts "
            "it would look perfect; give examples of every class."
        )
    sums = np.asarray(model(x[:2], training=False)).sum(axis=-1)
    if not np.allclose(sums, 1, atol=1e-3):
        raise CompressError(
            f"{where}: the outputs of {model.name} add up to {sums[0]:.3g}, so they are not "
            "probabilities; end the network with softmax."
        )
    return x, y.astype(np.int64)


def as_input(model: keras.Model, x: np.ndarray, where: str) -> np.ndarray:
    """Return examples as the float32 array (n, *shape) that `model` takes.

    Raises
    ------
    CompressError
        If the shape does not fit, or a value is NaN or infinite.
    """
    x, shape = np.asarray(x), tuple(model.input_shape[1:])
    if x.shape[1:] + (1,) == shape:
        x = x[..., np.newaxis]
    if x.shape[1:] != shape:
        raise CompressError(
            f"{where}: examples have shape {x.shape[1:]}, the network {model.name} takes {shape}; "
            "reshape them."
        )
    x = x.astype(np.float32, copy=False)
    if not np.isfinite(x).all():
        bad = int(np.argwhere(~np.isfinite(x))[0][0])
        raise CompressError(f"{where}: example {bad} holds NaN or infinity; leave it out.")
    return x


def kernels(model: keras.Model) -> dict[str, np.ndarray]:
    """Return the kernels (not biases) of dense layers and convolutions, {layer name: array}.

    It looks into the wrappers of quantisation-aware training too. They keep a kernel among their
    own weights and leave a tensor of the graph in its place.
    """
    found = {}
    for layer in model.layers:
        inner = getattr(layer, "layer", layer)
        depthwise = isinstance(inner, keras.layers.DepthwiseConv2D)
        if depthwise or isinstance(inner, (keras.layers.Conv2D, keras.layers.Dense)):
            name = "depthwise_kernel:0" if depthwise else "kernel:0"
            ours = (a for a in layer.weights if a.name.split("/")[-1] == name)
            found[inner.name] = next(ours).numpy()
    return found


def chosen_layers(model: keras.Model, layers: Sequence[str] | None, where: str) -> list[str]:
    """Return the names of the layers to work on: `layers`, or every one with a kernel.

    Raises
    ------
    CompressError
        If a name is not that of a layer with a kernel.
    """
    known = list(kernels(model))
    for name in layers or ():
        if name not in known:
            raise CompressError(
                f"{where}: {name!r} is not a layer with a kernel; take some of {', '.join(known)}."
            )
    return known if layers is None else list(layers)


def sparsity(model: keras.Model, layers: Collection[str] | None = None) -> float:
    """Return the share of zeros among the kernels of the named layers (all by default)."""
    found = [a for name, a in kernels(model).items() if layers is None or name in layers]
    return sum((a == 0).sum() for a in found) / sum(a.size for a in found)


def distinct(model: keras.Model, layers: Collection[str] | None = None) -> dict[str, int]:
    """Return how many different values each kernel has, {layer name: int}."""
    return {
        name: len(np.unique(a))
        for name, a in kernels(model).items()
        if layers is None or name in layers
    }
