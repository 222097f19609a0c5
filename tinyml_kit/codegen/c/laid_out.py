"""Layers as a kind of chip stores and shares them: constants in another order, common functions."""

from collections.abc import Sequence

from tinyml_kit.codegen.c.c_layer import CLayer, in_c
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.graph.model import Graph
from tinyml_kit.ops.layer import Layer


def laid_out(graph: Graph, layers: Sequence[Layer], target: Target) -> list[CLayer]:
    """Return the layers of a graph as a target computes them; `layers` are those of `lower`."""
    target = target.fit(target, layers)
    return [target.adapt(in_c(graph, layer)) for layer in layers]


def additional_bytes(layers: Sequence[Layer], stored: Sequence[CLayer]) -> int:
    """Return how many bytes of constants a target stores more than the layers hold.

    Parameters
    ----------
    layers, stored : what `laid_out` was given, and what it returned
    """
    arrays = [one.values for layer in stored for one in layer.constants.values()]
    return sum(array.nbytes for array in arrays) - sum(layer.constant_bytes for layer in layers)


def sharing(stored: Sequence[CLayer]) -> set[int]:
    """Return the indices of operators whose function is already there for an earlier one."""
    seen, found = set(), set()
    for layer in stored:
        if layer.shared in seen:
            found.add(layer.operators[0].index)
        elif layer.shared:
            seen.add(layer.shared)
    return found
