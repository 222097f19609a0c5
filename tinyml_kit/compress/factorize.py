"""Replace a layer by two smaller ones whose product is nearly the same: low rank by SVD.

The truncated singular value decomposition is the nearest matrix of its rank (Eckart and Young
1936). For dense layers: Denton et al., "Exploiting linear structure within convolutional
networks", NIPS 2014; for convolutions made depthwise and pointwise: Guo et al., "Network
decoupling", BMVC 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import CompressError, NoEffect, chosen_layers
from tinyml_kit.compress.rebuild import build, chain, clone, savings
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.demands import require_integer, require_number
from tinyml_kit.learning.keras_backend import keras


@dataclass(frozen=True)
class Factorized:
    """What was split.

    `ranks` is {layer: rank or depth multiplier}, `errors` {layer: share of the kernel's Frobenius
    norm that was lost before training}; `parameters` and `macs` are (before, after); `losses` the
    mean loss of each epoch.
    """

    ranks: dict[str, int]
    errors: dict[str, float]
    parameters: tuple[int, int]
    macs: tuple[int, int]
    losses: tuple[float, ...]


def low_rank(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    rank: int | None = None,
    energy: float = 0.9,
    layers: Sequence[str] | None = None,
    epochs: int = 4,
    **tuning: Any,
) -> tuple[keras.Sequential, Factorized]:
    """Split dense layers in two, narrow in the middle, and continue training.

    Parameters
    ----------
    model : keras.Model, a chain; not changed
    x, y : training examples and labels
    rank : int, optional
        Width of the middle; by default the smallest that keeps `energy`.
    energy : float, between 0 and 1
        Share of the sum of squared singular values.
    layers : sequence of str, optional
        Names of dense layers; by default each one that gets smaller.
    epochs : int
    **tuning
        Passed to `tuning.fine_tune`: batch, rate, seed, balance.

    Returns
    -------
    model : keras.Sequential
        A split layer `name` has become `name_in` (no bias, linear) and `name`.
    record : Factorized

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If no layer gets smaller.
    """
    require_number(energy, "energy", "low_rank", CompressError, negative=True)
    require_integer(1 if rank is None else rank, "rank", "low_rank", CompressError, 0)
    if not 0 < energy < 1 or (rank is not None and rank < 1):
        raise CompressError(
            f"low_rank: energy={energy}, rank={rank}; take an energy between 0 and 1, or a rank of "
            "at least 1."
        )

    def split(layer):
        return _split_dense(layer, rank, energy)

    kind = keras.layers.Dense
    return _factorized(model, x, y, "low_rank", kind, split, layers, epochs, tuning)


def separable(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    multiplier: int = 1,
    layers: Sequence[str] | None = None,
    epochs: int = 4,
    **tuning: Any,
) -> tuple[keras.Sequential, Factorized]:
    """Split convolutions into a depthwise and a 1 × 1 convolution, and continue training.

    Parameters
    ----------
    model : keras.Model, a chain; not changed
    x, y : training examples and labels
    multiplier : int
        Depthwise filters per channel. With as many as the kernel has taps nothing is lost, and
        nothing saved.
    layers : sequence of str, optional
        Names of convolutions; by default each one that gets smaller.
    epochs : int
    **tuning
        Passed to `tuning.fine_tune`: batch, rate, seed, balance.

    Returns
    -------
    model : keras.Sequential
        A split layer `name` has become `name_depthwise` (no bias, linear) and `name`.
    record : Factorized

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If no layer gets smaller.
    """
    require_integer(multiplier, "multiplier", "separable", CompressError, 0)
    if multiplier < 1:
        raise CompressError(f"separable: multiplier={multiplier} is too small; take at least 1.")

    def split(layer):
        return _split_convolution(layer, multiplier)

    kind = keras.layers.Conv2D
    return _factorized(model, x, y, "separable", kind, split, layers, epochs, tuning)


def _factorized(model, x, y, where, kind, split, layers, epochs, tuning):
    model, x, y = begin(model, x, y, where)
    wanted = chosen_layers(model, layers, where)
    pieces, ranks, errors = [], {}, {}
    for layer in chain(model, where):
        fits = layer.name in wanted and type(layer) is kind
        parts, rank, error = split(layer) if fits else (None, 0, 0)
        if parts is None or _weights(parts) >= layer.count_params():
            pieces.append((clone(layer), layer.get_weights() or None))
            continue
        pieces += parts
        ranks[layer.name], errors[layer.name] = rank, error
    missed = [name for name in layers or () if name not in ranks]
    if not ranks or missed:
        name = missed[0] if missed else model.name
        raise NoEffect(
            f"{where}: {name} would not get smaller by splitting; take a smaller rank, energy or "
            f"multiplier, or wider layers of the kind {kind.__name__}."
        )
    made = build(model, pieces)
    saved = savings(model, made)
    losses = fine_tune(made, x, y, epochs=epochs, **tuning)
    return made, Factorized(ranks, errors, saved["parameters"], saved["macs"], tuple(losses))


def _weights(parts):
    return sum(array.size for _, arrays in parts for array in arrays)


def _split_dense(layer, rank, energy):
    kernel, *bias = layer.get_weights()
    left, values, right = np.linalg.svd(kernel, full_matrices=False)
    if rank is None:
        kept = np.cumsum(values**2) / max((values**2).sum(), 1e-30)
        rank = int(np.searchsorted(kept, energy)) + 1
    rank = min(rank, len(values))
    root = np.sqrt(values[:rank])
    first = keras.layers.Dense(rank, use_bias=False, name=f"{layer.name}_in")
    parts = [
        (first, [left[:, :rank] * root]),
        (clone(layer), [root[:, np.newaxis] * right[:rank], *bias]),
    ]
    return parts, rank, _lost(values, rank)


def _split_convolution(layer, multiplier):
    kernel, *bias = layer.get_weights()
    rows, columns, channels, filters = kernel.shape
    if max(rows, columns) == 1 or layer.groups != 1:
        return None, 0, 0
    # For each channel the matrix (taps, filters) is truncated to its largest `multiplier` terms.
    taps = kernel.reshape(rows * columns, channels, filters).transpose(1, 0, 2)
    left, values, right = np.linalg.svd(taps, full_matrices=False)
    multiplier = min(multiplier, values.shape[1])
    root = np.sqrt(values[:, :multiplier])
    depthwise = (left[:, :, :multiplier] * root[:, np.newaxis]).transpose(1, 0, 2)
    pointwise = root[..., np.newaxis] * right[:, :multiplier]
    first = keras.layers.DepthwiseConv2D(
        (rows, columns), strides=layer.strides, padding=layer.padding,
        dilation_rate=layer.dilation_rate, depth_multiplier=multiplier, use_bias=False,
        name=f"{layer.name}_depthwise",
    )  # fmt: skip
    second = clone(layer, kernel_size=(1, 1), strides=(1, 1), padding="valid", dilation_rate=(1, 1))
    parts = [
        (first, [depthwise.reshape(rows, columns, channels, multiplier)]),
        (second, [pointwise.reshape(1, 1, channels * multiplier, filters), *bias]),
    ]
    return parts, multiplier, _lost(values, multiplier)


def _lost(values, kept):
    """Return the share of the Frobenius norm beyond the first `kept` singular values."""
    total = np.sqrt((values**2).sum())
    return float(np.sqrt((values[..., kept:] ** 2).sum()) / max(total, 1e-30))
