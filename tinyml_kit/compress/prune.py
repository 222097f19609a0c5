"""Set small weights to zero while training goes on: by a schedule, at once, or two in four.

The zeros stay in the file and in flash; only compression (gzip, "sparsity") leaves them out. To
give a chip less work, remove whole filters: `prune_filters`.

Zhu and Gupta, "To prune, or not to prune", arXiv:1710.01878, 2017 (the polynomial schedule).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyml_kit.compress.checks import CompressError, NoEffect, require_tuning
from tinyml_kit.compress.kernels import changed, chosen_kernels, kernels
from tinyml_kit.compress.kernels import sparsity as share_of_zeros
from tinyml_kit.compress.toolkit import tfmot
from tinyml_kit.compress.tuning import begin, fine_tune
from tinyml_kit.learning.demands import require_integer, require_number
from tinyml_kit.learning.keras_backend import keras

SCHEDULES = ("polynomial", "constant")
PATTERNS = (None, "2:4")


@dataclass(frozen=True)
class Pruned:
    """What pruning achieved.

    `sparsity` is the share of zeros among all kernels of the network, `by_layer` that of each
    pruned kernel, `exempt` the names of the kernels that were left alone (for the names see
    `kernels.found`), `losses` the mean loss of each epoch.
    """

    sparsity: float
    by_layer: dict[str, float]
    exempt: tuple[str, ...]
    losses: tuple[float, ...]


def prune(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    sparsity: float = 0.5,
    schedule: str = "polynomial",
    initial: float = 0.0,
    pattern: str | None = None,
    layers: Sequence[str] | None = None,
    frequency: int = 1,
    epochs: int = 4,
    batch: int = 64,
    **tuning: Any,
) -> tuple[keras.Model, Pruned]:
    """Continue training while more and more of each layer's smallest weights are held at zero.

    Parameters
    ----------
    model : keras.Sequential or a functional keras.Model; not changed
    x, y : training examples and labels
    sparsity : float, between 0 and 1
        Share of zeros in each layer at the end.
    schedule : "polynomial" or "constant"
        "polynomial": from `initial` to `sparsity` over three quarters of the steps, fast at
        first; in the last quarter the network recovers. "constant": `sparsity` from the first
        step.
    initial : float, 0 … sparsity
        Where the polynomial starts.
    pattern : None or "2:4"
        "2:4": of four neighbouring inputs of a unit at least two are zero, a pattern that some
        hardware can use; `sparsity` is then 0.5 and the schedule constant. Convolutions with
        fewer than two input channels are exempt.
    layers : sequence of str, optional
        Names of the layers to prune, "backbone/conv1" for one of a network inside; by default
        every dense, recurrent and embedding layer and every convolution. Depthwise kernels and
        those of other layers are never pruned.
    frequency : int, >= 1
        Steps between two prunings. The toolkit's own default, 100, may be more steps than a
        short training has.
    epochs, batch
        Passes over the examples, in steps of `batch`.
    **tuning
        Passed to `tuning.fine_tune`: rate, seed, balance.

    Returns
    -------
    model : keras.Model
    record : Pruned

    Raises
    ------
    CompressError
        If the network, the examples or a setting is unfit.
    NoEffect
        If the sparsity was not reached.
    """
    pruned, x, y = begin(model, x, y, "prune")
    names = _prunable(pruned, layers, pattern)
    require_tuning(epochs, batch)
    require_integer(frequency, "frequency", "prune", CompressError, 1)
    require_number(sparsity, "sparsity", "prune", CompressError, negative=True)
    require_number(initial, "initial", "prune", CompressError, negative=True)
    # NumPy's float64 would not mix with the toolkit's float32.
    sparsity, initial = 0.5 if pattern == "2:4" else float(sparsity), float(initial)
    _require_possible(pruned, names, sparsity, initial, schedule, pattern)
    steps = -(-len(x) // batch) * epochs
    plan = _schedule(schedule, initial, sparsity, steps, frequency, pattern)
    options = {"pruning_schedule": plan}
    if pattern == "2:4":
        options["sparsity_m_by_n"] = (2, 4)

    def wrap(layer):
        return tfmot.sparsity.keras.prune_low_magnitude(layer, **options)

    wrapped = changed(pruned, wrap, names)
    update = tfmot.sparsity.keras.UpdatePruningStep()
    losses = fine_tune(wrapped, x, y, epochs=epochs, batch=batch, callbacks=[update], **tuning)
    pruned = tfmot.sparsity.keras.strip_pruning(wrapped)
    left = kernels(pruned)
    by_layer = {name: float(np.mean(left[name] == 0)) for name in names}
    _require_effect(pruned, by_layer, sparsity, pattern, steps, frequency)
    exempt = tuple(name for name in left if name not in names)
    return pruned, Pruned(float(share_of_zeros(pruned)), by_layer, exempt, tuple(losses))


def follows_two_in_four(kernel: np.ndarray) -> bool:
    """Tell whether at most two of every four neighbouring inputs of a unit have a weight.

    Parameters
    ----------
    kernel : (..., inputs, outputs) array
        Of a dense layer or a convolution; a last group of fewer than four counts as full.
    """
    inputs = kernel.shape[-2]
    padding = [(0, 0)] * (kernel.ndim - 2) + [(0, -inputs % 4), (0, 0)]
    grouped = np.pad(kernel, padding).reshape(*kernel.shape[:-2], -1, 4, kernel.shape[-1])
    return bool((np.count_nonzero(grouped, axis=-2) <= 2).all())


def _prunable(model, layers, pattern):
    if pattern not in PATTERNS:
        raise CompressError(f"prune: pattern={pattern!r} is unknown; take one of {PATTERNS}.")

    def unfit(kernel):
        if pattern is None:
            return None
        if type(kernel.layer) not in (keras.layers.Dense, keras.layers.Conv2D):
            return f"is a {type(kernel.layer).__name__}, which has no pattern"
        return "has one input, so no two in four" if kernel.values.shape[-2] < 2 else None

    return chosen_kernels(model, layers, "prune", "pruned", unfit)


def _require_possible(model, names, sparsity, initial, schedule, pattern):
    if not 0 < sparsity < 1:
        raise CompressError(
            f"prune: a sparsity of {sparsity:g} is impossible; it is the share of weights that "
            "become zero, so take a number between 0 and 1."
        )
    if schedule not in SCHEDULES:
        raise CompressError(f"prune: schedule={schedule!r} is unknown; take one of {SCHEDULES}.")
    if schedule == "polynomial" and pattern is None and not 0 <= initial <= sparsity:
        raise CompressError(
            f"prune: the schedule would start at {initial} and end at {sparsity}; zeros do not "
            "come back, so take an initial sparsity from 0 to the final one."
        )
    sizes = {name: kernels(model)[name].size for name in names}
    smallest = min(sizes, key=sizes.get)
    if round((1 - sparsity) * sizes[smallest]) < 1:
        raise CompressError(
            f"prune: a sparsity of {sparsity:g} leaves none of the {sizes[smallest]} weights of "
            f"layer {smallest}; take a lower one, or name other layers."
        )


def _schedule(schedule, initial, sparsity, steps, frequency, pattern):
    schedules = tfmot.sparsity.keras
    if schedule == "constant" or pattern == "2:4":
        return schedules.ConstantSparsity(sparsity, begin_step=0, frequency=frequency)
    end = max(1, 3 * steps // 4)
    return schedules.PolynomialDecay(initial, sparsity, 0, end, frequency=frequency)


def _require_effect(model, by_layer, sparsity, pattern, steps, frequency):
    if pattern == "2:4":
        for name in by_layer:
            if not follows_two_in_four(kernels(model)[name]):
                raise NoEffect(
                    f"prune: layer {name} does not follow 2:4 after {steps} steps with prunings "
                    f"every {frequency}; take a smaller frequency or more epochs."
                )
        return
    for name, reached in by_layer.items():
        # The toolkit rounds the number of weights: one zero may be missing.
        if reached < sparsity - 1.5 / kernels(model)[name].size - 1e-3:
            raise NoEffect(
                f"prune: layer {name} has {reached:.1%} zeros instead of {sparsity:.1%}: in "
                f"{steps} steps with prunings every {frequency} the schedule did not get there; "
                "take a smaller frequency or more epochs."
            )
