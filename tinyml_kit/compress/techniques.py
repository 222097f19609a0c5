"""Techniques by name: which steps a network goes through before it becomes a file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tinyml_kit.compress import combine, distill, factorize, prune_filters
from tinyml_kit.compress.checks import CompressError, require_model
from tinyml_kit.compress.cluster import cluster
from tinyml_kit.compress.prune import prune
from tinyml_kit.compress.quantize import qat, to_tflite
from tinyml_kit.compress.tuning import tune
from tinyml_kit.learning.keras_backend import keras

#: The name of a verb and its options.
Step = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Technique:
    """Steps, then a conversion.

    `steps` holds (verb, options) pairs, where a verb is a name in VERBS and options are those of
    the function behind it; `mode` and `export` are arguments of `quantize.to_tflite`.
    """

    steps: tuple[Step, ...] = ()
    mode: str = "int8"
    export: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Variant:
    """A compressed network: the file, the network behind it, and what each step achieved.

    `network` is the last one before quantisation-aware training, whose layers say what a chip
    has to do; `records` holds the record of every step and of the conversion, in order.
    """

    tflite: bytes
    network: keras.Model
    records: tuple


def distill_narrower(
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    share: float = 0.5,
    student: keras.Model | None = None,
    seed: int = 0,
    **options: Any,
) -> tuple[keras.Model, distill.Distilled]:
    """Distil `model` into `student`, by default into that share of its own strongest filters."""
    student = prune_filters.narrower(model, share) if student is None else student
    return distill.distill(student, model, x, y, seed=seed, **options)


VERBS: dict[str, Callable[..., tuple[keras.Model, Any]]] = {
    "tune": tune,
    "prune": prune,
    "prune_filters": prune_filters.prune_filters,
    "cluster": cluster,
    "low_rank": factorize.low_rank,
    "separable": factorize.separable,
    "distill": distill_narrower,
    "qat": qat,
    "pqat": combine.pqat,
    "cqat": combine.cqat,
    "pcqat": combine.pcqat,
}
#: Steps that wrap layers for training; the chip's work stays that of the network before them.
_AWARE = ("qat", "pqat", "cqat", "pcqat")

_PRUNE: Step = ("prune", {})
_CLUSTER: Step = ("cluster", {})
_KEEPING: Step = ("cluster", {"keep_zeros": True})

TECHNIQUES = {
    "float32": Technique(mode="float32"),
    "float16": Technique(mode="float16"),
    "dynamic": Technique(mode="dynamic"),
    "int8": Technique(),
    "int16x8": Technique(mode="int16x8"),
    "trained further": Technique((("tune", {}),), "float32"),
    "QAT": Technique((("qat", {}),)),
    "pruned, sparse file": Technique((_PRUNE,), "sparsity"),
    "pruned": Technique((_PRUNE,)),
    "2:4": Technique((("prune", {"pattern": "2:4"}),)),
    "fewer filters": Technique((("prune_filters", {}),)),
    "clustered": Technique((_CLUSTER,)),
    "pruned + clustered": Technique((_PRUNE, _KEEPING)),
    "PQAT": Technique((_PRUNE, ("pqat", {}))),
    "CQAT": Technique((_CLUSTER, ("cqat", {}))),
    "PCQAT": Technique((_PRUNE, _KEEPING, ("pcqat", {}))),
    "distilled": Technique((("distill", {}),)),
    "low rank": Technique((("low_rank", {}),)),
    "separable": Technique((("separable", {}),)),
}


def apply(
    technique: str | Technique,
    model: keras.Model,
    x: np.ndarray,
    y: np.ndarray,
    *,
    seed: int = 0,
    **tuning: Any,
) -> Variant:
    """Apply a technique to a network.

    Parameters
    ----------
    technique : str or Technique
        A name in TECHNIQUES, or your own.
    model : keras.Model; not changed
    x, y : training examples and labels; the calibration examples are drawn from them too
    seed : int
    **tuning
        Options of every step that it does not set itself: epochs, batch, rate, balance.

    Returns
    -------
    Variant

    Raises
    ------
    CompressError, NoEffect
        If the technique or a verb is unknown, or a step refuses.
    """
    technique = named(technique)
    require_model(model, "apply")
    network, records = model, []
    for verb, options in technique.steps:
        if verb not in VERBS:
            raise CompressError(f"apply: the step {verb!r} is unknown; take some of {list(VERBS)}.")
        model, record = VERBS[verb](model, x, y, **{"seed": seed, **tuning, **options})
        network = network if verb in _AWARE else model
        records.append(record)
    tflite, record = to_tflite(
        model, technique.mode, x, **{"seed": seed, "samples": min(200, len(x)), **technique.export}
    )
    return Variant(tflite, network, (*records, record))


def named(technique: str | Technique) -> Technique:
    """Return a Technique as it is, or the one of that name.

    Raises
    ------
    CompressError
        If there is none.
    """
    if isinstance(technique, Technique):
        return technique
    if technique not in TECHNIQUES:
        raise CompressError(
            f"techniques: {technique!r} is unknown; take some of {', '.join(TECHNIQUES)}, or give "
            "a Technique."
        )
    return TECHNIQUES[technique]
