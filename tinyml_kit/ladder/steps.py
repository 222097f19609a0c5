"""How many quantisation steps an output differs, counted where steps are meaningful.

A float output behind a DEQUANTIZE has the steps of the int8 numbers that it was made of. A SOFTMAX
makes many steps of one: a difference of d in its inputs changes its outputs by up to d / 2, where a
step is 1/256. So the steps of its inputs count, and of its own only those beyond that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tinyml_kit.graph.model import Graph, Operator
from tinyml_kit.ops.operators import OPERATORS


@dataclass(frozen=True)
class Counted:
    """Where the steps of an output are counted.

    scale : of an output's steps in the output's own numbers: 1 for int8, the scale of the int8
        tensor before a DEQUANTIZE; None for real numbers, which have no steps
    logits : index of the int8 tensor that a SOFTMAX at the end reads, or None
    slope : how many steps of the output one step of `logits` may make at most
    """

    scale: float | None
    logits: int | None = None
    slope: float = 0.0


def counted(graph: Graph, output: int) -> Counted:
    """Return where the steps of an output tensor are counted."""
    scale = 1.0
    maker = _maker(graph, output)
    if maker is not None and maker.name == "DEQUANTIZE":
        output = maker.inputs[0]
        scale = float(graph.tensors[output].scale)
        maker = _maker(graph, output)
    if graph.tensors[output].dtype.kind == "f":
        return Counted(None)
    if maker is None or maker.name != "SOFTMAX":
        return Counted(scale)
    logits = graph.tensors[maker.inputs[0]]
    scales = float(logits.scale), float(graph.tensors[output].scale)
    slope = maker.options["beta"] * scales[0] / 2 / scales[1]
    return Counted(scale, logits.index, slope)


def steps(
    place: Counted,
    outputs: tuple[np.ndarray, np.ndarray],
    intermediates: tuple[Mapping[int, np.ndarray] | None, Mapping[int, np.ndarray] | None],
) -> float:
    """Return the most steps that an output differs in any of n inputs.

    Parameters
    ----------
    place : Counted, with a scale
    outputs : two (n, ...) arrays, the oracle's and another's
    intermediates : {tensor index: (n, ...) array} of both, or None
    """
    assert place.scale is not None, "real numbers have no steps"
    with np.errstate(over="ignore"):
        apart = np.rint(_apart(*outputs) / place.scale)
    before_it = [array for inside in intermediates for i, array in (inside or {}).items()
                 if i == place.logits]  # fmt: skip
    if len(before_it) == 2:
        before = _apart(*before_it)
        apart = np.maximum(before, apart - np.ceil(before * place.slope))
    return float(apart.max(initial=0))


def _apart(one, other):
    """Return for each input the largest difference; infinity where only one of them is NaN."""
    flat = [np.reshape(array, (len(array), -1)).astype(np.float64) for array in (one, other)]
    alike = (flat[0] == flat[1]) | (np.isnan(flat[0]) & np.isnan(flat[1]))
    with np.errstate(invalid="ignore"):
        apart = np.where(alike, 0, np.nan_to_num(np.abs(flat[0] - flat[1]), nan=np.inf))
    return apart.max(axis=1, initial=0)


def _maker(graph: Graph, index: int) -> Operator | None:
    """Return the operator that computed a tensor; what only reshapes it is passed over."""
    maker = graph.producer(index)
    while maker is not None and OPERATORS[maker.name].reshapes:
        maker = graph.producer(maker.inputs[0])
    return maker
