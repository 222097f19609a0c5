"""Quantisation-aware training that keeps zeros, clusters, or both: PQAT, CQAT, PCQAT.

Plain quantisation-aware training moves every weight, so the zeros of a pruned network and the
few values of a clustered one are gone after the first step. Each function takes a network that
`prune` or `cluster` made, and checks at the end that its zeros or clusters are still there.
"""

import contextlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import CompressError, NoEffect, distinct, sparsity
from tinyml_kit.compress.cluster import require_clusters
from tinyml_kit.compress.kernels import found
from tinyml_kit.compress.quantize import supported_layers, wrapped
from tinyml_kit.compress.toolkit import cluster_registry, cluster_utils, quietly, tfmot
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.keras_backend import keras, tf

#: A layer with more values than this does not count as clustered.
MOST_CLUSTERS = 64


@dataclass(frozen=True)
class Combined:
    """What was kept: `sparsity` of all kernels, `by_layer` the number of different values."""

    sparsity: float
    by_layer: dict[str, int]
    losses: tuple[float, ...]


def pqat(
    model: keras.Model, x: np.ndarray, y: np.ndarray, **tuning: Any
) -> tuple[keras.Model, Combined]:
    """Train a pruned network for 8 bits and keep its zeros.

    Parameters
    ----------
    model : keras.Sequential or a functional keras.Model
        From `prune.prune`; not changed. ReLU must be fused into its layer.
    x, y : training examples and labels
    **tuning
        Passed to `tuning.fine_tune`: epochs, batch, rate, seed, balance.

    Returns
    -------
    model : keras.Model
        For `quantize.to_tflite(model, "int8", x)`.
    record : Combined

    Raises
    ------
    CompressError
        If there are no zeros to keep, or the network, the examples or a setting is unfit.
    NoEffect
        If zeros were lost.
    """
    scheme = tfmot.experimental.combine.Default8BitPrunePreserveQuantizeScheme()
    return _preserving(model, x, y, scheme, "pqat", zeros=True, few=False, tuning=tuning)


def cqat(
    model: keras.Model, x: np.ndarray, y: np.ndarray, **tuning: Any
) -> tuple[keras.Model, Combined]:
    """Train a clustered network for 8 bits and keep its few values; otherwise as `pqat`."""
    scheme = tfmot.experimental.combine.Default8BitClusterPreserveQuantizeScheme(False)
    return _preserving(model, x, y, scheme, "cqat", zeros=False, few=True, tuning=tuning)


def pcqat(
    model: keras.Model, x: np.ndarray, y: np.ndarray, **tuning: Any
) -> tuple[keras.Model, Combined]:
    """Train a network that was pruned, then clustered with `keep_zeros`; otherwise as `pqat`."""
    scheme = tfmot.experimental.combine.Default8BitClusterPreserveQuantizeScheme(True)
    return _preserving(model, x, y, scheme, "pcqat", zeros=True, few=True, tuning=tuning)


def _preserving(model, x, y, scheme, where, zeros, few, tuning):
    model, x, y = begin(model, x, y, where)
    kept = _few_valued(model) if few else {}
    if few and not kept:
        raise CompressError(f"{where}: no layer of {model.name} is clustered; cluster it first.")
    before = sparsity(model)
    if zeros and before == 0:
        raise CompressError(f"{where}: no weight of {model.name} is zero; prune it first.")
    annotated = tfmot.quantization.keras.quantize_annotate_model(model)
    with quietly(), _one_codebook_per_layer(), supported_layers(model, where):
        aware = tfmot.quantization.keras.quantize_apply(annotated, scheme)
    wrapped(aware, where)
    losses = fine_tune(aware, x, y, **tuning)
    if few:
        aware = cluster_utils.strip_clustering_cqat(aware)
    if zeros and sparsity(aware) < before - 1e-3:
        raise NoEffect(
            f"{where}: {sparsity(aware):.1%} of the weights are zero, {before:.1%} were before; "
            "fuse ReLU into its layer (activation='relu') and prune every layer, or the toolkit "
            "stops looking for zeros."
        )
    for name, clusters in kept.items():
        require_clusters(distinct(aware, [name]), clusters, where)
    return aware, Combined(float(sparsity(aware)), distinct(aware), tuple(losses))


def _few_valued(model):
    """Return {layer name: number of values} of the layers that are clustered."""
    return {
        name: len(np.unique(kernel.values))
        for name, kernel in found(model).items()
        if kernel.touched
        and len(np.unique(kernel.values)) <= MOST_CLUSTERS
        and len(np.unique(kernel.values)) < kernel.layer.count_params() / 2
    }


@contextlib.contextmanager
def _one_codebook_per_layer():
    """Keep the toolkit from guessing that a convolution was clustered filter by filter.

    It makes this guess when all filters happen to have about the same number of different weights,
    which is common where there are few. Each filter would then get its own values, and the layer
    several times as many.
    """
    guessing = cluster_registry.get_centroids

    def whole_layer(layer, weight, data_format):
        values, index = cluster_registry.get_unique(weight)
        return values, tf.size(values), index, False

    cluster_registry.get_centroids = whole_layer
    try:
        yield
    finally:
        cluster_registry.get_centroids = guessing
