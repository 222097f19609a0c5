"""Let many weights share a few values: files compress better, chips gain nothing.

Han, Mao and Dally, "Deep compression", ICLR 2016, section 3.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import (
    CompressError,
    NoEffect,
    distinct,
    sparsity,
)
from tinyml_kit.compress.kernels import changed, chosen_kernels, kernels
from tinyml_kit.compress.toolkit import sparse_clustering, tfmot
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.demands import require_integer
from tinyml_kit.learning.keras_backend import keras

STARTS = {"kmeans++": "KMEANS_PLUS_PLUS", "linear": "LINEAR", "density": "DENSITY_BASED"}


@dataclass(frozen=True)
class Clustered:
    """What clustering achieved.

    `clusters` is the number asked for; `by_layer` how many different values each clustered kernel
    has; `sparsity` the share of zeros among all kernels; `losses` the mean loss of each epoch;
    `exempt` the names of the kernels that were left alone (for the names see `kernels.found`).
    """

    clusters: int
    by_layer: dict[str, int]
    sparsity: float
    losses: tuple[float, ...]
    exempt: tuple[str, ...] = ()


def cluster(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    clusters: int = 16,
    keep_zeros: bool = False,
    start: str = "kmeans++",
    layers: Sequence[str] | None = None,
    rate: float = 1e-4,
    seed: int = 0,
    **tuning: Any,
) -> tuple[keras.Model, Clustered]:
    """Replace each weight of a layer by the nearest of a few values, and train the values.

    Parameters
    ----------
    model : keras.Sequential or a functional keras.Model; not changed
    x, y : training examples and labels
    clusters : int, >= 2
        Different values in each layer.
    keep_zeros : bool
        Weights that are zero stay zero: for a pruned network.
    start : "kmeans++", "linear" or "density"
        How the first values are found among the weights.
    layers : sequence of str, optional
        Names of the layers to cluster, "backbone/conv1" for one of a network inside; by default
        every dense, recurrent and embedding layer and every convolution. Depthwise kernels and
        those of other layers are never clustered.
    rate : float
        Learning rate; small, because one value moves many weights.
    seed : int
    **tuning
        Passed to `tuning.fine_tune`: epochs, batch, balance.

    Returns
    -------
    model : keras.Model
    record : Clustered

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If a layer has more values than asked for, or zeros were lost.
    """
    clustered, x, y = begin(model, x, y, "cluster")
    _require_possible(clustered, clusters, start, keep_zeros)
    names = chosen_kernels(clustered, layers, "cluster", "clustered")
    before = sparsity(clustered, names)
    keras.utils.set_random_seed(seed)
    cluster_weights = _cluster_weights(keep_zeros)
    start = tfmot.clustering.keras.CentroidInitialization[STARTS[start]]

    def wrap(layer):
        return cluster_weights(layer, number_of_clusters=clusters, cluster_centroids_init=start)

    wrapped = changed(clustered, wrap, names)
    losses = fine_tune(wrapped, x, y, rate=rate, seed=seed, **tuning)
    clustered = tfmot.clustering.keras.strip_clustering(wrapped)
    by_layer = distinct(clustered, names)
    require_clusters(by_layer, clusters, "cluster")
    if keep_zeros and sparsity(clustered, names) < before - 1e-6:
        raise NoEffect(
            f"cluster: {sparsity(clustered, names):.1%} of the weights are zero, {before:.1%} were "
            "before; take a smaller rate."
        )
    exempt = tuple(name for name in kernels(clustered) if name not in names)
    return clustered, Clustered(
        clusters, by_layer, float(sparsity(clustered)), tuple(losses), exempt
    )


def require_clusters(by_layer: Mapping[str, int], clusters: int, where: str) -> None:
    """Raise NoEffect if a layer has more different values than there are clusters."""
    for name, found in by_layer.items():
        if found > clusters:
            raise NoEffect(
                f"{where}: layer {name} has {found} different weights instead of {clusters}; fuse "
                "ReLU into its layer (activation='relu') and start from a clustered network."
            )


def _require_possible(model, clusters, start, keep_zeros):
    require_integer(clusters, "clusters", "cluster", CompressError, 0)
    if clusters < 2:
        raise CompressError(f"cluster: {clusters} clusters are too few; take at least 2.")
    if start not in STARTS:
        raise CompressError(f"cluster: start={start!r} is unknown; take one of {tuple(STARTS)}.")
    if keep_zeros and sparsity(model) == 0:
        raise CompressError(
            f"cluster: no weight of {model.name} is zero, so there is nothing for keep_zeros to "
            "keep; prune it first."
        )


def _cluster_weights(keep_zeros):
    if not keep_zeros:
        return tfmot.clustering.keras.cluster_weights
    return functools.partial(sparse_clustering.cluster_weights, preserve_sparsity=True)
