"""Remove whole filters and units: the pruning that leaves a chip less to store and to do.

The filters with the smallest sums of absolute weights are removed, together with the weights of
the next layer that read them. Li et al., "Pruning filters for efficient ConvNets", ICLR 2017.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import CompressError, NoEffect, chosen_layers, require_model
from tinyml_kit.compress.rebuild import build, chain, clone, savings
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.demands import require_number
from tinyml_kit.learning.keras_backend import keras


@dataclass(frozen=True)
class FiltersPruned:
    """What was removed.

    `kept` is {layer: (filters left, filters before)}; `parameters` and `macs` are (before,
    after); `losses` the mean loss of each epoch of training afterwards.
    """

    kept: dict[str, tuple[int, int]]
    parameters: tuple[int, int]
    macs: tuple[int, int]
    losses: tuple[float, ...]


def prune_filters(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    remove: float = 0.5,
    layers: Sequence[str] | None = None,
    epochs: int = 4,
    **tuning: Any,
) -> tuple[keras.Sequential, FiltersPruned]:
    """Build a narrower network from the strongest filters and continue training.

    Parameters
    ----------
    model : keras.Model
        A chain of convolutions, poolings, batch normalisations, dense layers; not changed.
    x, y : training examples and labels
    remove : float, between 0 and 1
        Share of the filters or units of each layer; at least one is left.
    layers : sequence of str, optional
        Names of the layers to narrow; by default all but the last, whose units are the classes,
        and depthwise ones, which follow the layer before them.
    epochs : int
    **tuning
        Passed to `tuning.fine_tune`: batch, rate, seed, balance.

    Returns
    -------
    model : keras.Sequential
    record : FiltersPruned

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If there is no filter to remove.
    """
    model, x, y = begin(model, x, y, "prune_filters")
    names = _narrowable(model, layers, remove)
    kept = {name: _strongest(model.get_layer(name), remove) for name in names}
    made = narrowed(model, kept)
    saved = savings(model, made)
    if saved["parameters"][0] == saved["parameters"][1]:
        raise NoEffect(
            f"prune_filters: no filter of {model.name} was removed; its layers have "
            f"{', '.join(str(len(a)) for a in kept.values())} filters, so remove a larger share "
            f"than {remove}."
        )
    losses = fine_tune(made, x, y, epochs=epochs, **tuning)
    counts = {name: (len(left), _width(model.get_layer(name))) for name, left in kept.items()}
    return made, FiltersPruned(counts, saved["parameters"], saved["macs"], tuple(losses))


def narrowed(model: keras.Model, kept: Mapping[str, np.ndarray]) -> keras.Sequential:
    """Return the network that has only the kept filters, with their weights.

    Parameters
    ----------
    model : keras.Model, a chain
    kept : dict of str to (k,) array of int
        Filters or units to keep, by layer name; other layers keep all.
    """
    pieces, alive = [], np.arange(model.input_shape[-1])
    for layer in chain(model, "prune_filters"):
        changes, weights, alive = _cut(layer, alive, kept.get(layer.name))
        pieces.append((clone(layer, **changes), weights))
    return build(model, pieces)


def narrower(model: keras.Model, share: float = 0.5, seed: int | None = None) -> keras.Sequential:
    """Return a network with a share of the filters and units of `model`, for `distill`.

    Parameters
    ----------
    model : keras.Model, a chain; not changed
    share : float, between 0 and 1
        Share of the filters of each layer to keep; at least one is kept.
    seed : int, optional
        If given, draw fresh weights. By default the strongest filters are inherited.
    """
    require_model(model, "narrower")
    names = _narrowable(model, None, 1 - share)
    made = narrowed(model, {name: _strongest(model.get_layer(name), 1 - share) for name in names})
    layers = chain(made, "narrower")
    if seed is None:
        pieces = [(clone(layer), layer.get_weights() or None) for layer in layers]
    else:
        keras.utils.set_random_seed(seed)
        # Initialisers with a seed of their own would draw the same numbers whatever `seed` is.
        pieces = [(clone(layer, **_unseeded(layer)), None) for layer in layers]
    return build(made, pieces, f"{model.name}_student")


def _unseeded(layer):
    """Return the initialisers of a layer's kernel, without their seeds."""
    names = ("kernel_initializer", "depthwise_initializer")
    found = {name: getattr(layer, name) for name in names if getattr(layer, name, None)}
    return {
        name: {"class_name": type(a).__name__, "config": a.get_config() | {"seed": None}}
        for name, a in found.items()
        if "seed" in a.get_config()
    }


def _narrowable(model, layers, remove):
    require_number(remove, "remove", "prune_filters", CompressError, negative=True)
    if not 0 < remove < 1:
        raise CompressError(
            f"prune_filters: a share of {remove} cannot be removed; take a number between 0 and 1."
        )
    for layer in chain(model, "prune_filters"):
        _require_cut(layer)
    names = chosen_layers(model, layers, "prune_filters")
    depthwise = [n for n in names if isinstance(model.get_layer(n), keras.layers.DepthwiseConv2D)]
    last = chosen_layers(model, None, "prune_filters")[-1]
    if layers is not None and (last in names or depthwise):
        raise CompressError(
            f"prune_filters: the layer {(depthwise or [last])[0]} cannot be narrowed by itself; "
            "name layers other than the last and depthwise ones."
        )
    return [name for name in names if name != last and name not in depthwise]


def _require_cut(layer):
    """Raise CompressError unless `_cut` knows what depends on the features of a layer."""
    layers = keras.layers
    known = (layers.Conv2D, layers.Dense, layers.DepthwiseConv2D, layers.BatchNormalization)
    whole = getattr(layer, "groups", 1) == 1
    if isinstance(layer, layers.Reshape) or (layer.weights and type(layer) not in known):
        raise CompressError(
            f"prune_filters: the layer {layer.name} is a {type(layer).__name__}, which cannot be "
            "narrowed; use convolutions, poolings, batch normalisations and dense layers."
        )
    if type(layer) is layers.Conv2D and not whole:
        raise CompressError(
            f"prune_filters: the convolution {layer.name} has {layer.groups} groups, which cannot "
            "be narrowed; use groups=1."
        )


def _width(layer):
    return layer.filters if isinstance(layer, keras.layers.Conv2D) else layer.units


def _strongest(layer, remove):
    """Return the filters to keep, ascending."""
    kernel = np.abs(layer.get_weights()[0])
    strength = kernel.reshape(-1, kernel.shape[-1]).sum(axis=0)
    left = max(1, len(strength) - round(remove * len(strength)))
    return np.sort(np.argsort(-strength, kind="stable")[:left])


def _cut(layer, alive, kept):
    """Return a layer's changed settings, its weights, and the features that come out of it.

    `alive` are the features of the layer before that remain, `kept` those of this one.
    """
    layers = keras.layers
    weights = layer.get_weights()
    if isinstance(layer, layers.DepthwiseConv2D):
        multiplier = layer.depth_multiplier
        alive_after = (alive[:, np.newaxis] * multiplier + np.arange(multiplier)).ravel()
        return {}, [weights[0][:, :, alive], *(a[alive_after] for a in weights[1:])], alive_after
    if isinstance(layer, (layers.Conv2D, layers.Dense)):
        kernel = weights[0][..., alive, :]
        kept = np.arange(kernel.shape[-1]) if kept is None else kept
        count = "filters" if isinstance(layer, layers.Conv2D) else "units"
        return {count: len(kept)}, [kernel[..., kept], *(a[kept] for a in weights[1:])], kept
    if isinstance(layer, layers.BatchNormalization):
        return {}, [a[alive] for a in weights], alive
    if isinstance(layer, layers.Flatten):
        features = np.arange(layer.output_shape[-1]).reshape(-1, layer.input_shape[-1])
        return {}, None, features[:, alive].ravel()
    return {}, None, alive
