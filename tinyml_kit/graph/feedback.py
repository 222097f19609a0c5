"""Which outputs of a model are its inputs of the next step.

A model of one step has its state as an input and as an output. Where both are stored alike, the
integers of one are those of the other, and nobody has to convert them in between.
"""

from typing import NamedTuple

import numpy as np

from tinyml_kit.graph.model import Graph, GraphError


class Link(NamedTuple):
    """Which output of a model is fed back to which input, by their places."""

    output: int
    input: int


def links(graph: Graph) -> list[Link]:
    """Return which outputs go back to which inputs: those of the same shape, type and scale.

    Raises
    ------
    GraphError
        If there is none, more than one fits, or another number of inputs than one is left, which
        the sequence is given to.
    """
    found = [
        Link(output, given)
        for output, one in enumerate(graph.outputs)
        for given, other in enumerate(graph.inputs)
        if _stored(graph.tensors[one]) == _stored(graph.tensors[other])
    ]
    inputs = {link.input for link in found}
    if not found or len(inputs) < len(found) or len({link.output for link in found}) < len(found):
        raise GraphError(
            f"{graph.name}: {len(found)} pairs of an output and an input have the same shape, type "
            "and scale; a state that is fed back needs exactly one such pair."
        )
    if len(graph.inputs) != len(found) + 1:
        raise GraphError(
            f"{graph.name}: {len(graph.inputs)} inputs, {len(found)} of them states; exactly one "
            "has to be left for the sequence."
        )
    return found


def entry(graph: Graph) -> int:
    """Return the place of the input that the sequence is given to.

    Raises
    ------
    GraphError
        As `links`.
    """
    (place,) = set(range(len(graph.inputs))) - {link.input for link in links(graph)}
    return place


def zero(graph: Graph, place: int) -> int:
    """Return the stored number that stands for zero in an input, with which a sequence begins."""
    tensor = graph.tensors[graph.inputs[place]]
    return tensor.zero_point if tensor.quantization else 0


def _stored(tensor):
    """Return what has to be the same for a number to mean the same in both places."""
    how = tensor.quantization
    scale = None if how is None else (how.scale.tobytes(), how.zero_point.tobytes())
    return tuple(tensor.shape), np.dtype(tensor.dtype), scale
