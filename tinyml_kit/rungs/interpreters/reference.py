"""The rung reference: the NumPy computation of `graph.reference`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.graph import reference
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs.protocol import Run, batch, sample_shape


@dataclass(frozen=True)
class Built:
    """A model that was read."""

    graph: Graph


def build(model: str | Path | bytes | Graph, folder: str | Path | None = None) -> Built:
    """Read a model: the path or the bytes of a .tflite, or a Graph. Nothing is written.

    Raises
    ------
    GraphError
        If the kit does not support it.
    """
    return Built(model if isinstance(model, Graph) else read(model))


def run(
    built: Built, inputs: np.ndarray | Sequence[np.ndarray], intermediates: bool = False
) -> Run:
    """Run n inputs, one after the other.

    Parameters
    ----------
    built : Built
    inputs : as `protocol.batch` takes them
    intermediates : bool
        Whether to keep what every operator wrote.

    Returns
    -------
    Run, without a time: Python's says nothing about a chip.
    """
    graph = built.graph
    given = batch([graph.tensors[index] for index in graph.inputs], inputs, bool(graph.states))
    answer = reference.run(graph, given.as_given(), intermediates=intermediates)
    outputs, between = answer if intermediates else (answer, None)
    run = Run(
        [
            _samples(graph, index, output)
            for index, output in zip(graph.outputs, outputs, strict=True)
        ],
        "measured",
        between and {index: _samples(graph, index, value) for index, value in between.items()},
    )
    return given.shaped(run)


def _samples(graph, index, array):
    return np.reshape(array, (-1, *sample_shape(graph.tensors[index].shape)))
