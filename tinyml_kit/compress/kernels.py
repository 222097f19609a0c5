"""The kernels of a network: all of them, wherever they are, and which the toolkit can work on.

A kernel is a weight with two dimensions or more: what is multiplied with inputs, not what is added
or what scales. Sparsities and numbers of clusters are those of all kernels, also of those that
nothing touches.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tinyml_kit.compress.errors import CompressError
from tinyml_kit.learning.demands import is_model
from tinyml_kit.learning.keras_backend import keras

_LAYERS = keras.layers
#: What pruning and clustering change, by the exact kind of layer. Everything else is exempt.
TOUCHED: dict[type, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            _LAYERS.Dense,
            _LAYERS.Conv1D,
            _LAYERS.Conv2D,
            _LAYERS.Conv3D,
            _LAYERS.Conv2DTranspose,
            _LAYERS.Conv3DTranspose,
        ),
        ("kernel",),
    ),
    **dict.fromkeys((_LAYERS.SeparableConv1D, _LAYERS.SeparableConv2D), ("pointwise_kernel",)),
    **dict.fromkeys((_LAYERS.LSTM, _LAYERS.GRU, _LAYERS.SimpleRNN), ("kernel", "recurrent_kernel")),
    _LAYERS.Embedding: ("embeddings",),
}
#: Weights of several dimensions that are added, or that scale: a GRU's biases, a PReLU's slopes.
_NO_KERNELS = (
    "bias",
    "alpha",
    "gamma",
    "beta",
    "mean",
    "variance",
    "moving_mean",
    "moving_variance",
)
#: The wrappers of quantisation-aware training keep a kernel among ranges, masks and indices.
_WRAPPED = ("kernel", "depthwise_kernel", "pointwise_kernel", "recurrent_kernel", "embeddings")


@dataclass(frozen=True)
class Kernel:
    """A kernel of a network.

    `path` is the name of its layer, after those of the networks that hold it: "backbone/conv1".
    `weight` is its own name in the layer, `values` are its numbers. `held` says that a layer of
    Keras, such as TimeDistributed, holds the layer.
    """

    layer: keras.layers.Layer
    path: str
    weight: str
    values: np.ndarray
    held: bool = False

    @property
    def touched(self) -> bool:
        """Tell whether pruning and clustering can change it."""
        return not self.held and self.weight in TOUCHED.get(type(self.layer), ())

    @property
    def kind(self) -> str:
        """What an exempt kernel is, as the end of a sentence about its layer."""
        if "depthwise" in self.weight:
            return "is depthwise"
        inside = " in another layer" if self.held else ""
        return f"is of the kind {type(self.layer).__name__}{inside}, which is left alone"


def found(model: keras.Model) -> dict[str, Kernel]:
    """Return all kernels of a network by name, each once, however often it is used.

    The name is the path of the layer, and behind it that of the weight if the layer has several:
    "conv1", "backbone/conv1", "lstm/recurrent_kernel".
    """
    kernels, seen = {}, set()
    for path, layer, held in leaves(model):
        wrapper = isinstance(layer, _LAYERS.Wrapper)
        ours = [
            weight
            for weight in layer.weights
            if id(weight) not in seen and _is_kernel(weight, wrapper)
        ]
        seen |= set(map(id, ours))
        if wrapper:
            path, layer = path.removesuffix(layer.name) + layer.layer.name, layer.layer
        for weight, name in zip(ours, _short(ours), strict=True):
            whole = path if len(ours) == 1 else f"{path}/{name}"
            kernels[whole] = Kernel(layer, path, name, weight.numpy(), held)
    return kernels


def leaves(
    model: keras.Model, prefix: str = "", held: bool = False
) -> Iterator[tuple[str, keras.layers.Layer, bool]]:
    """Yield path, layer and whether a layer of Keras holds it, for a network and those in it."""
    for layer in model.layers:
        yield from _leaves(layer, prefix + layer.name, held)


def _leaves(layer, path, held):
    if is_model(layer):
        yield from leaves(layer, f"{path}/", held)
    elif isinstance(layer, _LAYERS.Bidirectional):
        for one in (layer.forward_layer, layer.backward_layer):
            yield from _leaves(one, f"{path}/{one.name}", held=True)
    elif isinstance(layer, _LAYERS.TimeDistributed):
        yield from _leaves(layer.layer, f"{path}/{layer.layer.name}", held=True)
    else:
        yield path, layer, held


def _is_kernel(weight, wrapped):
    name = _parts(weight)[-1]
    if wrapped:
        return name in _WRAPPED
    return len(weight.shape) >= 2 and weight.dtype.is_floating and name not in _NO_KERNELS


def _parts(weight):
    return weight.name.removesuffix(":0").split("/")


def _short(weights):
    """Return the shortest names that tell the weights of a layer apart."""
    for last in (1, 2):
        names = ["/".join(_parts(weight)[-last:]) for weight in weights]
        if len(set(names)) == len(names):
            return names
    return [f"{name}#{i}" for i, name in enumerate(names, start=1)]


def kernels(model: keras.Model) -> dict[str, np.ndarray]:
    """Return the numbers of all kernels of a network, {name: array}; for the names see `found`."""
    return {name: kernel.values for name, kernel in found(model).items()}


def sparsity(model: keras.Model, names: Collection[str] | None = None) -> float:
    """Return the share of zeros among the named kernels (all by default)."""
    chosen = [a for name, a in kernels(model).items() if names is None or name in names]
    return sum((a == 0).sum() for a in chosen) / sum(a.size for a in chosen)


def distinct(model: keras.Model, names: Collection[str] | None = None) -> dict[str, int]:
    """Return how many different values each kernel has, {name: int}."""
    return {
        name: len(np.unique(a))
        for name, a in kernels(model).items()
        if names is None or name in names
    }


def chosen_layers(model: keras.Model, layers: Sequence[str] | None, where: str) -> list[str]:
    """Return the paths of the layers to work on: `layers`, or every one with a kernel.

    Raises
    ------
    CompressError
        If a name is not that of a layer with a kernel.
    """
    known = list(dict.fromkeys(kernel.path for kernel in found(model).values()))
    if isinstance(layers, str):
        raise CompressError(f"{where}: layers={layers!r} is a text; give a list of names.")
    for name in layers or ():
        if name not in known:
            raise CompressError(
                f"{where}: {name!r} is not a layer with a kernel; take some of {', '.join(known)}."
            )
    return known if layers is None else list(layers)


def chosen_kernels(
    model: keras.Model,
    layers: Sequence[str] | None,
    where: str,
    verb: str,
    unfit: Callable[[Kernel], str | None] = lambda kernel: None,
) -> list[str]:
    """Return the names of the kernels to prune or to cluster.

    Parameters
    ----------
    model : keras.Model
    layers : sequence of str, optional
        Paths of layers; by default every layer, and what cannot be worked on is left out.
    where, verb : str
        Who asks, and what is to be done ("pruned"), for messages.
    unfit : callable
        Returns why a kernel that the toolkit can change is unfit all the same, or None.

    Raises
    ------
    CompressError
        If a name is not that of a layer with a kernel, if a layer that is named cannot be worked
        on, or if none can.
    """
    wanted = chosen_layers(model, layers, where)
    ours = {name: a for name, a in found(model).items() if a.path in wanted}
    reasons = {name: unfit(a) if a.touched else a.kind for name, a in ours.items()}
    fit = [name for name, reason in reasons.items() if reason is None]
    left = [path for path in wanted if not any(ours[name].path == path for name in fit)]
    why = {path: next(reasons[n] for n, a in ours.items() if a.path == path) for path in left}
    if left and layers is not None:
        raise CompressError(f"{where}: the layer {left[0]} {why[left[0]]}; leave it out.")
    if not fit:
        listed = ", ".join(f"{path} {reason}" for path, reason in why.items()) or "none is named"
        raise CompressError(
            f"{where}: no layer of {model.name} can be {verb} ({listed}); take a network with "
            "dense layers or convolutions of several channels."
        )
    return fit


def changed(
    model: keras.Model,
    change: Callable[[keras.layers.Layer], keras.layers.Layer],
    names: Collection[str],
) -> keras.Model:
    """Return a network in which the layers of the named kernels are replaced by `change(layer)`.

    The layers that stay are those of `model` itself.
    """
    wanted = {id(kernel.layer) for name, kernel in found(model).items() if name in names}

    def one(layer):
        if is_model(layer):
            return keras.models.clone_model(layer, clone_function=one)
        return change(layer) if id(layer) in wanted else layer

    return keras.models.clone_model(model, clone_function=one)
